"""What is remembered of a message on its way."""

from __future__ import annotations

import pytest

from mailer.errors import BusyError, DeliveryError, PermanentError
from mailer.incoming import Incoming
from mailer.job import Job, remembered
from mailer.model import Medium, Recipient

ANN, BOB = Recipient(Medium.EMAIL, "ann@example.com"), Recipient(Medium.EMAIL, "bob@example.com")


@pytest.mark.parametrize(
    ("medium", "address", "kept"),
    [
        (Medium.SNS, "arn:aws:sns:us-east-1:2:t", "arn:aws:sns:us-east-1:2:t"),
        (Medium.EMAIL, "ann@example.com", "email:ann@example.com"),
        (Medium.SLACK, "slack://ssm:/path", "slack:slack://ssm:/path"),
    ],
)
def test_a_receipt_keeps_the_address(medium: Medium, address: str, kept: str) -> None:
    assert remembered(Recipient(medium, address)) == kept


@pytest.mark.parametrize(
    "address", ["https://hooks.slack.com/s3cret", "teams://https://x.webhook.office.com/s3cret"]
)
def test_of_a_webhook_only_a_hash_that_tells_it_from_others(address: str) -> None:
    kept = {remembered(Recipient(Medium.TEAMS, f"{address}{n}")) for n in (1, 1, 2)}
    assert len(kept) == 2
    assert "s3cret" not in str(kept)


def test_only_if_nobody_can_be_helped_it_is_hopeless() -> None:
    job = Job(Incoming("m", ""))
    assert not job.is_hopeless
    job.failed(ANN, PermanentError("gone"))
    assert job.is_hopeless
    job.failed(BOB, DeliveryError("later", retry_after=5))
    assert (job.is_hopeless, job.retry_after, job.is_busy) == (False, 5, False)
    job.failed(None, BusyError("at it", retry_after=9))
    assert (job.is_busy, job.retry_after) == (True, 9)


def test_each_reason_is_given_once() -> None:
    job = Job(Incoming("m", ""))
    for recipient in (ANN, BOB):
        job.failed(recipient, PermanentError("from_address is not configured"))
    job.failed(None, PermanentError("other"))
    assert job.reason == "from_address is not configured; other"


def test_it_is_known_by_the_notice_or_by_the_message_that_it_is_a_copy_of() -> None:
    assert Job(Incoming("m", ""), {"action": {"notice_id": "e:fixed"}}).identity == "e:fixed"
    assert Job(Incoming("m", ""), {"action": {}}).identity == "sqs#m"


@pytest.mark.parametrize("name", ["x" * 3_000, "\ud800", "é"])
def test_a_name_that_dynamodb_may_refuse_is_hashed(name: str) -> None:
    first, other = (
        Job(Incoming("m", ""), {"action": {"notice_id": each}}).identity for each in (name, name * 2)
    )
    assert (len(first), first.isascii(), first != other) == (64, True, True)
