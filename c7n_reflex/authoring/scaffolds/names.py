"""The names that a scaffold makes of the one it is given."""

from __future__ import annotations

import re

from c7n_reflex.errors import InputError

_KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def kebab(name: str, what: str) -> str:
    """The name itself. InputError for one that is no name of a policy or an action."""
    if not _KEBAB.fullmatch(name):
        suggestion = re.sub(r"[^a-z0-9]+", "-", _apart(name).lower()).strip("-")
        remedy = "write it with lower-case letters, digits and dashes"
        raise InputError(
            f"{name!r} is no name of {what}",
            remedy=f"{remedy}: {suggestion}" if _KEBAB.fullmatch(suggestion) else remedy,
        )
    return name


def _apart(name: str) -> str:
    """RunInstances -> Run-Instances."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)


def snake(name: str) -> str:
    """`stop-logging` -> `stop_logging`, a file's or module's name."""
    return name.replace("-", "_")


def pascal(name: str) -> str:
    """`stop-logging` -> `StopLogging`, a class's name."""
    return "".join(part.capitalize() for part in name.split("-"))
