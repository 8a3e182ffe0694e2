"""Files that a scaffold is about to write: all of them or none, and never over what is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from c7n_reflex.errors import InputError, Place


@dataclass(frozen=True)
class Draft:
    """A file to be written. `changed`: it is there already, and this is its text with something added."""

    path: Path
    text: str
    changed: bool = False


def check(drafts: Iterable[Draft]) -> None:
    """InputError for a file that would be overwritten."""
    for draft in drafts:
        if draft.path.exists() and not draft.changed:
            raise InputError(
                "is there already; nothing was written",
                remedy="choose another name, or remove the file",
                place=Place(draft.path),
            )


def write(drafts: Sequence[Draft]) -> None:
    """Write them. InputError for one that would be overwritten (then none is) or that cannot be written."""
    check(drafts)
    for draft in drafts:
        try:
            draft.path.parent.mkdir(parents=True, exist_ok=True)
            # "x": never over a file that has come meanwhile
            with draft.path.open("w" if draft.changed else "x", encoding="utf-8") as file:
                file.write(draft.text)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", place=Place(draft.path)) from None
