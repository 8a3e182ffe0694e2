"""Reads the alternatives of one field: plain values and match expressions such as {"prefix": "ab"}."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from c7n_reflex.events.patterns import strings
from c7n_reflex.events.patterns.errors import InvalidPatternError
from c7n_reflex.events.patterns.field import Field
from c7n_reflex.events.patterns.strings import TextTest
from c7n_reflex.events.patterns.values import address, micros, network, text

Comparison = Callable[[Any, Any], bool]

_LOWER: dict[str, Comparison] = {">": operator.gt, ">=": operator.ge}
_UPPER: dict[str, Comparison] = {"<": operator.lt, "<=": operator.le}
_NOT_WHAT: dict[str, Callable[[str], TextTest]] = {
    "prefix": strings.prefix,
    "suffix": strings.suffix,
    "equals-ignore-case": strings.equals_ignoring_case,
    "wildcard": strings.wildcard,
}


def read_field(key: str, alternatives: list[Any]) -> Field:
    """The field that a non-empty list of alternatives describes. Raises InvalidPatternError."""
    if not alternatives:
        raise InvalidPatternError(key, "empty arrays are not allowed")
    field = Field()
    for index, alternative in enumerate(alternatives):
        place = f"{key}[{index}]"
        if isinstance(alternative, dict):
            _read_expression(field, place, alternative)
        else:
            _read_value(field, place, alternative)
    return field


def _read_value(field: Field, key: str, value: Any) -> None:
    if isinstance(value, str):
        digits = address(value)
        if digits is None:
            field.strings.add(value)
        else:
            field.networks.append((digits, digits))
    elif value is None or isinstance(value, bool | int | float):
        field.literals.add(text(value))
        number = None if value is None or isinstance(value, bool) else micros(value)
        if number is not None:
            field.numbers.add(number)
    else:
        raise InvalidPatternError(key, "match value must be a string, number, true, false or null")


def _read_expression(field: Field, key: str, expression: dict[Any, Any]) -> None:
    if len(expression) != 1:
        raise InvalidPatternError(key, "a match expression has exactly one key")
    ((name, wanted),) = expression.items()
    read = _OPERATORS.get(name)
    if read is None:
        raise InvalidPatternError(key, f"unrecognized match type {name!r}")
    try:
        read(field, wanted)
    except ValueError as error:
        raise InvalidPatternError(f"{key}.{name}", str(error)) from None


def _exactly(field: Field, wanted: Any) -> None:
    # Unlike a plain string, never read as an IP address.
    field.strings.add(_string(wanted))


def _prefix(field: Field, wanted: Any) -> None:
    ignoring = _ignoring_case(wanted)
    field.texts.append(
        strings.prefix(_string(wanted)) if ignoring is None else strings.prefix_ignoring_case(ignoring)
    )


def _suffix(field: Field, wanted: Any) -> None:
    ignoring = _ignoring_case(wanted)
    field.texts.append(
        strings.suffix(_string(wanted)) if ignoring is None else strings.suffix_ignoring_case(ignoring)
    )


def _equals_ignore_case(field: Field, wanted: Any) -> None:
    field.texts.append(strings.equals_ignoring_case(_string(wanted)))


def _wildcard(field: Field, wanted: Any) -> None:
    field.texts.append(strings.wildcard(_string(wanted)))


def _cidr(field: Field, wanted: Any) -> None:
    field.networks.append(network(_string(wanted)))


def _exists(field: Field, wanted: Any) -> None:
    if not isinstance(wanted, bool):
        raise ValueError("must be true or false")
    if wanted:
        field.present = True
    else:
        field.absent = True


def _numeric(field: Field, wanted: Any) -> None:
    match wanted:
        case ["=", number]:
            field.numbers.add(_number(number))
        case [str(comparison), number] if comparison in _LOWER or comparison in _UPPER:
            limit, compare = _number(number), (_LOWER | _UPPER)[comparison]
            field.ranges.append(lambda value: compare(value, limit))
        case [str(above), bottom, str(below), top] if above in _LOWER and below in _UPPER:
            low, high = _number(bottom), _number(top)
            if low >= high:
                raise ValueError("bottom must be less than top")
            over, under = _LOWER[above], _UPPER[below]
            field.ranges.append(lambda value: over(value, low) and under(value, high))
        case _:
            raise ValueError('must be ["=", n], one of < <= > >= with a number, or [">", n, "<", m]')


def _anything_but(field: Field, wanted: Any) -> None:
    if isinstance(wanted, dict):
        _anything_but_like(field, wanted)
        return
    values = wanted if isinstance(wanted, list) else [wanted]
    if values and all(_is_number(value) for value in values):
        field.other_numbers.append(frozenset(_number(value) for value in values))
    elif values and all(isinstance(value, str) for value in values):
        excluded = frozenset(f'"{value}"' for value in values)
        field.other_texts.append(lambda quoted: quoted in excluded)
    else:
        raise ValueError("must be a string, a number, or a list of either")


def _anything_but_like(field: Field, wanted: dict[Any, Any]) -> None:
    if len(wanted) != 1:
        raise ValueError("has exactly one key inside")
    ((name, value),) = wanted.items()
    test_of = _NOT_WHAT.get(name)
    if test_of is None:
        raise ValueError(f"unsupported pattern inside: {name!r}")
    values = value if isinstance(value, list) else [value]
    if not values or (name in ("prefix", "suffix") and "" in values):
        raise ValueError(f"an empty {name} is not allowed")
    tests = [test_of(_string(each)) for each in values]
    field.other_texts.append(lambda quoted: any(test(quoted) for test in tests))


_OPERATORS: dict[str, Callable[[Field, Any], None]] = {
    "exactly": _exactly,
    "prefix": _prefix,
    "suffix": _suffix,
    "equals-ignore-case": _equals_ignore_case,
    "wildcard": _wildcard,
    "cidr": _cidr,
    "exists": _exists,
    "numeric": _numeric,
    "anything-but": _anything_but,
}


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a string")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: Any) -> int:
    number = micros(value) if _is_number(value) else None
    if number is None:
        raise ValueError("must be a number from -5e11 to 5e11 with at most 6 decimals")
    return number


def _ignoring_case(wanted: Any) -> str | None:
    """The text of {"equals-ignore-case": text}; None where there is no object."""
    if not isinstance(wanted, dict):
        return None
    if list(wanted) != ["equals-ignore-case"]:
        raise ValueError("only equals-ignore-case is allowed inside")
    return _string(wanted["equals-ignore-case"])
