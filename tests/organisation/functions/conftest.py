"""A small organisation in this process, with real functions in it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from c7n_reflex import accounts
from c7n_reflex.organisation import server
from c7n_reflex.organisation.organisation import Organisation

ACCOUNT = "200000000001"
REGION = "eu-west-1"
IDLE_SECONDS = 30.0


def archive(**files: str) -> bytes:
    """A zip file of modules: `archive(index="...")` holds index.py."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for name, text in files.items():
            opened.writestr(f"{name}.py", text)
    return buffer.getvalue()


class Stage:
    """One account's Lambda and SQS, by boto3."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.functions = organisation.client("lambda", ACCOUNT, REGION)
        self.sqs = organisation.client("sqs", ACCOUNT, REGION)
        self.iam = organisation.client("iam", ACCOUNT, REGION)
        self.role = self.make_role("runner", "lambda.amazonaws.com")

    def make_role(self, name: str, service: str) -> str:
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        return str(self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"])

    def create(self, name: str, code: str, **settings: Any) -> dict[str, Any]:
        """A function whose handler is `handler` of `code`."""
        settings = {"Runtime": "python3.11", "Role": self.role, "Handler": "index.handler", **settings}
        return dict(
            self.functions.create_function(
                FunctionName=name, Code={"ZipFile": archive(index=code)}, **settings
            )
        )

    def call(self, name: str, event: Any = None, **options: Any) -> tuple[Any, dict[str, Any]]:
        """(payload, whole answer) of a synchronous invocation."""
        answer = self.functions.invoke(FunctionName=name, Payload=json.dumps(event or {}), **options)
        content = answer["Payload"].read()
        return (json.loads(content) if content else None), answer

    def queue(self, name: str, **attributes: str) -> tuple[str, str]:
        """(URL, ARN) of a new queue."""
        url = self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        return url, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"

    def messages(self, url: str) -> list[dict[str, Any]]:
        """Up to ten messages of a queue, invisible to others for ten minutes."""
        answer = self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], VisibilityTimeout=600
        )
        return list(answer.get("Messages", []))

    def depth(self, url: str) -> int:
        """Messages in a queue, visible or not."""
        found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return int(found["ApproximateNumberOfMessages"]) + int(found["ApproximateNumberOfMessagesNotVisible"])

    def wait(self) -> None:
        """Until nothing is under way."""
        assert self.organisation.tracker.wait_idle(IDLE_SECONDS) == []

    def records(self, name: str = "") -> list[dict[str, Any]]:
        """What `GET invocations` answers."""
        _, body = self.organisation.control.answer(
            "GET", "/_organisation/invocations", {"account": ACCOUNT, "function": name}, b""
        )
        return list(json.loads(body))

    def environments(self) -> list[dict[str, Any]]:
        """What `GET functions/environments` answers."""
        _, body = self.organisation.control.answer("GET", "/_organisation/functions/environments", {}, b"")
        return list(json.loads(body))


@pytest.fixture
def stage(inprocess: Callable[..., Organisation]) -> Stage:
    """An organisation with functions, without a port: handlers that call AWS want `served`."""
    return Stage(inprocess("moto_mends.awslambda", "resource_policies", "functions"))


@pytest.fixture
def served(directory: accounts.Directory, inprocess: Callable[..., Organisation]) -> Iterator[Stage]:
    """The same on a loopback port."""
    organisation = inprocess("moto_mends.awslambda", "resource_policies", "functions")
    listener = server.reserve(0)
    organisation.endpoint = server.endpoint(listener)
    with server.serve(organisation, listener):
        yield Stage(organisation)
