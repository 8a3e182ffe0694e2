"""Workers that are killed at a chosen call: what has taken effect then, and what Lambda makes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.functions import event_queue
from c7n_reflex.organisation.functions.kills import new_trace

from .conftest import ACCOUNT, REGION, Stage

WORKER = """
import boto3
def handler(event, context):
    sqs = boto3.client("sqs")
    for name in event["names"]:
        sqs.create_queue(QueueName=name)
    return "done"
"""
IDLE = "def handler(event, context): return 'done'"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_queue, "BACKOFF_SECONDS", (0.01, 0.02))


def _control(stage: Stage, method: str, route: str, body: Any = None) -> tuple[int, Any]:
    content = json.dumps(body).encode() if body is not None else b""
    status, answered = stage.organisation.control.answer(method, f"/_organisation/{route}", {}, content)
    return status, json.loads(answered)


def _order(stage: Stage, **kill: Any) -> None:
    assert _control(stage, "POST", "functions/kill", {"function": "works", **kill})[0] == 200


def _kills(stage: Stage) -> list[dict[str, Any]]:
    return list(_control(stage, "GET", "functions/kills")[1])


def _send(stage: Stage, *names: str, function: str = "works") -> None:
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
    stage.organisation.functions.invoke_async(arn, {"names": names})
    stage.wait()


def _queues(stage: Stage) -> list[str]:
    return sorted(url.rsplit("/", 1)[-1] for url in stage.sqs.list_queues().get("QueueUrls", []))


def _no_retries(stage: Stage, function: str = "works") -> None:
    stage.functions.put_function_event_invoke_config(FunctionName=function, MaximumRetryAttempts=0)


@pytest.mark.parametrize(
    ("when", "after_calls", "made"),
    [
        ("before", 0, []),
        ("before", 1, []),
        ("after", 1, ["a"]),
        ("before", 2, ["a"]),
        ("after", 2, ["a", "b"]),
    ],
)
def test_what_has_taken_effect(served: Stage, when: str, after_calls: int, made: list[str]) -> None:
    served.create("works", WORKER, Timeout=30)
    _no_retries(served)
    _order(served, when=when, after_calls=after_calls)
    _send(served, "a", "b", "c")
    assert _queues(served) == made
    (record,) = served.records()
    assert record["status"] == "error"
    assert record["error"].startswith("Runtime.ExitError")
    assert record["error"].endswith("signal: killed")
    (kill,) = _kills(served)
    assert (kill["fired"], kill["request_id"]) == (True, record["request_id"])
    assert kill["operation"] == ("CreateQueue" if after_calls else "")


def test_the_event_is_retried_and_another_worker_ends_it(served: Stage) -> None:
    served.create("works", WORKER, Timeout=30)
    _order(served, when="after", after_calls=2)
    _send(served, "a", "b", "c")
    assert [r["status"] for r in served.records()] == ["error", "ok"]
    assert len({r["request_id"] for r in served.records()}) == 1
    assert _queues(served) == ["a", "b", "c"]
    (kill,) = _kills(served)
    assert kill["pid"] not in [environment["pid"] for environment in served.environments()]


def test_each_order_strikes_once_and_calls_are_counted_anew(served: Stage) -> None:
    served.create("works", WORKER, Timeout=30)
    _order(served, when="before", after_calls=3)
    _order(served, when="before", after_calls=1)
    _send(served, "a", "b", "c")
    assert [r["status"] for r in served.records()] == ["error", "error", "ok"]
    assert [kill["fired"] for kill in _kills(served)] == [True, True]


def test_an_invocation_with_fewer_calls_does_not_use_it_up(served: Stage) -> None:
    served.create("works", WORKER, Timeout=30)
    _order(served, when="before", after_calls=3)
    _send(served, "a", "b")
    assert [r["status"] for r in served.records()] == ["ok"]
    assert not _kills(served)[0]["fired"]
    _no_retries(served)
    _send(served, "a", "b", "c")
    assert [r["status"] for r in served.records()] == ["ok", "error"]


@pytest.mark.parametrize("order", [{"function": "other"}, {"account": "200000000002"}])
def test_another_function_is_left_alone(served: Stage, order: dict[str, Any]) -> None:
    served.create("works", WORKER, Timeout=30)
    _order(served, when="before", after_calls=1, **order)
    _send(served, "a")
    assert [r["status"] for r in served.records()] == ["ok"]
    assert not _kills(served)[0]["fired"]


def test_orders_can_be_taken_back(stage: Stage) -> None:
    stage.create("works", IDLE)
    _order(stage, when="before", after_calls=0)
    assert _control(stage, "POST", "functions/kills/clear") == (200, {"removed": 1})
    _send(stage)
    assert [r["status"] for r in stage.records()] == ["ok"]
    assert _kills(stage) == []


@pytest.mark.parametrize(
    "wrong", [{"when": "during"}, {"after_calls": -1}, {"after_calls": "1"}, {"calls": 1}, {"function": 1}]
)
def test_what_is_no_order_is_refused(stage: Stage, wrong: dict[str, Any]) -> None:
    body = {"function": "works", "when": "before", "after_calls": 1, **wrong}
    assert _control(stage, "POST", "functions/kill", body)[0] == 400
    assert _kills(stage) == []


def test_traces_are_as_lambda_s_and_differ() -> None:
    assert new_trace() != new_trace()
    root, parent, sampled = new_trace().split(";")
    assert root.startswith("Root=1-") and parent.startswith("Parent=") and sampled == "Sampled=0"


@pytest.mark.parametrize(("retries", "attempts"), [(0, 1), (1, 2), (2, 3)])
def test_retries_are_chosen_as_on_aws(stage: Stage, retries: int, attempts: int) -> None:
    stage.create("works", "def handler(event, context): raise ValueError")
    stage.functions.put_function_event_invoke_config(FunctionName="works", MaximumRetryAttempts=retries)
    _send(stage)
    assert len(stage.records()) == attempts


@pytest.mark.parametrize(
    "wrong",
    [{"MaximumRetryAttempts": 3}, {"MaximumEventAgeInSeconds": 21_601}],
)
def test_more_is_refused(stage: Stage, wrong: dict[str, int]) -> None:
    stage.create("works", IDLE)
    with pytest.raises(ClientError, match="ValidationException"):
        stage.functions.put_function_event_invoke_config(FunctionName="works", **wrong)
