"""What is written on a parked notice: everything that helps, nothing secret, within SQS's limits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailer.deadletters import DeadLetter, attributes, shortened, shown
from mailer.incoming import Incoming, attribute
from mailer.model import Medium, Recipient

TOPIC = "arn:aws:sns:us-east-1:200000000001:c7n-reflex-notices"


def text(given: dict[str, dict[str, str]]) -> dict[str, str]:
    return {name: value["StringValue"] for name, value in given.items()}


def test_it_says_why_whose_and_who_is_left() -> None:
    letter = DeadLetter(
        reason="no such topic",
        notice_id="e:fixed",
        account="200000000001",
        policy="p",
        recipients=(Recipient(Medium.SNS, TOPIC), Recipient(Medium.EMAIL, "ann@example.com")),
    )
    incoming = Incoming("m", "body", attempts=8, sent="1795490000000", attributes={"mtype": attribute("x")})
    assert text(attributes(incoming, letter)) == {
        "reason": "no such topic",
        "origin": "m",
        "redrives": "1",
        "notice_id": "e:fixed",
        "account": "200000000001",
        "policy": "p",
        "recipients": f"{TOPIC}, email:ann@example.com",
        "attempts": "8",
        "sent": "1795490000000",
        "mtype": "x",
    }


def test_a_copy_keeps_whose_it_is_and_when_it_was_first_sent() -> None:
    marks = {"origin": "first", "sent": "1", "redrives": "2", "not-before": "5", "reason": "old"}
    incoming = Incoming(
        "m", "", sent="9", attributes={name: attribute(value) for name, value in marks.items()}
    )
    said = text(attributes(incoming, DeadLetter("new")))
    assert (said["origin"], said["sent"], said["redrives"], said["reason"]) == ("first", "1", "3", "new")
    assert "not-before" not in said


def test_a_webhooks_address_is_not_told() -> None:
    secret = "https://hooks.slack.com/services/T/B/s3cret"
    assert shown(Recipient(Medium.SLACK, secret)) == "slack:a webhook"
    assert shown(Recipient(Medium.TEAMS, f"teams://{secret}")) == "teams:a webhook"
    assert shown(Recipient(Medium.SLACK, "slack://ssm:/path")) == "slack://ssm:/path"


@given(
    reason=st.text(max_size=600),
    notice_id=st.text(max_size=50),
    policy=st.text(max_size=300),
    names=st.lists(st.text(min_size=1, max_size=80), max_size=40),
    others=st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.just("x"), max_size=12),
)
def test_sqs_takes_it(
    reason: str, notice_id: str, policy: str, names: list[str], others: dict[str, str]
) -> None:
    """At most ten attributes, none empty, no control characters (SQS SendMessage)."""
    letter = DeadLetter(reason, notice_id, "2", policy, [Recipient(Medium.EMAIL, each) for each in names])
    incoming = Incoming("m", "", attributes={name: attribute(value) for name, value in others.items()})
    made = text(attributes(incoming, letter))
    assert len(made) <= 10
    assert "reason" in made
    assert len(made["reason"]) <= 256
    assert all(value and value.isprintable() for value in made.values())


def test_long_text_is_cut_at_a_word() -> None:
    assert shortened("word " * 100, 20) == "word word word ..."
    assert shortened("x" * 30, 20) == "x" * 16 + " ..."
    assert shortened("short", 20) == "short"
