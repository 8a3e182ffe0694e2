"""What a policy's actions make AWS send: the calls that they make, as CloudTrail writes them, and findings.

Calls are told from the permissions that Custodian's actions name. An event holds only what is certain of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from c7n_reflex import settings
from c7n_reflex.authoring.lint.base import LintedPolicy
from c7n_reflex.authoring.lint.elements import Action, actions
from c7n_reflex.events.principals import OWN_ROLES
from c7n_reflex.modes.calls import CALL
from c7n_reflex.modes.translation import IMPORTED

Event = Mapping[str, Any]
# CloudTrail's source is mostly IAM's prefix (authoring.apis.catalogue has them the other way).
_SOURCES = {"cloudwatch": "monitoring", "tag": "tagging"}
# Where one permission stands for calls of other names.
_CALLS = {
    "s3:PutBucketPublicAccessBlock": ("PutBucketPublicAccessBlock", "DeleteBucketPublicAccessBlock"),
    "s3:PutEncryptionConfiguration": ("PutBucketEncryption", "DeleteBucketEncryption"),
    "s3:PutIntelligentTieringConfiguration": ("PutBucketIntelligentTieringConfiguration",),
    "s3:PutInventoryConfiguration": ("PutBucketInventoryConfiguration",),
    "s3:PutLifecycleConfiguration": ("PutBucketLifecycle",),
    "s3:PutReplicationConfiguration": ("PutBucketReplication",),
    "iam:PassRole": (),
    # Data events, of which no rule hears unless a trail records them.
    "lambda:InvokeFunction": (),
    "s3:DeleteObjectVersion": (),
    "sns:Publish": (),
    "sqs:SendMessage": (),
}
# Where an action's permissions do not tell what it calls.
_PERMISSIONS = {("aws.s3", "delete"): ("s3:DeleteBucket",)}
# What is readOnly to CloudTrail reaches no rule.
_READS = re.compile(r"Describe|Get|List|Head|BatchGet|Lookup|Search")
_LAMBDA_VERSION = re.compile(r"(20\d{6})?(v2)?$")


@dataclass(frozen=True)
class Consequence:
    """One event that an action leads to. `event` is the part of the envelope that is certain."""

    action: Action
    what: str  # "ec2:StopInstances", "securityhub:BatchImportFindings"
    event: Event = field(repr=False)

    @property
    def is_finding(self) -> bool:
        """True for a finding, false for a call."""
        return bool(self.event["detail-type"] == IMPORTED)


def consequences(policy: LintedPolicy) -> Iterator[Consequence]:
    """All that the policy's actions lead to; nothing for what they only read."""
    built = policy.policy.resource_manager.actions
    for action, made in zip(actions(policy), built, strict=True):
        for permission in _permissions(policy, action, made):
            for name in call_names(permission):
                source = source_of(permission)
                yield Consequence(action, permission, _call(source, name, acting_role(policy)))
        if action.type == "post-finding":
            yield Consequence(action, "securityhub:BatchImportFindings", _finding(policy, action.data))


def _permissions(policy: LintedPolicy, action: Action, made: Any) -> tuple[str, ...]:
    known = _PERMISSIONS.get((policy.resource, action.type))
    if known is not None:
        return known
    try:
        named = list(made.get_permissions())
        if action.type == "post-finding":  # it tags what it reports, with an action of its own
            tag = policy.policy.resource_manager.action_registry.get("tag")
            named += tag({}, policy.policy.resource_manager).get_permissions() if tag else []
    except (AttributeError, KeyError, TypeError, ValueError):
        return ()
    return tuple(dict.fromkeys(each for each in named if is_known(each)))


def is_known(permission: str) -> bool:
    """False for wildcards and what is no IAM action."""
    return bool(re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9]+", permission))


def source_of(permission: str) -> str:
    """CloudTrail's `eventSource` of calls that need this IAM action."""
    prefix = permission.partition(":")[0]
    return f"{_SOURCES.get(prefix, prefix)}.amazonaws.com"


def call_names(permission: str) -> tuple[str, ...]:
    """CloudTrail's `eventName` of the calls that need this IAM action, none for reads."""
    prefix, _, name = permission.partition(":")
    if _READS.match(name):
        return ()
    if prefix == "lambda":
        return _lambda_names(name)
    return _CALLS.get(permission, (name,))


def _lambda_names(name: str) -> tuple[str, ...]:
    from c7n_reflex.authoring import apis

    known = apis.event_names("lambda.amazonaws.com")
    return tuple(sorted(each for each in known if _LAMBDA_VERSION.sub("", each) == name))


def acting_role(policy: LintedPolicy) -> str:
    """Name of the role that the policy's actions work with; that of all functions, if none is written."""
    mode = policy.mode_block
    return _name(mode.get("member-role") or mode.get("role") or settings.LAMBDA_ROLE)


def own_roles(policy: LintedPolicy) -> frozenset[str]:
    """Names of the roles whose calls the policy leaves alone (c7n_reflex.modes: cloudtrail, event)."""
    written_roles = (policy.mode_block.get("member-role"), policy.mode_block.get("role"))
    mine = (
        [_name(role) for role in written_roles if role] if policy.mode_type in ("cloudtrail", "event") else []
    )
    return frozenset((*OWN_ROLES, *mine))


def _name(role: Any) -> str:
    return str(role).rsplit("/", 1)[-1]


def _call(source: str, name: str, role: str) -> Event:
    issuer = {"sessionContext": {"sessionIssuer": {"type": "Role", "userName": role}}}
    identity = {"type": "AssumedRole", **issuer}
    detail = {"eventSource": source, "eventName": name, "userIdentity": identity}
    return {
        "source": f"aws.{source.partition('.')[0]}",
        "detail-type": CALL,
        "detail": {**detail, "eventType": "AwsApiCall"},
    }


def _finding(policy: LintedPolicy, data: Mapping[str, Any]) -> Event:
    """As c7n.resources.securityhub.PostFinding.get_finding makes it."""
    finding: dict[str, Any] = {
        "ProductName": "Cloud Custodian",
        "GeneratorId": policy.name,
        "Title": data.get("title", policy.name),
        "Types": data.get("types", []),
        "Severity": {"Label": data.get("severity_label", "INFORMATIONAL")},
        "RecordState": data.get("record_state", "ACTIVE"),
    }
    if "compliance_status" in data:
        finding["Compliance"] = {"Status": data["compliance_status"]}
    return {"source": "aws.securityhub", "detail-type": IMPORTED, "detail": {"findings": [finding]}}
