"""A function and its queue, against a Lambda whose state is kept here."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from c7n_reflex.deploy import queue_function
from c7n_reflex.deploy.queue_function import Function, Taking
from c7n_reflex.errors import ReflexError

QUEUE = "arn:aws:sqs:us-east-1:111122223333:q"
FUNCTION = Function("f", "d", "arn:role", "m.h", "python3.11", 20, 256, b"code")


class Lambda:
    """One function and one mapping at most; notes the calls that change something."""

    def __init__(self, refusals: int = 0, stuck: bool = False) -> None:
        self.function: dict[str, Any] = {}
        self.mappings: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.refusals = refusals
        self.stuck = stuck

    def get_function(self, **_: Any) -> dict[str, Any]:
        if not self.function:
            raise _error("ResourceNotFoundException", "no such function")
        return {"Configuration": self.function}

    def create_function(self, Code: dict[str, bytes], **given: Any) -> None:  # noqa: N803
        self.calls.append("create")
        if self.refusals:
            self.refusals -= 1
            message = "The role defined for the function cannot be assumed by Lambda."
            raise _error("InvalidParameterValueException", message)
        self.function = {**given, "CodeSha256": _hash(Code["ZipFile"])}

    def update_function_code(self, ZipFile: bytes, **_: Any) -> None:  # noqa: N803
        self.calls.append("code")
        self.function["CodeSha256"] = _hash(ZipFile)

    def update_function_configuration(self, **given: Any) -> None:
        self.calls.append("configuration")
        self.function |= given

    def get_waiter(self, name: str) -> Any:
        return self

    def wait(self, **_: Any) -> None:
        if self.stuck:
            raise WaiterError("function_active_v2", "Max attempts exceeded", {})

    def list_event_source_mappings(self, **_: Any) -> dict[str, Any]:
        return {"EventSourceMappings": self.mappings}

    def create_event_source_mapping(self, **given: Any) -> None:
        self.calls.append("map")
        self.mappings = [{"UUID": "u", "State": "Enabled", **given}]

    def update_event_source_mapping(self, **given: Any) -> None:
        self.calls.append("map again")
        self.mappings = [{**self.mappings[0], **given, "State": "Enabled"}]


def _error(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "CreateFunction")


def _hash(code: bytes) -> str:
    return base64.b64encode(hashlib.sha256(code).digest()).decode()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_function.time, "sleep", lambda _: None)


def test_created_and_then_unchanged() -> None:
    client = Lambda()
    assert queue_function.apply(client, FUNCTION) == "created"
    assert queue_function.apply(client, FUNCTION) == "unchanged"
    assert client.calls == ["create"]


@pytest.mark.parametrize(("change", "call"), [({"code": b"new"}, "code"), ({"timeout": 30}, "configuration")])
def test_only_what_changed_is_updated(change: dict[str, Any], call: str) -> None:
    client = Lambda()
    queue_function.apply(client, FUNCTION)
    assert queue_function.apply(client, dataclasses.replace(FUNCTION, **change)) == "updated"
    assert client.calls == ["create", call]


def test_a_role_that_was_just_created_is_waited_for() -> None:
    client = Lambda(refusals=3)
    assert queue_function.apply(client, FUNCTION) == "created"
    assert client.calls == ["create"] * 4


def test_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10_000, 30))
    monkeypatch.setattr(queue_function.time, "monotonic", lambda: next(clock))
    with pytest.raises(ClientError, match="cannot be assumed"):
        queue_function.apply(Lambda(refusals=1000), FUNCTION)


def test_a_function_that_does_not_become_ready_is_a_failure() -> None:
    with pytest.raises(ReflexError, match="does not become ready"):
        queue_function.apply(Lambda(stuck=True), FUNCTION)


def test_the_queue_is_taken_from_once() -> None:
    client = Lambda()
    assert queue_function.take_from_queue(client, "f", QUEUE) == "created"
    assert queue_function.take_from_queue(client, "f", QUEUE) == "unchanged"
    assert client.mappings[0]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_function_takes_as_it_is_told() -> None:
    client, taking = Lambda(), Taking(batch_size=50, window=5, at_once=5)
    assert queue_function.take_from_queue(client, "f", QUEUE, taking) == "created"
    assert queue_function.take_from_queue(client, "f", QUEUE, taking) == "unchanged"
    [mapping] = client.mappings
    assert (mapping["BatchSize"], mapping["MaximumBatchingWindowInSeconds"]) == (50, 5)
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 5}
    assert queue_function.take_from_queue(client, "f", QUEUE, Taking(50, 5, 10)) == "updated"


@pytest.mark.parametrize("fault", [{"State": "Disabled"}, {"FunctionResponseTypes": []}, {"BatchSize": 1}])
def test_a_mapping_that_is_not_as_it_should_be_is_mended(fault: dict[str, Any]) -> None:
    client = Lambda()
    queue_function.take_from_queue(client, "f", QUEUE)
    client.mappings[0] |= fault
    assert queue_function.take_from_queue(client, "f", QUEUE) == "updated"
    assert queue_function.take_from_queue(client, "f", QUEUE) == "unchanged"
