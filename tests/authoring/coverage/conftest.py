"""A fleet of one policy, loaded once."""

from __future__ import annotations

import pytest

from c7n_reflex.authoring.fleet import FleetPolicy
from tests.authoring.coverage.policies import load


@pytest.fixture(scope="session")
def policy(tmp_path_factory: pytest.TempPathFactory) -> FleetPolicy:
    """`stop-large`."""
    return load(tmp_path_factory.mktemp("fleet"))
