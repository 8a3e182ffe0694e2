"""Names in policies that Custodian does not know: resource types, modes, actions and filters."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from c7n_reflex.errors import InputError
from c7n_reflex.policyfiles.sources import Key, PolicyFile

_BLOCKS = ("and", "or", "not")


def unknown_names(file: PolicyFile) -> Iterator[InputError]:
    """One InputError for each name that does not exist, with the nearest that does."""
    from c7n.policy import execution
    from c7n.provider import get_resource_class
    from c7n.resources import load_resources
    from c7n.structure import StructureParser

    missing = _load(load_resources, StructureParser().get_resource_types(file.data))
    for index, policy in enumerate(file.policies):
        key: Key = ("policies", index)
        resource = _qualified(policy["resource"])
        if missing & set(resource):
            yield _unknown_resource(file, (*key, "resource"), min(missing & set(resource)))
            continue
        mode = policy.get("mode", {}).get("type", "pull")
        if execution.get(mode) is None:
            yield _unknown(file, (*key, "mode", "type"), "mode", mode, execution.keys())
        yield from _elements(file, key, policy, get_resource_class(resource[0]))


def _load(load_resources: Any, types: set[str]) -> set[str]:
    """The resource types that do not exist."""
    from c7n.resources import PROVIDER_NAMES

    known = {name for name in types if name.split(".")[0] in PROVIDER_NAMES}
    return set(load_resources(sorted(known)) if known else ()) | (types - known)


def _qualified(resource: str | list[str]) -> list[str]:
    names = [resource] if isinstance(resource, str) else resource
    return [name if "." in name else f"aws.{name}" for name in names]


def _unknown_resource(file: PolicyFile, key: Key, name: str) -> InputError:
    from c7n.resources.aws import AWS

    return _unknown(file, key, "resource", name, AWS.resource_map)


def _unknown(file: PolicyFile, key: Key, what: str, name: str, known: Iterable[str]) -> InputError:
    near = difflib.get_close_matches(name, list(known), 1)
    remedy = f"did you mean {near[0]!r}?" if near else "see c7n-reflex custodian schema"
    return InputError(f"unknown {what} {name!r}", remedy=remedy, place=file.place(key))


def _elements(file: PolicyFile, key: Key, policy: dict[str, Any], resource: Any) -> Iterator[InputError]:
    for block, registry in (("actions", resource.action_registry), ("filters", resource.filter_registry)):
        for path, name in _names(policy.get(block) or (), (*key, block)):
            if registry.get(name) is None:
                yield _unknown(file, path, f"{block[:-1]} of {policy['resource']}", name, registry.keys())


def _names(elements: Iterable[Any], key: Key) -> Iterator[tuple[Key, str]]:
    """Each action's or filter's type, and where it is written; `{key: value}` filters have none."""
    for index, element in enumerate(elements):
        path = (*key, index)
        if isinstance(element, str):
            yield path, element
        elif isinstance(element, dict) and isinstance(element.get("type"), str):
            yield (*path, "type"), element["type"]
        elif isinstance(element, dict) and len(element) == 1 and (block := next(iter(element))) in _BLOCKS:
            nested = element[block]
            yield from _names(nested if isinstance(nested, list) else [nested], (*path, block))
