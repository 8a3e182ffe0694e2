"""Jira (Cloud) and ServiceNow on loopback; the secrets are moto's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.mailer.conftest import TABLE
from tests.mailer.tickets.desks import Atomic, Desk
from tests.mailer.tickets.fakes import certificate
from tests.mailer.tickets.fakes import jira as fake_jira
from tests.mailer.tickets.fakes import servicenow as fake_servicenow
from tests.mailer.tickets.fakes.jira import FakeJira
from tests.mailer.tickets.fakes.servicenow import FakeServiceNow

SECRET = "c7n-reflex/tickets"


@pytest.fixture(scope="session")
def certificate_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate.write(tmp_path_factory.mktemp("certificate") / "localhost.pem")


@pytest.fixture
def trusted(certificate_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What both clients (by requests) trust."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate_file))
    return certificate_file


class Session:
    """boto3's, with each client made once: that takes longer than everything else here."""

    def __init__(self) -> None:
        self._session = boto3.Session("x", "x", region_name="us-east-1")
        self._clients: dict[str, Any] = {}

    def client(self, service: str, region_name: str = "us-east-1", **_: Any) -> Any:
        assert region_name == "us-east-1"
        if service not in self._clients:
            self._clients[service] = self._session.client(service)
        return self._clients[service]


@pytest.fixture(scope="session")
def clients() -> Session:
    return Session()


@pytest.fixture
def session(clients: Session) -> Iterator[Session]:
    """A session whose AWS is moto's, with the ledger's table and no secret yet."""
    with mock_aws():
        clients.client("dynamodb").create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield clients


def put_secret(session: Any, text: str = "", **values: str) -> None:
    """The secret is a JSON object of the values, or `text`; it may be there already."""
    client, text = session.client("secretsmanager"), text or json.dumps(values)
    try:
        client.create_secret(Name=SECRET, SecretString=text)
    except client.exceptions.ResourceExistsException:
        client.put_secret_value(SecretId=SECRET, SecretString=text)


Make = Callable[..., Desk]


@pytest.fixture
def jira(trusted: Path, session: Session) -> Iterator[Make]:
    """Makes a desk of Jira: `cloud`, and whatever `tickets.jira` has besides."""
    servers: list[FakeJira] = []

    def make(cloud: bool = True, open_on: list[str] | None = None, **settings: Any) -> Desk:
        server = FakeJira(trusted, cloud=cloud)
        servers.append(server)
        server.__enter__()
        put_secret(session, user=fake_jira.USER, token=fake_jira.TOKEN)
        config: dict[str, Any] = {
            "jira": {"url": server.url, "credentials": f"secretsmanager:{SECRET}", **settings}
        }
        config |= {"open_on": open_on} if open_on else {}
        return Desk(server, "jira:SEC", config, session, Atomic(session.client("dynamodb")), "/issue$")

    yield make
    for server in servers:
        server.__exit__()


@pytest.fixture
def servicenow(trusted: Path, session: Session) -> Iterator[Make]:
    """The same for ServiceNow."""
    servers: list[FakeServiceNow] = []

    def make(open_on: list[str] | None = None, **settings: Any) -> Desk:
        server = FakeServiceNow(trusted)
        servers.append(server)
        server.__enter__()
        put_secret(session, user=fake_servicenow.USER, password=fake_servicenow.PASSWORD)
        config: dict[str, Any] = {
            "servicenow": {"url": server.url, "credentials": f"secretsmanager:{SECRET}", **settings}
        }
        config |= {"open_on": open_on} if open_on else {}
        return Desk(
            server, "servicenow:Cloud Team", config, session, Atomic(session.client("dynamodb")), "/incident$"
        )

    yield make
    for server in servers:
        server.__exit__()


@pytest.fixture(params=["jira", "servicenow"])
def make(request: pytest.FixtureRequest) -> Make:
    """Makes a desk of either."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def desk(make: Make) -> Desk:
    """Either, as it is configured by default."""
    return make()
