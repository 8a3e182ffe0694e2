"""An AWS in this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import c7n_reflex.plugin  # noqa: F401
from c7n_reflex.deploy import desired
from c7n_reflex.organisation.organisation import Organisation
from tests.deploy.units import support
from tests.deploy.units.support import Bench


@pytest.fixture
def bench(
    inprocess: Callable[..., Organisation], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Bench]:
    """With the functions' role and nothing else; archives are small."""
    monkeypatch.setattr(desired, "archive_of", support.archive_of)
    desired.digested.cache_clear()
    made = Bench(inprocess("moto_mends.performance", "moto_mends.awslambda", "moto_mends.events"), tmp_path)
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}]}
    made.client("iam").create_role(RoleName="runner", AssumeRolePolicyDocument=json.dumps(trust))
    yield made
    desired.digested.cache_clear()
