"""What IAM knows of an action, from the copy of AWS's Service Authorization Reference in policy_sentry."""

from __future__ import annotations

import re
from functools import cache

from c7n_reflex.errors import InputError

# Names of operations that filters and actions declare, where the IAM action is called otherwise
# (Service Authorization Reference, "Actions defined by Amazon S3": the operations an action covers).
CORRECTIONS = {
    "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
}
# Kinds of resources that stand between a caller and a bucket; nothing here goes through them.
_NOT_USED = ("accesspoint",)


def checked(action: str, reason: str) -> str:
    """The action's IAM name. InputError, naming what asks for it, for a wildcard or an unknown action."""
    if "*" in action or "?" in action:
        raise InputError(f"{reason} asks for the wildcard {action}", remedy="name each action that it calls")
    action = CORRECTIONS.get(action, action)
    if not _arns(action):
        raise InputError(
            f"{reason} asks for {action}, which is no action of IAM",
            remedy="correct `permissions` of the class; see the Service Authorization Reference of AWS",
        )
    return action


@cache
def resources(action: str) -> tuple[str, ...]:
    """ARNs of the kinds of resources that the action can be limited to, for `Fn::Sub`; ("*",) for none.

    Names within are `*`; partition and account are pseudo parameters of CloudFormation.
    """
    return tuple(sorted({_substituted(arn) for arn in _arns(action) if arn != "*"})) or ("*",)


@cache
def _arns(action: str) -> tuple[str, ...]:
    from policy_sentry.querying.actions import get_action_data

    service, _, name = action.partition(":")
    rows = get_action_data(service, name) or {}
    found = (str(row["resource_arn_format"]) for row in rows.get(service, ()))
    return tuple(arn for arn in found if not any(f":{kind}/" in arn for kind in _NOT_USED))


def _substituted(arn: str) -> str:
    known = arn.replace("${Partition}", "<AWS::Partition>").replace("${Account}", "<AWS::AccountId>")
    return re.sub(r"<([^>]*)>", r"${\1}", re.sub(r"\$\{[^}]*\}", "*", known))
