"""What Security Hub knows: hubs, administrators, aggregators and findings, of all accounts and regions."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from c7n_reflex.organisation.calls import ApiError

Finding = dict[str, Any]
Place = tuple[str, str]  # account, region


def now() -> str:
    """UTC as Security Hub writes it, in milliseconds."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Hub:
    """Security Hub in one account and region."""

    account: str
    region: str
    subscribed_at: str = field(default_factory=now)
    tags: dict[str, str] = field(default_factory=dict)
    targets: dict[str, dict[str, str]] = field(default_factory=dict)  # action targets by ARN
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    auto_enable_controls: bool = True
    finding_generator: str = "SECURITY_CONTROL"

    @property
    def arn(self) -> str:
        """The hub's ARN."""
        return f"arn:aws:securityhub:{self.region}:{self.account}:hub/default"


@dataclass
class Aggregator:
    """Copies an account's findings of the linked regions to its own region."""

    arn: str
    account: str
    region: str
    mode: str  # ALL_REGIONS, ALL_REGIONS_EXCEPT_SPECIFIED, SPECIFIED_REGIONS
    regions: list[str] = field(default_factory=list)

    def links(self, region: str) -> bool:
        """True if findings of `region` are aggregated here."""
        if self.mode == "SPECIFIED_REGIONS":
            return region in self.regions
        return self.mode == "ALL_REGIONS" or region not in self.regions


class SecurityHub:
    """State of the whole organisation. Hold `lock` while using it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.hubs: dict[Place, Hub] = {}
        self.administrators: dict[str, str] = {}  # by region
        self.auto_enable: dict[str, bool] = {}  # by region; told, but no account joins the organisation later
        self.aggregators: dict[str, Aggregator] = {}  # by account
        self.findings: dict[tuple[str, str, str, str], Finding] = {}
        self.findings_v2: dict[tuple[str, str, str], Finding] = {}  # OCSF; account, region, metadata.uid

    def hub(self, account: str, region: str) -> Hub:
        """The hub of this account and region; InvalidAccessException if it is not enabled."""
        hub = self.hubs.get((account, region))
        if hub is None:
            raise ApiError(
                "InvalidAccessException",
                f"Account {account} is not subscribed to AWS Security Hub",
                status=401,
            )
        return hub

    def viewers(self, account: str, region: str) -> list[Place]:
        """Every account and region that sees a finding of this account and region, its own first."""
        places = [(account, region)]
        administrator = self.administrators.get(region)
        if administrator:
            places.append((administrator, region))
        for owner, _ in list(places):
            aggregator = self.aggregators.get(owner)
            if aggregator and aggregator.links(region):
                places.append((owner, aggregator.region))
        return [place for place in dict.fromkeys(places) if place in self.hubs]

    def visible(self, account: str, region: str) -> Iterator[Finding]:
        """Findings that are seen from this account and region, in the order in which they first came."""
        return self._seen(self.findings, (account, region))

    def visible_v2(self, account: str, region: str) -> Iterator[Finding]:
        """The same of findings in OCSF."""
        return self._seen(self.findings_v2, (account, region))

    def _seen(self, findings: Mapping[Any, Finding], place: Place) -> Iterator[Finding]:
        """Those whose key (it begins with account and region) tells that they are seen from `place`."""
        seen: dict[Place, bool] = {}
        for key, finding in findings.items():
            origin = key[:2]
            if origin not in seen:
                seen[origin] = place in self.viewers(*origin)
            if seen[origin]:
                yield finding
