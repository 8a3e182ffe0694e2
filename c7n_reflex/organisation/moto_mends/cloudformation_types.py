"""Resource types of our templates that moto 5.2.5's CloudFormation does not know and silently leaves out.

moto finds them as direct subclasses of CloudFormationModel, so defining them is all that it takes.
"""

from __future__ import annotations

import json
from typing import Any

from moto.core.common_models import CloudFormationModel
from moto.events.models import events_backends
from moto.s3.models import s3_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.utilities.utils import get_partition

Properties = dict[str, Any]


class _Type:
    """A resource that is nothing but a property of others: put on by `_apply`, taken off by `_remove`."""

    def __init__(self, name: str, properties: Properties) -> None:
        self.name = name
        self.properties = properties

    @property
    def physical_resource_id(self) -> str:
        return self.name

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
    ) -> Any:
        made = cls(resource_name, cloudformation_json["Properties"])
        made._apply(account_id, region_name)
        return made

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: Any,
        new_resource_name: str,  # noqa: ARG003 - moto's signature, given by keyword
        cloudformation_json: Any,
        account_id: str,
        region_name: str,
    ) -> Any:
        original_resource._remove(account_id, region_name)
        original_resource.properties = cloudformation_json["Properties"]
        original_resource._apply(account_id, region_name)
        return original_resource

    def delete(self, account_id: str, region_name: str) -> None:
        """Called when the stack, or the resource in it, goes."""
        self._remove(account_id, region_name)

    def _apply(self, account: str, region: str) -> None:
        raise NotImplementedError

    def _remove(self, account: str, region: str) -> None:
        raise NotImplementedError


class QueuePolicy(_Type, CloudFormationModel):
    """AWS::SQS::QueuePolicy: the policy of each of `Queues` (queue URLs)."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::SQS::QueuePolicy"

    def _apply(self, account: str, region: str) -> None:
        self._set(account, region, json.dumps(self.properties["PolicyDocument"]))

    def _remove(self, account: str, region: str) -> None:
        self._set(account, region, None)

    def _set(self, account: str, region: str, policy: str | None) -> None:
        queues = sqs_backends[account][region].queues
        for url in self.properties["Queues"]:
            queue = queues.get(url.rsplit("/", 1)[-1])
            if queue:
                queue.policy = policy


class TopicPolicy(_Type, CloudFormationModel):
    """AWS::SNS::TopicPolicy: the policy of each of `Topics` (topic ARNs)."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::SNS::TopicPolicy"

    def _apply(self, account: str, region: str) -> None:
        for topic in self._topics(account, region):
            topic.policy = json.dumps(self.properties["PolicyDocument"])

    def _remove(self, account: str, region: str) -> None:
        for topic in self._topics(account, region):
            default = topic._create_default_topic_policy(region, account, topic.name)
            topic.policy = json.dumps(default)

    def _topics(self, account: str, region: str) -> list[Any]:
        topics = sns_backends[account][region].topics
        return [topics[arn] for arn in self.properties["Topics"] if arn in topics]


class TopicSubscription(_Type, CloudFormationModel):
    """AWS::SNS::Subscription: one endpoint of a topic."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::SNS::Subscription"

    def _apply(self, account: str, region: str) -> None:
        wanted = self.properties
        backend = sns_backends[account][region]
        subscription = backend.subscribe(wanted["TopicArn"], wanted["Endpoint"], wanted["Protocol"])
        self.name = subscription.arn

    def _remove(self, account: str, region: str) -> None:
        sns_backends[account][region].unsubscribe(self.name)


class BusPolicy(_Type, CloudFormationModel):
    """AWS::Events::EventBusPolicy: one statement of a bus's policy."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::Events::EventBusPolicy"

    def _apply(self, account: str, region: str) -> None:
        sid = self.properties["StatementId"]
        statement = {**self.properties["Statement"], "Sid": sid}
        self._bus(account, region).add_policy({"Statement": [statement]})
        self.name = sid

    def _remove(self, account: str, region: str) -> None:
        self._bus(account, region).remove_statement(self.properties["StatementId"])

    def _bus(self, account: str, region: str) -> Any:
        name = self.properties.get("EventBusName", "default")
        return events_backends[account][region].describe_event_bus(name)


class BucketPolicy(_Type, CloudFormationModel):
    """AWS::S3::BucketPolicy: the policy of `Bucket` (its name)."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::S3::BucketPolicy"

    def _apply(self, account: str, region: str) -> None:
        self._set(account, region, json.dumps(self.properties["PolicyDocument"]).encode())

    def _remove(self, account: str, region: str) -> None:
        self._set(account, region, None)

    def _set(self, account: str, region: str, policy: bytes | None) -> None:
        bucket = s3_backends[account][get_partition(region)].buckets.get(self.properties["Bucket"])
        if bucket:
            bucket.policy = policy
