"""What SNS gets for a topic, and what its errors mean."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st

from mailer.channels import sns
from mailer.channels.clients import Clients
from mailer.channels.sns import LONGEST, SnsChannel, ascii_subject
from mailer.directory import Account
from mailer.errors import DeliveryError
from mailer.model import Medium, Recipient, Rendering
from mailer.notice import Notice, of_message
from tests.mailer.channels.conftest import refused
from tests.mailer.messages import message

TOPIC = "arn:aws:sns:eu-west-1:200000000001:t"
GOV = "arn:aws-us-gov:sns:us-gov-west-1:300000000001:other"
CN = "arn:aws-cn:sns:cn-north-1:300000000001:t.fifo"


class Sns:
    """A session whose SNS keeps what is published, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.published = error, list[dict[str, Any]]()
        self.regions: list[str] = []

    def client(self, service: str, region_name: str = "", **_: Any) -> Any:
        self.regions.append(region_name)
        return self

    def publish(self, **given: Any) -> dict[str, str]:
        if self.error:
            raise self.error
        self.published.append(given)
        return {"MessageId": "1"}


def send(topic: str, rendering: Rendering, notice: Notice, error: Exception | None = None) -> Sns:
    session = Sns(error)
    SnsChannel(Clients({}, session)).send(Recipient(Medium.SNS, topic), rendering, notice)
    return session


@pytest.mark.parametrize(
    ("topic", "region"), [(TOPIC, "eu-west-1"), (GOV, "us-gov-west-1"), (CN, "cn-north-1")]
)
def test_topics_of_every_region_and_partition_are_reached(
    topic: str, region: str, rendering: Rendering, notice: Notice
) -> None:
    session = send(topic, rendering, notice)
    assert session.regions == [region]
    assert session.published[0]["TopicArn"] == topic


@pytest.mark.parametrize(
    "topic",
    ["a@example.com", "arn:aws:sqs:us-east-1:200000000001:q", "arn:aws:sns:us-east-1:2:t", "", f"{TOPIC} x"],
)
def test_what_is_no_topic_is_refused_for_good(topic: str, rendering: Rendering, notice: Notice) -> None:
    assert not sns.is_topic(topic)
    with pytest.raises(DeliveryError, match="is no topic") as raised:
        send(topic, rendering, notice)
    assert raised.value.permanent


def test_each_protocol_gets_what_it_can_use(rendering: Rendering, notice: Notice) -> None:
    [published] = send(TOPIC, rendering, notice).published
    assert published["MessageStructure"] == "json"
    parts = json.loads(published["Message"])
    assert parts["email"] == rendering.text
    assert parts["sms"] == rendering.short
    assert json.loads(parts["default"]) == rendering.data  # sqs, lambda, http(s), firehose


def test_without_data_everybody_gets_the_text(rendering: Rendering, notice: Notice) -> None:
    [published] = send(TOPIC, replace(rendering, data={}), notice).published
    assert json.loads(published["Message"])["default"] == rendering.text


def test_subscriptions_can_filter_and_tell_copies(rendering: Rendering, notice: Notice) -> None:
    [published] = send(TOPIC, replace(rendering, attributes={"account": "2", "policy": ""}), notice).published
    assert published["MessageAttributes"] == {
        "account": {"DataType": "String", "StringValue": "2"},
        "notice_id": {"DataType": "String", "StringValue": "e:fixed"},
    }


def test_a_fifo_topic_is_told_order_and_identity(rendering: Rendering, notice: Notice) -> None:
    [published] = send(CN, rendering, notice).published
    assert published["MessageGroupId"] == "200000000001:p"
    assert published["MessageDeduplicationId"] == "e:fixed"
    assert "MessageGroupId" not in send(TOPIC, rendering, notice).published[0]


@given(group=st.text(), identity=st.text())
def test_order_and_identity_are_words_that_sns_takes(group: str, identity: str) -> None:
    order = sns._order(Rendering("s", "t", "", group=group, identity=identity))
    for word in order.values():
        assert 1 <= len(word) <= 128
        assert all("!" <= each <= "~" for each in word)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("plain", "plain"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("Café gelöscht ✓", "Cafe geloscht"),
        ("x" * 100, "x" * 100),
        ("x" * 101, "x" * 97 + "..."),
        ("word " * 30, "word " * 18 + "word..."),
        ("bell\x07", "bell"),
        ("✓", "Notice"),
    ],
)
def test_subjects_are_what_sns_accepts(text: str, subject: str) -> None:
    assert ascii_subject(text) == subject


@given(st.text(max_size=400))
def test_no_subject_is_refused(text: str) -> None:
    """SNS Publish, Subject: ASCII, no line breaks or control characters, begins with no space, 1 to 100."""
    made = ascii_subject(text)
    assert made.isascii()
    assert made.isprintable()
    assert 1 <= len(made) <= 100
    assert made == made.strip()


NOTICE = of_message(message(), Account("2", "payments", TOPIC))


@given(
    text=st.integers(0, 400_000),
    values=st.lists(st.integers(0, 300_000), max_size=5),
    letter=st.sampled_from(["x", "é", '"', "\n", "\\", "😀", "\x00"]),
)
def test_every_message_fits_and_is_json(text: int, values: list[int], letter: str) -> None:
    data = {"notice_id": "e", **{f"k{n}": letter * size for n, size in enumerate(values)}}
    made = sns.message(Rendering("s", letter * text, "short", data=data), NOTICE)
    assert len(made.encode()) <= LONGEST
    parts = json.loads(made)
    machine = json.loads(parts["default"])
    cut = parts["email"] != letter * text or machine != data
    assert cut == ("has all of it" in made)


def test_what_is_cut_says_where_all_of_it_is(rendering: Rendering, notice: Notice) -> None:
    data = {**rendering.data, "changes": ["x" * 300_000]}
    parts = json.loads(sns.message(replace(rendering, text="y" * 300_000, data=data), notice))
    assert parts["email"].endswith("`c7n-reflex history 0123abcd` has all of it)")
    machine = json.loads(parts["default"])
    assert machine["cut"] == ["changes"]
    assert machine["notice_id"] == "e:fixed"
    assert "c7n-reflex history 0123abcd" in machine["full_record"]


def test_the_limit_leaves_room_for_attributes_and_subject() -> None:
    assert LONGEST + 10 * 1_000 + 100 < 256 * 1024


@pytest.mark.parametrize("code", ["NotFound", "NotFoundException", "InvalidParameter"])
def test_what_will_not_pass_is_for_good(code: str, rendering: Rendering, notice: Notice) -> None:
    with pytest.raises(DeliveryError, match=f"{TOPIC}: {code}: no") as raised:
        send(TOPIC, rendering, notice, refused(code))
    assert raised.value.permanent


@pytest.mark.parametrize(
    "error", [refused("Throttled"), refused("AuthorizationError"), EndpointConnectionError(endpoint_url="x")]
)
def test_what_may_pass_is_not(error: Exception, rendering: Rendering, notice: Notice) -> None:
    with pytest.raises(DeliveryError) as raised:
        send(TOPIC, rendering, notice, error)
    assert not raised.value.permanent
