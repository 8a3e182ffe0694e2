"""One Lambda function that takes batches from a queue: created, updated or found unchanged."""

from __future__ import annotations

import base64
import hashlib
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from botocore.exceptions import ClientError, WaiterError

from c7n_reflex.errors import ReflexError

Result = Literal["created", "updated", "unchanged"]

_SECONDS_FOR_NEW_ROLE = 60.0  # IAM takes some seconds until Lambda may assume a role that was just created


@dataclass(frozen=True)
class Function:
    """A function as it should be. `code` is its zip; `timeout` is in seconds, `memory` in MB."""

    name: str
    description: str
    role: str
    handler: str
    runtime: str
    timeout: int
    memory: int
    code: bytes = field(repr=False)

    @property
    def configuration(self) -> dict[str, Any]:
        """What CreateFunction and UpdateFunctionConfiguration share, and GetFunctionConfiguration returns."""
        return {
            "Description": self.description,
            "Role": self.role,
            "Handler": self.handler,
            "Runtime": self.runtime,
            "Timeout": self.timeout,
            "MemorySize": self.memory,
        }


def apply(client: Any, function: Function) -> Result:
    """Bring the function about and wait until it can be invoked. Raises ReflexError if it cannot."""
    existing = _existing(client, function.name)
    if existing is None:
        _retry_new_role(lambda: _create(client, function))
        _wait(client, "function_active_v2", function.name)
        return "created"
    changes = 0
    if existing["CodeSha256"] != base64.b64encode(hashlib.sha256(function.code).digest()).decode():
        client.update_function_code(FunctionName=function.name, ZipFile=function.code)
        _wait(client, "function_updated_v2", function.name)
        changes += 1
    if any(existing.get(key) != value for key, value in function.configuration.items()):
        client.update_function_configuration(FunctionName=function.name, **function.configuration)
        _wait(client, "function_updated_v2", function.name)
        changes += 1
    return "updated" if changes else "unchanged"


def _create(client: Any, function: Function) -> None:
    client.create_function(
        FunctionName=function.name,
        Code={"ZipFile": function.code},
        Tags={"c7n-reflex": "mailer"},
        **function.configuration,
    )


def _existing(client: Any, name: str) -> dict[str, Any] | None:
    try:
        configuration: dict[str, Any] = client.get_function(FunctionName=name)["Configuration"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return None
        raise
    return configuration


def _retry_new_role(create: Any) -> None:
    deadline = time.monotonic() + _SECONDS_FOR_NEW_ROLE
    while True:
        try:
            create()
            return
        except ClientError as error:
            if "cannot be assumed by Lambda" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(3)


def _wait(client: Any, waiter: str, name: str) -> None:
    try:
        client.get_waiter(waiter).wait(FunctionName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    except WaiterError as error:
        raise ReflexError(f"function {name} does not become ready: {error}") from None


@dataclass(frozen=True)
class Taking:
    """How a function takes from its queue (Lambda CreateEventSourceMapping).

    `window`: seconds that are waited for a full batch; it must be there for more than 10 messages.
    `at_once`: batches at a time, 2 to 1000; None is as many as there are.
    """

    batch_size: int = 10
    window: int = 0
    at_once: int | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """As CreateEventSourceMapping takes them, and ListEventSourceMappings returns them."""
        limited = {"ScalingConfig": {"MaximumConcurrency": self.at_once}} if self.at_once else {}
        return {
            "BatchSize": self.batch_size,
            "MaximumBatchingWindowInSeconds": self.window,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            **limited,
        }


def take_from_queue(client: Any, name: str, queue_arn: str, taking: Taking = Taking()) -> Result:
    """Let the function take batches from the queue and say which messages of a batch failed."""
    wanted = taking.settings
    mappings = client.list_event_source_mappings(FunctionName=name, EventSourceArn=queue_arn)
    if not mappings["EventSourceMappings"]:
        client.create_event_source_mapping(
            FunctionName=name, EventSourceArn=queue_arn, Enabled=True, **wanted
        )
        return "created"
    mapping = mappings["EventSourceMappings"][0]
    enabled = mapping.get("State") not in ("Disabled", "Disabling")
    if enabled and all(mapping.get(key, 0) == value for key, value in wanted.items()):
        return "unchanged"
    client.update_event_source_mapping(UUID=mapping["UUID"], FunctionName=name, Enabled=True, **wanted)
    return "updated"
