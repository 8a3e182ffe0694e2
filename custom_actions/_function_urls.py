"""The URLs of a Lambda function and of its aliases, and which of them ask nobody who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custom_actions._function_policies import named

if TYPE_CHECKING:
    from custom_actions.base import Clients

JSON = dict[str, Any]
_CALLS = ("CreateFunctionUrlConfig", "UpdateFunctionUrlConfig")  # with or without a version at the end


def read_auth_types(clients: Clients, name: str) -> dict[str, str]:
    """`{"$LATEST": "NONE", "live": "AWS_IAM"}`: by alias, where there is a URL. ClientError if it is gone."""
    pages = clients("lambda").get_paginator("list_function_url_configs").paginate(FunctionName=name)
    configs = [each for page in pages for each in page["FunctionUrlConfigs"]]
    return {named({"functionName": each["FunctionArn"]})[1]: each["AuthType"] for each in configs}


def open_urls(auth_types: dict[str, str], event: JSON | None) -> list[str]:
    """Whose URL has the type NONE; of a call that made or changed one, only that."""
    named_by_call = _named_by(event)
    return [
        qualifier
        for qualifier, auth_type in auth_types.items()
        if auth_type == "NONE" and named_by_call in (None, qualifier)
    ]


def _named_by(event: JSON | None) -> str | None:
    detail = (event or {}).get("detail") or {}
    if not str(detail.get("eventName")).startswith(_CALLS):
        return None
    return named(detail.get("requestParameters") or {})[1]
