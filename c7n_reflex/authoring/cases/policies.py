"""The policies that cases are held against, checked quickly: tests are run at every save.

`policyfiles.check` takes about ten milliseconds for each policy, half of it for asking of every filter which
of all filters it could be. Here each is held against the schema of its own type. Whatever is not plainly
right goes to `policyfiles.check`, which has the last word, and the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from c7n_reflex import policyfiles
from c7n_reflex.authoring import fleet
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.policyfiles import PolicyFile

JSON = Any
_BLOCKS = ("and", "or", "not")


def load(paths: Iterable[Path | str]) -> list[FleetPolicy]:
    """The policies of files and folders. InputError for everything that is wrong with them."""
    files = policyfiles.load(paths)
    check(files)
    return fleet.of_files(files)


def check(files: Sequence[PolicyFile]) -> None:
    """InputError if c7n's schema refuses the files. What is seen only when a policy is built is seen then."""
    import c7n_reflex.plugin  # noqa: F401

    if not all(_is_right(file) for file in files) or _has_twins(files):
        policyfiles.check(files)


def _has_twins(files: Iterable[PolicyFile]) -> bool:
    names = [policy.get("name") for file in files for policy in file.policies]
    return len(set(names)) < len(names)


def _is_right(file: PolicyFile) -> bool:
    from c7n.exceptions import PolicyValidationError
    from c7n.structure import StructureParser

    try:
        StructureParser().validate(file.data)
        return all(_is_right_policy(policy) for policy in file.policies)
    except (PolicyValidationError, KeyError, TypeError, AttributeError, ValueError):
        return False


def _is_right_policy(policy: Mapping[str, JSON]) -> bool:
    from c7n.resources import load_resources

    name = policy["resource"]
    kind = name if "." in name else f"aws.{name}"
    if load_resources([kind]):
        return False
    rest = {key: value for key, value in policy.items() if key not in ("filters", "actions", "mode")}
    elements = [
        each for block in ("filters", "actions") for each in _elements(block, policy.get(block) or [])
    ]
    return (
        _fits(kind, ("policy",), rest)
        and ("mode" not in policy or _fits(kind, ("mode", policy["mode"]["type"]), policy["mode"]))
        and all(_fits(kind, path, each) for path, each in elements)
    )


def _elements(block: str, elements: Sequence[JSON]) -> Iterator[tuple[tuple[str, ...], JSON]]:
    """(block and type, filter or action)."""
    for each in elements:
        inner = next(iter(each)) if isinstance(each, dict) and len(each) == 1 else ""
        if isinstance(each, str):
            yield (block, each), {"type": each}
        elif block == "filters" and inner in _BLOCKS and isinstance(each[inner], list):
            yield from _elements(block, each[inner])
        else:
            yield (block, each.get("type", "valuekv")), each


def _fits(kind: str, path: tuple[str, ...], value: JSON) -> bool:
    return bool(_validator(kind, path).is_valid(value))


@lru_cache(maxsize=4096)
def _validator(kind: str, path: tuple[str, ...]) -> Any:
    from jsonschema import Draft7Validator

    definitions = _definitions(kind)
    return Draft7Validator({**_schema(kind, path, definitions), "definitions": definitions})


def _schema(kind: str, path: tuple[str, ...], definitions: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """KeyError if there is none. What several types have alike, c7n keeps apart from them."""
    from c7n.policy import execution

    if path[0] == "policy":
        return dict(definitions["policy"])
    block, name = path
    if block == "mode":
        return dict(execution[name].schema)
    own, shared = definitions["resources"][kind][block], definitions[block]
    found = own.get(name) or shared.get(f"{kind.partition('.')[0]}.{name}") or shared[name]
    return dict(found)


@lru_cache(maxsize=256)
def _definitions(kind: str) -> dict[str, JSON]:
    from c7n import schema

    generated: dict[str, JSON] = schema.generate((kind,))["definitions"]
    return generated
