"""Filters and actions of resource types: what several types share is defined once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from c7n_reflex.authoring.editorschema.describing import described, summary

JSON = dict[str, Any]
_OPERATORS = ("and", "or", "not")
_OURS = "custom_actions."


class Elements:
    """Adds what it is asked about to a schema's definitions."""

    def __init__(self, definitions: JSON) -> None:
        self._definitions = definitions
        self._references: dict[str, str] = {}

    def allowed(self, block: str, resource: str, stock: list[JSON], own: JSON) -> JSON:
        """A reference to the list of "filters" or "actions" that a resource type ("aws.s3") may have.

        `stock`: what Custodian lets an item be; `own`: its definitions that are of this type alone.
        """
        registry = _registry(block, resource)
        names = self._refer(f"{block}-names", resource, _names(registry))[0]
        choices = [names, *_our_words(registry)]
        choices += (self._single(block, resource, name, own[name], registry) for name in sorted(own))
        choices.append(self._common(block, resource, stock, registry))
        # What is misspelt is a wrong name above all, whatever element its other keys fit.
        items = {"properties": {"type": names}, "anyOf": choices}
        reference, new = self._refer(f"{block}-of", resource, {"type": "array", "items": items})
        if new and block == "filters":
            choices += [_operator(each, reference) for each in _OPERATORS]
        return reference

    def _single(self, block: str, resource: str, name: str, schema: JSON, registry: Any) -> JSON:
        return self._refer(block, f"{resource}.{name}", described(schema, registry.get(name)))[0]

    def _common(self, block: str, resource: str, stock: list[JSON], registry: Any) -> JSON:
        """What Custodian itself has defined for several types: tags, findings, notices ..."""
        names = sorted(item["$ref"].split("/")[-1] for item in stock if _is_common(item))
        for name in names:
            element = registry.get(name.removeprefix("aws."))
            if element is not None:
                self._definitions[block][name] = described(self._definitions[block][name], element)
        items = [{"$ref": f"#/definitions/{block}/{name}"} for name in names]
        return self._refer(f"common-{block}", resource, {"anyOf": items})[0]

    def _refer(self, group: str, name: str, definition: JSON) -> tuple[JSON, bool]:
        """A reference to an equal definition, if there is one; and whether it is new."""
        text = json.dumps([group, definition], sort_keys=True)
        new = text not in self._references
        if new:
            self._definitions.setdefault(group, {})[name] = definition
            self._references[text] = f"#/definitions/{group}/{name}"
        return {"$ref": self._references[text]}, new


def _is_common(item: JSON) -> bool:
    return "$ref" in item and item["$ref"].split("/")[2] != "resources"


def _registry(block: str, resource: str) -> Any:
    from c7n.resources.aws import AWS

    return getattr(AWS.resources.get(resource.removeprefix("aws.")), f"{block[:-1]}_registry")


def _operator(name: str, reference: JSON) -> JSON:
    return {"type": "object", "additionalProperties": False, "properties": {name: reference}}


def _names(registry: Any) -> JSON:
    return {"enum": sorted(set(registry.keys()) - set(_OPERATORS))}


def _our_words(registry: Any) -> Iterator[JSON]:
    """Ours, written as one word, each with what it does, which `enum` cannot say."""
    for name in sorted(registry.keys()):
        if registry.get(name).__module__.startswith(_OURS):
            yield {"const": name, "description": summary(registry.get(name))}
