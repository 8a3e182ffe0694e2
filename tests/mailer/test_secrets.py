"""Secrets by reference: read once, never told."""

from __future__ import annotations

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mailer import secrets
from mailer.errors import DeliveryError
from mailer.secrets import Secrets, is_reference
from tests.mailer.channels.conftest import Vault, refused


@pytest.fixture
def vault() -> Vault:
    made = Vault()
    made.values = {"/a": "one\n", "b": "two", "c": '{"token": "three"}'}
    return made


@pytest.mark.parametrize(
    ("text", "value"),
    [("ssm:/a", "one"), ("secretsmanager:b", "two"), ("secretsmanager:c#token", "three"), ("plain", "plain")],
)
def test_references_are_resolved_and_other_text_is_left(vault: Vault, text: str, value: str) -> None:
    assert Secrets(vault, "us-east-1").resolve(text) == value
    assert is_reference(text) is (text != "plain")


def test_it_is_read_once_in_a_quarter_of_an_hour(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Secrets(vault, "us-east-1")
    for seconds in (0, 899, 901, 1000):
        monkeypatch.setattr(secrets.time, "monotonic", lambda now=10_000.0 + seconds: now)
        made.resolve("ssm:/a")
    assert vault.asked == ["/a", "/a"]
    made.forget("ssm:/a")
    made.resolve("ssm:/a")
    assert vault.asked == ["/a", "/a", "/a"]


@pytest.mark.parametrize(
    "text", ["ssm:/none", "secretsmanager:none", "secretsmanager:c#other", "secretsmanager:b#x"]
)
def test_what_is_not_there_is_a_failure_for_good(vault: Vault, text: str) -> None:
    with pytest.raises(DeliveryError, match=text) as raised:
        Secrets(vault, "us-east-1").resolve(text)
    assert raised.value.permanent
    assert "three" not in str(raised.value)


def test_what_cannot_be_read_now_may_be_later(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> Any:
        raise refused("ThrottlingException", "s3cret")

    monkeypatch.setattr(vault, "get_parameter", refuse)
    with pytest.raises(DeliveryError, match="ssm:/a cannot be read: ThrottlingException") as raised:
        Secrets(vault, "us-east-1").resolve("ssm:/a")
    assert not raised.value.permanent


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (base64.b64encode(b"kms:four").decode(), "four"),  # as c7n-mailer has it
        ("cGxhaW4=", "cGxhaW4="),  # base64 by chance
        ("no base64", "no base64"),
        ("ssm:/a", "one"),
        ("", ""),
    ],
)
def test_configured_secrets_are_references_encrypted_or_plain(vault: Vault, text: str, value: str) -> None:
    made = Secrets(vault, "us-east-1")
    assert [made.configured({"smtp_password": text}, "smtp_password") for _ in range(2)] == [value, value]
    assert len(vault.asked) <= 1


def test_a_key_of_kms_that_is_denied_is_no_password(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> Any:
        raise refused("AccessDeniedException")

    monkeypatch.setattr(vault, "decrypt", refuse)
    with pytest.raises(DeliveryError, match="smtp_password cannot be decrypted: AccessDeniedException"):
        Secrets(vault, "us-east-1").configured({"smtp_password": "cGxhaW4="}, "smtp_password")


def test_a_binary_secret_is_said_to_be_one(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "get_secret_value", lambda **_: {"SecretBinary": b"s3cret"})
    with pytest.raises(DeliveryError, match="secretsmanager:b: the secret is binary") as raised:
        Secrets(vault, "us-east-1").resolve("secretsmanager:b")
    assert raised.value.permanent


def test_threads_do_not_wait_for_each_other(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where AWS does not answer, the last of eight would wait eight times as long: the function is killed."""
    meeting, made = threading.Barrier(2, timeout=20), Secrets(vault, "us-east-1")

    def answer(**_: Any) -> dict[str, Any]:
        meeting.wait()
        return {"Parameter": {"Value": "one"}}

    monkeypatch.setattr(vault, "get_parameter", answer)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(made.resolve, ["ssm:/a"] * 2)) == ["one", "one"]
