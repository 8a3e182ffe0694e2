"""A Lambda function's policies: its own, and one for each alias and version that was given any."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from custom_actions._resource_policy import public_indexes

if TYPE_CHECKING:
    from custom_actions.base import Clients

JSON = dict[str, Any]
OWN = "$LATEST"  # stands for the function without a qualifier
_ADDED = "AddPermission20150331"  # CloudTrail's name of AddPermission, with or without "v2" at its end
# Where AddPermission's parameters end up in the statement that it writes; IAM ignores the case of keys.
_CONDITIONS = {
    "aws:sourcearn": "SourceArn",
    "aws:sourceaccount": "SourceAccount",
    "aws:principalorgid": "PrincipalOrgID",
    "lambda:functionurlauthtype": "FunctionUrlAuthType",
    "lambda:eventsourcetoken": "EventSourceToken",
}


def read_statements(clients: Clients, name: str) -> dict[str, list[JSON]]:
    """The statements by qualifier. Raises ClientError ResourceNotFoundException if the function is gone."""
    client = clients("lambda")
    found = {each: _statements(client, name, each) for each in _qualifiers(client, name)}
    return {qualifier: statements for qualifier, statements in found.items() if statements}


def _qualifiers(client: Any, name: str) -> list[str]:
    versions = client.get_paginator("list_versions_by_function").paginate(FunctionName=name)
    aliases = client.get_paginator("list_aliases").paginate(FunctionName=name)
    numbers = [each["Version"] for page in versions for each in page["Versions"]]
    return list(
        dict.fromkeys([OWN, *numbers, *(each["Name"] for page in aliases for each in page["Aliases"])])
    )


def _statements(client: Any, name: str, qualifier: str) -> list[JSON]:
    try:
        answer = client.get_policy(FunctionName=name, **qualified(qualifier))
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return []
    found: list[JSON] = json.loads(answer["Policy"])["Statement"]
    return found


def qualified(qualifier: str) -> dict[str, str]:
    """The parameter that names an alias or version."""
    return {} if qualifier == OWN else {"Qualifier": qualifier}


def public_sids(policies: dict[str, list[JSON]], event: JSON | None) -> list[list[str]]:
    """`[qualifier, Sid]` of the public statements; of an AddPermission call, only of the one it added."""
    added = _added(event)
    return [
        [qualifier, str(statements[index]["Sid"])]
        for qualifier, statements in policies.items()
        for index in public_indexes(json.dumps({"Statement": statements}), None)
        if added in (None, (qualifier, statements[index]["Sid"]))
    ]


def _added(event: JSON | None) -> tuple[str, str] | None:
    detail = (event or {}).get("detail") or {}
    if not str(detail.get("eventName")).startswith(_ADDED):
        return None
    parameters = detail.get("requestParameters") or {}
    return named(parameters)[1], str(parameters.get("statementId"))


def named(parameters: JSON) -> tuple[str, str]:
    """Name and qualifier in a call's parameters: the function may be given by name, ARN or a part of that."""
    rest = str(parameters.get("functionName")).rpartition(":function:")[2]
    name, _, qualifier = rest.partition(":")
    return name, str(parameters.get("qualifier") or qualifier or OWN)


def permission(statement: JSON) -> JSON:
    """The parameters of AddPermission that write this statement again."""
    principal = statement["Principal"]
    if isinstance(principal, dict):
        (principal,) = principal.values()
    conditions = {
        _CONDITIONS[key.lower()]: value
        for keys in (statement.get("Condition") or {}).values()
        for key, value in keys.items()
        if key.lower() in _CONDITIONS
    }
    return {
        "StatementId": statement["Sid"],
        "Action": statement["Action"],
        "Principal": principal,
        **conditions,
    }
