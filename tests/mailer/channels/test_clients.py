"""Clients of other regions and accounts: made once, renewed in time."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mailer.channels import clients
from mailer.channels.clients import Clients, code, refusal
from mailer.errors import DeliveryError
from tests.mailer.channels.conftest import refused

ROLE = "arn:aws:iam::200000000001:role/c7n-reflex-notices"


class Session:
    """Notes which clients are made; STS gives credentials for an hour, or refuses."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.assumed, self.made = error, list[str](), list[dict[str, Any]]()

    def client(self, service: str, **options: Any) -> Any:
        if service != "sts":
            options.pop("config")
            self.made.append({"service": service, **options})
            return len(self.made)
        return self

    def assume_role(self, RoleArn: str, RoleSessionName: str) -> dict[str, Any]:  # noqa: N803
        if self.error:
            raise self.error
        self.assumed.append(RoleArn)
        expiration = dt.datetime.fromtimestamp(time.time() + 3600, dt.UTC)
        credentials = {"AccessKeyId": "A", "SecretAccessKey": "s3cret", "SessionToken": "C"}
        return {"Credentials": {**credentials, "Expiration": expiration}}


def of(session: Session) -> Clients:
    return Clients({"cross_accounts": {"200000000001": ROLE}}, session)


def test_a_client_is_made_once_for_a_region() -> None:
    session = Session()
    made = of(session)
    found = {
        made.of_account("sns", region, "300000000001") for region in ("us-east-1", "us-east-1", "eu-west-1")
    }
    assert found == {1, 2}
    assert [each["region_name"] for each in session.made] == ["us-east-1", "eu-west-1"]
    assert session.assumed == []


def test_a_role_is_assumed_once_and_again_before_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    session, start = Session(), time.time()
    made = of(session)
    for seconds in (0, 3000, 3299, 3301, 3302):
        monkeypatch.setattr(clients.time, "time", lambda now=start + seconds: now)
        made.of_account("sns", "us-east-1", "200000000001")
    assert session.assumed == [ROLE, ROLE]
    assert session.made[0]["aws_session_token"] == "C"


def test_threads_assume_it_once() -> None:
    session = Session()
    made = of(session)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: made.of_account("sns", "us-east-1", "200000000001"), range(40)))
    assert (len(found), session.assumed) == (1, [ROLE])


def test_a_role_that_cannot_be_assumed_is_a_failure_without_secrets() -> None:
    made = of(Session(refused("AccessDenied", "key s3cret")))
    with pytest.raises(DeliveryError, match=f"cannot assume {ROLE}: AccessDenied$") as raised:
        made.of_account("sns", "us-east-1", "200000000001")
    assert not raised.value.permanent


def test_errors_have_a_code() -> None:
    assert code(refused("Throttled")) == "Throttled"
    assert code(ValueError("s3cret")) == "ValueError"


def test_a_refusal_is_one_line_of_bounded_length() -> None:
    reason = str(refusal("topic", refused("NotFound", "long\nwords " * 100), frozenset({"NotFound"})))
    assert reason.startswith("topic: NotFound: long words")
    assert "\n" not in reason
    assert len(reason) < 200
