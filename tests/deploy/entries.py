"""Entries of a plan without any AWS, for tests of what is done with many."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from c7n_reflex.deploy.planning import Difference, Entry, Kind
from c7n_reflex.deploy.units import UNITS, Found, Site, Wanted

FIRST, SECOND = "000000000002", "000000000003"


def entry(
    kind: Kind = "create",
    account: str = FIRST,
    region: str = "us-east-1",
    policy: str = "open",
    *,
    fields: dict[str, tuple[Any, Any]] | None = None,
    disabled: tuple[str, ...] = (),
    client: Any = None,
    alarm: bool = False,
) -> Entry:
    """An entry; `fields` are those of its configuration, `client` stands for every service."""
    function = f"custodian-{policy}"
    site = Site(account, region, "aws", lambda _: client or SimpleNamespace())
    units: dict[str, Any] = dict.fromkeys((unit.name for unit in UNITS), None)
    units |= {"configuration": {"MemorySize": 512}, "alarm": {"errors": 1.0} if alarm else None}
    wanted = Wanted(policy, function, site, units, {}, "cloudtrail", lambda: None, lambda: ("ec2:Open",))  # type: ignore[arg-type, return-value]
    found = Found(function, units, {})
    differences = (Difference("configuration", fields),) if fields else ()
    place = (policy, function, account, region)
    return Entry(kind, *place, differences, disabled, site, wanted if kind != "orphaned" else None, found)
