"""Which events there are: CloudTrail's event sources and names, and the API operations behind them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from botocore.model import ServiceModel

from c7n_reflex.authoring.apis import models, others, shapes
from c7n_reflex.authoring.apis.nodes import Node, closest
from c7n_reflex.organisation.cloudtrail import names
from c7n_reflex.organisation.cloudtrail.kinds import Kind, kind

_VERSION = re.compile(r"(20\d{6})?(v2)?$")
_NEAR = 0.75  # of difflib; the names of one service are much alike
# Where IAM's prefix is not the first part of the event source (service authorization reference).
_IAM_PREFIXES = {"monitoring": "cloudwatch"}
# Operations whose permission has another name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
_IAM_ACTIONS = {
    ("s3", "DeletePublicAccessBlock"): "s3:PutBucketPublicAccessBlock",
    ("s3", "PutBucketLifecycleConfiguration"): "s3:PutLifecycleConfiguration",
    ("s3", "PutBucketNotificationConfiguration"): "s3:PutBucketNotification",
    ("s3", "PutObjectLockConfiguration"): "s3:PutBucketObjectLockConfiguration",
    ("s3", "PutPublicAccessBlock"): "s3:PutBucketPublicAccessBlock",
    ("s3control", "DeletePublicAccessBlock"): "s3:PutAccountPublicAccessBlock",
    ("s3control", "PutPublicAccessBlock"): "s3:PutAccountPublicAccessBlock",
    ("lambda", "Invoke"): "lambda:InvokeFunction",
}
_NO_ACTIONS = {"s3", "s3control"}  # many others of theirs are called differently, too


@dataclass(frozen=True)
class ApiCall:
    """An API operation, and the event that CloudTrail makes of it."""

    source: str  # "lambda.amazonaws.com"
    name: str  # "UpdateFunctionCode20150331v2"
    service: str  # botocore's: "lambda"
    operation: str  # the API's: "UpdateFunctionCode"
    kind: Kind  # reads and data events do not reach EventBridge by default
    iam_action: str  # "lambda:UpdateFunctionCode"; empty if it is not known

    @property
    def read_only(self) -> bool:
        """True for what changes nothing, as far as the operation's name tells."""
        return self.kind is Kind.READ

    @property
    def request(self) -> Node:
        """The fields of `requestParameters`."""
        return shapes.request(self.service, self.operation)

    @property
    def response(self) -> Node:
        """The fields of `responseElements`; none where CloudTrail writes null (reads, and all of S3)."""
        return Node() if self.read_only else shapes.response(self.service, self.operation)


@functools.cache
def sources() -> frozenset[str]:
    """Every event source: "ec2.amazonaws.com", "signin.amazonaws.com"."""
    return frozenset(_services()) | others.sources()


def event_names(source: str) -> frozenset[str]:
    """Every `eventName` of a source as CloudTrail writes it; none if the source is not known."""
    return frozenset(_operations(source)) | others.names(source)


def call(source: str, name: str) -> ApiCall | None:
    """The operation behind an event; None if there is none. Of several (ELB's two APIs) the oldest."""
    return next(iter(calls(source, name)), None)


def calls(source: str, name: str) -> tuple[ApiCall, ...]:
    """The operations behind an event: CreateLoadBalancer is one of both load balancer APIs."""
    return tuple(
        _call(source, name, service, operation) for service, operation in _operations(source).get(name, ())
    )


def nearest(source: str, name: str) -> str:
    """The name of this source that was perhaps meant; empty if none is near.

    Knows Lambda's versions and the API's own names: CreateFunction, PutPublicAccessBlock.
    """
    by_name = _operations(source)
    versions = sorted(each for each in by_name if each != name and _VERSION.sub("", each) == name)
    operations = (each for each, found in by_name.items() if any(operation == name for _, operation in found))
    return next(iter(versions), "") or next(operations, "") or closest(name, event_names(source), _NEAR)


def sources_of(name: str) -> tuple[str, ...]:
    """The sources that have an event of this name, sorted. Its first use reads all models, about a second."""
    return all_events().get(name, ())


@functools.cache
def _services() -> Mapping[str, tuple[str, ...]]:
    """botocore's services by event source; first the one that is called like the source."""
    found: dict[str, list[str]] = {}
    for service, metadata in models.metadata().items():
        source = names.event_source(ServiceModel({"metadata": metadata}))
        found.setdefault(source, []).append(service)
    return {source: tuple(sorted(each, key=lambda one: _rank(one, source))) for source, each in found.items()}


def _rank(service: str, source: str) -> tuple[bool, str]:
    return service != source.removesuffix(".amazonaws.com"), service


@functools.lru_cache(maxsize=32)
def _operations(source: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """(service, operation) by `eventName`."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for service in _services().get(source, ()):
        for name, operation in _named(service, models.model(service)).items():
            found[name] = (*found.get(name, ()), (service, operation))
    return MappingProxyType(found)


def _named(service: str, model: ServiceModel) -> dict[str, str]:
    return {
        names.event_name(service, each): each.name
        for each in map(model.operation_model, model.operation_names)
    }


def _call(source: str, name: str, service: str, operation: str) -> ApiCall:
    model = models.model(service).operation_model(operation)
    return ApiCall(
        source, name, service, operation, kind(service, model), _iam_action(source, service, operation)
    )


def _iam_action(source: str, service: str, operation: str) -> str:
    known = _IAM_ACTIONS.get((service, operation))
    if known or service in _NO_ACTIONS:
        return known or ""
    prefix = source.removesuffix(".amazonaws.com")
    return f"{_IAM_PREFIXES.get(prefix, prefix)}:{operation}"


@functools.cache
def all_events() -> Mapping[str, tuple[str, ...]]:
    """The sources, sorted, by each event's name. Its first use reads all models, about a second."""
    found: dict[str, set[str]] = {}
    for source in others.sources():
        for name in others.names(source):
            found.setdefault(name, set()).add(source)
    for service, model in models.every_model():
        source = names.event_source(model)
        for name in _named(service, model):
            found.setdefault(name, set()).add(source)
    return {name: tuple(sorted(each)) for name, each in found.items()}
