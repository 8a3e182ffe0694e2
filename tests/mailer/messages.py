"""Messages as Custodian's `notify` packs them, and a stand-in for the session that publishes."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from botocore.exceptions import ClientError

from mailer.directory import Directory

CORE, PAYMENTS, UNKNOWN = "111122223333", "200000000001", "999999999999"
CORE_TOPIC = f"arn:aws:sns:us-east-1:{CORE}:c7n-reflex-notices"
PAYMENTS_TOPIC = f"arn:aws:sns:us-east-1:{PAYMENTS}:c7n-reflex-notices"

RECORD = {
    "id": "0123abcd",
    "policy": "internet-gateway-attached",
    "action": "detach",
    "resource_type": "aws.internet-gateway",
    "resource": "igw-1",
    "outcome": "changed",
    "change": "Detached igw-1 from vpc-2.",
    "before": {"attachments": ["vpc-2"]},
    "after": {"attachments": []},
}
CALL = {
    "detail-type": "AWS API Call via CloudTrail",
    "detail": {
        "eventName": "AttachInternetGateway",
        "eventTime": "2026-11-24T03:14:07Z",
        "sourceIPAddress": "203.0.113.7",
        "userIdentity": {
            "type": "AssumedRole",
            "arn": "arn:aws:sts::200000000001:assumed-role/developer/alice",
        },
    },
}


def message(**changes: Any) -> dict[str, Any]:
    """A notice of a detached gateway in payments-prod; keyword arguments replace its top-level keys."""
    return {
        "account_id": PAYMENTS,
        "account": "payments-alias",
        "region": "eu-west-1",
        "partition": "aws",
        "execution_start": 1795490000.0,
        "event": CALL,
        "policy": {
            "name": "internet-gateway-attached",
            "resource": "aws.internet-gateway",
            "description": "An internet gateway was attached\nto a VPC.",
            "metadata": {"severity": "high", "owner": "security@example.com", "undo": "Attach it again."},
        },
        "action": {
            "type": "notify-owner",
            "to": ["account-owner"],
            "template": "remediation",
            "subject": "An internet gateway was detached",
        },
        "resources": [{"InternetGatewayId": "igw-1", "c7n-reflex:remediations": [RECORD]}],
        **changes,
    }


def action(**changes: Any) -> dict[str, Any]:
    """The message's action with changes."""
    return {**message()["action"], **changes}


def packed(content: dict[str, Any]) -> str:
    """An SQS body."""
    return base64.b64encode(zlib.compress(json.dumps(content).encode())).decode()


def received(*bodies: str) -> dict[str, Any]:
    """The event of an SQS event source with these bodies; ids are m0, m1, ..."""
    return {
        "Records": [
            {"messageId": f"m{index}", "body": body, "attributes": {"SentTimestamp": "1795490000000"}}
            for index, body in enumerate(bodies)
        ]
    }


def directory() -> Directory:
    """Core and payments-prod."""
    return Directory(
        CORE,
        {
            CORE: {"name": "core-compliance", "owner": "Security", "topic": CORE_TOPIC},
            PAYMENTS: {"name": "payments-prod", "owner": "Priya Raman", "topic": PAYMENTS_TOPIC},
        },
    )


class Session:
    """Notes what is published, by which client; topics in `refusing` refuse. `dynamodb` is moto's client."""

    def __init__(self, *refusing: str, dynamodb: Any = None) -> None:
        self.refusing = refusing
        self.dynamodb = dynamodb
        self.published: list[dict[str, Any]] = []
        self.clients: list[tuple[str, dict[str, Any]]] = []

    def client(self, service: str, **options: Any) -> Any:
        self.clients.append((service, options))
        return self.dynamodb if service == "dynamodb" else self

    def publish(self, **given: Any) -> dict[str, str]:
        if given["TopicArn"] in self.refusing:
            raise ClientError({"Error": {"Code": "NotFound", "Message": "Topic does not exist"}}, "Publish")
        parts = json.loads(given["Message"]) if given.get("MessageStructure") == "json" else {}
        # `Message` is what people read; `parts` is what each protocol's subscribers get.
        text = parts.get("email", parts.get("default", given["Message"]))
        self.published.append({**given, "Message": text, "parts": parts})
        return {"MessageId": "1"}

    def assume_role(self, **_: Any) -> dict[str, Any]:
        return {"Credentials": {"AccessKeyId": "A", "SecretAccessKey": "B", "SessionToken": "C"}}
