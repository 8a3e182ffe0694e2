"""The interpreter that makes bytecode for a Lambda runtime: only one of its minor version does."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache

_MAGIC = "import importlib.util, sys; print(*sys.version_info[:2], importlib.util.MAGIC_NUMBER.hex())"


@dataclass(frozen=True)
class Interpreter:
    """`tag` as in the names of .pyc files (`cpython-311`); `magic` is the format of its bytecode, in hex."""

    executable: str
    tag: str
    magic: str


@lru_cache
def for_runtime(runtime: str) -> Interpreter | None:
    """This interpreter or `python3.N` on the PATH, whichever is of the runtime's version (`python3.11`)."""
    version = re.fullmatch(r"python3\.(\d+)", runtime)
    if not version or sys.implementation.name != "cpython":
        return None
    tag = f"cpython-3{version[1]}"
    if sys.version_info[:2] == (3, int(version[1])):
        return Interpreter(sys.executable, tag, importlib.util.MAGIC_NUMBER.hex())
    found = shutil.which(runtime)
    magic = _magic(found, f"3 {version[1]}") if found else ""
    return Interpreter(str(found), tag, magic) if magic else None


def _magic(executable: str, version: str) -> str:
    """Empty for what does not run, or is of another version than its name says."""
    command = [executable, "-I", "-S", "-c", _MAGIC]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    said, _, magic = done.stdout.strip().rpartition(" ")
    return magic if done.returncode == 0 and said == version else ""
