"""What one field of a pattern asks of a value: the list of alternatives, sorted by what they look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from c7n_reflex.events.patterns.strings import TextTest
from c7n_reflex.events.patterns.values import Scalar, address, between, micros, text


@dataclass
class Field:
    """One field's alternatives; a value matches if any of them does.

    Numbers are in millionths, addresses hexadecimal digits. `texts` see a string with its quotes;
    `literals` are numbers, true, false and null as text.
    """

    strings: set[str] = field(default_factory=set)
    literals: set[str] = field(default_factory=set)
    texts: list[TextTest] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    ranges: list[Callable[[int], bool]] = field(default_factory=list)
    other_numbers: list[frozenset[int]] = field(default_factory=list)  # anything-but these
    other_texts: list[TextTest] = field(default_factory=list)  # anything-but what these are true of
    networks: list[tuple[str, str]] = field(default_factory=list)
    present: bool = False
    absent: bool = False

    def matches(self, value: Scalar) -> bool:
        """Whether one value (never an object or an array) is among the alternatives."""
        if self.present:
            return True
        if isinstance(value, str):
            return value in self.strings or self._matches_string(value)
        # What is not a string is anything but a string, and what is not a number anything but a number.
        literal = text(value)
        if self.other_texts or literal in self.literals:
            return True
        number = None if value is None or isinstance(value, bool) else micros(value)
        if number is None or not (self.numbers or self.ranges or self.other_numbers):
            return bool(self.other_numbers) or self._in_networks(literal)
        return self._matches_number(number)

    def _matches_string(self, value: str) -> bool:
        quoted = f'"{value}"'
        if self.other_numbers or any(test(quoted) for test in self.texts):
            return True
        if any(not test(quoted) for test in self.other_texts):
            return True
        digits = address(value) if self.networks else None
        return digits is not None and self._in_networks(digits)

    def _in_networks(self, digits: str) -> bool:
        return any(between(digits, first, last) for first, last in self.networks)

    def _matches_number(self, number: int) -> bool:
        return (
            number in self.numbers
            or any(test(number) for test in self.ranges)
            or any(number not in excluded for excluded in self.other_numbers)
        )
