"""Values that are what JSON has, from YAML as well; an account's number is text, as it is for AWS."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex.authoring.eventforms import DEEPEST, FORMS
from c7n_reflex.errors import InputError, Place

_ACCOUNT_KEYS = {"account", "accountid", "awsaccountid", "recipientaccountid", "resourceowneraccount"}


class _PlainLoader(yaml.SafeLoader):
    """YAML with the types of JSON: dates, `yes` and an account's 12 digits stay text."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's name and type


for _tag, _form, _first in (
    ("bool", "true|false", "tf"),
    ("null", "null|~|", ["n", "~", ""]),
    ("int", "-?(?:0|[1-9][0-9]{0,10}|[1-9][0-9]{12,})", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?<![0-9]{12})", "-0123456789"),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_form})$"), list(_first))


def documents(content: str, path: Path) -> Iterator[tuple[Place, Any]]:
    """The documents of a YAML file, the items of those that are lists, each with its line.

    InputError, with the line, for what is no YAML.
    """
    try:
        loader = _PlainLoader(content)
        while loader.check_node():
            node: Any = loader.get_node()
            value = loader.construct_document(node)
            if isinstance(node, yaml.SequenceNode):
                yield from ((_line(path, each), item) for each, item in zip(node.value, value, strict=True))
            else:
                yield _line(path, node), value
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(path, mark.line + 1 if mark else None)
        raise InputError(f"is not YAML: {error.problem}", remedy=FORMS, place=place) from None
    except yaml.YAMLError as error:
        raise InputError(f"is not YAML: {error}", remedy=FORMS, place=Place(path)) from None
    except ValueError as error:  # of values with an explicit tag, such as !!int x
        raise InputError(f"is not YAML: {error}", remedy=FORMS, place=Place(path)) from None
    except RecursionError:
        raise InputError("is nested too deeply", remedy=FORMS, place=Place(path)) from None


def _line(path: Path, node: yaml.Node) -> Place:
    return Place(path, node.start_mark.line + 1)


def plain(value: Any, place: Place, *path: str | int) -> Any:
    """A copy in which everything is what JSON has, and an account's number is text.

    InputError for what JSON has not, such as a key that is no text; `path` is where in the place it stands.
    """
    if len(path) > DEEPEST:
        raise InputError("is nested too deeply", remedy=FORMS, place=place)
    if isinstance(value, Mapping):
        return {_key(name, place, path): _member(name, each, place, path) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each, place, *path, n) for n, each in enumerate(value)]
    if isinstance(value, dt.datetime):
        moment = value.astimezone(dt.UTC) if value.tzinfo else value
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise InputError(
        f"{type(value).__name__} is nothing that JSON has", remedy=FORMS, place=below(place, *path)
    )


def _key(name: Any, place: Place, path: tuple[str | int, ...]) -> str:
    if not isinstance(name, str):
        raise InputError(f"key {name!r} is not text", remedy="write it in quotes", place=below(place, *path))
    return name


def _member(name: str, value: Any, place: Place, path: tuple[str | int, ...]) -> Any:
    # Leading zeros are lost where the number was read as one.
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12
    return f"{value:012}" if is_number and name.lower() in _ACCOUNT_KEYS else plain(value, place, *path, name)


def below(place: Place, *path: str | int) -> Place:
    """The place of a part: `Records[0].eventName`."""
    key = place.key or ""
    for part in path:
        key += f"[{part}]" if isinstance(part, int) else f".{part}"
    return replace(place, key=key.removeprefix(".") or None)
