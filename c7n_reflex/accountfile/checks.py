"""What is wrong with `owner`, `notices` and `deployment` of accounts.yml: an InputError with file, line, key.

A value that may be a secret (a webhook's URL) is never part of an error.
"""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Iterable
from functools import cache
from typing import Any

from c7n_reflex.accountfile.schema import DAYS, DEFAULTS, DEPLOYMENT, JSON, NOTICES, OWNER
from c7n_reflex.errors import InputError
from c7n_reflex.policyfiles.sources import Key, PolicyFile

_PAGE = "docs/accounts.md"
_SECRET_KEYS = {"slack", "teams"}
_JIRA_KEY = re.compile(r"[A-Z][A-Z0-9_]+")  # as mailer/tickets/jira.py has it
_WEBHOOK_REMEDY = (
    "whoever knows the URL can write there: keep it in SSM or Secrets Manager of core-compliance, "
    "and write `ssm:/c7n-reflex/notices/NAME` or `secretsmanager:c7n-reflex/NAME` here"
)


def check_owner(owner: Any, source: PolicyFile, key: Key) -> None:
    """Check the `owner` at `key`; None is none. Raises InputError."""
    if owner is not None:
        _check_schema(owner, OWNER, source, key)


def check_notices(notices: Any, source: PolicyFile, key: Key) -> None:
    """Check the `notices` at `key`, of an account or, in `vars`, for all. Raises InputError."""
    _check_notices(notices, DEFAULTS if key[0] == "vars" else NOTICES, source, key)


def check_deployment(deployment: Any, source: PolicyFile, key: Key) -> None:
    """Check the `deployment` at `key`, of an account's `vars` or of those for all. Raises InputError."""
    if deployment is not None:
        _check_schema(deployment, DEPLOYMENT, source, key)


def _check_notices(data: Any, schema: JSON, source: PolicyFile, key: Key) -> None:
    if data is None:
        return
    given = {name: each for name, each in data.items() if each is not None} if _is_map(data) else data
    _refuse_webhooks(given, source, key)
    _check_schema(given, schema, source, key)
    _check_zone(given, source, key)
    _check_ticket(given, source, key)
    _check_quiet_hours(given, source, key)


def _is_map(data: Any) -> bool:
    return isinstance(data, dict)


def _refuse_webhooks(data: Any, source: PolicyFile, key: Key) -> None:
    """Wherever it is: not even in an error about something else may it be printed."""
    if isinstance(data, str) and re.search(r"https?://", data, re.IGNORECASE):
        raise InputError(
            "this is a webhook's URL in clear text", remedy=_WEBHOOK_REMEDY, place=source.place(key)
        )
    items: Iterable[Any] = data.items() if isinstance(data, dict) else ()
    items = enumerate(data) if isinstance(data, list) else items
    for name, each in items:
        _refuse_webhooks(each, source, (*key, name))


def _check_schema(data: Any, schema: JSON, source: PolicyFile, key: Key) -> None:
    from jsonschema import Draft7Validator

    for problem in Draft7Validator(schema).iter_errors(data):
        at = (*key, *problem.absolute_path)
        if problem.validator == "additionalProperties":
            _refuse_key(problem.instance, problem.schema, source, at)
        what = str(problem.schema.get("description", "what it should be"))
        if problem.validator == "required":
            raise InputError(
                f"{problem.message.partition(' is a ')[0]} is missing: {_keys(at, problem.schema)}",
                remedy=f"see {_PAGE}",
                place=source.place(at),
            )
        raise InputError(
            f"{_shown(problem.instance, at)} is not {what}", remedy=f"see {_PAGE}", place=source.place(at)
        )


def _refuse_key(data: JSON, schema: JSON, source: PolicyFile, key: Key) -> None:
    known = list(schema["properties"])
    unknown = next(name for name in data if name not in known)
    near = difflib.get_close_matches(str(unknown), known, 1)
    raise InputError(
        f"{unknown!r} is not known: {_keys(key, schema)}",
        remedy=f"did you mean {near[0]!r}?" if near else f"see {_PAGE}",
        place=source.place((*key, unknown)),
    )


def _keys(key: Key, schema: JSON) -> str:
    noun, known = key[-1], ", ".join(schema["properties"])
    return f"an owner has the keys {known}" if noun == "owner" else f"the keys of {noun} are {known}"


def _shown(value: Any, key: Key) -> str:
    secret = _SECRET_KEYS.intersection(map(str, key)) or isinstance(value, dict | list) or "://" in str(value)
    return "this" if secret else repr(value)


def _check_zone(data: JSON, source: PolicyFile, key: Key) -> None:
    name, at = data.get("time_zone"), (*key, "time_zone")
    if name is None or name in _zones():
        return
    near = difflib.get_close_matches(name, _zones(), 1, 0.5)
    raise InputError(
        f"{_shown(name, at)} is not an IANA time zone",
        remedy=f"did you mean {near[0]!r}?" if near else "for example Europe/Berlin",
        place=source.place(at),
    )


@cache
def _zones() -> frozenset[str]:
    """Once: it reads hundreds of files."""
    return frozenset(zoneinfo.available_timezones())


def _check_ticket(data: JSON, source: PolicyFile, key: Key) -> None:
    ticket, at = data.get("ticket"), (*key, "ticket", "project")
    if ticket and ticket["system"] == "jira" and not _JIRA_KEY.fullmatch(ticket["project"]):
        raise InputError(
            f"{_shown(ticket['project'], at)} is not the key of a Jira project",
            remedy="it is what the numbers of its issues begin with: PAY of PAY-123",
            place=source.place(at),
        )


def _check_quiet_hours(data: JSON, source: PolicyFile, key: Key) -> None:
    hours = data.get("quiet_hours")
    if hours and hours["from"] == hours["to"] and len(set(hours.get("days", DAYS))) == len(DAYS):
        raise InputError(
            "these quiet hours never end",
            remedy="the same `from` and `to` mean a whole day: leave out some `days`",
            place=source.place((*key, "quiet_hours")),
        )
