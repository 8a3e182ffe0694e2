"""What policies need of IAM, each need with the policy and the filter or action that it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from c7n_reflex import settings
from c7n_reflex.deploy.permissions import iam
from c7n_reflex.errors import InputError
from c7n_reflex.policyfiles import PolicyFile

# Names on the command line, and the roles of infrastructure/.
ROLES = {
    "core": settings.LAMBDA_ROLE,  # in core-compliance, where it repairs nothing itself
    "lambda": settings.LAMBDA_ROLE,  # in solution accounts
    "member": settings.MEMBER_ROLE,
    "undo": settings.UNDO_ROLE,
    "ledger": settings.LEDGER_ROLE,
    "operator": settings.OPERATOR_ROLE,
    "mailer": settings.MAILER_ROLE,
    "deployer": "c7n-reflex-deployer",
}
ENGINE = "engine, "  # how reasons begin that are no policy's
MANY = 8  # kinds of resources from which on an action (ec2:CreateTags) is limited to those of its company


@dataclass(frozen=True, order=True)
class Need:
    """One IAM action that a role needs. `resources` are ARNs for `Fn::Sub`."""

    role: str  # a key of ROLES
    action: str  # "ec2:DescribeVpcs"
    resources: tuple[str, ...]
    because: str  # "policy internet-gateway-attached, filter attached-vpc"


def of_files(files: Sequence[PolicyFile], names: Callable[[str], bool] = lambda _: True) -> tuple[Need, ...]:
    """Needs of the policies in the files, sorted. InputError for a policy that c7n refuses, a wildcard and
    an action that IAM does not know."""
    policies = [data for file in files for data in file.policies if names(data["name"])]
    return tuple(sorted({need for data in policies for need in of_policy(built(data))}))


def of_remediation(needs: Iterable[Need], role: str) -> tuple[Need, ...]:
    """What policies do in an account, whichever of the roles `lambda` and `member` acts; as needs of `role`.

    The calls that the engine makes as `member` are among them; those as `lambda` are not.
    """
    return tuple(
        replace(each, role=role)
        for each in needs
        if each.role == "member" or (each.role == "lambda" and not each.because.startswith(ENGINE))
    )


def built(data: dict[str, Any]) -> Any:
    """The policy as Custodian has it, of its resource type alone (c7n.policy.Policy)."""
    from c7n.config import Config
    from c7n.policy import Policy
    from c7n.resources import load_resources

    kind = data["resource"]
    load_resources((kind if "." in kind else f"aws.{kind}",))
    # The account and region are of no consequence: no call is made, and ARNs name neither.
    return Policy(data, Config.empty(account_id="000000000000", region="us-east-1", cache=None))


def of_policy(policy: Any) -> Iterator[Need]:
    """Needs of a loaded policy. A sweep runs with the role of whoever runs it: only its undoing is ours."""
    role, manager, name = _acting_role(policy), policy.resource_manager, f"policy {policy.name}"
    if role:
        yield from _needs(role, manager.get_permissions(), f"{name}, reading {policy.resource_type}")
        for each in _leaves(manager.filters):
            yield from _needs(role, each.get_permissions(), f"{name}, filter {each.type}")
    for action in manager.actions:
        yield from _of_action(action, role, f"{name}, action {action.type}")


def actions(policy: Any) -> tuple[str, ...]:
    """IAM's names of what a loaded policy needs of the role that it acts as, sorted; for showing.

    As Custodian declares them where one of them is none that IAM knows, which `of_policy` refuses.
    """
    try:
        found = {each.action for each in of_policy(policy) if each.role == _acting_role(policy)}
    except InputError:
        found = set(policy.get_permissions())
    return tuple(sorted(found))


def _of_action(action: Any, role: str, reason: str) -> Iterator[Need]:
    needed = tuple(action.get_permissions())
    # `assume_role: false`: sent by the function's role, whose rights for that are the engine's.
    if role and action.data.get("assume_role") is not False:
        yield from _needs(role, needed, reason)
    undoing = tuple(getattr(action, "undo_permissions", ()))
    if undoing:
        yield from _needs("undo", (*needed, *undoing), f"undoing {reason}")


def _acting_role(policy: Any) -> str:
    """`member` or `lambda`, or "" for a sweep."""
    mode = policy.data.get("mode") or {"type": "pull"}
    if mode["type"] == "pull":
        return ""
    return "member" if mode.get("member-role") else "lambda"


def _leaves(filters: Iterable[Any]) -> Iterator[Any]:
    for each in filters:
        inner = getattr(each, "filters", None)
        if inner is None:
            yield each
        else:
            yield from _leaves(inner)


def _needs(role: str, actions: Iterable[str], reason: str) -> Iterator[Need]:
    checked = sorted({iam.checked(action, reason) for action in actions})
    few = (iam.resources(each) for each in checked if len(iam.resources(each)) < MANY)
    company = {arn for arns in few for arn in arns if arn != "*"}
    for action in checked:
        yield Need(role, action, narrowed(action, company), reason)


def narrowed(action: str, company: set[str]) -> tuple[str, ...]:
    """What the action is limited to: of many kinds, those that its neighbours change; all, if none is."""
    possible = iam.resources(action)
    shared = tuple(arn for arn in possible if arn in company)
    return shared if len(possible) >= MANY and shared else possible
