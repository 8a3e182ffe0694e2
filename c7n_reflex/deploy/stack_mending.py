"""Bringing back what was deleted by hand from a stack, which CloudFormation itself does not notice.

Two updates: one without what is missing and whatever refers to it, one with all. That is the only way in
which CloudFormation makes a resource of an unchanged template again.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from c7n_reflex.deploy import stacks
from c7n_reflex.deploy.stack_changes import parsed
from c7n_reflex.errors import ReflexError

_HOLDS = frozenset({"AWS::SQS::Queue", "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SNS::Topic"})
_NAMED = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[^}]*)?\}")


def mend(client: Any, stack: stacks.Stack, missing: Iterable[str]) -> None:
    """Create the missing resources again. ReflexError where others that hold something would go.

    Raises ReflexError, too, for a failed update, with the reason.
    """
    document = parsed(stack.template)
    gone = affected(document, missing)
    kept = [name for name in gone - set(missing) if _retained(document["Resources"][name])]
    if kept:
        raise ReflexError(
            f"{', '.join(sorted(missing))} was deleted by hand, and {', '.join(sorted(kept))} refers to it",
            remedy="create it again by hand, with the name and settings of the template",
        )
    resources = {key: value for key, value in document["Resources"].items() if key not in gone}
    if resources:
        rest = json.dumps(_without(document, resources, gone))
        stacks.apply(client, dataclasses.replace(stack, template=rest))
    else:
        stacks.delete(client, stack.name)
    stacks.apply(client, stack)


def affected(document: dict[str, Any], missing: Iterable[str]) -> set[str]:
    """Logical ids of these resources and of all that refer to them, directly or not."""
    found: set[str] = set(missing) & document["Resources"].keys()
    while True:
        more = {name for name, each in document["Resources"].items() if found & set(references(each))} - found
        if not more:
            return found
        found |= more


def references(value: Any) -> Iterator[str]:
    """Logical ids that a part of a template refers to."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if key in ("Ref", "DependsOn"):
            yield from [item] if isinstance(item, str) else item
        elif key == "Fn::GetAtt":
            yield item[0]
        elif key == "Fn::Sub":
            yield from _NAMED.findall(item if isinstance(item, str) else item[0])
            yield from references(item)
        else:
            yield from references(item)


def _retained(resource: dict[str, Any]) -> bool:
    """True for what is kept on deletion, and for what would lose messages, items or subscribers."""
    return resource.get("DeletionPolicy", "Delete") == "Retain" or resource["Type"] in _HOLDS


def _without(document: dict[str, Any], resources: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    outputs = document.get("Outputs", {})
    left = {key: value for key, value in outputs.items() if not gone & set(references(value))}
    rest = {key: value for key, value in document.items() if key not in ("Resources", "Outputs")}
    return {**rest, "Resources": resources, **({"Outputs": left} if left else {})}
