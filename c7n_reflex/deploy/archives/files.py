"""Which files are in every function's archive, and which never run there.

What is left out cannot be imported by anything that is packed: a test follows the import statements, those in
functions too, from the handler and from every resource type.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import c7n_reflex

# What of our engine runs in a function. Folders count with everything below them.
ENGINE = (
    *("__init__.py", "cold_start.py", "errors.py", "lambda_entry.py", "plugin.py", "settings.py"),
    *("events", "ledger", "modes", "pipeline", "safeguards"),
)
PACKAGES = ("c7n", "custom_actions")
LEFT_OUT = {
    "c7n/cli.py": "Custodian's command line",
    "c7n/commands.py": "the commands of Custodian's command line",
    "c7n/reports/": "the report command",
    "c7n/sqsexec.py": "runs c7n-org's work from a queue",
    "c7n/testing.py": "for the tests of policies",
    "c7n/vendored/distutils/util.py": "used by c7n-org alone",
    "c7n_reflex/events/patterns/__main__.py": "a command for authors",
    "c7n_reflex/pipeline/offline.py": "replays events on the author's machine",
    "c7n_reflex/safeguards/lever.py": "an operator's command",
}
_NOT_PACKED = {".pyc", ".c"}


def of(packages: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Content by name in the archive, in the order of names; `packages` are further importable packages."""
    return {name: file.read_bytes() for name, file in sorted(set(_files(packages))) if not left_out(name)}


def left_out(name: str) -> bool:
    """Whether the file never runs in a function."""
    return name in LEFT_OUT or name.startswith(tuple(each for each in LEFT_OUT if each.endswith("/")))


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
