"""The organisation that the drill is played on: one that goes away afterwards, or one that is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from c7n_reflex.accounts import Directory
from c7n_reflex.errors import ReflexError
from c7n_reflex.organisation.client import OrganisationClient, launch


@contextmanager
def opened(directory: Directory, folder: Path, keep: bool) -> Iterator[OrganisationClient]:
    """A running organisation. With `keep` it outlives a drill that ends; its log is then in `folder`."""
    if not keep:
        with launch(directory.file) as organisation:
            yield organisation
        return
    process = _detached(directory.file, folder / "organisation.log")
    try:
        yield _connect(process, directory, folder)
    except BaseException:
        process.terminate()
        process.wait()
        raise


def _detached(accounts_file: Path, log: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "c7n_reflex", "organisation", "up", "--output", "json"]
    with log.open("w", encoding="utf-8") as errors:
        return subprocess.Popen(
            [*command, "--config", str(accounts_file.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )


def _connect(process: subprocess.Popen[str], directory: Directory, folder: Path) -> OrganisationClient:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise ReflexError("the embedded organisation did not start", remedy=f"see {folder}/organisation.log")
    organisation = OrganisationClient(json.loads(line)["endpoint"], directory)
    organisation.pid = process.pid
    return organisation
