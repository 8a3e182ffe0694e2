"""Who made a call: the name by which `event-owner` looks for an address."""

from __future__ import annotations

from typing import Any

_MACHINES = ("i-", "awslambda")  # sessions of EC2 instances and functions


def username_of(event: Any) -> str:
    """The name in a CloudTrail event's `userIdentity`; "" if it was no person, or is no CloudTrail event.

    By the rules of c7n_mailer.utils.get_aws_username_from_event, which raises for some identities, and logs
    the whole event for others. A session of IAM Identity Center is called by the user's e-mail address.
    """
    detail = event.get("detail") if isinstance(event, dict) else None
    identity = detail.get("userIdentity") if isinstance(detail, dict) else None
    if not isinstance(identity, dict):
        return ""
    kind = identity.get("type")
    if kind == "AssumedRole":
        session = str(identity.get("arn") or "").rpartition("/")[2]
        return "" if session.startswith(_MACHINES) else session.partition(":")[2] or session
    if kind in ("IAMUser", "WebIdentityUser"):
        return str(identity.get("userName") or "")
    if kind == "Root":
        return ""
    principal = str(identity.get("principalId") or "")
    return principal.partition(":")[2] or principal
