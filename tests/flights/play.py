"""Plays one case: filter, remediate, look, undo, look again; the same when recorded and when replayed."""

from __future__ import annotations

import copy
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from c7n.policy import Policy

from c7n_reflex.ledger import Record
from custom_actions.base import RECORDS_KEY
from tests.custodian import load_policy

JSON = dict[str, Any]


@dataclass
class Flight:
    """What a flight showed."""

    matched: bool  # by the policy's filters
    records: list[Record] = field(default_factory=list)  # of the remediation; empty if not matched
    before: JSON | None = None  # as the remediation reads it
    after: JSON | None = None
    undone: JSON | None = None
    calls: list[JSON] = field(default_factory=list)  # {"stage", "service", "operation", "parameters"}
    permissions: tuple[str, ...] = ()
    undo_permissions: tuple[str, ...] = ()

    @property
    def record(self) -> Record:
        """The only record."""
        (record,) = self.records
        return record

    def called(self, stage: str) -> list[tuple[str, JSON]]:
        """Operations and parameters of a stage ("filter", "act", "undo") that change something."""
        reads = ("Describe", "Get", "List")
        return [
            (call["operation"], call["parameters"])
            for call in self.calls
            if call["stage"] == stage and not call["operation"].startswith(reads)
        ]


class _Calls:
    """Notes every call of a session's clients, with its parameters."""

    def __init__(self, session: Any) -> None:
        self.stage = ""
        self.noted: list[JSON] = []
        session.events.register("provide-client-params.*.*", self._note)

    def _note(self, params: JSON, model: Any, **_: Any) -> None:
        noted = {
            "stage": self.stage,
            "service": model.service_model.service_name,
            "operation": model.name,
            "parameters": json.loads(json.dumps(params)),
        }
        self.noted.append(noted)


def play(session: Any, policy: JSON, resource: JSON, event: JSON | None) -> Flight:
    """Play a case on a session. The policy's only action must be a remediation."""
    with tempfile.TemporaryDirectory() as output:
        return _play(
            session, load_policy(policy, lambda *_, **__: session, output=Path(output)), resource, event
        )


def _play(session: Any, loaded: Policy, resource: JSON, event: JSON | None) -> Flight:
    calls = _Calls(session)
    manager = loaded.resource_manager
    (action,) = manager.actions
    resource = copy.deepcopy(resource)
    with loaded.ctx:
        calls.stage = "filter"
        matched = bool(manager.filter_resources([resource], event))
        flight = Flight(matched, calls=calls.noted, permissions=tuple(action.get_permissions()))
        flight.undo_permissions = tuple(action.undo_permissions)
        # Acts even if not matched: an action must not rely on the policy's filters.
        clients = action.clients(resource)
        calls.stage = "act"
        action.process([resource], event)
        flight.records = [Record.from_dict(each) for each in resource[RECORDS_KEY]]
        flight.before, flight.after = flight.record.before, flight.record.after
        if flight.record.undo is not None:
            calls.stage = "undo"
            type(action).undo(clients, flight.record)
            calls.stage = "look"
            flight.undone = action.read(clients, resource)
    return flight
