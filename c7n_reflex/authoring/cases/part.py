"""A part of a file of cases while it is read: its value, where it is, and what may be wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from c7n_reflex.authoring.cases.source import Key, Source
from c7n_reflex.errors import InputError


@dataclass(frozen=True)
class Part:
    """`data` is what stands at `key` of the source."""

    source: Source
    key: Key
    data: Any

    def __getitem__(self, name: str | int) -> Part:
        """A part of it; of a mapping None where the key is missing."""
        data = self.data.get(name) if isinstance(self.data, dict) else self.data[name]
        return Part(self.source, (*self.key, name), data)

    def __contains__(self, name: str) -> bool:
        return isinstance(self.data, dict) and name in self.data

    def wrong(self, message: str, remedy: str = "") -> InputError:
        """What is wrong with it, to be raised."""
        return InputError(message, remedy=remedy, place=self.source.place(self.key))

    def mapping(self, what: str, remedy: str = "") -> dict[str, Any]:
        """Itself, if it is a mapping whose keys are texts."""
        if not isinstance(self.data, dict):
            raise self.wrong(f"{what} is a mapping", remedy)
        for name in self.data:
            if not isinstance(name, str):
                raise self.wrong(f"key {name!r} is not a text", "put it in quotes")
        return self.data

    def only(self, known: Collection[str], what: str) -> None:
        """Refuses keys that are not among these."""
        for name in self.mapping(what, f"its keys: {', '.join(known)}"):
            if name not in known:
                raise self[name].wrong(f"unknown key {name!r}", nearest(name, known))

    def items(self, what: str, remedy: str = "") -> Iterator[Part]:
        """The parts of a list."""
        if not isinstance(self.data, list):
            raise self.wrong(f"{what} is a list", remedy)
        return (self[index] for index in range(len(self.data)))

    def text(self, what: str, remedy: str = "put it in quotes") -> str:
        """Itself, if it is a text that is not empty."""
        if not isinstance(self.data, str) or not self.data.strip():
            raise self.wrong(f"{what} is a text, not {self.data!r}", remedy)
        return self.data

    def texts(self, what: str) -> tuple[str, ...]:
        """The texts of a list."""
        return tuple(each.text(f"each of {what}") for each in self.items(what, f"write [{self.data}]"))

    def one_of(self, known: Collection[str], what: str) -> str:
        """Itself, if it is one of these."""
        name = {False: "off", True: "on"}.get(self.data, self.data)  # what YAML 1.1 makes of them
        if name not in known:
            raise self.wrong(f"unknown {what} {name!r}", nearest(str(name), known))
        return str(name)


def nearest(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """A remedy for a misspelt name: what was probably meant, or what there is."""
    names = [str(each) for each in known]
    near = difflib.get_close_matches(name, names, 1)
    if near:
        return f"did you mean {near[0]!r}?"
    return otherwise or (f"known: {', '.join(names)}" if names else "")
