"""What Lambda would refuse is said before."""

from __future__ import annotations

import pytest

from c7n_reflex.deploy.units import limits
from c7n_reflex.errors import InputError
from c7n_reflex.modes.deployment import Deployment


def _config(runtime: str = "python3.11", value: str = "") -> dict[str, object]:
    return {"Runtime": runtime, "Environment": {"Variables": {"X": value}}}


def test_snapstart_needs_a_runtime_that_has_it() -> None:
    with pytest.raises(InputError, match=r"no SnapStart for python3\.11"):
        limits.check("p", _config(), Deployment(snapstart=True))
    limits.check("p", _config("python3.12"), Deployment(snapstart=True))
    limits.check("p", _config(), Deployment())


def test_variables_have_4_kilobytes() -> None:
    limits.check("p", _config(value="é" * 2044), Deployment())
    with pytest.raises(InputError, match="4098 bytes"):
        limits.check("p", _config(value="é" * 2045), Deployment())
