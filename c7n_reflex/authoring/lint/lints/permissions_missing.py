"""W404: what a policy needs and the roles of `infrastructure/` do not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from c7n_reflex import settings
from c7n_reflex.authoring.lint.base import Fleet, Key, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.consequences import acting_role, is_known
from c7n_reflex.authoring.lint.roles import Role, roles

_ROLE = """\
Resources:
  Lambda:
    Type: AWS::IAM::Role
    Properties:
      RoleName: c7n-reflex-lambda
      Policies:
        - PolicyName: run
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [ec2:Describe*, tag:GetResources]
                Resource: "*"
"""
Need = tuple[Key, str, Iterable[str], str]  # where, what needs it, IAM actions, name of the role


class PermissionsMissing(Lint):
    """By what filters and actions name as their permissions; wildcards among those say nothing."""

    id = "W404"
    name = "permissions-missing"
    title = "The roles of `infrastructure/` allow what a policy's filters and actions call."
    why = "The function is denied when it is needed, and nothing is remediated; nobody sees it before."
    avoid = """\
resource: aws.ec2
mode:
  type: cloudtrail
  role: arn:aws:iam::{account_id}:role/c7n-reflex-lambda
  events: [RunInstances]
filters:
  - State.Name: running
actions: [stop]
"""
    prefer = avoid
    avoid_files: ClassVar[Mapping[str, str]] = {"infrastructure/account.yml": _ROLE}
    prefer_files: ClassVar[Mapping[str, str]] = {
        "infrastructure/account.yml": _ROLE.replace("[ec2:", "[ec2:StopInstances, ec2:")
    }
    source = "c7n.policy.Policy.get_permissions"

    def check_fleet(self, fleet: Fleet) -> Iterator[Problem]:
        """One problem for each filter, action or resource type that lacks something."""
        known = roles(fleet.root)
        for policy in fleet.policies if known else ():
            for key, what, needed, name in _needs(policy):
                role = known.get(name)
                missing = _missing(role, needed) if role else []
                if role and missing:
                    yield _problem(policy, key, what, missing, role)


def _missing(role: Role, needed: Iterable[str]) -> list[str]:
    return sorted({each for each in needed if is_known(each) and not role.grants(each)})


def _problem(policy: LintedPolicy, key: Key, what: str, missing: list[str], role: Role) -> Problem:
    message = f"{what} needs {', '.join(missing)}, which {role.name} is not allowed"
    return Problem(key, message, f"add it at {role.place(missing[0])}", policy=policy)


def _needs(policy: LintedPolicy) -> Iterator[Need]:
    if policy.mode_type == "pull":
        return  # whoever sweeps has a role of their own
    manager, role = policy.policy.resource_manager, acting_role(policy)
    yield ("resource",), f"reading {policy.resource}", manager.get_permissions(), role
    for number, written in enumerate(manager.filters):
        for each in _leaves(written):
            yield ("filters", number), f"filter {each.type}", each.get_permissions(), role
    for number, action in enumerate(manager.actions):
        yield from _of_action(("actions", number), action, role)


def _leaves(filter_: Any) -> Iterator[Any]:
    """The filter itself, or those in the block."""
    inner = getattr(filter_, "filters", None)
    if inner is None:
        yield filter_
    for each in inner or ():
        yield from _leaves(each)


def _of_action(key: Key, action: Any, role: str) -> Iterator[Need]:
    # `assume_role: false`: the function calls as itself, whatever role the policy works with.
    name = settings.LAMBDA_ROLE if action.data.get("assume_role") is False else role
    yield key, f"action {action.type}", action.get_permissions(), name
    undo = getattr(action, "undo_permissions", ())
    if undo:
        both = (*undo, *action.permissions)
        yield key, f"undoing {action.type}", both, settings.UNDO_ROLE
