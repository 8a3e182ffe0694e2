"""Expectations on notices, alarms and parked events."""

from __future__ import annotations

from typing import Any

from c7n_reflex.drill import messages
from c7n_reflex.drill.evidence import Evidence
from c7n_reflex.drill.model import Expectation, NoticeCheck
from c7n_reflex.drill.outcome import Check
from c7n_reflex.drill.traces import Parked
from tests.drill.examples import GROUP, performance

CORE = "111122223333"
OWNER = "200000000001"
ONE = NoticeCheck("${group}", 1, ("developer",))
TEXT = f"developer opened {GROUP}"


def _mail(account: str = OWNER, message: str = TEXT, **changed: Any) -> dict[str, Any]:
    return {"account": account, "subject": "revoked", "message": message, "message_id": "m1", **changed}


def _event(account: str = OWNER, text: str = TEXT) -> Parked:
    return Parked(account, "us-east-1", text)


def _checks(
    *mails: dict[str, Any], parked: tuple[Parked, ...] = (), **expected: tuple[NoticeCheck, ...]
) -> list[Check]:
    found = Evidence([], [], list(mails), parked=list(parked), core=CORE)
    return messages.checks(found, performance(expect=Expectation(**expected)))  # type: ignore[arg-type]


def _passed(*mails: dict[str, Any], **more: Any) -> bool:
    (check,) = _checks(*mails, **more)
    return check.passed


def test_a_notice_is_counted_in_its_account_and_read() -> None:
    assert _passed(_mail(), notices=(ONE,))
    assert not _passed(notices=(ONE,))
    assert not _passed(_mail(), _mail(message_id="m2"), notices=(ONE,))
    assert not _passed(_mail("200000000009"), notices=(ONE,))
    assert not _passed(_mail(message=f"nobody opened {GROUP}"), notices=(ONE,))


def test_an_alarm_goes_to_core_compliance() -> None:
    assert _passed(_mail(CORE), alarms=(ONE,))
    assert not _passed(_mail(), alarms=(ONE,))


def test_parked_events_are_counted_in_the_account_and_in_core_compliance() -> None:
    checks = messages.checks(
        Evidence(
            [],
            [],
            [],
            parked=[_event(), _event(CORE), _event("200000000009"), _event(text="other")],
            core=CORE,
        ),
        performance(expect=Expectation(parked=(NoticeCheck("${group}", 2),))),
    )
    assert [check.passed for check in checks] == [True]
    assert checks[0].kind == "parked"


def test_what_was_never_saved_fails_and_says_so() -> None:
    (check,) = _checks(notices=(NoticeCheck("${nothing}", 0),))
    assert not check.passed
    assert "'nothing' was never saved" in check.found


def test_nothing_is_to_be_parked_unless_the_scenario_says_so() -> None:
    (check,) = messages.checks(Evidence([], [], [], parked=[_event()], core=CORE), performance())
    assert (check.kind, check.passed) == ("parked", False)
    assert (
        messages.checks(Evidence([], [], [], parked=[_event(text="other")], core=CORE), performance()) == []
    )
