"""Whether a field that a policy reads is one that its events have."""

from __future__ import annotations

from collections.abc import Sequence

from c7n_reflex.authoring.apis import catalogue, others, shapes
from c7n_reflex.authoring.apis.nodes import UNKNOWN, Knowledge, Node, Verdict, look_up, merged
from c7n_reflex.authoring.apis.records import ENVELOPE, RECORD

# Whose records were compared with the models. Of others it is not known which letters they capitalise.
_COMPARED = {
    f"{service}.amazonaws.com"
    for service in (
        *("autoscaling", "cloudtrail", "dynamodb", "ec2", "ecr", "ecs", "eks", "elasticloadbalancing", "iam"),
        *("kms", "lambda", "logs", "rds", "redshift", "s3", "secretsmanager", "sns", "sqs", "sts"),
    )
}
# Seen in records, though the API has no such member.
_ADDED = {
    "ec2.amazonaws.com": {"requestID"},
    "lambda.amazonaws.com": {"fullyQualifiedArn", "uncompressedCodeSize"},
    "s3.amazonaws.com": {"host", "key"},
}


def field_exists(source: str, name: str, path: Sequence[str]) -> Verdict:
    """Whether the events of this source and name have a field at the path, under `detail`.

    `path` is ["requestParameters", "ipPermissions", "items", "cidrIp"], without indices. UNKNOWN for what
    is in maps and documents, and wherever CloudTrail's records do not follow the API's model.
    """
    if list(path[:1]) not in (["requestParameters"], ["responseElements"]):
        return record_field_exists(path)
    if source not in catalogue.sources() or name not in catalogue.event_names(source):
        return UNKNOWN
    found = catalogue.calls(source, name)
    verdict = look_up(_tree(source, found), path, _unsure(found))
    return (
        UNKNOWN if verdict.knowledge is Knowledge.NO and _may_exist(source, found, path, verdict) else verdict
    )


def record_field_exists(path: Sequence[str]) -> Verdict:
    """Whether CloudTrail records have a field at this path, under `detail`, whatever was called."""
    return look_up(RECORD, path)


def envelope_field_exists(path: Sequence[str]) -> Verdict:
    """Whether EventBridge events have a field at this path; of what is in `detail` nothing is known."""
    return look_up(ENVELOPE, path)


def _tree(source: str, found: Sequence[catalogue.ApiCall]) -> Node:
    if not found:
        return others.fields(source)
    return merged(
        Node({"requestParameters": each.request, "responseElements": each.response}) for each in found
    )


def _unsure(found: Sequence[catalogue.ApiCall]) -> frozenset[str]:
    return frozenset().union(*(shapes.unsure(each.service, each.operation) for each in found))


def _may_exist(
    source: str, found: Sequence[catalogue.ApiCall], path: Sequence[str], verdict: Verdict
) -> bool:
    """True where records are known to differ from the model, or are not known well enough."""
    nearest = verdict.nearest.rsplit(".", 1)[-1]
    if source not in _COMPARED:
        # Only what looks like a slip of the pen is worth a word.
        return not nearest or nearest.lower() == verdict.missing.lower()
    if verdict.missing in _ADDED.get(source, ()):
        return True
    # EC2's older calls show at the top what the API has further down: RunInstances' `availabilityZone`.
    is_top = source == "ec2.amazonaws.com" and path[0] == "requestParameters" and verdict.missing == path[1]
    return is_top and any(verdict.missing in shapes.ec2_soap_names(each.operation) for each in found)
