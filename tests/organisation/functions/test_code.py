"""Archives on disk."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from c7n_reflex.organisation.functions.code import BUNDLED, CodeStore

from .conftest import archive


@pytest.fixture
def store() -> Iterator[CodeStore]:
    made = CodeStore()
    yield made
    made.close()


def test_an_archive_is_unzipped_once(store: CodeStore) -> None:
    folder = store.folder(archive(index="A = 1"))
    (folder / "mark").touch()
    assert (store.folder(archive(index="A = 1")) / "mark").exists()
    assert not (store.folder(archive(index="A = 2")) / "mark").exists()


def test_equal_folders_share_what_is_compiled(store: CodeStore) -> None:
    first = store.folder(archive(**{"package/module": "A = 1", "config": "1"}))
    subprocess.run([sys.executable, "-c", "import package.module"], cwd=first, env={}, check=True)
    second = store.folder(archive(**{"package/module": "A = 1", "config": "2"}))
    other = store.folder(archive(**{"package/module": "A = 2"}))
    compiled = next((first / "package" / "__pycache__").glob("module.*.pyc"))
    assert (second / "package" / "__pycache__" / compiled.name).exists()
    assert not (other / "package" / "__pycache__" / compiled.name).exists()
    shown = "import package.module as m; print(m.A, m.__cached__ is not None)"
    done = subprocess.run(
        [sys.executable, "-c", shown], cwd=other, env={}, check=True, capture_output=True, text=True
    )
    assert done.stdout == "2 True\n"


def test_what_is_not_a_zip_file_is_refused(store: CodeStore) -> None:
    with pytest.raises(zipfile.BadZipFile):
        store.folder(b"no zip file")


def test_the_bundle_holds_only_what_aws_bundles(store: CodeStore) -> None:
    assert sorted(path.stem for path in store.bundle.iterdir()) == sorted(BUNDLED)


def test_folders_of_killed_organisations_are_removed() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    gone, lives = (
        Path(tempfile.mkdtemp(prefix=f"c7n-reflex-functions-{pid}-"))
        for pid in (int(ended.stdout), os.getpid())
    )
    CodeStore().close()
    assert (gone.exists(), lives.exists()) == (False, True)
    lives.rmdir()
