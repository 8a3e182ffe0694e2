"""Plausible values for the members of an API call, by their names and types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from c7n_reflex.authoring.samples import words
from c7n_reflex.authoring.samples.setting import EARLIER, Setting, digits, uid

# Not part of what a call is about.
_LEFT_OUT = re.compile(
    r"^(DryRun|.*Token|Max(Results|Items|Records)|Marker|Limit|Filters?|Tags?|TagSpecifications?|"
    r"ContentMD5|Checksum.*|ExpectedBucketOwner|RequestPayer|AttributeNames)$"
)
_IDENTIFYING = re.compile(
    r"(Ids?|Names?|Arns?|Identifiers?|Url|Port|Protocol|CidrIp|CidrBlock|Policy|Document|IpPermissions)$"
)
_NUMBERS = {"integer": 1, "long": 1, "float": 1.0, "double": 1.0}
_PARAMETER_DEPTH, _ANSWER_DEPTHS, _MOST_OF_ANSWER = 6, (4, 3, 2, 1), 120


@dataclass(frozen=True)
class Maker:
    """Makes values for one service's shapes."""

    service: str
    setting: Setting

    def parameters(self, shape: StructureShape | None, given: Mapping[str, Any]) -> dict[str, Any]:
        """What boto3 takes: what is given, what is required, and if nothing is given what names something."""
        if shape is None:
            return {}
        wanted = [
            name
            for name in shape.members
            if name not in given
            and (name in shape.required_members or (not given and _is_about(name, shape.members[name])))
        ]
        made = {name: self._value(name, shape.members[name], _PARAMETER_DEPTH, ()) for name in wanted}
        return {name: {**made, **given}[name] for name in shape.members if name in made or name in given}

    def answer(self, shape: StructureShape | None) -> dict[str, Any]:
        """What boto3 returns, as deep as a reader of it still looks."""
        if shape is None:
            return {}
        for depth in _ANSWER_DEPTHS:
            made: dict[str, Any] = self._whole(shape, depth, ())
            if _size(made) <= _MOST_OF_ANSWER:
                break
        return made

    def _value(self, name: str, shape: Shape, depth: int, within: tuple[str, ...]) -> Any:
        """Empty where a shape is within itself."""
        if isinstance(shape, StructureShape):
            if depth <= 0 or shape.name in within or shape.is_document_type:
                return {}
            inside = (*within, shape.name)
            return {key: self._value(key, shape.members[key], depth - 1, inside) for key in _wanted(shape)}
        if isinstance(shape, ListShape):
            return [self._value(_singular(name), shape.member, depth - 1, within)]
        if isinstance(shape, MapShape):
            return {"team": self._value(name, shape.value, depth - 1, within)} if depth > 0 else {}
        return self.scalar(name, shape)

    def _whole(self, shape: Shape, depth: int, within: tuple[str, ...], name: str = "") -> Any:
        if isinstance(shape, StructureShape):
            names = list(shape.members)[:1] if shape.is_tagged_union else shape.members
            inside = (*within, shape.name)
            return {
                key: self._whole(shape.members[key], depth - 1, inside, key)
                for key in names
                if not key.endswith("Token") and not _is_beyond(shape.members[key], depth - 1, inside)
            }
        if isinstance(shape, ListShape):
            return [self._whole(shape.member, depth, within, _singular(name))]
        if isinstance(shape, MapShape):
            return {"team": self._whole(shape.value, depth, within, name)}
        return self.scalar(name, shape)

    def scalar(self, name: str, shape: Shape) -> Any:
        """A text, a number, a time ... that fits the name."""
        kind, least = shape.type_name, shape.metadata.get("min")
        if kind == "timestamp":
            return EARLIER
        if kind == "boolean":
            return True
        if kind == "blob":
            return b"example"
        if kind in _NUMBERS:
            number = words.NUMBERS.get(name, least if least is not None else 1)
            return type(_NUMBERS[kind])(max(number, least or number))
        return self._text(name, shape)

    def _text(self, name: str, shape: Shape) -> str:
        choices = shape.enum if isinstance(shape, StringShape) else []
        said = self.setting.placed(words.text(name, self.service))
        if choices:
            return said if said in choices else str(choices[0])
        return _fitted(said, shape.metadata, self._others(name))

    def _others(self, name: str) -> Iterable[str]:
        """What to try if a text does not fit its pattern."""
        key, account, region = uid(self.service, name), self.setting.account, self.setting.region
        kebab = words.kebab(name)
        yield from (
            key,
            digits(32, key),
            digits(17, key),
            account,
            region,
            "payments",
            "Payments1",
            "1",
            "2025-03-04",
        )
        yield from (
            f"{kebab}-{digits(17, key)}",
            f"{kebab}-{digits(8, key)}",
            f"arn:aws:{self.service}:{region}:",
        )
        yield f"arn:aws:{self.service}:{region}:{account}:{kebab}/payments"


def _is_about(name: str, shape: Shape) -> bool:
    if _LEFT_OUT.match(name) or shape.type_name in ("map", "blob"):
        return False
    return bool(_IDENTIFYING.search(name))


def _wanted(shape: StructureShape) -> list[str]:
    """Of a structure in the parameters: what it must have, or else its plain values."""
    if shape.is_tagged_union:
        return list(shape.members)[:1]
    if shape.required_members:
        return list(shape.required_members)
    plain = [key for key, member in shape.members.items() if not hasattr(member, "members")]
    return [key for key in plain if not _LEFT_OUT.match(key)][:8] or list(shape.members)[:1]


def _is_beyond(shape: Shape, depth: int, within: tuple[str, ...]) -> bool:
    """True for a structure that is too deep, or within itself."""
    while isinstance(shape, (ListShape, MapShape)):
        shape = shape.member if isinstance(shape, ListShape) else shape.value
    return isinstance(shape, StructureShape) and (depth <= 0 or shape.name in within)


def _singular(name: str) -> str:
    return name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return sum(map(_size, value)) if isinstance(value, list) else 1


def _fitted(text: str, metadata: Mapping[str, Any], others: Iterable[str]) -> str:
    """The first text of the length and pattern that the model asks for; else the first of that length."""
    least, most, pattern = metadata.get("min") or 0, metadata.get("max") or 2048, metadata.get("pattern")
    first = text.ljust(least, "0")[:most]
    if not pattern:
        return first
    for each in (first, *others):
        if least <= len(each) <= most and _matches(pattern, each):
            return each
    return first


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:  # Java's and JavaScript's are not quite Python's
        return True
