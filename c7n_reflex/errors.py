"""Every error that a user can meet, each with its exit code and its remedy.

ReflexError                 3  something failed that should have worked
├── InputError              2  a file, option or name is wrong; nothing was changed
└── EnvironmentFaultError   2  the machine is not as needed (port taken, folder not writable)
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["EnvironmentFaultError", "InputError", "Place", "ReflexError"]


@dataclass(frozen=True)
class Place:
    """Where in a user's file something is wrong; `line` counts from 1, `key` is a dotted path."""

    file: Path | str
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        """`policies/a.yml:12: policies[0].actions[1]`, leaving out what is not known."""
        line = f":{self.line}" if self.line else ""
        key = f": {self.key}" if self.key else ""
        return f"{self.file}{line}{key}"


class ReflexError(Exception):
    """Something failed that should have worked. `remedy` says what to do now."""

    exit_code = 3

    def __init__(self, message: str, *, remedy: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.place = place

    def __str__(self) -> str:
        """`place: message`, and the remedy on a line of its own."""
        where = f"{self.place}: " if self.place else ""
        remedy = f"\n  {self.remedy}" if self.remedy else ""
        return f"{where}{self.message}{remedy}"


class InputError(ReflexError):
    """A file, option or name that the user gave is wrong; nothing was changed."""

    exit_code = 2


class EnvironmentFaultError(ReflexError):
    """The machine is not as needed: a port is taken, a folder cannot be written to."""

    exit_code = 2
