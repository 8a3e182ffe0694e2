"""Notices of exemptions that end: to whom, when, and as the mailer really delivers them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from c7n_reflex import accounts, exemptionnotices
from c7n_reflex.safeguards.exemptions import Exemption
from mailer.handler import decode
from tests.mailer.conftest import dynamodb, mailer  # noqa: F401 - fixtures
from tests.mailer.messages import CORE_TOPIC, PAYMENTS, PAYMENTS_TOPIC

TODAY = date(2026, 11, 24)


def exemption(days: int = 3, **changes: Any) -> Exemption:
    given = {
        "policy": "bucket-policy-public",
        "account": PAYMENTS,
        "region": "*",
        "until": TODAY + timedelta(days=days),
        "owner": "ann@example.com",
        "reason": "The press kit.",
        "resource": "" if "tags" in changes else "press-kit",
    }
    return Exemption(**{**given, **changes})


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, True), (14, True), (15, False)])
def test_those_that_end_soon(days: int, told: bool) -> None:
    one = exemption(days)
    assert exemptionnotices.ending([one], TODAY, 14) == ((one,) if told else ())


@pytest.mark.parametrize(
    ("days", "said"), [(0, "UTC, today."), (1, "UTC, tomorrow."), (2, "UTC, in 2 days.")]
)
def test_when_it_ends_is_said(days: int, said: str, directory: accounts.Directory) -> None:
    assert said in exemptionnotices.message(exemption(days), directory, TODAY)["action"]["detail"]


class Queue:
    """Stands in for SQS: notes what is sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def get_queue_url(self, QueueName: str) -> dict[str, str]:  # noqa: N803 - boto3's
        return {"QueueUrl": f"https://queue/{QueueName}"}

    def send_message(self, **given: Any) -> None:
        self.sent.append(given)


def sent(one: Exemption, directory: accounts.Directory) -> dict[str, Any]:
    queue = Queue()
    assert exemptionnotices.send(queue, [exemptionnotices.message(one, directory, TODAY)]) == 1
    [message] = queue.sent
    return message


def test_it_is_what_notify_sends(directory: accounts.Directory) -> None:
    message = sent(exemption(), directory)
    assert message["QueueUrl"] == "https://queue/c7n-reflex-notices"
    assert message["MessageAttributes"]["mtype"]["StringValue"] == "maidmsg/1.0"
    content = decode(message["MessageBody"])
    assert content["account_id"] == PAYMENTS
    assert content["action"]["to"] == ["account-owner"]
    assert content["resources"][0]["c7n-reflex:exemption"]["until"] == "2026-11-27"


@pytest.mark.parametrize(
    ("account", "topic", "where"),
    [(PAYMENTS, PAYMENTS_TOPIC, f"payments-prod ({PAYMENTS})"), ("*", CORE_TOPIC, "every account")],
)
def test_the_mailer_tells_the_owner(
    account: str,
    topic: str,
    where: str,
    directory: accounts.Directory,
    mailer: Callable[..., Any],  # noqa: F811
    dynamodb: Any,  # noqa: F811
) -> None:
    delivering, session = mailer(dynamodb=dynamodb)
    body = sent(exemption(account=account, ticket="SEC-1"), directory)["MessageBody"]
    for _ in range(2):  # it is sent every day, and told once
        delivering.deliver(decode(body), "1795490000000")
    [published] = session.published
    assert published["TopicArn"] == topic
    text = " ".join(published["Message"].split())
    assert (
        f"press-kit in {where} is exempt from bucket-policy-public until 2026-11-27, UTC, in 3 days" in text
    )
    assert "because: The press kit." in text
    assert "ann@example.com, SEC-1" in text
    assert "WHAT WAS CHANGED" not in text
    assert "2026-11-27" in published["Subject"]


def test_its_id_is_that_of_the_exemption_and_its_day(directory: accounts.Directory) -> None:
    def told(one: Exemption, today: date = TODAY) -> str:
        return str(exemptionnotices.message(one, directory, today)["action"]["notice_id"])

    assert told(exemption()) == told(exemption(), TODAY + timedelta(days=1))
    others = [exemption(4), exemption(resource="press-kit-2"), exemption(account="*")]
    assert len({told(each) for each in [exemption(), *others]}) == 4


def test_tags_are_named(directory: accounts.Directory) -> None:
    message = exemptionnotices.message(exemption(tags={"public": "*"}), directory, TODAY)
    assert "tagged public=*" in message["action"]["subject"]
