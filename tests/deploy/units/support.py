"""A policy's deployment in one account and region of an AWS in this process, with a small archive."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from c7n_reflex.deploy import applying, desired, planning, surveying
from c7n_reflex.deploy.archive import Archive
from c7n_reflex.deploy.planning import Entry
from c7n_reflex.deploy.units import Site, Wanted
from c7n_reflex.organisation.organisation import Organisation
from tests.modes.support import HUB, group_policy, policy

REGION, ROLE = "us-east-1", f"arn:aws:iam::{HUB}:role/runner"
FUNCTION = "custodian-open"


def archive_of(contents: str, packages: tuple[str, ...], runtime: str) -> Archive:
    """In place of desired.archive_of: the policy alone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(zipfile.ZipInfo("config.json"), contents + runtime + str(packages))
    content = packed.getvalue()
    hashed = hashlib.sha256(content)
    return Archive(content, base64.b64encode(hashed.digest()).decode(), hashed.hexdigest(), compiled=False)


@dataclass
class Bench:
    """Deploys a policy again and again. `calls` are all operations since it was emptied."""

    organisation: Organisation
    folder: Path
    account: str = HUB
    settings: Mapping[str, Any] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def client(self, service: str) -> Any:
        """Root's."""
        return self.organisation.client(service, self.account, REGION)

    def site(self) -> Site:
        """As it is now: lists are read anew."""
        return Site(self.account, REGION, "aws", self.connect)

    def connect(self, service: str) -> Any:
        """A client whose calls are noted."""
        client = self.client(service)
        client.meta.events.register(
            "before-call.*.*", lambda model, **_: self.calls.append(model.name), unique_id="noted"
        )
        return client

    def wanted(self, **changes: Any) -> Wanted:
        """Of the policy with these changes."""
        return desired.of_policy(policy(self.data(**changes), self.folder), self.site(), self.settings)

    def data(self, **changes: Any) -> dict[str, Any]:
        """The policy, with these changes; of `mode` only these keys are."""
        found = group_policy()
        mode = {**found["mode"], "role": ROLE, **changes.pop("mode", {})}
        return {**found, **changes, "mode": mode}

    def plan(self, **changes: Any) -> Entry:
        """What would be done."""
        wanted = self.wanted(**changes)
        return planning.compared(wanted, surveying.found(wanted.site, wanted.function))

    def deploy(self, **changes: Any) -> Entry:
        """Do it, and return what was planned."""
        entry = self.plan(**changes)
        if entry.kind != "unchanged":
            applying.apply(entry)
        return entry

    def units(self, **changes: Any) -> dict[str, bool]:
        """Units that differ, and whether by hand."""
        return {each.unit: each.by_hand for each in self.plan(**changes).differences}

    def policy_of(self, **qualifier: str) -> list[dict[str, Any]]:
        """Statements of a function's policy."""
        found = self.client("lambda").get_policy(FunctionName=FUNCTION, **qualifier)
        return list(json.loads(found["Policy"])["Statement"])
