"""What is an address, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer import addresses
from mailer.model import Medium

TOPIC = "arn:aws:sns:eu-west-1:200000000001:alerts"


@pytest.mark.parametrize(
    ("target", "medium"),
    [
        (TOPIC, Medium.SNS),
        (f"{TOPIC}.fifo", Medium.SNS),
        ("arn:aws-cn:sns:cn-north-1:200000000001:x", Medium.SNS),
        ("arn:aws-us-gov:sns:us-gov-west-1:200000000001:x", Medium.SNS),
        ("ann@example.com", Medium.EMAIL),
        ("datadog-team@example.com", Medium.EMAIL),
        ("slack://#payments", Medium.SLACK),
        ("slack://ann@example.com", Medium.SLACK),
        ("slack://webhook/#payments", Medium.SLACK),
        ("https://hooks.slack.com/services/T0/B0/x", Medium.SLACK),
        ("https://acme.webhook.office.com/webhookb2/x", Medium.TEAMS),
        ("https://prod-1.westeurope.logic.azure.com:443/workflows/x?sig=y", Medium.TEAMS),
        ("https://1.4a.environment.api.powerplatform.com:443/powerautomate/x?sig=y", Medium.TEAMS),
        ("teams://ssm:/c7n-reflex/notices/x", Medium.TEAMS),
        ("jira:PAY", Medium.TICKET),
        ("servicenow:Cloud Security", Medium.TICKET),
        ("splunkhec://security", Medium.STOCK),
        ("datadog://?metric_name=x", Medium.STOCK),
    ],
)
def test_a_policy_may_name(target: str, medium: Medium) -> None:
    assert addresses.literal(target) == [(medium, target)]


@pytest.mark.parametrize(
    "target",
    [
        "",
        "acount-owner",
        "arn:aws:sns:eu-west-1:1:alerts",
        "arn:aws:sqs:eu-west-1:200000000001:alerts",
        f"{TOPIC}\n",
        f"{TOPIC}:5b2bd2f0-8a4c-4b0e-8f3c-1f0f4a5a1b1c",  # a subscription
        "ann@example",
        "ann@example.com.",
        "ann@@example.com",
        "ann@example.com\nBcc: eve@example.com",
        "ann@example.com\u202e",
        "slack://",
        "slack://#a\nb",
        "teams://",
        "http://acme.webhook.office.com/x",
        "https://webhook.office.com.evil.example/x",
        "https://evil.example/acme.webhook.office.com",
        "https://acme.webhook.office.com@evil.example/x",
        "https://me@acme.webhook.office.com/x",
        "https://hooks.slack.com.evil.example/x",
        "https://eviloutlook.office.com/webhook/x",
        "https://[bad/",
        "jira:",
    ],
)
def test_a_policy_may_not_name(target: str) -> None:
    assert addresses.literal(target) == []


def test_a_policy_may_name_several_addresses_at_once_and_people_by_name() -> None:
    both = [(Medium.EMAIL, "a@example.com"), (Medium.EMAIL, "b@example.com")]
    assert addresses.literal("a@example.com:b@example.com") == both
    assert addresses.literal("Ann Lee <a@example.com>") == both[:1]
    assert addresses.literal("a@example.com:b") == []


@pytest.mark.parametrize(
    ("value", "topics", "emails", "words"),
    [
        (TOPIC, [TOPIC], [], []),
        (f"{TOPIC} {TOPIC}.fifo", [TOPIC, f"{TOPIC}.fifo"], [], []),
        (f"ann@example.com, {TOPIC}", [TOPIC], ["ann@example.com"], []),
        ("Ann Lee ann@example.com", [], ["ann@example.com"], []),
        ("a@example.com:b@example.com", [], ["a@example.com", "b@example.com"], []),
        ("payments-alerts", [], [], ["payments-alerts"]),
        ("payments-alerts:platform.fifo", [], [], ["payments-alerts", "platform.fifo"]),
        ("Ann Lee", [], [], []),
        ("x@example.com\nBcc: e@example.com", [], [], []),
        ("<script>alert(1)</script>", [], [], []),
        (f"x{TOPIC}", [], [], []),
        (f"{TOPIC}.txt", [], [], []),
        (f"{TOPIC}:5b2bd2f0", [], [], []),
    ],
)
def test_a_tag_holds(value: str, topics: list[str], emails: list[str], words: list[str]) -> None:
    assert addresses.topics_in(value) == topics
    assert addresses.emails_in(value) == emails
    assert topics or addresses.words_in(value) == words


@given(st.text())
def test_no_tag_brings_in_more_than_an_address(value: str) -> None:
    for email in addresses.emails_in(value):
        assert email.isprintable()
        assert not set(email) & set(' ,;:<>()[]"\\\n')
        assert email.count("@") == 1
    for topic in addresses.topics_in(value):
        assert addresses.is_topic(topic)
    slack = addresses.slack_of_tag(value)
    assert slack.count("://") == bool(slack)
    assert not set(slack) & set(" <>&!|\n")


@given(st.lists(st.sampled_from([TOPIC, "ann@example.com", "word", "\n", " ", ":", "<", "arn:aws:sns:"])))
def test_nothing_but_what_is_in_it_comes_out_of_a_tag(parts: list[str]) -> None:
    value = "".join(parts)
    for found in [*addresses.topics_in(value), *addresses.emails_in(value), *addresses.words_in(value)]:
        assert found in value


@pytest.mark.parametrize(
    ("value", "address"),
    [("payments", "slack://#payments"), ("#payments", "slack://#payments"), ("a@b.com", "slack://a@b.com")],
)
def test_a_slack_tag_is_a_channel_or_a_person(value: str, address: str) -> None:
    assert addresses.slack_of_tag(value) == address


@pytest.mark.parametrize("value", ["", "two words", "#a#b", "<!channel>", "https://hooks.slack.com/x"])
def test_a_slack_tag_is_nothing_else(value: str) -> None:
    assert addresses.slack_of_tag(value) == ""
