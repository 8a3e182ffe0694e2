"""The needs of the shipped policies, worked out once."""

from __future__ import annotations

import pytest

import c7n_reflex.plugin  # noqa: F401
from c7n_reflex import policyfiles
from c7n_reflex.deploy.permissions import Need, engine, of_files
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def needs() -> tuple[Need, ...]:
    return (*of_files(policyfiles.load((ROOT / "policies",))), *engine.needs())
