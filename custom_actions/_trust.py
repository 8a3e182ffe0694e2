"""Whom outside the organisation a role's trust policy lets in. Pure functions.

Accounts that are not own, and everybody; not services and identity providers, and not principals that have to
name an external id, as contracted services do (IAM user guide, "Access to AWS accounts owned by third
parties").
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

from c7n_reflex.pipeline.cause import api_call
from custom_actions._bucket_policy import is_public

JSON = dict[str, Any]
_CALLS = {"CreateRole": "assumeRolePolicyDocument", "UpdateAssumeRolePolicy": "policyDocument"}
_ACCOUNT = re.compile(r"(?:arn:[\w-]+:(?:iam|sts)::)?([0-9]{12})(?::.*)?")
# A trust policy must have a statement.
_NOBODY = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}


def outsiders(document: JSON, own: frozenset[str]) -> list[str]:
    """The principals from outside, sorted: `*`, ids of accounts, or ARNs."""
    found = (each for statement in _statements(document) for each in _outside(statement, own))
    return sorted(set(found))


def without(document: JSON, own: frozenset[str]) -> JSON:
    """The document without them, nor statements that then name nobody."""
    left = [kept for each in _statements(document) if (kept := _kept(each, own)) is not None]
    return {**document, "Statement": left or [_NOBODY]}


def is_harmless_call(event: JSON | None, own: frozenset[str]) -> bool:
    """True if the call's own document lets nobody in from outside: it has introduced nothing."""
    detail = api_call(event, *_CALLS)
    if detail is None:
        return False
    written = (detail.get("requestParameters") or {}).get(_CALLS[str(detail["eventName"])])
    try:
        return not outsiders(json.loads(unquote(str(written))), own)
    except (TypeError, ValueError, AttributeError):
        return False  # it cannot be read: the role's present state decides


def _kept(statement: JSON, own: frozenset[str]) -> JSON | None:
    gone = set(_outside(statement, own))
    if not gone:
        return statement
    principal = statement["Principal"]
    if not isinstance(principal, dict):
        return None
    left = [each for each in _list(principal["AWS"]) if each not in gone]
    kept = {**principal, "AWS": left} if left else {k: v for k, v in principal.items() if k != "AWS"}
    return {**statement, "Principal": kept} if kept else None


def _outside(statement: JSON, own: frozenset[str]) -> list[str]:
    if statement.get("Effect") != "Allow" or _has_external_id(statement):
        return []
    principal = statement.get("Principal")
    named = _list(principal.get("AWS")) if isinstance(principal, dict) else _list(principal)
    return [each for each in map(str, named) if _is_outside(each, statement, own)]


def _is_outside(principal: str, statement: JSON, own: frozenset[str]) -> bool:
    if principal == "*":
        return is_public({**statement, "Principal": "*"})
    found = _ACCOUNT.fullmatch(principal)  # a deleted user's or role's id (AIDA..., AROA...) is no account's
    return found is not None and found[1] not in own


def _has_external_id(statement: JSON) -> bool:
    keys = (key for each in (statement.get("Condition") or {}).values() for key in each)
    return any(key.lower() == "sts:externalid" for key in keys)


def _statements(document: JSON) -> list[JSON]:
    return _list(document.get("Statement"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []
