"""A notice and what is read of it; servers on loopback; secrets that are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mailer.channels import http
from mailer.directory import Account
from mailer.model import Rendering
from mailer.notice import Notice, of_message
from tests.mailer.channels import servers
from tests.mailer.messages import action, message


@pytest.fixture
def notice() -> Notice:
    account = Account("200000000001", "payments-prod", "arn:aws:sns:us-east-1:200000000001:t")
    return of_message(message(action=action(entry="0123abcd", notice_id="e:fixed")), account)


@pytest.fixture
def rendering() -> Rendering:
    return Rendering(
        subject="payments-prod: An internet gateway was détached",
        text="WHAT HAPPENED\n\nigw-1 <was> detached & all.",
        short="igw-1 was detached.",
        html="<p>igw-1 was detached.</p>",
        data={"notice_id": "e:fixed", "policy": "p"},
        attributes={"account": "200000000001"},
        group="200000000001:p",
        identity="e:fixed",
    )


@pytest.fixture
def web() -> Iterator[servers.Web]:
    with servers.web() as made:
        yield made


@pytest.fixture
def mail() -> Iterator[servers.Mail]:
    with servers.mail() as made:
        yield made


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody sleeps; for how long they would have."""
    found: list[float] = []
    monkeypatch.setattr(http.time, "sleep", found.append)
    return found


class Vault:
    """A session with secrets; counts how often it is asked. Clients of other services are `clients[name]`."""

    def __init__(self, **clients: Any) -> None:
        self.values: dict[str, str] = {}
        self.asked: list[str] = []
        self.clients = clients

    def client(self, service: str, **_: Any) -> Any:
        return self.clients.get(service, self)

    def get_parameter(self, Name: str, WithDecryption: bool) -> dict[str, Any]:  # noqa: N803
        assert WithDecryption
        return {"Parameter": {"Value": self._value(Name, "ParameterNotFound")}}

    def get_secret_value(self, SecretId: str) -> dict[str, str]:  # noqa: N803
        return {"SecretString": self._value(SecretId, "ResourceNotFoundException")}

    def decrypt(self, CiphertextBlob: bytes) -> dict[str, bytes]:  # noqa: N803
        self.asked.append("kms")
        if not CiphertextBlob.startswith(b"kms:"):
            raise refused("InvalidCiphertextException")
        return {"Plaintext": CiphertextBlob[4:]}

    def _value(self, name: str, missing: str) -> str:
        self.asked.append(name)
        if name not in self.values:
            raise refused(missing)
        return self.values[name]


def refused(code: str, message: str = "no") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Call")


@pytest.fixture
def vault() -> Vault:
    return Vault()
