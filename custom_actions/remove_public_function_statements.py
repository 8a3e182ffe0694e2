"""`remove-public-statements` on aws.lambda: take back what a function's policy grants to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions._function_policies import permission, public_sids, qualified, read_statements
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import JSON, Clients


class RemovePublicFunctionStatements(Remediation):
    """Remove the statements of a function's policies that let everybody invoke or manage it.

    Also those of its aliases and versions. Other statements stay as they are. Of an AddPermission call only
    the statement that it added is removed. Undo adds them again.

    :example:

    .. code-block:: yaml

        policies:
          - name: function-policy-public
            resource: aws.lambda
            filters:
              - public-policy
            actions:
              - remove-public-statements
    """

    schema = type_schema("remove-public-statements")
    permissions = (
        "lambda:GetPolicy",
        "lambda:ListAliases",
        "lambda:ListVersionsByFunction",
        "lambda:RemovePermission",
    )
    undo_permissions = ("lambda:AddPermission",)
    gone = frozenset({"ResourceNotFoundException"})

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """`{"statements": {"$LATEST": [...], "live": [...]}}`: by alias or version, where there are any."""
        return {"statements": read_statements(clients, str(resource["FunctionName"]))}

    def plan(self, resource: JSON, before: JSON, event: JSON | None) -> Change | None:
        """The public statements, or the one that the event's call added."""
        policies = before["statements"]
        removed = public_sids(policies, event)
        if not removed:
            return None
        names = ", ".join(
            f"{sid} (of {qualifier})" if qualified(qualifier) else sid for qualifier, sid in removed
        )
        statements = [
            [qualifier, each]
            for qualifier, sid in removed
            for each in policies[qualifier]
            if each["Sid"] == sid
        ]
        summary = f"Removed from the policy of function {resource['FunctionName']}: {names}."
        return Change(summary, details={"removed": removed}, undo={"statements": statements})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Remove one by one; one that somebody has removed meanwhile is no failure."""
        client = clients("lambda")
        for qualifier, sid in change.details["removed"]:
            try:
                client.remove_permission(
                    FunctionName=record.resource, StatementId=sid, **qualified(qualifier)
                )
            except client.exceptions.ResourceNotFoundException:
                self.log.info("statement %s of %s is gone already", sid, record.resource)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Add the statements again; one that is there again is no failure."""
        client = clients("lambda")
        for qualifier, statement in (record.undo or {})["statements"]:
            given = {**permission(statement), **qualified(qualifier)}
            try:
                client.add_permission(FunctionName=record.resource, **given)
            except client.exceptions.ResourceConflictException:
                cls.log.info("statement %s of %s is back already", statement["Sid"], record.resource)
