"""Compiles Python files to bytecode that Python takes as it is; a script, for the interpreter it is run by.

Standard input: JSON, [name in the archive, source in base64] each. Standard output: JSON, the .pyc file in
base64 each, or null for what is no valid source for this Python.

The bytes depend on nothing but name, source and version. marshal flags strings that are interned (bpo-34093):
strings of one character are shared by all modules, and interned as soon as one of them has such a name, thus
in one process and not in another. Here they always are.
PEP 552: "unchecked hash" files are used without a look at the source, whose date is no matter to them.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import marshal
import sys

ROOT = "/var/task/"  # where Lambda unpacks archives
CHARACTERS = [sys.intern(chr(code)) for code in range(256)]  # those that CPython has once each


def pyc(name: str, source: bytes) -> bytes:
    """The content of a .pyc file."""
    code = compile(source, ROOT + name, "exec", dont_inherit=True, optimize=0)
    flags = (1).to_bytes(4, "little")  # based on a hash, which is not checked
    head = importlib.util.MAGIC_NUMBER + flags + importlib.util.source_hash(source)
    return head + marshal.dumps(code)


def compiled(name: str, text: str) -> str | None:
    """In base64; None for what does not compile."""
    try:
        return base64.b64encode(pyc(name, base64.b64decode(text))).decode()
    except (SyntaxError, ValueError):
        return None


if __name__ == "__main__":
    json.dump([compiled(name, text) for name, text in json.load(sys.stdin)], sys.stdout)
