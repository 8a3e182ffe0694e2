"""The folders that execution environments run from: unzipped code, and what AWS's Python runtime bundles."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import shutil
import tempfile
import threading
import zipfile
from pathlib import Path

# "Runtime-included SDK versions" of the Lambda Developer Guide: boto3 and what it needs, nothing else.
BUNDLED = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")
_PREFIX = "c7n-reflex-functions-"
_FIXED_TIME = 1_500_000_000  # of every file: compiled modules are then valid for each copy of the same source


class CodeStore:
    """Each archive unzipped once, in a temporary folder that goes with the organisation."""

    def __init__(self) -> None:
        _remove_abandoned()
        self.root = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self.bundle = self._link_bundle()

    def folder(self, archive: bytes) -> Path:
        """The folder with an archive's files. Raises zipfile.BadZipFile if it is no zip file."""
        digest = hashlib.sha256(archive).hexdigest()
        folder = self.root / "code" / digest
        with self._lock:
            lock = self._locks.setdefault(digest, threading.Lock())
        with lock:
            if not folder.exists():
                self._unzip(archive, folder)
        return folder

    def scratch(self) -> Path:
        """A new folder for one environment's temporary files."""
        return Path(tempfile.mkdtemp(dir=self.root))

    def close(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.root, ignore_errors=True)

    def _unzip(self, archive: bytes, folder: Path) -> None:
        partial = Path(tempfile.mkdtemp(dir=self.root))
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            opened.extractall(partial)
        for directory, names, files in os.walk(partial):
            self._share_compiled(Path(directory), names, files)
        folder.parent.mkdir(exist_ok=True)
        partial.rename(folder)

    def _share_compiled(self, directory: Path, subdirectories: list[str], files: list[str]) -> None:
        """Let equal folders of different archives compile into one place.

        Each policy's archive differs in its config.json only; compiling Custodian anew for each of them would
        be most of what a first invocation costs.
        """
        sources = sorted(name for name in files if name.endswith(".py"))
        digest = hashlib.sha256()
        for name in sources:
            content = (directory / name).read_bytes()
            digest.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
            os.utime(directory / name, (_FIXED_TIME, _FIXED_TIME))
        if sources and "__pycache__" not in subdirectories:
            shared = self.root / "compiled" / digest.hexdigest()
            shared.mkdir(parents=True, exist_ok=True)
            (directory / "__pycache__").symlink_to(shared)

    def _link_bundle(self) -> Path:
        bundle = self.root / "runtime"
        bundle.mkdir()
        for name in BUNDLED:
            spec = importlib.util.find_spec(name)
            assert spec is not None and spec.origin is not None, name
            origin = Path(spec.origin)
            source = origin.parent if spec.submodule_search_locations else origin
            (bundle / source.name).symlink_to(source)
        return bundle


def _remove_abandoned() -> None:
    """Folders of organisations that were killed: their process is no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdigit() and not _exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
