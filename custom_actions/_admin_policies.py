"""Which policies attached to users, roles and groups give administrator access. Reads only.

A policy is an administrator's if it allows every action on every resource without a condition, as Security
Hub's IAM.1 has it; of AWS's own, which need not be read, those that amount to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from c7n_reflex.pipeline.cause import api_call
from custom_actions._principals import Kind

if TYPE_CHECKING:
    from custom_actions.base import Clients

JSON = dict[str, Any]
CALLS = ("AttachUserPolicy", "AttachRolePolicy", "AttachGroupPolicy")
# Who may change policies as they like may give themselves the rest.
_OF_AWS = ("AdministratorAccess", "IAMFullAccess")


def attached(clients: Clients, kind: Kind, name: str) -> list[str]:
    """ARNs of the principal's attached policies, sorted."""
    pages = kind.pages(clients, "list_attached_{}_policies", name, "AttachedPolicies")
    return sorted(str(each["PolicyArn"]) for each in pages)


def admin_policies(clients: Clients, arns: Iterable[str], event: JSON | None) -> list[str]:
    """Those of the ARNs that give administrator access; of a call that attaches only the one it names."""
    detail = api_call(event, *CALLS)
    named = (detail.get("requestParameters") or {}).get("policyArn") if detail is not None else None
    chosen = [each for each in arns if named is None or each == named]
    return [each for each in chosen if is_admin(clients, each)]


def is_harmless_call(event: JSON | None) -> bool:
    """True for a call that attaches a policy of AWS's that is no administrator's: nothing need be read."""
    detail = api_call(event, *CALLS)
    arn = str((detail.get("requestParameters") or {}).get("policyArn", "")) if detail is not None else ""
    return _is_of_aws(arn) and _name(arn) not in _OF_AWS


def is_admin(clients: Clients, arn: str) -> bool:
    """By its name, if it is AWS's own, or else by its default version."""
    if _is_of_aws(arn):
        return _name(arn) in _OF_AWS
    iam = clients("iam")
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return allows_everything(document)


def allows_everything(document: JSON) -> bool:
    """True for a statement that allows every action on every resource, unconditionally."""
    return any(
        each.get("Effect") == "Allow"
        and not each.get("Condition")
        and {"*", "*:*"} & set(_list(each.get("Action")))
        and "*" in _list(each.get("Resource"))
        for each in _list(document.get("Statement"))
    )


def _is_of_aws(arn: str) -> bool:
    return arn.split(":")[4:5] == ["aws"]


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []
