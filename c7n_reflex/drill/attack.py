"""Replays recorded CloudTrail events into the organisation, and shows who reacts."""

from __future__ import annotations

import copy
import json
import re
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from c7n_reflex.accounts import Account
from c7n_reflex.events import records
from c7n_reflex.organisation.client import OrganisationClient


@dataclass(frozen=True)
class Replay:
    """One event, and the account and region into which it is put."""

    event: dict[str, Any]
    recorded_account: str
    account: Account
    region: str


@dataclass(frozen=True)
class Reaction:
    """One event and the functions that it started: (function, account, status, error or outcome)."""

    name: str
    recorded_account: str
    account: str
    account_name: str
    region: str
    functions: tuple[tuple[str, str, str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """As printed by --json."""
        keys = ("function", "account", "status", "outcome")
        return {
            **asdict(self),
            "functions": [dict(zip(keys, entry, strict=True)) for entry in self.functions],
        }


def read(file: Path, accounts: tuple[Account, ...], into: Account | None) -> list[Replay]:
    """The file's events with the accounts that they go to.

    `into`, or the account that the record names, or, for accounts that are not ours, the next of `accounts`
    in turn: the first unknown account of the file becomes the first, so that a file always goes the same way.
    """
    cast: dict[str, Account] = {account.id: account for account in accounts}
    strangers = 0
    replays = []
    for event in records.read(file):
        recorded = str(event["account"])
        if into is None and recorded not in cast:
            cast[recorded] = accounts[strangers % len(accounts)]
            strangers += 1
        replays.append(_replay(event, into or cast[recorded]))
    return replays


def _replay(event: dict[str, Any], account: Account) -> Replay:
    """The event as if it had happened in `account`; its first region stands for those it does not use."""
    recorded = str(event["account"])
    region = event["region"] if event["region"] in account.regions else account.regions[0]
    moved = _replaced(copy.deepcopy(event), recorded, account.id) if recorded else copy.deepcopy(event)
    moved |= {"id": str(uuid.uuid4()), "account": account.id, "region": region}
    moved["detail"] |= {"recipientAccountId": account.id, "awsRegion": region}
    return Replay(moved, recorded, account, region)


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        # Not within a longer number: "igw-01234567890123456" does not name the account 123456789012.
        return re.sub(rf"(?<!\d){re.escape(old)}(?!\d)", new, value)
    if isinstance(value, dict):
        return {key: _replaced(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, old, new) for item in value]
    return value


def launch(replays: list[Replay], organisation: OrganisationClient, timeout: float = 300.0) -> list[Reaction]:
    """Put each event on its account's default bus, wait, and tell what it started, in the events' order."""
    for replay in replays:
        body = {"account": replay.account.id, "region": replay.region, "event": replay.event}
        organisation.post("events", body)
    organisation.wait_idle(timeout)
    by_event: dict[str, list[dict[str, Any]]] = {}
    for invocation in organisation.get("invocations"):
        by_event.setdefault(invocation["event_id"], []).append(invocation)
    return [_reaction(replay, by_event.get(replay.event["id"], [])) for replay in replays]


def _reaction(replay: Replay, invocations: list[dict[str, Any]]) -> Reaction:
    detail = replay.event["detail"]
    return Reaction(
        name=str(detail.get("eventName") or replay.event["detail-type"]),
        recorded_account=replay.recorded_account,
        account=replay.account.id,
        account_name=replay.account.name,
        region=replay.region,
        functions=tuple(
            (entry["name"], entry["account"], entry["status"], str(entry.get("error") or decided(entry)))
            for entry in invocations
        ),
    )


def decided(invocation: dict[str, Any]) -> str:
    """How the pipeline ended, by its own last word: "resolve: gone"; empty if it had none."""
    end = ending(invocation)
    return f"{end['stage']}: {end['outcome']}" if end else ""


def ending(invocation: dict[str, Any]) -> dict[str, Any]:
    """The last of the log's lines that tell how an event ended; {} if there is none."""
    ends = [line for line in log_lines(invocation) if line.get("end")]
    return ends[-1] if ends else {}


def log_lines(invocation: dict[str, Any]) -> list[dict[str, Any]]:
    """The pipeline's lines in an invocation's log."""
    found = (_line(text) for text in str(invocation.get("log") or "").splitlines())
    return [line for line in found if "stage" in line]


def _line(text: str) -> dict[str, Any]:
    """The JSON in a line; {} if there is none. What was printed before it may have had no end of line."""
    start = text.find('{"policy": ')
    try:
        line, _ = json.JSONDecoder().raw_decode(text[start:]) if start >= 0 else ({}, 0)
    except ValueError:
        return {}
    return line if isinstance(line, dict) else {}
