"""What the filters and actions of resource policies share: which statements are public, and how they go.

The decision is that of the bucket policies (`_bucket_policy`), with two things that are harmless here: a
source whose account is fixed, even if the rest of its ARN is not, and a bucket's ARN, which needs no account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from botocore.exceptions import ClientError
from c7n.filters import Filter
from c7n.utils import local_session

from custom_actions._bucket_policy import is_public, statements, without
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import JSON, Clients

_ARN_KEYS = frozenset({"aws:sourcearn", "aws:principalarn"})
_ARN_OPERATORS = frozenset({"arnequals", "arnlike", "stringequals", "stringlike"})
_WILD = ("*", "?", "${")


def public_indexes(policy: str | None, event: JSON | None) -> list[int]:
    """Indexes of the public statements of a policy document; of an AddPermission call, only the one it added.

    Raises ValueError if the document is not JSON.
    """
    label = _added_label(event)
    return [
        index
        for index, each in enumerate(statements(policy))
        if is_public(each) and not _is_from_fixed_source(each) and label in (None, each.get("Sid"))
    ]


def _added_label(event: JSON | None) -> str | None:
    """The Sid that an AddPermission call of SQS or SNS gave its statement; None for any other event."""
    detail = (event or {}).get("detail") or {}
    if detail.get("eventName") != "AddPermission":
        return None
    return str((detail.get("requestParameters") or {}).get("label"))


def _is_from_fixed_source(statement: JSON) -> bool:
    return any(
        operator.lower() in _ARN_OPERATORS
        and key.lower() in _ARN_KEYS
        and all(_has_fixed_owner(str(each)) for each in (values if isinstance(values, list) else [values]))
        for operator, keys in (statement.get("Condition") or {}).items()
        for key, values in keys.items()
    )


def _has_fixed_owner(arn: str) -> bool:
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return False
    owner = parts[5] if parts[2] == "s3" and parts[4] in ("", "*") else parts[4]
    return bool(owner) and not any(wild in owner for wild in _WILD)


class RemovePublicStatements(Remediation):
    """Base: `noun`, `key`, `read_policy`, `write_policy` and `undo` make it an action."""

    noun: ClassVar[str]  # "queue"
    key: ClassVar[str]  # of its id in a resource; undo reads without a manager, which would know it

    @staticmethod
    def read_policy(clients: Clients, name: str) -> str | None:
        """The policy document, or None where there is none, of the resource with this id."""
        raise NotImplementedError

    @staticmethod
    def write_policy(clients: Clients, name: str, policy: str | None) -> None:
        """Put the document, or delete the policy where it is None."""
        raise NotImplementedError

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """`{"policy": "{...}"}`, the document as AWS returns it, or None for no policy."""
        return {"policy": self.read_policy(clients, str(resource[self.key]))}

    def plan(self, resource: JSON, before: JSON, event: JSON | None) -> Change | None:
        """The policy without its public statements, or without the one that the event's call added."""
        policy = before["policy"]
        indexes = public_indexes(policy, event)
        if not indexes:
            return None
        removed = [statements(policy)[index] for index in indexes]
        names = [
            each.get("Sid") or f"statement {index + 1}" for index, each in zip(indexes, removed, strict=True)
        ]
        name = resource[self.key]
        summary = f"Removed from the policy of {self.noun} {name}: {', '.join(names)}."
        details = {"policy": without(policy, indexes), "removed": removed}
        return Change(summary, details=details, undo={"policy": policy})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Write the rest of the policy, or delete it."""
        self.write_policy(clients, record.resource, change.details["policy"])


class PublicPolicyFilter(Filter):  # type: ignore[misc, unused-ignore]
    """Base: `action` makes it the filter of what that action removes."""

    action: ClassVar[type[RemovePublicStatements]]

    def process(self, resources: list[JSON], event: JSON | None = None) -> list[JSON]:
        """Reads the policy afresh. A resource that is gone by now is left out; other errors are raised."""
        return [each for each in resources if public_indexes(self._policy(each), event)]

    def _policy(self, resource: JSON) -> str | None:
        session, region = local_session(self.manager.session_factory), str(self.manager.config.region)
        name = str(resource[self.manager.resource_type.id])
        try:
            return self.action.read_policy(lambda service: session.client(service, region_name=region), name)
        except ClientError as error:
            if error.response["Error"]["Code"] not in self.action.gone:
                raise
            return None
