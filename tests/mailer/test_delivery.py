"""Topics, subjects and bodies as SNS takes them; and what c7n-mailer alone does."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from mailer import delivery
from mailer.delivery import TopicDelivery, ascii_subject, subject_of
from mailer.errors import DeliveryError
from mailer.notice import of_message
from tests.mailer.messages import PAYMENTS, PAYMENTS_TOPIC, Session, action, directory, message

GOV = "arn:aws-us-gov:sns:us-gov-west-1:300000000001:other"


def build(session: Session, **config: Any) -> TopicDelivery:
    return TopicDelivery({"templates_folders": [], **config}, session, logging.getLogger("test"))


def with_notice() -> dict[str, Any]:
    content = message()
    content["action"]["notice"] = of_message(content, directory()[PAYMENTS])
    return content


@pytest.mark.parametrize("target", [PAYMENTS_TOPIC, GOV, "arn:aws-cn:sns:cn-north-1:300000000001:t.fifo"])
def test_topics_of_every_partition_are_topics(target: str) -> None:
    assert build(Session()).target_is_sns(target)


@pytest.mark.parametrize(
    "target", ["account-owner", "a@example.com", "arn:aws:sqs:us-east-1:300000000001:q", ""]
)
def test_nothing_else_is(target: str) -> None:
    assert not build(Session()).target_is_sns(target)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("plain", "plain"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("Café gelöscht ✓", "Cafe geloscht"),
        ("x" * 100, "x" * 100),
        ("x" * 101, "x" * 97 + "..."),
        ("bell\x07", "bell"),
    ],
)
def test_subjects_are_what_sns_accepts(text: str, subject: str) -> None:
    assert ascii_subject(text) == subject


def subject(text: str | None, **changes: Any) -> str:
    content = with_notice()
    content["action"] |= {"subject": text}
    return subject_of({**content, **changes})


def test_a_subject_is_a_template() -> None:
    assert subject("{{ account }}: {{ policy.name }}") == "payments-alias: internet-gateway-attached"
    assert subject(None) == "Custodian notification - internet-gateway-attached"


def test_a_subject_says_what_the_notice_is_about_once() -> None:
    waiting = {**with_notice(), "action": action(outcome="awaiting-approval", subject="Detach it")}
    waiting["action"]["notice"] = of_message(waiting, directory()[PAYMENTS])
    assert subject_of(waiting) == "Approval wanted: Detach it"
    waiting["action"]["subject"] = "Approval wanted: Detach it"
    assert subject_of(waiting) == "Approval wanted: Detach it"


@pytest.mark.parametrize(
    "text",
    ["{{ policy.__class__.__mro__ }}", "{% raw %}", "{{ 1 / 0 }}", "{{ action.clear() }}", "a }} b {{"],
)
def test_a_subject_that_is_none_or_reaches_out_is_shown_as_it_is(text: str) -> None:
    assert subject(text) == text


def test_c7n_mailer_itself_would_run_it() -> None:
    """Why subject_of exists: whoever may send to the queue would run code in core-compliance."""
    from c7n_mailer.utils import get_message_subject

    content = message()
    content["action"]["subject"] = "{{ policy.__class__.__mro__ }}"
    assert "<class 'object'>" in get_message_subject(content)


def test_a_body_over_snss_limit_is_cut_and_says_so() -> None:
    session = Session()
    build(session).deliver_sns_message(PAYMENTS_TOPIC, "s", "é" * 200_000, with_notice())
    body = session.published[0]["Message"]
    assert len(body.encode()) < 256 * 1024
    assert body.endswith("the ledger has all of it)")


def test_the_client_is_in_the_topics_region_and_kept() -> None:
    session = Session()
    topics = build(session)
    for _ in range(2):
        topics.deliver_sns_message(GOV, "s", "b", with_notice())
    assert [options for service, options in session.clients if service == "sns"] == [
        {"region_name": "us-gov-west-1"}
    ]


def test_a_role_for_the_topics_account_is_assumed() -> None:
    session = Session()
    build(session, cross_accounts={PAYMENTS: "role"}).deliver_sns_message(
        PAYMENTS_TOPIC, "s", "b", with_notice()
    )
    assert session.clients[-1][1]["aws_access_key_id"] == "A"


def test_a_refusal_is_an_error() -> None:
    with pytest.raises(DeliveryError, match="Topic does not exist"):
        build(Session(PAYMENTS_TOPIC)).deliver_sns_message(PAYMENTS_TOPIC, "s", "b", with_notice())


def test_c7n_mailer_itself_would_lose_the_notice(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Why TopicDelivery exists; when this fails, c7n-mailer has been mended."""
    from c7n_mailer import sns_delivery

    session = Session(PAYMENTS_TOPIC)
    monkeypatch.setattr(sns_delivery, "Session", lambda: session)
    stock = sns_delivery.SnsDelivery({"templates_folders": []}, session, logging.getLogger("test"))
    stock.deliver_sns_message(PAYMENTS_TOPIC, "s", "b", message())  # no exception: the caller deletes it
    assert "Topic does not exist" in caplog.text
    assert not stock.target_is_sns(GOV)


def test_the_limit_leaves_room_for_the_attributes() -> None:
    assert delivery._LONGEST_BODY + len(delivery._CUT) + 10_000 < 256 * 1024
