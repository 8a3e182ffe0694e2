"""From the organisation's records to a row of the table."""

from __future__ import annotations

import json
from typing import Any

import pytest

from c7n_reflex.accounts import Directory
from c7n_reflex.drill import evidence, traces
from c7n_reflex.drill.evidence import Evidence, TrailCall
from c7n_reflex.drill.model import Expectation, NoticeCheck
from c7n_reflex.drill.traces import Parked
from tests.drill.examples import GROUP, performance

NOTICE = NoticeCheck("${group}", 1, ("developer",))
PLAYED = performance(expect=Expectation(notices=(NOTICE,)))


def _call(time: float, name: str, **changed: Any) -> TrailCall:
    fields: dict[str, Any] = {
        "event_id": f"event-{time}",
        "account": PLAYED.account.id,
        "region": "us-east-1",
        "arn": f"arn:aws:sts::{PLAYED.account.id}:assumed-role/c7n-reflex-lambda/x",
        "user_agent": "Boto3",
        "error": "",
        "text": f'{{"groupId": "{GROUP}"}}',
    }
    return TrailCall(time, name=name, **(fields | changed))


ATTACK = _call(
    100.0, "Authorize", arn="arn:aws:iam::1:user/eve", user_agent=f"Boto3 drill-attack/{PLAYED.id}"
)
FIX = _call(101.0, "Revoke")


def _invocation(**changed: Any) -> dict[str, Any]:
    fields = {
        "name": "custodian-security-group-open-to-world",
        "account": PLAYED.account.id,
        "event_id": ATTACK.event_id,
        "status": "ok",
        "started": 100.2,
        "ended": 101.2,
        "log": "",
    }
    return fields | changed


def _message(**changed: Any) -> dict[str, Any]:
    fields = {
        "account": PLAYED.account.id,
        "endpoint": "owner@example.com",
        "subject": "revoked",
        "message": f"developer opened {GROUP}",
        "message_id": "m1",
        "received": 103.0,
        "protocol": "email",
    }
    return fields | changed


def test_times_actions_and_owner() -> None:
    ours = {
        "event_id": ATTACK.event_id,
        "rule": "r",
        "account": "1",
        "region": "us",
        "target_arn": "t",
        "time": 100.1,
    }
    deliveries = [ours, ours | {"event_id": "another"}]
    outcome = Evidence([ATTACK, FIX], [_invocation()], [_message()], deliveries).outcome(PLAYED)
    assert outcome.actions == ["Revoke"]
    assert outcome.owners_told == ["owner@example.com"]
    assert outcome.seconds(outcome.fixed) == 1.0
    assert outcome.seconds(outcome.noticed) == 3.0
    assert [moment.kind for moment in outcome.timeline] == ["call", "event", "function", "fix", "notice"]
    assert outcome.seen_by[0].topology(PLAYED.account.id) == "in the account"


def test_an_alarm_is_one_only_at_core_compliance_and_where_it_is_expected() -> None:
    mails = [_message(account="111122223333", endpoint="security@example.com")]
    expecting = performance(expect=Expectation(alarms=(NOTICE,)))
    found = Evidence([], [], mails, core="111122223333")
    outcome = found.outcome(expecting)
    assert (outcome.alarmed, outcome.owners_told) == (["security@example.com"], [])
    assert [moment.kind for moment in outcome.timeline] == ["notice"]
    assert found.outcome(PLAYED).alarmed == []
    assert Evidence([], [], [_message()], core="111122223333").outcome(expecting).alarmed == []


def test_what_is_no_fix() -> None:
    others = [
        _call(99.0, "Before"),
        _call(101.0, "Failed", error="Client.Unauthorized"),
        _call(101.0, "Elsewhere", account="200000000009"),
        _call(101.0, "AnotherGroup", text='{"groupId": "sg-other"}'),
        _call(101.0, "SomebodyElse", arn="arn:aws:sts::1:assumed-role/Admin/x"),
        _call(101.0, "PlayedByUs", user_agent=f"Boto3 drill-given/{PLAYED.id}"),
    ]
    outcome = Evidence([ATTACK, *others], [], []).outcome(PLAYED)
    assert outcome.actions == []
    assert outcome.fixed is None


def test_functions_of_other_events_have_not_seen_it() -> None:
    other = _invocation(event_id="another")
    finding = _invocation(event_id="finding", log=f"instance {GROUP}", account="111122223333")
    mailer = _invocation(name="c7n-reflex-mailer", log=GROUP)
    outcome = Evidence([ATTACK], [other, finding, mailer], []).outcome(PLAYED)
    assert [seen.topology(PLAYED.account.id) for seen in outcome.seen_by] == ["in core-compliance"]


def test_a_function_has_seen_the_event_that_it_left_parked() -> None:
    event = {"id": "finding", "detail": {"resource": GROUP}}
    parked = Parked("111122223333", "us-east-1", json.dumps(event))
    spoken = _invocation(
        event_id="finding", log='{"policy": "p", "stage": "route", "outcome": "spoofed", "end": true}'
    )
    found = Evidence([ATTACK], [spoken], [], parked=[parked], core="111122223333")
    outcome = found.outcome(PLAYED)
    assert [seen.outcome for seen in outcome.seen_by] == ["spoofed"]
    assert outcome.parked == 1
    elsewhere = Evidence([ATTACK], [spoken], [], parked=[parked], core="200000000009").outcome(PLAYED)
    assert (elsewhere.parked, elsewhere.seen_by) == (0, [])


def test_gather_keeps_emails_only_and_milliseconds(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: dict[str, Any] = {
        "trail": [
            {
                "id": "e1",
                "account": "1",
                "region": "us-east-1",
                "time": "2026-01-01T00:00:00.250Z",
                "detail": {"eventName": "X", "userIdentity": {}},
            }
        ],
        "invocations": [],
        "inbox": [_message(), _message(protocol="sqs")],
        "deliveries": [],
    }

    class Fake:
        def __init__(self) -> None:
            self.directory = directory

        def get(self, route: str) -> Any:
            return answers[route]

    monkeypatch.setattr(traces, "ledger", lambda _: ["entry"])
    monkeypatch.setattr(traces, "parked", lambda _, accounts: [account.name for account in accounts])
    found = evidence.gather(Fake(), [directory["payments-dev"]])  # type: ignore[arg-type]
    assert (found.entries, found.parked) == (["entry"], ["core-compliance", "payments-dev"])  # type: ignore[comparison-overlap]
    assert found.trail[0].time % 1 == 0.25
    assert len(found.inbox) == 1


def test_an_outcome_names_the_messages_that_were_about_it() -> None:
    about, other = _message(), _message(message_id="m2", message="something else")
    outcome = Evidence([ATTACK, FIX], [_invocation()], [about, other]).outcome(PLAYED)
    assert outcome.messages == [about["message_id"]]
