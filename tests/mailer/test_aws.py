"""No service of AWS is waited for longer than the worker keeps back of the function's time."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.config import Config

from mailer import aws
from mailer.secrets import Secrets
from mailer.worker import _RESERVE_SECONDS, Worker
from tests.mailer.conftest import RECEIPTS, Forgetful
from tests.mailer.messages import Session, directory


@pytest.mark.parametrize("given", [aws.CONFIG, aws.LEDGER])
def test_the_longest_wait_is_shorter_than_the_reserve(given: Config) -> None:
    """Each attempt may wait twice; before the n-th repetition boto3 waits 2 ** n seconds at most."""
    attempts = given.retries["total_max_attempts"]  # type: ignore[attr-defined]
    waits = attempts * (given.connect_timeout + given.read_timeout)  # type: ignore[attr-defined]
    assert waits + sum(2**n for n in range(attempts - 1)) <= _RESERVE_SECONDS


def test_every_client_is_one_that_is_not_waited_for_longer() -> None:
    session: Any = Session(dynamodb=Forgetful())
    config = {
        "receipts": RECEIPTS,
        "dead_letters": "https://d",
        "queue_url": "https://q",
        "region": "us-east-1",
    }
    Worker(config, directory(), session)
    secrets = Secrets(session, "us-east-1")
    for each in ("ssm:/a", "secretsmanager:b"):
        with pytest.raises(AttributeError):  # the session's clients know no secrets
            secrets.resolve(each)
    with pytest.raises(AttributeError):
        secrets.configured({"smtp_password": "cGxhaW4="}, "smtp_password")
    made = {service: options["config"] for service, options in session.clients}
    assert set(made) == {"dynamodb", "sqs", "ssm", "secretsmanager", "kms"}
    assert made.pop("dynamodb") is aws.LEDGER
    assert all(each is aws.CONFIG for each in made.values())
