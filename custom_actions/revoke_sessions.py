"""`revoke-sessions` on aws.iam-role and aws.iam-user: deny everything to the sessions that exist by now."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from c7n.utils import type_schema

from c7n_reflex.pipeline.cause import cause_of
from custom_actions._principals import ROLE, USER, Kind
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients

JSON = dict[str, Any]
POLICY = "c7n-reflex-revoke-sessions"


class _RevokeSessions(Remediation):
    kind: ClassVar[Kind]
    schema = type_schema("revoke-sessions", **{"issued-before": {"type": "string", "format": "date-time"}})

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """`{"document": the inline policy that denies, or None}`."""
        name = resource[self.kind.key]
        if not self.kind.exists(clients, name):
            return None
        answer = self.kind.found(clients, "get_{}_policy", name, PolicyName=POLICY)
        return {"document": answer and answer["PolicyDocument"]}

    def plan(self, resource: JSON, before: JSON, event: JSON | None) -> Change | None:
        """Nothing if sessions were revoked since the event, or up to `issued-before` already."""
        name, given = resource[self.kind.key], self.data.get("issued-before")
        needed = given or cause_of(event, name).event_time
        revoked = _cutoff(before["document"])
        if revoked and needed and _moment(needed) <= _moment(revoked):
            return None
        cutoff = given or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        summary = f"Revoked the sessions of {self.kind.noun} {name} that were issued before {cutoff}."
        return Change(summary, details={"document": _denying(cutoff)}, undo=before)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Write the denying inline policy."""
        _write(self.kind, clients, record.resource, change.details["document"])


class RevokeRoleSessions(_RevokeSessions):
    """Deny everything to the role's sessions of up to now, by the inline policy `c7n-reflex-revoke-sessions`.

    Sessions issued afterwards are not concerned, so who may still assume the role works on after assuming it
    anew. `issued-before` (a time in ISO 8601) revokes those issued before another moment. On an event,
    nothing is done if sessions were revoked since. Undo deletes the policy, or writes the one that was there.
    See https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html

    :example:

    .. code-block:: yaml

        policies:
          - name: revoke-sessions-of-compromised-roles
            resource: aws.iam-role
            filters:
              - "tag:incident": present
            actions:
              - revoke-sessions
    """

    kind = ROLE
    permissions = ("iam:GetRole", "iam:GetRolePolicy", "iam:PutRolePolicy")
    undo_permissions = ("iam:DeleteRolePolicy",)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Delete the inline policy, or write the former one."""
        _restore(cls.kind, clients, record)


class RevokeUserSessions(_RevokeSessions):
    """Deny everything to the user's sessions of up to now, by the inline policy `c7n-reflex-revoke-sessions`.

    These are sessions of the console, of GetSessionToken and GetFederationToken; access keys are no sessions
    (`deactivate-access-key`). The rest is as on aws.iam-role.

    :example:

    .. code-block:: yaml

        policies:
          - name: revoke-sessions-of-compromised-users
            resource: aws.iam-user
            filters:
              - "tag:incident": present
            actions:
              - revoke-sessions
    """

    kind = USER
    permissions = ("iam:GetUser", "iam:GetUserPolicy", "iam:PutUserPolicy")
    undo_permissions = ("iam:DeleteUserPolicy",)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Delete the inline policy, or write the former one."""
        _restore(cls.kind, clients, record)


def _denying(cutoff: str) -> JSON:
    statement = {
        "Sid": "RevokeSessions",
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": cutoff}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _cutoff(document: JSON | None) -> str:
    """The moment in a policy of ours; empty in any other, which is then replaced."""
    statements = (document or {}).get("Statement", [])
    try:
        cutoff = str(statements[0]["Condition"]["DateLessThan"]["aws:TokenIssueTime"])
        return cutoff if document == _denying(cutoff) else ""
    except (KeyError, IndexError, TypeError):
        return ""


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _write(kind: Kind, clients: Clients, name: str, document: JSON) -> None:
    written = json.dumps(document)
    kind.call(clients, "put_{}_policy", name, PolicyName=POLICY, PolicyDocument=written)


def _restore(kind: Kind, clients: Clients, record: Record) -> None:
    document = (record.undo or {})["document"]
    if document is None:
        kind.found(clients, "delete_{}_policy", record.resource, PolicyName=POLICY)
    else:
        _write(kind, clients, record.resource, document)
