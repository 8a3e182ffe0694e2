"""The section `tickets` of mailer/config.yml, checked; see docs/tickets.md for what each key means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

JIRA, SERVICENOW = "jira", "servicenow"

# Outcomes (c7n_reflex.pipeline.outcome) under the names that notices and people give them.
_SAME = {"approval": "awaiting-approval", "planned": "observed", "changed": "acted"}
_DEFAULT = ("failed", "not-fixed", "awaiting-approval", "observed")
_MAY_OPEN = {*_DEFAULT, "fixed", "acted", "unreported", "over-limit", "approval-expired", "state-changed"}
_CREDENTIALS = re.compile(r"(secretsmanager|ssm):\S+")
_TEXTS = {"issue_type", "closed_transition", "reopened_transition", "table"}
_SEVERITIES = ("critical", "high", "medium", "low")
# Impact and urgency, of which ServiceNow makes the priority: 1 is high, 3 is low.
_URGENCY = {"critical": (1, 1), "high": (1, 2), "medium": (2, 2), "low": (3, 3)}


class SettingsError(ValueError):
    """`key` (dotted, below `tickets`) is not right; `problem` says why."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"tickets.{key}: {problem}" if key else f"tickets: {problem}")
        self.key, self.problem = key, problem


@dataclass(frozen=True)
class JiraSettings:
    """A Jira, Cloud or Data Center."""

    url: str
    credentials: str  # "secretsmanager:NAME" or "ssm:NAME"
    issue_type: str = "Task"
    priority: Mapping[str, str] = field(default_factory=dict)  # names by severity; empty: Jira's default
    fields: Mapping[str, Any] = field(
        default_factory=dict
    )  # further fields of a new ticket, as REST has them
    closed_transition: str = ""  # name of it or of the status it leads to; "": any to a status that is done
    closed_fields: Mapping[str, Any] = field(default_factory=dict)  # that this transition asks for
    reopened_transition: str = ""
    timeout: float = 5.0  # seconds, for one request


@dataclass(frozen=True)
class ServiceNowSettings:
    """A ServiceNow instance and the table in which tickets are opened."""

    url: str
    credentials: str
    table: str = "incident"
    priority: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict
    )  # {"impact", "urgency"} by severity
    fields: Mapping[str, Any] = field(default_factory=dict)
    closed_state: str = "6"  # Resolved
    closed_fields: Mapping[str, Any] = field(default_factory=dict)  # beside close_notes
    reopened_state: str = "2"  # In Progress
    timeout: float = 5.0


@dataclass(frozen=True)
class Settings:
    """What opens tickets, and where."""

    open_on: frozenset[str]  # outcomes that open a ticket; YAML would read a key `on` as true
    jira: JiraSettings | None = None
    servicenow: ServiceNowSettings | None = None
    patience: float = 12.0  # seconds in which one notice is tried again within one invocation


def canonical(outcome: str) -> str:
    """An outcome as the pipeline calls it."""
    return _SAME.get(outcome, outcome)


def of_config(config: Mapping[str, Any]) -> Settings:
    """The settings in the mailer's configuration. Raises SettingsError for what is wrong or unknown."""
    section = config.get("tickets") or {}
    _known("", section, {"open_on", JIRA, SERVICENOW, "patience"})
    return Settings(
        open_on=_outcomes(section.get("open_on", list(_DEFAULT))),
        jira=_system(JIRA, section.get(JIRA), _jira),
        servicenow=_system(SERVICENOW, section.get(SERVICENOW), _servicenow),
        patience=_seconds("patience", section.get("patience", 12.0)),
    )


def _outcomes(given: Any) -> frozenset[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise SettingsError("open_on", "is a list of outcomes")
    named = frozenset(canonical(each) for each in given)
    if unknown := sorted(named - _MAY_OPEN):
        raise SettingsError("open_on", f"{', '.join(unknown)}: not among {', '.join(sorted(_MAY_OPEN))}")
    return named


def _system(name: str, given: Any, make: Callable[..., Any]) -> Any:
    if given is None:
        return None
    allowed = set((JiraSettings if name == JIRA else ServiceNowSettings).__dataclass_fields__)
    _known(name, given, allowed | ({"close_code"} if name == SERVICENOW else set()))
    url, credentials = given.get("url"), given.get("credentials")
    if not isinstance(url, str) or not _is_plain_https(url):
        raise SettingsError(f"{name}.url", "is an https:// address without user, password and query")
    if not isinstance(credentials, str) or not _CREDENTIALS.fullmatch(credentials):
        raise SettingsError(
            f"{name}.credentials", "is secretsmanager:NAME or ssm:NAME, not the secret itself"
        )
    for key in {"priority", "fields", "closed_fields"} & set(given):
        if not isinstance(given[key], dict):
            raise SettingsError(f"{name}.{key}", "is a mapping")
    for key in _TEXTS & set(given):
        if not isinstance(given[key], str):
            raise SettingsError(f"{name}.{key}", "is a text, in quotes if it is a number")
    if unknown := sorted(set(given.get("priority", ())) - set(_SEVERITIES)):
        raise SettingsError(f"{name}.priority", f"{unknown[0]} is none of {', '.join(_SEVERITIES)}")
    timeout = _seconds(f"{name}.timeout", given.get("timeout", 5.0))
    return make({**given, "url": url.rstrip("/"), "timeout": timeout})


def _jira(given: dict[str, Any]) -> JiraSettings:
    labels = given.get("fields", {}).get("labels", [])
    if not isinstance(labels, list) or not all(isinstance(each, str) for each in labels):
        raise SettingsError("jira.fields.labels", "is a list of texts")
    return JiraSettings(**given)


def _servicenow(given: dict[str, Any]) -> ServiceNowSettings:
    code = given.pop("close_code", "Solution provided")
    priority = {name: {"impact": each[0], "urgency": each[1]} for name, each in _URGENCY.items()}
    priority.update(given.pop("priority", {}))
    for name, each in priority.items():
        if not isinstance(each, dict) or not set(each) <= {"impact", "urgency"}:
            raise SettingsError(f"servicenow.priority.{name}", "is a mapping of impact and urgency")
    closed = {"close_code": code, **given.pop("closed_fields", {})}
    states: dict[str, str] = {
        key: str(given[key]) for key in ("closed_state", "reopened_state") if key in given
    }
    given.update(states, priority=priority, closed_fields=closed)
    return ServiceNowSettings(**given)


def _known(where: str, given: Any, allowed: set[str]) -> None:
    if not isinstance(given, dict):
        raise SettingsError(where, "is a mapping")
    if unknown := sorted(str(key) for key in set(given) - allowed):
        key = f"{where}.{unknown[0]}" if where else unknown[0]
        raise SettingsError(key, f"is not known here; there are {', '.join(sorted(allowed))}")


def _is_plain_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # https://[
        return False
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    return parts.scheme == "https" and bool(parts.hostname) and plain


def _seconds(key: str, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= 300:
        raise SettingsError(key, "is a number of seconds above 0, at most 300")
    return float(given)
