"""The zip file that a policy's function runs from: Custodian, our part of the engine, the remediations.

The same files give the same bytes, on every machine with the same zlib: files are sorted, dates and modes
fixed (c7n.mu.custodian_archive takes files in the order of the directory). Everything but the policy is
packed once per process, for all policies and accounts.
"""

from __future__ import annotations

import importlib
import io
import tempfile
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from c7n.mu import PythonPackageArchive, zinfo

import c7n_reflex

# What of our engine runs in a function. Folders count with everything below them.
ENGINE = (
    *("__init__.py", "errors.py", "lambda_entry.py", "plugin.py", "settings.py"),
    *("events", "ledger", "modes", "pipeline", "safeguards"),
)
PACKAGES = ("c7n", "custom_actions")
_NOT_PACKED = {".pyc", ".c"}


class FunctionArchive(PythonPackageArchive):
    """Custodian's archive, begun from the packed packages; the policy is added to it."""

    def __init__(self, packages: tuple[str, ...] = ()) -> None:
        with tempfile.NamedTemporaryFile() as begun:
            begun.write(packed(packages))
            begun.flush()
            super().__init__(cache_file=begun.name)


@lru_cache
def packed(packages: tuple[str, ...] = ()) -> bytes:
    """A zip file of Custodian, our engine, the remediations and these further importable packages."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in sorted(set(_files(packages))):
            info = zinfo(name)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3  # 3: Unix, wherever it is built
            archive.writestr(info, file.read_bytes())
    return buffer.getvalue()


def _files(packages: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """(name in the archive, file)."""
    engine = Path(str(c7n_reflex.__file__)).parent
    for part in ENGINE:
        yield from _below(engine / part, engine.parent)
    for package in (*PACKAGES, *packages):
        module = importlib.import_module(package)
        for directory in getattr(module, "__path__", ()):
            yield from _below(Path(directory), Path(directory).parent)
        if not hasattr(module, "__path__") and module.__file__:
            yield from _below(Path(module.__file__), Path(module.__file__).parent)


def _below(path: Path, root: Path) -> Iterator[tuple[str, Path]]:
    files = [path] if path.is_file() else path.rglob("*")
    for file in files:
        if file.is_file() and file.suffix not in _NOT_PACKED and "__pycache__" not in file.parts:
            yield file.relative_to(root).as_posix(), file
