"""What CloudFormation has of a stack: its template and its resources."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

UNREADABLE = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads `!Ref x` as {"Ref": "x"}."""


def _long_form(loader: Any, tag: str, node: Any) -> Any:
    value = (
        loader.construct_scalar(node)
        if isinstance(node, yaml.ScalarNode)
        else loader.construct_sequence(node, deep=True)
        if isinstance(node, yaml.SequenceNode)
        else loader.construct_mapping(node, deep=True)
    )
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _long_form)


@lru_cache(maxsize=64)
def parsed(template: str) -> dict[str, Any]:
    """A template's text as a document, short forms of functions written out. Not to be changed."""
    document: dict[str, Any] = yaml.load(template, Loader=_Loader)
    return document


def template(client: Any, name: str) -> dict[str, Any]:
    """The stack's template as it was given. Raises ClientError."""
    body = client.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
    return body if isinstance(body, dict) else parsed(body)


def listed(client: Any, name: str) -> list[dict[str, Any]]:
    """The stack's resources, as ListStackResources has them, without those that were deleted."""
    pages = client.get_paginator("list_stack_resources").paginate(StackName=name)
    summaries = [each for page in pages for each in page["StackResourceSummaries"]]
    return [each for each in summaries if each["ResourceStatus"] != "DELETE_COMPLETE"]
