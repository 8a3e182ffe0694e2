"""Asynchronous invocation: retries, destinations, dead letters, permission."""

from __future__ import annotations

import json
from typing import Any

import pytest

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.functions import event_queue

from .conftest import ACCOUNT, REGION, Stage

FAILS = "def handler(event, context): raise ValueError(context.aws_request_id)"
WORKS = "def handler(event, context): return {'got': event}"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_queue, "BACKOFF_SECONDS", (0.01, 0.02))
    monkeypatch.setattr(event_queue, "THROTTLE_SECONDS", 0.01)


def _arn(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def _send(stage: Stage, name: str, event: dict[str, Any]) -> None:
    stage.organisation.functions.invoke_async(_arn(name), event)
    stage.wait()


def test_an_event_that_works_runs_once(stage: Stage) -> None:
    stage.create("works", WORKS)
    _send(stage, "works", {"id": "1"})
    assert [(r["event_id"], r["status"]) for r in stage.records()] == [("1", "ok")]


def test_a_failing_event_is_retried_twice_then_a_dead_letter(stage: Stage) -> None:
    url, arn = stage.queue("dead")
    stage.create("fails", FAILS, DeadLetterConfig={"TargetArn": arn})
    _send(stage, "fails", {"id": "1"})
    records = stage.records()
    assert [r["status"] for r in records] == ["error"] * 3
    (request,) = {r["request_id"] for r in records}
    (message,) = stage.messages(url)
    assert json.loads(message["Body"]) == {"id": "1"}
    attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert attributes == {
        "RequestID": request,
        "ErrorCode": "200",
        "ErrorMessage": f"ValueError: {request}",
    }


def test_an_event_that_works_at_last_is_no_dead_letter(stage: Stage) -> None:
    url, arn = stage.queue("dead")
    code = (
        "seen = []\ndef handler(event, context):\n    seen.append(1)\n    if len(seen) < 3: raise ValueError"
    )
    stage.create("third", code, DeadLetterConfig={"TargetArn": arn})
    _send(stage, "third", {})
    assert [r["status"] for r in stage.records()] == ["error", "error", "ok"]
    assert stage.depth(url) == 0


def test_destinations_get_a_record(stage: Stage) -> None:
    failed, failed_arn = stage.queue("failed")
    passed, passed_arn = stage.queue("passed")
    for name, code in (("fails", FAILS), ("works", WORKS)):
        stage.create(name, code)
        stage.functions.put_function_event_invoke_config(
            FunctionName=name,
            MaximumRetryAttempts=1,
            DestinationConfig={
                "OnSuccess": {"Destination": passed_arn},
                "OnFailure": {"Destination": failed_arn},
            },
        )
        _send(stage, name, {"id": name})
    failure, success = (json.loads(stage.messages(url)[0]["Body"]) for url in (failed, passed))
    assert failure["requestPayload"] == {"id": "fails"}
    assert failure["requestContext"]["condition"] == "RetriesExhausted"
    assert failure["requestContext"]["approximateInvokeCount"] == 2
    assert failure["requestContext"]["functionArn"] == f"{_arn('fails')}:$LATEST"
    assert failure["responseContext"]["functionError"] == "Unhandled"
    assert failure["responsePayload"]["errorType"] == "ValueError"
    assert success["requestContext"]["condition"] == "Success"
    assert success["responsePayload"] == {"got": {"id": "works"}}
    assert "functionError" not in success["responseContext"]
    assert stage.depth(failed) == stage.depth(passed) == 1  # what was received is in flight: none besides it


def test_a_function_can_be_a_destination(stage: Stage) -> None:
    stage.create("works", WORKS)
    stage.create("fails", FAILS)
    stage.functions.put_function_event_invoke_config(
        FunctionName="fails",
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": _arn("works")}},
    )
    _send(stage, "fails", {})
    assert [(r["name"], r["status"]) for r in stage.records()] == [("fails", "error"), ("works", "ok")]


def test_with_no_reserved_concurrency_events_are_dead_letters_at_once(stage: Stage) -> None:
    url, arn = stage.queue("dead")
    stage.create("works", WORKS, DeadLetterConfig={"TargetArn": arn})
    stage.functions.put_function_concurrency(FunctionName="works", ReservedConcurrentExecutions=0)
    _send(stage, "works", {"id": "1"})
    assert stage.records() == []
    assert [json.loads(m["Body"]) for m in stage.messages(url)] == [{"id": "1"}]


def test_events_wait_for_reserved_concurrency(stage: Stage) -> None:
    code = "import os, time\ndef handler(e, c):\n    time.sleep(0.1)\n    return os.getpid()"
    stage.create("one", code)
    stage.functions.put_function_concurrency(FunctionName="one", ReservedConcurrentExecutions=1)
    for _ in range(3):
        stage.organisation.functions.invoke_async(_arn("one"), {})
    stage.wait()
    records = stage.records()
    assert [r["status"] for r in records] == ["ok"] * 3
    assert len(stage.environments()) == 1


def test_an_unknown_function_is_refused_at_once(stage: Stage) -> None:
    with pytest.raises(ApiError) as caught:
        stage.organisation.functions.invoke_async(_arn("absent"), {})
    assert caught.value.code == "ResourceNotFoundException"
    stage.wait()


def test_a_rule_may_invoke_only_with_permission(stage: Stage) -> None:
    stage.create("works", WORKS)
    rule, other = (f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}" for name in ("this", "other"))
    stage.functions.add_permission(
        FunctionName="works",
        StatementId="this",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule,
    )
    invoke = stage.organisation.functions.invoke_async
    events = {"principal": "events.amazonaws.com"}
    invoke(_arn("works"), {}, source_arn=rule, **events)  # type: ignore[call-arg]
    for refused in ({**events, "source_arn": other}, {"principal": "sns.amazonaws.com", "source_arn": rule}):
        with pytest.raises(ApiError) as caught:
            invoke(_arn("works"), {}, **refused)  # type: ignore[arg-type]
        assert caught.value.code == "AccessDeniedException"
    stage.wait()
    assert len(stage.records()) == 1
