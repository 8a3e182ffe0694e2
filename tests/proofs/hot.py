"""Functions as Lambda keeps them: loaded once, warm for many events, one for each policy and account."""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from c7n import utils
from c7n.config import Config
from c7n.resources import load_resources
from moto import mock_aws

from c7n_reflex import lambda_entry, settings
from c7n_reflex.ledger import opening
from c7n_reflex.modes import driver
from c7n_reflex.pipeline.outcome import EventEndedError
from tests.clients import share_client_classes
from tests.modes import support
from tests.proofs.watching import Watch

CORE, HOME = support.HUB, "us-east-1"


@dataclass
class HotFunction:
    """One function's environment: its configuration, its credentials, and what its modules remember."""

    policy: dict[str, Any]
    account: str
    folder: Path
    config: Any = None
    modules: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        load_resources([self.policy["resource"]])
        self.policy = copy.deepcopy(self.policy)
        self.config = Config.empty(account_id=self.account, region=HOME, output_dir=str(self.folder))
        self.modules = self.modules or {"_cores": {}, "_switches": {}}

    def __call__(self, event: Any, request: str = "") -> None:
        """One invocation. Raises what Lambda's runtime would report."""
        with pytest.MonkeyPatch.context() as patch:
            self._enter(patch)
            lambda_entry.run(event, _context(self.account, request))

    def _enter(self, patch: pytest.MonkeyPatch) -> None:
        keys = support.session(self.account).get_credentials()
        _configure(patch)
        patch.setenv("AWS_ACCESS_KEY_ID", keys.access_key)
        patch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_key)
        patch.setenv("AWS_SESSION_TOKEN", keys.token)
        handler = lambda_entry.handler
        patch.setattr(handler, "C7N_SKIP_EVTERR", False)  # read from the environment when it was imported:
        patch.setattr(handler, "C7N_DEBUG_EVENT", False)  # by another test, perhaps, without ours
        patch.setattr(handler, "policy_data", {"policies": [self.policy]})
        patch.setattr(handler, "policy_config", self.config)
        patch.setattr(opening, "_cores", self.modules["_cores"])
        patch.setattr(driver, "_switches", self.modules["_switches"])

    @property
    def remembered(self) -> dict[str, Any]:
        """What an event might leave behind: options and policy, c7n's session cache, clients of core."""
        sessions = vars(utils.CONN_CACHE)
        return {
            "options": copy.deepcopy(dict(self.config)),
            "policy": copy.deepcopy(self.policy),
            "sessions": [key for key, value in sessions.items() if value],
            "cores": {role for role, _ in self.modules["_cores"]},
            "environment": {key: value for key, value in os.environ.items() if key.startswith("AWS_")},
        }


def _context(account: str, request: str) -> Any:
    arn = f"arn:aws:lambda:{HOME}:{account}:function:custodian-x"
    return SimpleNamespace(aws_request_id=request or str(uuid4()), invoked_function_arn=arn)


def outcome_of(function: HotFunction, event: Any, request: str = "") -> str:
    """The outcome that the invocation fails with; empty where it does not. Any other error is raised."""
    try:
        function(event, request)
    except EventEndedError as error:
        return str(error.outcome)
    return ""


@contextmanager
def cloud(watch: Watch, *accounts: str) -> Iterator[None]:
    """moto with core-compliance and these accounts, watched; nothing waits for AWS to be consistent."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        support.session.cache_clear()
        watch.install(patch)
        _configure(patch)
        share_client_classes(patch)
        patch.setattr(driver, "time", SimpleNamespace(**{**vars(time), "sleep": lambda _: None}))
        support.core_parts(support.session(CORE))
        for account in accounts:
            support.session(account)
        yield
    utils.reset_session_cache()
    support.session.cache_clear()


def _configure(patch: pytest.MonkeyPatch) -> None:
    """What a function's environment says, with credentials that only moto knows."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        patch.setenv(name, "testing")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        patch.setenv(name, os.devnull)
    patch.delenv("AWS_SESSION_TOKEN", raising=False)
    patch.setenv("AWS_DEFAULT_REGION", HOME)
    patch.setenv(settings.CORE_ACCOUNT_VARIABLE, CORE)
    patch.setenv(settings.HOME_REGION_VARIABLE, HOME)
    for name in (settings.ACCOUNT_LIMIT_VARIABLE, settings.POLICY_LIMIT_VARIABLE):
        patch.setenv(name, "100000")
