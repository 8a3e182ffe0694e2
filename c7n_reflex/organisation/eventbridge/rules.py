"""What is to be known of moto's buses and rules, read at one moment so that no lock is held afterwards."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from c7n_reflex.events import patterns
from c7n_reflex.organisation.calls import ApiError

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

DEFAULT = "default"
_ENABLED = ("ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")


@dataclass(frozen=True)
class Bus:
    """Where a bus is; it need not exist."""

    account: str
    region: str
    name: str = DEFAULT

    @property
    def arn(self) -> str:
        """The bus's ARN."""
        return f"arn:aws:events:{self.region}:{self.account}:event-bus/{self.name}"


@dataclass(frozen=True)
class Rule:
    """An enabled rule and its targets (in the shape of PutTargets)."""

    bus: Bus
    name: str
    arn: str
    pattern: str | None
    schedule: str | None
    targets: tuple[dict[str, Any], ...]

    def matches(self, event: dict[str, Any]) -> bool:
        """Whether the rule has a pattern and the event matches it."""
        return self.pattern is not None and compiled(self.pattern).matches(event)


def bus_named(text: str | None, account: str, region: str) -> Bus:
    """The bus that a caller in this account and region means by a name or an ARN."""
    if not text:
        return Bus(account, region)
    parts = text.split(":", 5)
    if len(parts) == 6:
        return Bus(parts[4], parts[3], parts[5].removeprefix("event-bus/"))
    return Bus(account, region, text)


@functools.lru_cache(maxsize=4096)
def compiled(text: str) -> patterns.Pattern:
    """The pattern in this JSON text. Raises ApiError InvalidEventPatternException."""
    try:
        return patterns.compile(json.loads(text))
    except patterns.InvalidPatternError as error:
        where = f" at {error.key}" if error.key else ""
        reason = error.reason + where
    except ValueError:
        reason = "it is not JSON"
    raise ApiError("InvalidEventPatternException", f"Event pattern is not valid. Reason: {reason}")


def enabled_rules(organisation: Organisation, bus: Bus) -> list[Rule]:
    """The rules of a bus that are not disabled; none if there is no such bus."""
    with organisation.lock:
        found = organisation.backend("events", bus.account, bus.region).event_buses.get(bus.name)
        return [snapshot(rule) for rule in found.rules.values() if _enabled(rule)] if found else []


def scheduled_rules(organisation: Organisation) -> list[Rule]:
    """The enabled rules with a schedule, of every account and region that EventBridge was ever used in."""
    from moto.events.models import events_backends

    rules = []
    with organisation.lock:
        for regions in list(events_backends.values()):
            for backend in list(regions.values()):
                stock = backend.event_buses[DEFAULT].rules.values()
                rules += [snapshot(rule) for rule in stock if rule.scheduled_expression and _enabled(rule)]
    return rules


def policy_of(organisation: Organisation, bus: Bus) -> str | None:
    """The resource policy of a bus, as JSON text; None without a bus or a policy."""
    with organisation.lock:
        found = organisation.backend("events", bus.account, bus.region).event_buses.get(bus.name)
        return found.policy if found else None


def _enabled(rule: Any) -> bool:
    return rule.state in _ENABLED


def snapshot(rule: Any) -> Rule:
    """What is to be known of one of moto's rules."""
    bus = Bus(rule.account_id, rule.region_name, rule.event_bus_name)
    pattern = rule.event_pattern.dump()
    return Rule(bus, rule.name, rule.arn, pattern, rule.scheduled_expression, tuple(rule.targets))
