"""One alternative of a pattern, and what can be said of the events that it selects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c7n_reflex.authoring.patterns import facts, wording
from c7n_reflex.authoring.patterns.written import Written, written
from c7n_reflex.events.patterns.field import Field
from c7n_reflex.events.patterns.operators import read_field

_AWS, _PARTNER = "aws.", "aws.partner/"


@dataclass(frozen=True)
class Selection:
    """The fields of one alternative, all of which an event has to match."""

    written: Written  # as their author wrote them, by dotted path
    fields: Mapping[str, Field]  # as the matcher reads them

    def may_be(self, path: str, value: Any) -> bool:
        """Whether an event with this value there may match."""
        return path not in self.fields or self.fields[path].matches(value)

    def may_be_absent(self, path: str) -> bool:
        """Whether an event without this field may match."""
        return path not in self.fields or self.fields[path].absent

    def said(self, path: str) -> str:
        """What the pattern wants there, in words."""
        return wording.wanted(self.written[path])

    def plain_texts(self, path: str) -> frozenset[str]:
        """The values, if the field has nothing but plain texts; empty otherwise."""
        alternatives = self.written.get(path, [])
        texts = frozenset(each for each in alternatives if isinstance(each, str))
        return texts if all(isinstance(each, str) for each in alternatives) else frozenset()

    def is_of_others(self) -> bool:
        """True if it names a source that is not AWS's own: partners and customers send what they like."""
        return any(
            not each.startswith(_AWS) or each.startswith(_PARTNER)
            for each in self.written.get("source", [])
            if isinstance(each, str)
        )

    def is_of_type(self, beginning: str) -> bool:
        """True if every event that it selects has a detail-type that begins so."""
        types = self.plain_texts("detail-type")
        return not beginning or bool(types and all(each.startswith(beginning) for each in types))

    def is_about_calls(self) -> bool:
        """True if it selects nothing but what CloudTrail records."""
        types = self.plain_texts("detail-type")
        named = "detail.eventName" in self.fields or "detail.eventSource" in self.fields
        return types <= set(facts.CLOUDTRAIL) if types else named and "detail-type" not in self.fields

    def never_of_form(self, path: str, whole: re.Pattern[str], piece: re.Pattern[str]) -> bool:
        """True if no text of the form, of which every part looks like `piece`, can match."""
        alternatives = self.written.get(path, [])
        return bool(alternatives) and not any(_may_have_form(each, whole, piece) for each in alternatives)

    def never_up_to(self, path: str, highest: float) -> bool:
        """True if no number from 0 to the highest can match."""
        alternatives = self.written.get(path, [])
        return bool(alternatives) and not any(_may_be_number(each, highest) for each in alternatives)


def selections(pattern: Mapping[str, Any]) -> Iterator[Selection]:
    """Every alternative of the pattern. Raises InvalidPatternError for one that EventBridge would refuse."""
    for texts in written(pattern):
        yield Selection(texts, {path: read_field(path, list(each)) for path, each in texts.items()})


def _may_have_form(alternative: Any, whole: re.Pattern[str], piece: re.Pattern[str]) -> bool:
    if isinstance(alternative, str):
        return bool(whole.fullmatch(alternative))
    match alternative:
        case {"exactly": str(text)}:
            return bool(whole.fullmatch(text))
        case {"prefix": str(text)} | {"suffix": str(text)}:
            return bool(piece.fullmatch(text))
        case {"wildcard": str(text)}:
            return all(piece.fullmatch(each) for each in text.split("*"))
        case {"numeric": _} | {"cidr": _}:
            return False
    # Numbers, true, false and null are no texts; of all other operators nothing is certain.
    return isinstance(alternative, dict)


def _may_be_number(alternative: Any, highest: float) -> bool:
    if isinstance(alternative, dict):
        name, value = next(iter(alternative.items()))
        if name == "numeric":
            return _overlaps(value, highest)
        return name in ("anything-but", "exists")
    number = isinstance(alternative, int | float) and not isinstance(alternative, bool)
    return number and 0 <= alternative <= highest


def _overlaps(range_: list[Any], highest: float) -> bool:
    limits = dict(zip(range_[::2], range_[1::2], strict=True))
    if "=" in limits:
        return bool(0 <= limits["="] <= highest)
    return bool(
        limits.get(">", -1) < highest
        and limits.get(">=", 0) <= highest
        and limits.get("<", 1) > 0
        and limits.get("<=", 0) >= 0
    )
