"""What runs when an alias is called, by whom it may be, and what becomes of its failed events."""

from __future__ import annotations

import json

import pytest

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.functions import event_queue
from tests.organisation.functions.conftest import ACCOUNT, REGION, Stage, archive

SHOWS = (
    "import os\ndef handler(event, context):\n"
    "    return [1, os.environ['X'], context.invoked_function_arn, context.function_version]"
)
FAILS = "def handler(event, context): raise ValueError(event)"
ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"
RULE = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/this"
EVENTS = "events.amazonaws.com"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_queue, "BACKOFF_SECONDS", (0.01, 0.02))


def _create(stage: Stage, code: str, **settings: object) -> None:
    stage.create("f", code, Publish=True, **settings)
    stage.functions.create_alias(FunctionName="f", Name="live", FunctionVersion="1")


def test_an_alias_runs_the_code_and_settings_of_its_version(stage: Stage) -> None:
    _create(stage, SHOWS, Environment={"Variables": {"X": "a"}})
    changed = archive(index=SHOWS.replace("[1,", "[2,"))
    stage.functions.update_function_configuration(FunctionName="f", Environment={"Variables": {"X": "b"}})
    stage.functions.update_function_code(FunctionName="f", ZipFile=changed, Publish=True)
    assert stage.call("f:live")[0] == [1, "a", f"{ARN}:live", "1"]
    assert stage.call("f")[0] == [2, "b", ARN, "$LATEST"]
    stage.functions.update_alias(FunctionName="f", Name="live", FunctionVersion="2")
    assert stage.call(f"{ARN}:live")[0] == [2, "b", f"{ARN}:live", "2"]
    stage.functions.update_alias(FunctionName="f", Name="live", FunctionVersion="1")  # a rollback
    payload, answer = stage.call("f", Qualifier="live")
    assert (payload[:2], answer["ExecutedVersion"]) == ([1, "a"], "1")


@pytest.mark.parametrize(("permitted", "called"), [("live", ""), ("", "live")])
def test_a_permission_is_of_the_alias_or_of_the_function(stage: Stage, permitted: str, called: str) -> None:
    _create(stage, FAILS)
    stage.functions.add_permission(
        FunctionName=":".join(filter(None, ("f", permitted))),
        StatementId="this",
        Action="lambda:InvokeFunction",
        Principal=EVENTS,
        SourceArn=RULE,
    )
    invoke = stage.organisation.functions.invoke_async
    with pytest.raises(ApiError, match="not authorized"):
        invoke(":".join(filter(None, (ARN, called))), {}, principal=EVENTS, source_arn=RULE)  # type: ignore[call-arg]
    invoke(":".join(filter(None, (ARN, permitted))), {}, principal=EVENTS, source_arn=RULE)  # type: ignore[call-arg]
    stage.wait()
    assert {record["status"] for record in stage.records()} == {"error"}


@pytest.mark.parametrize(("called", "attempts", "recorded"), [("f:live", 1, 1), ("f", 3, 0)])
def test_failed_events_of_an_alias_go_where_it_says(
    stage: Stage, called: str, attempts: int, recorded: int
) -> None:
    url, queue = stage.queue("failed")
    _create(stage, FAILS)
    stage.functions.put_function_event_invoke_config(
        FunctionName="f",
        Qualifier="live",
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": queue}},
    )
    stage.functions.invoke(FunctionName=called, InvocationType="Event", Payload='{"id": 1}')
    stage.wait()
    assert len(stage.records()) == attempts
    records = [json.loads(message["Body"]) for message in stage.messages(url)]
    assert [record["requestContext"]["condition"] for record in records] == ["RetriesExhausted"] * recorded
    assert all(record["requestContext"]["approximateInvokeCount"] == 1 for record in records)
    assert all(record["requestPayload"] == {"id": 1} for record in records)


def test_a_stopped_function_keeps_the_events_of_its_alias(stage: Stage) -> None:
    url, queue = stage.queue("failed")
    _create(stage, FAILS)
    destination = {"OnFailure": {"Destination": queue}}
    live = {"FunctionName": "f", "Qualifier": "live"}
    stage.functions.put_function_event_invoke_config(**live, DestinationConfig=destination)
    stage.functions.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
    stage.functions.invoke(**live, InvocationType="Event", Payload="{}")
    stage.wait()
    assert stage.records() == []
    (message,) = stage.messages(url)
    assert json.loads(message["Body"])["requestContext"]["condition"] == "ZeroReservedConcurrency"
