"""An AWS in this process, and the failures that tests put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import botocore.client
import pytest
from botocore.exceptions import ClientError
from c7n.utils import reset_session_cache
from moto import mock_aws

import c7n_reflex.plugin  # noqa: F401
from tests.modes import support


@pytest.fixture(scope="module")
def cloud() -> Iterator[None]:
    """moto, for all tests of a module: making an account costs a second; tests make things of their own."""
    with mock_aws():
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


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """fail("DescribeSecurityGroups", "UnauthorizedOperation"): the operation answers with that error code."""

    def install(operation: str, code: str) -> None:
        real = botocore.client.BaseClient._make_api_call

        def make(self: botocore.client.BaseClient, name: str, parameters: dict[str, object]) -> object:
            if name == operation:
                answer = {
                    "Error": {"Code": code, "Message": code},
                    "ResponseMetadata": {"HTTPStatusCode": 400},
                }
                raise ClientError(answer, name)
            return real(self, name, parameters)

        monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", make)

    return install
