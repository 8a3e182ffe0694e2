"""How an account's owner is told, as accounts.yml has it (checked before by `checks`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from c7n_reflex.accountfile.schema import DAYS
from c7n_reflex.settings import OWNER_TOPIC


@dataclass(frozen=True)
class Owner:
    """Who answers for an account; `distribution_list`, if any, is subscribed to the account's topic."""

    name: str
    email: str
    distribution_list: str = ""


@dataclass(frozen=True)
class QuietHours:
    """When only what cannot wait is told: daily times in the owner's zone ("20:00").

    `days` are those on which it begins (mon ... sun); the same `begin` and `end` mean a whole day.
    """

    begin: str
    end: str
    days: tuple[str, ...] = DAYS


@dataclass(frozen=True)
class Notices:
    """How the owner is told. Texts are empty where there is none."""

    topic: str = OWNER_TOPIC  # name, or ARN
    email: tuple[str, ...] = ()
    slack: str = ""  # "#channel", a channel's id, a person's address, "ssm:/path", "secretsmanager:name"
    teams: str = ""  # "ssm:/path", "secretsmanager:name"
    locale: str = "en"
    time_zone: str = "UTC"  # IANA
    ticket: tuple[str, str] | None = None  # system, project
    severity_floor: str = ""  # low, medium, high or critical
    quiet_hours: QuietHours | None = None


def owner_of(data: dict[str, Any] | None) -> Owner | None:
    """The owner, if there is one."""
    return Owner(**data) if data else None


def notices_of(defaults: dict[str, Any] | None, own: dict[str, Any] | None) -> Notices:
    """The account's own keys over those for all accounts; `null` takes one of these away."""
    given = {key: value for key, value in {**(defaults or {}), **(own or {})}.items() if value is not None}
    given.pop("fallback_topic", None)
    ticket, hours = given.pop("ticket", None), given.pop("quiet_hours", None)
    return Notices(
        email=tuple(given.pop("email", ())),
        ticket=(ticket["system"], ticket["project"]) if ticket else None,
        quiet_hours=_quiet_hours(hours) if hours else None,
        **given,
    )


def _quiet_hours(data: dict[str, Any]) -> QuietHours:
    days = data.get("days", DAYS)
    return QuietHours(data["from"], data["to"], tuple(day for day in DAYS if day in days))
