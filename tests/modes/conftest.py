"""An AWS in this process, and the failures that tests put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from c7n.policy import Policy
from c7n.utils import reset_session_cache
from moto import mock_aws

import c7n_reflex.plugin  # noqa: F401
from c7n_reflex import settings
from c7n_reflex.ledger import Core, opening
from c7n_reflex.modes import driver
from c7n_reflex.pipeline.outcome import EventEndedError
from tests.clients import share_client_classes
from tests.modes import support


@pytest.fixture(scope="module")
def cloud() -> Iterator[None]:
    """moto, for all tests of a module: making an account costs a second; tests make things of their own."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        share_client_classes(patch)
        yield
    support.session.cache_clear()


@pytest.fixture(autouse=True)
def aws(cloud: None, _no_real_aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Credentials in moto's default account, and no session from another test."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    reset_session_cache()
    yield
    reset_session_cache()


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that the pipeline has waited for AWS to be consistent; in tests it does not."""
    waited: list[float] = []
    monkeypatch.setattr(driver, "time", SimpleNamespace(sleep=waited.append))
    return waited


@pytest.fixture
def push(caplog: pytest.LogCaptureFixture) -> Callable[..., list[str]]:
    """push(policy, event): how the event ended in each account and region, in the order of the log lines.

    `request` is the id of the invocation: the same for Lambda's own retries.
    """
    caplog.set_level("INFO")

    def push(built: Policy, event: Any, *, request: str = "") -> list[str]:
        caplog.clear()
        context = support.context(request)
        try:
            built.push(event, context)
        except EventEndedError as error:
            assert error.outcome.parks or error.outcome == "switched-off"
        return [line["outcome"] for line in support.end_lines(caplog)]

    return push


@pytest.fixture(autouse=True)
def hub(monkeypatch: pytest.MonkeyPatch) -> support.HubDouble:
    """What moto's Security Hub cannot do: take a finding's status."""
    double = support.HubDouble()
    support.intercept(monkeypatch, double.answer)
    return double


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """fail("DescribeSecurityGroups", "UnauthorizedOperation"): the operation answers with that error code.

    With `times` only so many calls do, after the first `after` of them.
    """

    def install(operation: str, code: str, times: int = 1000, after: int = 0) -> None:
        asked = [0]

        def answer(name: str, _: Any) -> None:
            asked[0] += name == operation
            if name == operation and after < asked[0] <= after + times:
                error = {"Code": code, "Message": code}
                raise ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": 400}}, name)

        support.intercept(monkeypatch, answer)

    return install


@pytest.fixture
def core(aws: None, monkeypatch: pytest.MonkeyPatch) -> Core:
    """Core-compliance with its table, switch and queue; what runs has its credentials."""
    monkeypatch.setattr(opening, "_cores", {})
    monkeypatch.setattr(driver, "_switches", {})
    session = support.session(support.HUB)
    support.run_as(monkeypatch, support.HUB)
    monkeypatch.setenv(settings.CORE_ACCOUNT_VARIABLE, support.HUB)
    monkeypatch.setenv(settings.HOME_REGION_VARIABLE, "us-east-1")
    found = settings.from_environment()
    assert found is not None
    support.core_parts(session)
    return opening.core_of(session, found)
