"""The account and region that an event names, and a policy that works there.

Custodian's own modes change the options and the session factory of the running policy, which a warm
function keeps for the next event (c7n.policy.LambdaMode.assume_member). Here the policy of an event is a
copy: what was learnt from one event is gone before the next.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from c7n.exceptions import PolicyValidationError
from c7n.utils import get_partition, reset_session_cache

from c7n_reflex.modes.sessions import sharing_models
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.reaction import Target


def check_member_role(name: str, member_role: str) -> None:
    """PolicyValidationError unless the role is a bare name or an ARN with `{account_id}` in it."""
    if member_role.startswith("arn:") and "{account_id}" not in member_role:
        raise PolicyValidationError(
            f"policy:{name} member-role {member_role} is the same role for every account: "
            "write {account_id} in place of the account, or only the role's name"
        )


def member_role_arn(member_role: str, target: Target) -> str:
    """The role in the target account; EventEndedError if the ARN is of another account."""
    partition = get_partition(target.region)
    if not member_role.startswith("arn:"):
        return f"arn:{partition}:iam::{target.account}:role/{member_role}"
    arn = member_role.format(account_id=target.account, partition=partition)
    if arn.split(":")[4] != target.account:
        raise EventEndedError(
            Outcome.OTHER_ACCOUNT,
            f"member-role {arn} is not in account {target.account}, which the event names",
        )
    return arn


@contextmanager
def policy_at(policy: Any, target: Target) -> Iterator[Any]:
    """A copy of the c7n policy that acts in the target account and region, with no session left over."""
    output = own_output(str(policy.options.output_dir or ""))
    options = type(policy.options)({**policy.options, "region": target.region, "output_dir": output})
    if target.account:
        options["account_id"] = target.account
    factory = sharing_models(copy.copy(policy.session_factory))
    if "member-role" in policy.data["mode"]:
        factory.assume_role = member_role_arn(policy.data["mode"]["member-role"], target)
    factory.region = target.region
    acting = type(policy)(copy.deepcopy(policy.data), options, factory)
    acting.conditions.env_vars.update(policy.conditions.env_vars)
    reset_session_cache()
    try:
        acting.validate()  # filters and actions are set up by it (c7n.handler.dispatch_event does the same)
        yield acting
    finally:
        reset_session_cache()


def own_output(output_dir: str) -> str:
    """An output folder in S3 that each invocation has for itself.

    Custodian's is one an hour (c7n.output.BlobOutput.get_output_path): the second event overwrites what the
    first left. What an author writes with variables stays as it is.
    """
    if not output_dir.startswith("s3://") or "{" in output_dir:
        return output_dir
    address, _, query = output_dir.partition("?")
    path = f"{address.rstrip('/')}/{{policy_name}}/{{now:%Y/%m/%d/%H}}/{{account_id}}-{{region}}-{{uuid}}"
    return f"{path}?{query}" if query else path
