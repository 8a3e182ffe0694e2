"""Which of the resources that a finding names are of a policy's type, and what id Custodian knows them by."""

from __future__ import annotations

from typing import Any

from c7n.resources.aws import Arn

from c7n_reflex.events.finding import Named

# ASFF types that do not follow from the CloudFormation type.
_SPELLED_OTHERWISE = {
    "AwsElbLoadBalancer": "AWS::ElasticLoadBalancing::LoadBalancer",
    "AwsElbv2LoadBalancer": "AWS::ElasticLoadBalancingV2::LoadBalancer",
}
_IAM_BY_NAME = ("iam-user", "iam-role", "iam-group")  # an ARN's path is no part of the name


def id_for(manager: Any, resource: Named) -> str | None:
    """What the c7n manager's `get_resources` takes for this resource; None if it is of another type."""
    if manager.type == "account":
        return resource.account
    if not resource.id.startswith("arn:"):
        return resource.id if _same_type(manager, resource.type) else None
    arn = Arn.parse(resource.id)
    if not _same_arn_type(manager, arn, resource.type):
        return None
    return _id_of(manager, arn)


def _same_type(manager: Any, asff_type: str) -> bool:
    cfn_type = getattr(manager.resource_type, "cfn_type", None) or ""
    spelled = _SPELLED_OTHERWISE.get(asff_type)
    if spelled:
        return bool(cfn_type == spelled)
    return bool(cfn_type) and cfn_type.replace("::", "").lower() == asff_type.lower()


def _same_arn_type(manager: Any, arn: Any, asff_type: str) -> bool:
    model = manager.resource_type
    if arn.service not in (getattr(model, "arn_service", None), model.service, _elb_service(model.service)):
        return False
    if model.arn_type is None:  # c7n does not know how the ARN is made
        return _same_type(manager, asff_type)
    kind = arn.resource_type or ""
    return bool(kind == model.arn_type or f"{kind}/{arn.resource}".startswith(f"{model.arn_type}/"))


def _elb_service(service: str) -> str:
    return "elasticloadbalancing" if service in ("elb", "elbv2") else service


def _id_of(manager: Any, arn: Any) -> str:
    key = manager.resource_type.id
    if "arn" in key.lower() or manager.type == "iam-policy":
        return str(arn.arn)
    if manager.type in _IAM_BY_NAME:
        return str(arn.resource).rsplit("/", 1)[-1]
    if manager.type == "lambda":
        return str(arn.resource).split(":", 1)[0]  # without version or alias
    return str(arn.resource)
