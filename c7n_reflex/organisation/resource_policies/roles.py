"""STS AssumeRole: the role must exist and its trust policy must admit the caller.

Source: "Granting a user permissions to switch roles" and "How to use an external ID" of the IAM User Guide.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import Call
from c7n_reflex.organisation.resource_policies.evaluation import allowed
from c7n_reflex.organisation.resource_policies.guard import Guard

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_ACTION = "sts:AssumeRole"


def install(organisation: Organisation) -> None:
    """Check who assumes a role."""
    guard = Guard(organisation, "AccessDenied")
    organisation.operations.before("sts", "AssumeRole", functools.partial(_check, organisation, guard))


def _check(organisation: Organisation, guard: Guard, call: Call) -> None:
    arn = call.params.get("RoleArn", "")
    role = _role(organisation, arn)
    context = {**guard.context(call), "sts:RoleSessionName": call.params.get("RoleSessionName", "")}
    if call.params.get("ExternalId"):
        context["sts:ExternalId"] = call.params["ExternalId"]
    trust = role and role.assume_role_policy_document
    if not allowed(trust, principal=call.principal, action=_ACTION, resource=arn, context=context):
        # AWS does not say whether the role is missing or does not trust the caller.
        denial = guard.denial(call, _ACTION, arn)
        denial.message = denial.message.split(" because ")[0]
        raise denial


def _role(organisation: Organisation, arn: str) -> Any:
    """moto's role with this ARN (its path included), or None."""
    parts = arn.split(":")
    accounts = {account.id for account in organisation.directory.accounts}
    if len(parts) != 6 or parts[4] not in accounts:
        return None
    with organisation.lock:
        roles = organisation.backend("iam", parts[4], "us-east-1").roles.values()
        return next((role for role in roles if role.arn == arn), None)
