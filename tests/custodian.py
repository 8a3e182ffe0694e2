"""Custodian policies for unit tests: loaded as `custodian` loads them, with our actions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from c7n.config import Config
from c7n.loader import PolicyLoader
from c7n.policy import Policy
from c7n.resources import load_resources
from c7n.utils import reset_session_cache


def register() -> None:
    """Load AWS and register our actions, as every entry point does by importing the plugin."""
    from c7n_reflex import plugin  # noqa: F401


def load_policy(
    data: dict[str, Any],
    session_factory: Any = None,
    *,
    account: str = "200000000001",
    region: str = "us-east-1",
    output: Path,
) -> Policy:
    """A validated policy. Raises c7n's PolicyValidationError if it does not fit the schema."""
    register()
    reset_session_cache()  # c7n keeps a session for each region, whosever it is
    config = Config.empty(
        account_id=account,
        region=region,
        regions=(region,),
        output_dir=str(output),
        cache="memory",
        cache_period=0,
    )
    load_resources([data["resource"]])
    collection = PolicyLoader(config).load_data(
        {"policies": [{"name": "case", **data}]},
        "memory://",
        validate=True,
        session_factory=session_factory,
        config=config,
    )
    (policy,) = list(collection)
    policy.validate()
    return policy
