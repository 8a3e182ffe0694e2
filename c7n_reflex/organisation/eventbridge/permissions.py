"""Who may put events on a bus of another account.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import Principal
from c7n_reflex.organisation.eventbridge.rules import Bus, policy_of
from c7n_reflex.organisation.identity import service
from c7n_reflex.organisation.resource_policies import allowed, caller_context

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

ACTION = "events:PutEvents"
SERVICE = "events.amazonaws.com"


def is_member(organisation: Organisation, account: str) -> bool:
    """Whether the account is one of this organisation's."""
    return account in _accounts(organisation)


def may_put(organisation: Organisation, principal: Principal, bus: Bus) -> bool:
    """Whether the bus is the principal's own, or its policy admits the principal."""
    if bus.account == principal.account:
        return True
    if not is_member(organisation, bus.account):
        return False
    return allowed(
        policy_of(organisation, bus),
        principal=principal,
        action=ACTION,
        resource=bus.arn,
        context=caller_context(principal, _accounts(organisation)),
    )


def service_context(organisation: Organisation, caller: Principal, rule_arn: str) -> dict[str, Any]:
    """Condition keys of what EventBridge does for a rule."""
    return caller_context(caller, _accounts(organisation), aws_SourceArn=rule_arn)


def _accounts(organisation: Organisation) -> list[str]:
    return [account.id for account in organisation.directory.accounts]


def assumed_role(organisation: Organisation, arn: str, rule_arn: str) -> Principal | None:
    """The session in which EventBridge uses a target's RoleArn for a rule; None if it cannot assume it."""
    parts = arn.split(":", 5)
    if len(parts) != 6 or not is_member(organisation, parts[4]):
        return None
    account, name = parts[4], arn.rsplit("/", 1)[-1]
    with organisation.lock:
        roles = organisation.backend("iam", account, "us-east-1").roles.values()
        found = next((role for role in roles if role.arn == arn), None)
        trust = found.assume_role_policy_document if found else None
    caller = service(SERVICE, account)
    context = service_context(organisation, caller, rule_arn)
    if not allowed(trust, principal=caller, action="sts:AssumeRole", resource=arn, context=context):
        return None
    session = f"arn:aws:sts::{account}:assumed-role/{name}/events"
    return Principal("AssumedRole", account, session, user_name=name, issuer_arn=arn)
