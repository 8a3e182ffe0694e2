"""The schema of policy files: Custodian's own for AWS, with our modes, actions, filters and metadata.

Custodian's (c7n.schema.generate) tries a policy against each of 400 resource types in turn, so an editor
cannot say which part is wrong, and its megabytes repeat what the types share. Here the policy's `resource`
chooses what its filters and actions may be, and what several types share is there once.
"""

from __future__ import annotations

import copy
import difflib
from collections.abc import Sequence
from typing import Any

from c7n_reflex.authoring.editorschema import metadata, modes
from c7n_reflex.authoring.editorschema.elements import Elements
from c7n_reflex.errors import InputError

JSON = dict[str, Any]


def policies(resources: Sequence[str] = ()) -> JSON:
    """For these resource types ("aws.s3"), or all of AWS. InputError for one that Custodian does not know."""
    from c7n import schema

    import c7n_reflex.plugin  # noqa: F401

    names = _loaded(resources)
    stock = copy.deepcopy(schema.generate(names))
    definitions = stock["definitions"]
    types: dict[str, JSON] = definitions.pop("resources")
    elements = Elements(definitions)
    chosen = [_chosen(name, types[name], elements) for name in sorted(types)]
    definitions["policy"] = _policy(definitions["policy"], chosen)
    definitions["policy-mode"] = modes.any_mode()
    return {
        "$schema": stock["$schema"],
        "title": "Policies",
        "$comment": "Written by `c7n-reflex schema`.",
        "type": "object",
        "required": ["policies"],
        "additionalProperties": False,
        "properties": {
            "vars": {"type": "object", "description": "Anything, for YAML anchors."},
            "policies": {"type": "array", "items": {"$ref": "#/definitions/policy"}},
        },
        "definitions": {name: definitions[name] for name in sorted(definitions)},
    }


def _loaded(resources: Sequence[str]) -> list[str]:
    from c7n.resources import load_resources
    from c7n.resources.aws import AWS

    names = [name if name.startswith("aws.") else f"aws.{name}" for name in resources]
    unknown = sorted(set(names) - set(AWS.resource_map))
    if unknown:
        near = difflib.get_close_matches(unknown[0], AWS.resource_map, 1)
        remedy = f"did you mean {near[0]!r}?" if near else "see c7n-reflex custodian schema aws"
        raise InputError(f"unknown resource {unknown[0]!r}", remedy=remedy)
    load_resources(names or ["aws.*"])
    return names or [f"aws.{name}" for name in AWS.resources.keys()]  # noqa: SIM118 - a registry of c7n


def _chosen(name: str, stock: JSON, elements: Elements) -> JSON:
    """What follows for a policy of this resource type."""
    properties = stock["policy"]["allOf"][1]["properties"]
    then = {
        block: elements.allowed(block, name, properties[block]["items"]["anyOf"], stock[block])
        for block in ("filters", "actions")
    }
    condition = {
        "properties": {"resource": {"enum": properties["resource"]["enum"]}},
        "required": ["resource"],
    }
    return {"if": condition, "then": {"properties": then}}


def _policy(stock: JSON, chosen: list[JSON]) -> JSON:
    names = sorted(name for each in chosen for name in each["if"]["properties"]["resource"]["enum"])
    properties = {
        **stock["properties"],
        "resource": {"enum": names, "description": "The resource type, aws.s3; `aws.` may be left out."},
        "description": {
            "type": "string",
            "description": "Why it is a problem, and what is done. Owners read it.",
        },
        "metadata": metadata.metadata(),
    }
    return {**stock, "properties": properties, "allOf": chosen}
