"""Which of the resources that a finding names are of a policy's type, and what id Custodian knows them by.

An ARN is matched by its service and its resource type, as c7n's `TypeInfo` (`arn_service`, `arn_type`, `id`)
describes them; the tables are for what it leaves out or has wrong. What is part of a resource - an S3 object,
an index of a table, a log stream - is not that resource.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from c7n_reflex.events.findings.model import Named

_ARN = re.compile(r"arn:[^:]+:(?P<service>[^:]+):[^:]*:[^:]*:(?P<resource>.+)")
# ARN service of types whose `arn_service` is missing. https://docs.aws.amazon.com/service-authorization/
_SERVICES = {
    "accessanalyzer": "access-analyzer",
    "apigatewayv2": "apigateway",
    "dynamodbstreams": "dynamodb",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "emr": "elasticmapreduce",
    "keyspaces": "cassandra",
    "kinesisanalyticsv2": "kinesisanalytics",
    "mwaa": "airflow",
    "opensearch": "es",
    "stepfunctions": "states",
    "timestream-write": "timestream",
}
# Before the name in ARNs, where `arn_type` is missing or another.
_KINDS = {
    "app-elb": ("loadbalancer/app", "loadbalancer/net", "loadbalancer/gwy"),
    "app-elb-target-group": ("targetgroup",),
    "codecommit": ("",),
    "ecs-container-instance": ("container-instance",),
    "ecs-service": ("service",),
    "elastic-ip": ("elastic-ip", "eip", "eip-allocation"),
    "emr": ("cluster",),
    "event-rule": ("rule",),
    "fsx": ("file-system",),
    "fsx-backup": ("backup",),
    "kafka": ("cluster",),
    "lambda-event-source-mapping": ("event-source-mapping",),
    "message-broker": ("broker",),
    "sagemaker-endpoint": ("endpoint",),
    "sagemaker-endpoint-config": ("endpoint-config",),
    "sagemaker-model": ("model",),
    "sagemaker-notebook": ("notebook-instance",),
    "secrets-manager": ("secret",),
    "timestream-database": ("database",),
    "transit-gateway": ("transit-gateway",),
    "wafv2": ("regional/webacl", "global/webacl"),
}
# Their ARN has another id than the one that c7n finds them by, or is not theirs alone, or c7n cannot find one
# of them by any id (eks-nodegroup: c7n.query.ResourceQuery.get takes its pairs for mappings).
_UNKNOWABLE = {
    *(
        "apigwv2-route",
        "apigwv2-stage",
        "backup-plan",
        "codedeploy-deployment",
        "config-rule",
        "dms-instance",
    ),
    *("ecr-image", "eks-nodegroup", "emr-security-configuration", "rest-stage"),
}
# ASFF types that do not follow from the type's `cfn_type`.
_SPELLED_OTHERWISE = {
    "awsec2image": "ami",
    "awsec2snapshot": "ebs-snapshot",
    "awselbloadbalancer": "elb",
    "awselbv2loadbalancer": "app-elb",
    "awsmskcluster": "kafka",
    "awsopensearchservicedomain": "elasticsearch",
    "awsrdsdbclustersnapshot": "rds-cluster-snapshot",
    "awsrdsdbsnapshot": "rds-snapshot",
    "awsstepfunctionstatemachine": "step-machine",
}
_NAMED_BY_ID_OR_ARN = ("app-elb", "cloudtrail")  # `get_resources` takes a name, although their id is the ARN
# Ids that AWS Config gives for what Custodian finds by name: IAM's unique ids, RDS's resource ids.
_NOT_A_NAME = re.compile(r"(AIDA|AROA|AGPA|ANPA|AIPA)[A-Z0-9]{13,}|(db|cluster)-[A-Z0-9]{20,}")
_FOUND_BY_NAME = ("iam-user", "iam-role", "iam-group", "iam-profile", "rds", "rds-cluster")


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def _first_of_path(name: str) -> str:
    return name.split("/", 1)[0]


def _whole(name: str) -> str:
    return name


def _log_group(name: str) -> str:
    return "" if ":log-stream:" in name else name.removesuffix(":*")


def _repository(name: str) -> str:
    return "" if "/sha256:" in name else name


def _secret(name: str) -> str:
    """Without the dash and six characters that Secrets Manager adds to the name."""
    return name[:-7] if re.fullmatch(r".+-\w{6}", name) else name


# What of the part after the type is the id; empty if it is of something else. Everything else has one part.
_NAMES: dict[str, Callable[[str], str]] = {
    "alarm": _whole,
    "asg": lambda name: name.partition(":autoScalingGroupName/")[2],
    "cfn": _first_of_path,
    "composite-alarm": _whole,
    "ecr": _repository,
    "elasticbeanstalk-environment": _last,
    "event-bus": _whole,
    "event-rule": _last,
    "hostedzone": lambda name: f"/hostedzone/{name}",
    "iam-group": _last,
    "iam-profile": _last,
    "iam-role": _last,
    "iam-user": _last,
    "lambda": lambda name: name.split(":", 1)[0],  # without version or alias
    "launch-config": lambda name: name.partition(":launchConfigurationName/")[2],
    "log-group": _log_group,
    "message-broker": lambda name: name.rpartition(":")[2],
    "rds-cluster-snapshot": _whole,  # `rds:...` if RDS made it
    "rds-snapshot": _whole,
    "redshift-snapshot": _last,
    "secrets-manager": _secret,
    "ssm-parameter": lambda name: f"/{name}" if "/" in name else name,
    "wafv2": _last,
}
_NESTED_ARNS = (
    "app-elb",
    "app-elb-target-group",
    "ecs-container-instance",
    "ecs-service",
    "ecs-task",
    "kafka",
)
_VERSIONED_ARNS = ("ecs-task-definition",)
_PATH_ARNS = ("iam-oidc-provider", "iam-policy", "kms")


def id_for(manager: Any, resource: Named) -> str | None:
    """What the c7n manager's `get_resources` takes for this resource; None if it is of another type."""
    if manager.type == "account":
        return resource.account
    if not resource.id.startswith("arn:"):
        return _bare_id(manager, resource)
    match = _ARN.fullmatch(resource.id)
    if not match or manager.type in _UNKNOWABLE or match["service"] != _service(manager.resource_type):
        return None
    kinds = _kinds(manager)
    if kinds is None:  # neither c7n nor the table knows how the ARN is made
        return resource.id if _wants_arn(manager) and _is_spelled(manager, resource.type) else None
    name = next(filter(None, (_name_after(kind, match["resource"]) for kind in kinds)), "")
    return _id_in_arn(manager, resource.id, name)


def _service(model: Any) -> str:
    return getattr(model, "arn_service", None) or _SERVICES.get(model.service, model.service) or ""


def _kinds(manager: Any) -> tuple[str, ...] | None:
    kind = manager.resource_type.arn_type
    known = _KINDS.get(manager.type)
    return known if known or kind is None else (str(kind).removeprefix("/"),)


def _wants_arn(manager: Any) -> bool:
    return "arn" in manager.resource_type.id.lower() or manager.type == "iam-policy"


def _id_in_arn(manager: Any, arn: str, name: str) -> str | None:
    if _wants_arn(manager):
        return arn if _is_whole(manager, name) else None
    pick = _NAMES.get(manager.type)
    if pick:
        return (pick(name) if name else "") or None
    return name if name and not re.search("[/:]", name) else None


def _name_after(kind: str, resource: str) -> str:
    """The name in the ARN's last part if it is of this kind; an empty kind is of ARNs with nothing but it."""
    resource = resource.removeprefix("/")
    if not kind:
        return resource
    head, rest = resource[: len(kind)], resource[len(kind) :]
    return rest[1:] if head == kind and rest[:1] in ("/", ":") else ""


def _is_whole(manager: Any, name: str) -> bool:
    """True if the name is all of a resource's, and not of a part or a version of one."""
    if manager.type in _VERSIONED_ARNS or manager.type in _PATH_ARNS:
        return bool(name)
    separators = ":" if manager.type in _NESTED_ARNS else "[/:]"
    return bool(name) and not re.search(separators, name)


def _bare_id(manager: Any, resource: Named) -> str | None:
    identity = resource.id
    if not _is_spelled(manager, resource.type):
        return None
    if _wants_arn(manager) and manager.type not in _NAMED_BY_ID_OR_ARN:
        return None
    if manager.type in _FOUND_BY_NAME and _NOT_A_NAME.fullmatch(identity):
        return None
    if manager.type == "elasticsearch":  # AWS Config: account/domain
        return _last(identity)
    if manager.type == "hostedzone":
        return f"/hostedzone/{_last(identity)}"
    # c7n lists queues by name and compares with names (c7n.resources.sqs.SQS.get_resources)
    return _last(identity) if manager.type == "sqs" else identity.removesuffix(":*")


def _is_spelled(manager: Any, asff_type: str) -> bool:
    kind = asff_type.replace("::", "").lower()
    if kind in _SPELLED_OTHERWISE:
        return bool(manager.type == _SPELLED_OTHERWISE[kind])
    cfn_type = getattr(manager.resource_type, "cfn_type", None) or ""
    return bool(cfn_type) and cfn_type.replace("::", "").lower() == kind
