"""Making deployments what they should be, and removing what should not be there."""

from __future__ import annotations

from typing import Any

from c7n_reflex.deploy.planning import Entry
from c7n_reflex.deploy.units import UNITS, Found, Site, Wanted, permission
from c7n_reflex.deploy.units.configuration import arguments
from c7n_reflex.deploy.units.model import CODE, REMEMBERED, brief, missing_is
from c7n_reflex.deploy.units.waiting import patiently, settled

_LOG = "log-group"  # Lambda makes it by itself when the function runs
_BY_CREATION = frozenset({"configuration", "code"})
_UNSET: dict[str, Any] = {"KMSKeyArn": "", "DeadLetterConfig": {"TargetArn": ""}}  # of an update only
_UNDER_ALIAS = frozenset({"code", "configuration"})


def apply(entry: Entry) -> None:
    """Create or update what differs. Raises ClientError, BotoCoreError, ReflexError; again completes it."""
    wanted, found = entry.wanted, entry.found
    assert wanted is not None and found is not None
    names = {each.unit for each in entry.differences}
    if not found.exists:
        _before_creation(wanted, found, names)
        _create(wanted)
        names -= _BY_CREATION
    elif names & _UNDER_ALIAS:
        names.add("alias")
    for unit in UNITS:
        if unit.name in names and not (unit.name == _LOG and not found.exists):
            unit.put(wanted, found)
    permission.release(wanted, found)
    _remember(wanted, found)


def _before_creation(wanted: Wanted, found: Found, names: set[str]) -> None:
    if _LOG in names:
        next(unit for unit in UNITS if unit.name == _LOG).put(wanted, found)


def _create(wanted: Wanted) -> None:
    """CreateFunction, with our tags at once: what is interrupted is known as ours."""
    client, archive = wanted.site.client("lambda"), wanted.archive()
    given = arguments(wanted.units["configuration"] or {})
    for key in _UNSET:
        if given[key] == _UNSET[key]:
            del given[key]
    answer = patiently(
        client.create_function,
        FunctionName=wanted.function,
        Code={"ZipFile": archive.bytes},
        Architectures=[(wanted.units["code"] or {})["architecture"]],
        Tags={**wanted.tags, CODE: _code_tag(archive)},
        **given,
    )
    settled(client, wanted.function, answer)


def _code_tag(archive: Any) -> str:
    return f"{archive.digest[:16]} {archive.sha256}"


def _remember(wanted: Wanted, found: Found) -> None:
    """Write the tags: what was applied, so that what is changed by hand is seen."""
    units = {name: found.units[name] if _kept(name, found) else state for name, state in wanted.units.items()}
    same_code = wanted.units["code"] == found.units["code"]
    tags = {
        **wanted.tags,
        CODE: found.tags.get(CODE, "") if same_code else _code_tag(wanted.archive()),
        REMEMBERED: " ".join(f"{name}={brief(state)}" for name, state in units.items()),
    }
    if any(found.tags.get(key) != value for key, value in tags.items()):
        wanted.site.client("lambda").tag_resource(
            Resource=wanted.site.function_arn(wanted.function), Tags=tags
        )


def _kept(unit: str, found: Found) -> bool:
    return unit == "concurrency" and (found.units[unit] or {}).get("reserved") == 0


def remove(site: Site, found: Found, *, keep_logs: bool = False) -> None:
    """Remove a function with all that belongs to it: what starts it first, its log last."""
    for unit in reversed(UNITS):
        if unit.name != _LOG:
            unit.remove(site, found)
    missing_is(None, site.client("lambda").delete_function, FunctionName=found.function)
    for unit in UNITS if not keep_logs else ():
        if unit.name == _LOG:
            unit.remove(site, found)
