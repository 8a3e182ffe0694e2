"""One resource policy and one request: is it admitted? Pure; knows nothing of moto or of calls.

Source: "Policy evaluation logic" and "IAM JSON policy elements" of the IAM User Guide.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from c7n_reflex.organisation.calls import Principal
from c7n_reflex.organisation.resource_policies.conditions import holds
from c7n_reflex.organisation.resource_policies.wildcards import matches

# The one organisation that all accounts of accounts.yml belong to.
ORGANISATION_ID = "o-reflexdrill"

Policy = Mapping[str, Any] | str | None
_VARIABLE = re.compile(r"\$\{([^}]+)\}")


def allowed(
    policy: Policy,
    *,
    principal: Principal,
    action: str,
    resource: str,
    context: Mapping[str, Any] | None = None,
) -> bool:
    """True if a statement of `policy` allows the request and none denies it.

    `action` is "sqs:SendMessage", `resource` an ARN, `context` holds condition keys ("aws:SourceArn") as
    strings or lists of strings; keys that follow from the principal are added (`caller_context` gives the
    organisation's). No policy admits nobody. Raises ValueError if the policy is not one.
    """
    keys = {**_principal_keys(principal), **{key.lower(): value for key, value in (context or {}).items()}}
    effects = {
        statement.get("Effect")
        for statement in statements(policy)
        if _applies(statement, principal, action, resource, keys)
    }
    return "Allow" in effects and "Deny" not in effects


def denied(
    policy: Policy,
    *,
    principal: Principal,
    action: str,
    resource: str,
    context: Mapping[str, Any] | None = None,
) -> bool:
    """True if a statement denies the request in so many words, which also binds the owning account."""
    keys = {**_principal_keys(principal), **{key.lower(): value for key, value in (context or {}).items()}}
    return any(
        statement.get("Effect") == "Deny" and _applies(statement, principal, action, resource, keys)
        for statement in statements(policy)
    )


def caller_context(principal: Principal, accounts: Iterable[str], **extra: Any) -> dict[str, Any]:
    """Condition keys of a caller in an organisation of `accounts` (12-digit ids).

    For an AWS service the account that it works for is its source account. `extra` keys have "_" for ":"
    (`aws_SourceArn=`), values None are left out.
    """
    context: dict[str, Any] = {}
    member = principal.account in set(accounts)
    if principal.type == "AWSService":
        context["aws:SourceAccount"] = principal.account
        if member:
            context["aws:SourceOrgID"] = ORGANISATION_ID
    elif member:
        context["aws:PrincipalOrgID"] = ORGANISATION_ID
    named = {key.replace("_", ":", 1): value for key, value in extra.items() if value is not None}
    return {**context, **named}


def statements(policy: Policy) -> list[dict[str, Any]]:
    """The statements of a policy document, its JSON text or nothing."""
    if not policy:
        return []
    document = json.loads(policy) if isinstance(policy, str) else policy
    if not isinstance(document, Mapping):
        raise ValueError("a policy is a JSON object")
    found = document.get("Statement", [])
    return [dict(found)] if isinstance(found, Mapping) else list(found)


def names_principal(element: Any, principal: Principal) -> bool:
    """True if a Principal element ("*", {"AWS": ...}, {"Service": ...}) names this principal."""
    if element == "*":
        return True
    if not isinstance(element, Mapping):
        return False
    services = _listed(element.get("Service"))
    if principal.type == "AWSService" and principal.service in services:
        return True
    names = _listed(element.get("AWS"))
    return "*" in names or (principal.type != "AWSService" and bool(_names_of(principal) & set(names)))


def _applies(
    statement: Mapping[str, Any], principal: Principal, action: str, resource: str, keys: Mapping[str, Any]
) -> bool:
    return (
        _concerns_principal(statement, principal)
        and _element(statement, "Action", action, fold=True)
        and _element(statement, "Resource", resource, keys=keys)
        and holds(_expanded(statement.get("Condition", {}), keys), keys)
    )


def _concerns_principal(statement: Mapping[str, Any], principal: Principal) -> bool:
    if "NotPrincipal" in statement:
        return not names_principal(statement["NotPrincipal"], principal)
    return names_principal(statement.get("Principal"), principal)


def _element(
    statement: Mapping[str, Any],
    name: str,
    value: str,
    *,
    fold: bool = False,
    keys: Mapping[str, Any] | None = None,
) -> bool:
    """Action or Resource, or their opposites. A trust policy has no Resource: it concerns its role."""
    negated = f"Not{name}" in statement
    patterns = _listed(statement.get(f"Not{name}" if negated else name))
    if not patterns:
        return name == "Resource" and not negated
    found = any(matches(_expanded(pattern, keys or {}), value, fold=fold) for pattern in patterns)
    return found is not negated


def _expanded(value: Any, keys: Mapping[str, Any]) -> Any:
    """Policy variables (`${aws:PrincipalAccount}`) replaced; one without a value stays as it is."""
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: _variable(found, keys), value)
    if isinstance(value, Mapping):
        return {key: _expanded(item, keys) for key, item in value.items()}
    if isinstance(value, list):
        return [_expanded(item, keys) for item in value]
    return value


def _variable(found: re.Match[str], keys: Mapping[str, Any]) -> str:
    value = keys.get(found[1].lower())
    return value if isinstance(value, str) else found[0]


def _names_of(principal: Principal) -> set[str]:
    """Every way of writing this principal, its role or its whole account."""
    partition = principal.arn.split(":")[1] if principal.arn.startswith("arn:") else "aws"
    root = f"arn:{partition}:iam::{principal.account}:root"
    return {principal.arn, principal.issuer_arn, principal.account, root} - {""}


def _principal_keys(principal: Principal) -> dict[str, Any]:
    if principal.type == "AWSService":
        return {"aws:principalisawsservice": "true", "aws:principalservicename": principal.service}
    keys = {
        "aws:principalisawsservice": "false",
        "aws:principalaccount": principal.account,
        "aws:principalarn": principal.issuer_arn or principal.arn,
        "aws:principaltype": principal.type,
        "aws:userid": principal.id,
    }
    if principal.type == "IAMUser":
        keys["aws:username"] = principal.user_name
    return keys


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
