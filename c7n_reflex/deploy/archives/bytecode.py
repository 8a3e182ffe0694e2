"""Bytecode of the packed files, made once per file and kept between runs.

Kept in `$XDG_CACHE_HOME/c7n-reflex/bytecode` (or below `~/.cache`), one file each, named by format, name and
source. What is there runs in functions, so that a folder or file of somebody else, or one that others may
write, is not used, and neither is a file whose content does not have the hash that it begins with.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from c7n_reflex.deploy.archives import compiler_worker, interpreters
from c7n_reflex.errors import ReflexError

_HASH = 32  # bytes of SHA-256
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
_WAY = hashlib.sha256(Path(compiler_worker.__file__).read_bytes()).digest()  # another compiler, other results


def of(sources: Mapping[str, bytes], runtime: str) -> dict[str, bytes]:
    """.pyc files by name in the archive; none at all if there is no interpreter of the runtime's version."""
    interpreter = interpreters.for_runtime(runtime)
    if interpreter is None:
        return {}
    modules = {name: source for name, source in sources.items() if name.endswith(".py")}
    keys = {name: _key(interpreter, name, source) for name, source in modules.items()}
    folder = _folder()
    kept = {name: content for name in modules if (content := _read(folder, keys[name])) is not None}
    made = _compiled(interpreter, {name: modules[name] for name in modules if name not in kept})
    for name, content in made.items():
        _write(folder, keys[name], content)
    return {
        _cached_name(name, interpreter.tag): content for name, content in sorted({**kept, **made}.items())
    }


def _key(interpreter: interpreters.Interpreter, name: str, source: bytes) -> str:
    parts = (_WAY, interpreter.magic.encode(), name.encode(), source)
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _cached_name(name: str, tag: str) -> str:
    """As importlib.util.cache_from_source, for another Python than this one."""
    path = PurePosixPath(name)
    return str(path.parent / "__pycache__" / f"{path.stem}.{tag}.pyc")


def _compiled(interpreter: interpreters.Interpreter, sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """In one process of its own, without what this one's environment could change."""
    if not sources:
        return {}
    names = sorted(sources)
    jobs = json.dumps([[name, base64.b64encode(sources[name]).decode()] for name in names])
    # Not -I: it would ignore the hash seed, by which older Pythons order the sets that they write.
    command = [interpreter.executable, "-S", "-s", "-B", str(compiler_worker.__file__)]
    done = subprocess.run(
        command, input=jobs, env={"PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ReflexError(f"{interpreter.executable} does not compile: {done.stderr.strip()[-500:]}")
    results = zip(names, json.loads(done.stdout), strict=True)
    return {name: base64.b64decode(text) for name, text in results if text is not None}


def _folder() -> Path | None:
    """Ours alone, made if need be; None if there can be none."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - no error without a home
    folder = Path(cache) / "c7n-reflex" / "bytecode"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _ours(folder.lstat()) and folder.is_dir() else None
    except OSError:
        return None


def _ours(status: os.stat_result) -> bool:
    return status.st_uid == os.getuid() and not status.st_mode & _OTHERS_MAY_WRITE


def _read(folder: Path | None, key: str) -> bytes | None:
    """What was kept; None for what is not there, or not to be trusted."""
    if folder is None:
        return None
    try:
        with (folder / key).open("rb") as file:
            trusted, content = _ours(os.fstat(file.fileno())), file.read()
    except OSError:
        return None
    whole = hashlib.sha256(content[_HASH:]).digest() == content[:_HASH]
    return content[_HASH:] if trusted and whole else None


def _write(folder: Path | None, key: str, content: bytes) -> None:
    """At one go: another run may be reading. Without a place to keep it, it is compiled again next time."""
    if folder is None:
        return
    with contextlib.suppress(OSError):
        descriptor, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(name).replace(folder / key)
