"""Whose call an event records: ours, which no policy reacts to, or somebody else's.

The guard against loops. Only what cannot be borrowed counts as ours: a session of one of our roles, in the
account of the event or in core-compliance, or a sweep's session of the very role that sweeps run as. A
session name alone proves nothing, whoever assumes a role chooses it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import Any

from c7n_reflex import settings

SWEEP_ISSUER_VARIABLE = "C7N_REFLEX_SWEEP_ISSUER"  # name of the role that sweeps run as; set at deployment
OWN_ROLES = (settings.LAMBDA_ROLE, settings.MEMBER_ROLE, settings.UNDO_ROLE)


def is_own(event: Mapping[str, Any], roles: Collection[str] = OWN_ROLES) -> bool:
    """True if the CloudTrail event (EventBridge envelope) records a call by one of these roles of ours."""
    identity = _at(event, "detail", "userIdentity")
    issuer = _at(identity, "sessionContext", "sessionIssuer")
    if issuer.get("type", "Role") != "Role" or issuer.get("accountId") not in _own_accounts(event):
        return False
    role = issuer.get("userName")
    return role in roles or (_is_sweep(identity) and role == os.environ.get(SWEEP_ISSUER_VARIABLE))


def _at(value: Any, *path: str) -> Mapping[str, Any]:
    """The mapping at this path; an empty one where there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _own_accounts(event: Mapping[str, Any]) -> list[str]:
    """A list, for what the event says may be of any type and then has no hash."""
    known = settings.from_environment()
    accounts = [event.get("account"), _at(event, "detail").get("recipientAccountId")]
    accounts += [known.core_account] if known else []
    return [account for account in accounts if isinstance(account, str) and account]


def _is_sweep(identity: Mapping[str, Any]) -> bool:
    """Their session is `CloudCustodian@c7n-reflex-sweep` (c7n.credentials, C7N_SESSION_SUFFIX)."""
    session = str(identity.get("arn", "")).rsplit("/", 1)[-1]
    return session.rsplit("@", 1)[-1] == settings.SWEEP_ROLE
