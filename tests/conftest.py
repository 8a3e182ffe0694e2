"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from c7n_reflex import accounts

if TYPE_CHECKING:
    from c7n_reflex.organisation.client import OrganisationClient
    from c7n_reflex.organisation.organisation import Organisation

ROOT = Path(__file__).parent.parent

# Those of accounts.yml.
OWN_ACCOUNTS = ",".join(["111122223333", *(f"2000000000{n:02}" for n in range(1, 11))])


@pytest.fixture(autouse=True)
def _no_real_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may find credentials, settings or a region of the machine it runs on."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "C7N_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("C7N_REFLEX_OWN_ACCOUNTS", OWN_ACCOUNTS)


@pytest.fixture(scope="session")
def directory() -> accounts.Directory:
    """The project's own accounts.yml."""
    return accounts.load(ROOT / "accounts.yml")


@pytest.fixture(scope="session")
def organisation() -> Iterator[OrganisationClient]:
    """One embedded organisation, in a process of its own, for all tests of the session."""
    from c7n_reflex.organisation.client import launch

    with launch(ROOT / "accounts.yml") as client:
        yield client


@pytest.fixture
def inprocess(directory: accounts.Directory) -> Iterator[Callable[..., Organisation]]:
    """Builds an organisation in this process, of the parts that are named; moto is reset afterwards."""
    from moto.backends import list_of_moto_modules  # noqa: F401 - import moto before anything is built
    from moto.moto_api._internal.models import moto_api_backend

    from c7n_reflex.organisation import parts

    built: list[Organisation] = []

    def build(*names: str) -> Organisation:
        built.append(parts.build(directory, names))
        return built[-1]

    yield build
    for organisation in built:
        organisation.close()
    moto_api_backend.reset()
