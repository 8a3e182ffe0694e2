"""From the organisation's records to a row of the table."""

from __future__ import annotations

from typing import Any

from c7n_reflex.drill import evidence
from c7n_reflex.drill.evidence import Evidence, TrailCall
from c7n_reflex.drill.model import Expectation, NoticeCheck
from c7n_reflex.drill.outcome import Check
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


def _notice_check(*messages: dict[str, Any]) -> Check:
    (check,) = Evidence([ATTACK], [], list(messages)).notice_checks(PLAYED)
    return check


def test_a_notice_is_counted_in_its_account_and_read() -> None:
    assert _notice_check(_message()).passed
    assert not _notice_check().passed
    assert not _notice_check(_message(), _message(message_id="m2")).passed
    assert not _notice_check(_message(account="200000000009")).passed
    assert not _notice_check(_message(message=f"nobody opened {GROUP}")).passed


def test_gather_keeps_emails_only_and_milliseconds() -> None:
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
        def get(self, route: str) -> Any:
            return answers[route]

    found = evidence.gather(Fake())  # type: ignore[arg-type]
    assert found.trail[0].time % 1 == 0.25
    assert len(found.inbox) == 1
