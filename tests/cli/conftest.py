"""What prune, rollback, status and destroy share: one organisation, in which each file has its accounts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from c7n_reflex.organisation.client import launch
from tests.cli.operations import Desk
from tests.conftest import ROOT

ACCOUNTS = (
    "core-compliance",
    "data-lake-prod",
    "identity-prod",
    "logistics-prod",
    "mobile-backend-prod",
    "shared-tooling",
)
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}


@pytest.fixture(scope="session")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An organisation with no infrastructure but the role of functions."""
    folder = tmp_path_factory.mktemp("operated")
    shutil.copy(ROOT / "accounts.yml", folder / "accounts.yml")
    with launch(folder / "accounts.yml") as organisation:
        desk = Desk(organisation, folder)
        for account in ACCOUNTS:
            desk.client("iam", account).create_role(
                RoleName="c7n-reflex-lambda", AssumeRolePolicyDocument=json.dumps(TRUST)
            )
        yield desk


@pytest.fixture
def desk(operated: Desk) -> Iterator[Desk]:
    """The desk with the repository as it was; a test's faults end with it."""
    shutil.rmtree(operated.folder / "policies", ignore_errors=True)
    (operated.folder / "policies").mkdir()
    shutil.copy(Path(ROOT / "policies/cloudtrail/internet_gateway_attached.yml"), operated.file)
    yield operated
    operated.organisation.delete("faults")
