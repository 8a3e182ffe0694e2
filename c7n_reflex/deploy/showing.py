"""A plan and its outcomes as text, in terraform's manner, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from c7n_reflex.accounts import Directory
from c7n_reflex.deploy.organising import Outcome, Plan
from c7n_reflex.deploy.planning import Difference, Entry

_SIGNS = {"create": "+", "update": "~", "drifted": "!", "orphaned": "-", "unchanged": " "}
_COLOURS = {"create": "green", "update": "cyan", "drifted": "magenta", "orphaned": "red", "unchanged": "dim"}
_WORDS = {
    "create": "to create",
    "update": "to update",
    "drifted": "drifted by hand",
    "orphaned": "orphaned",
    "unchanged": "unchanged",
}
_WIDEST = 100  # characters of a value


def plan_lines(plan: Plan, directory: Directory, *, unchanged: bool = False) -> Iterator[tuple[str, str]]:
    """(text, rich style) of each line. Entries that are to be changed in the same way are shown once."""
    for same in grouped(plan.entries):
        first = same[0]
        if first.kind == "unchanged" and not first.disabled and not unchanged:
            continue
        style = _COLOURS[first.kind]
        yield f"{_SIGNS[first.kind]} {first.policy or first.function}: {_WORDS[first.kind]}", style
        yield f"    in {where(same, directory)}", "dim"
        for reason in first.disabled:
            yield f"    disabled by an operator, and kept so: {reason}", "yellow"
        if first.kind != "create":
            for difference in first.differences:
                yield from ((f"    {line}", style) for line in _difference_lines(difference))
    for failure in plan.failures:
        name = directory[failure.account].name
        yield f"x {name} ({failure.account}) {failure.region}: {failure.reason}", "bold red"


def grouped(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Entries that are to be changed in the same way, together."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        places = {entry.account: "ACCOUNT", entry.region: "REGION"}
        shown = entry.differences if entry.kind != "create" else ()
        text = json.dumps([_fields(each, places) for each in shown])
        key = json.dumps([entry.policy, entry.function, entry.kind, entry.disabled, text])
        groups.setdefault(key, []).append(entry)
    yield from sorted(groups.values(), key=lambda same: (same[0].policy, same[0].kind))


def _fields(difference: Difference, places: dict[str, str]) -> list[str]:
    """What makes two differences the same, though their account and region differ."""
    text = json.dumps([difference.unit, difference.by_hand, dict(difference.fields)], default=str)
    for place, word in places.items():
        text = text.replace(place, word)
    return [text]


def where(same: Sequence[Entry], directory: Directory) -> str:
    """`payments-prod, web-shop-prod (us-east-1, eu-west-1); ...`"""
    regions: dict[str, list[str]] = {}
    for entry in same:
        regions.setdefault(entry.account, []).append(entry.region)
    by_regions: dict[tuple[str, ...], list[str]] = {}
    for account, found in regions.items():
        by_regions.setdefault(tuple(found), []).append(directory[account].name)
    return "; ".join(f"{', '.join(names)} ({', '.join(found)})" for found, names in by_regions.items())


def _difference_lines(difference: Difference) -> Iterator[str]:
    hand = " (changed by hand)" if difference.by_hand else ""
    for key, (is_, should) in difference.fields.items():
        before, after = _short(is_), _short(should)
        yield f"{difference.unit}.{key}: {before} -> {after}{hand}"
    if not difference.fields:
        yield f"{difference.unit}{hand}"


def _short(value: Any) -> str:
    text = (
        "(none)" if value is None else value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    )
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"


def summary(plan: Plan) -> str:
    """`2 to create, 1 to update, 40 unchanged`."""
    counts = Counter(entry.kind for entry in plan.entries)
    disabled = sum(1 for entry in plan.entries if entry.disabled)
    parts = [f"{counts[kind]} {words}" for kind, words in _WORDS.items() if counts[kind]]  # type: ignore[index]
    parts += [f"{disabled} disabled by an operator"] if disabled else []
    parts += [f"{len(plan.failures)} accounts and regions could not be read"] if plan.failures else []
    return ", ".join(parts) or "nothing is deployed, and nothing should be"


def plan_json(plan: Plan) -> dict[str, Any]:
    """For `--output json`: `entries` and `failures`."""
    return {
        "entries": [entry_json(entry) for entry in plan.entries],
        "failures": [vars(failure) for failure in plan.failures],
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    """One entry."""
    return {
        "policy": entry.policy,
        "function": entry.function,
        "account": entry.account,
        "region": entry.region,
        "change": entry.kind,
        "disabled": list(entry.disabled),
        "differences": [
            {
                "unit": each.unit,
                "changed_by_hand": each.by_hand,
                "fields": {
                    key: {"is": is_, "should_be": should} for key, (is_, should) in each.fields.items()
                },
            }
            for each in entry.differences
        ],
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """One outcome."""
    entry = outcome.entry
    return {
        "policy": entry.policy,
        "function": entry.function,
        "account": entry.account,
        "region": entry.region,
        "result": outcome.result,
        "reason": outcome.reason,
    }


def outcome_lines(outcomes: Sequence[Outcome], plan: Plan, directory: Directory) -> Iterator[tuple[str, str]]:
    """A line an account and region, and each failure's reason, the same one once."""
    by_place: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        by_place.setdefault((outcome.entry.account, outcome.entry.region), []).append(outcome)
    for (account, region), there in by_place.items():
        counts = Counter(each.result for each in there)
        failed = counts["failed"] or counts["stopped"]
        text = ", ".join(f"{count} {result}" for result, count in counts.items())
        yield f"{directory[account].name} ({account}) {region}: {text}", "bold red" if failed else ""
        reasons: dict[str, list[str]] = {}
        for each in there:
            if each.result == "failed":
                reasons.setdefault(each.reason, []).append(each.entry.policy or each.entry.function)
        for reason, policies in reasons.items():
            yield f"    {', '.join(policies)}: {reason}", "red"
    for failure in plan.failures:
        name = directory[failure.account].name
        yield f"{name} ({failure.account}) {failure.region}: not deployed: {failure.reason}", "bold red"


def permission_lines(plan: Plan) -> Iterator[str]:
    """The permissions that policies which are new or changed need."""
    needed = {}
    for entry in plan.entries:
        if entry.kind in ("create", "update") and entry.wanted and entry.policy not in needed:
            needed[entry.policy] = entry.wanted.permissions()
    for policy, permissions in sorted(needed.items()):
        if permissions:
            yield f"{policy} needs {', '.join(sorted(permissions))}"
