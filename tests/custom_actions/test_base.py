"""What every remediation has from its base: record, change, carry on after a failure, raise in the end."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError
from c7n.exceptions import PolicyExecutionError
from c7n.utils import type_schema

from c7n_reflex.ledger import Record, Result
from custom_actions import base
from custom_actions.base import RECORDS_KEY, Change, Remediation
from tests.custodian import load_policy
from tests.flights.case import call

EVENT = call("AttachInternetGateway", {})


def denied() -> ClientError:
    return ClientError({"Error": {"Code": "UnauthorizedOperation", "Message": "no"}}, "Switch")


class Switch(Remediation):
    """Turns off what is on; `world` is the AWS of this test."""

    type = "switch"
    schema = type_schema("switch")
    gone = frozenset({"NoSuchSwitch"})

    def clients(self, resource):
        return lambda _: None

    def read(self, clients, resource):
        state = self.world.get(resource["InternetGatewayId"])
        if state is None:
            raise ClientError({"Error": {"Code": "NoSuchSwitch", "Message": "gone"}}, "Read")
        if isinstance(state, ClientError):
            raise state
        return {"on": state}

    def plan(self, resource, before, event):
        return Change("Switched off.", {}, {"on": True}) if before["on"] else None

    def apply(self, clients, change, record):
        self.log_of_calls.append(("apply", record.resource))
        if record.resource in self.broken:
            raise denied()
        self.world[record.resource] = False


class MemoryLedger:
    """A ledger with the semantics of the table's, which notes the order of calls."""

    def __init__(self, log_of_calls):
        self.records: dict[tuple[str, str], Record] = {}
        self.entries: list[str] = []
        self.log_of_calls = log_of_calls

    def open(self, occasion, entries):
        self.entries += [entry.id for entry in entries]
        return tuple(entries)

    def begin(self, record, key):
        self.log_of_calls.append(("begin", record.resource))
        return self.records.setdefault((record.id, key), record)

    def finish(self, record, key, result, *, after=None, error=""):
        if result is Result.UNCHANGED and record.outcome is Result.CHANGED:
            return record
        self.records[record.id, key] = record.with_changes(outcome=result, after=after, error=error)
        return self.records[record.id, key]


@pytest.fixture
def switch(monkeypatch, tmp_path):
    """Builds an action on a world; `.ledger` outlives it, as the table does."""
    log_of_calls: list = []
    ledger = MemoryLedger(log_of_calls)
    monkeypatch.setattr(base, "open_ledger", lambda *_: ledger)

    def build(broken=(), **world):
        policy = load_policy({"resource": "aws.internet-gateway", "actions": ["detach"]}, output=tmp_path)
        action = Switch({}, policy.resource_manager)
        action.world, action.broken = dict(world), broken
        action.log_of_calls, action.ledger = log_of_calls, ledger
        policy.ctx.execution_id = "execution"
        return action

    return build


def gateways(*ids):
    return [{"InternetGatewayId": each} for each in ids]


def test_nothing_is_changed_before_the_ledger_has_the_state_before(switch):
    action = switch(a=True)
    (record,) = action.process(gateways("a"), EVENT)
    assert action.log_of_calls == [("begin", "a"), ("apply", "a")]
    assert (record["before"], record["after"], record["outcome"]) == ({"on": True}, {"on": False}, "changed")


def test_a_ledger_that_refuses_stops_the_change(switch, monkeypatch):
    action = switch(a=True)
    monkeypatch.setattr(action.ledger, "begin", lambda *_: (_ for _ in ()).throw(denied()))
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        action.process(gateways("a"), EVENT)
    assert action.world == {"a": True}


def test_a_failure_does_not_stop_the_others_and_is_raised_in_the_end(switch):
    action = switch(broken=("a",), a=True, b=True)
    resources = gateways("a", "b")
    with pytest.raises(PolicyExecutionError, match=r"failed for 1 resource.*a in"):
        action.process(resources, EVENT)
    assert action.world == {"a": True, "b": False}
    assert [each[RECORDS_KEY][0]["outcome"] for each in resources] == ["failed", "changed"]


def test_an_unreadable_state_is_a_failure_and_not_unchanged(switch):
    with pytest.raises(PolicyExecutionError):
        switch(a=denied()).process(gateways("a"), EVENT)


@pytest.mark.parametrize("world", [{"a": False}, {}], ids=["already right", "gone"])
def test_unchanged_is_recorded_as_such(switch, world):
    action = switch(**world)
    (record,) = action.process(gateways("a"), EVENT)
    assert record["outcome"] == "unchanged"
    assert [each.outcome for each in action.ledger.records.values()] == [Result.UNCHANGED]
    assert ("apply", "a") not in action.log_of_calls


def test_the_same_event_gives_the_same_record_and_another_event_another(switch):
    action = switch(a=True)
    (first,) = action.process(gateways("a"), EVENT)
    (retry,) = action.process(gateways("a"), EVENT)
    assert retry["id"] == first["id"]
    assert retry["outcome"] == "changed"  # so that the owner is still told
    other = json.loads(json.dumps(EVENT))
    other["detail"]["eventID"] = "another"
    assert action.process(gateways("a"), other)[0]["id"] != first["id"]


def test_a_retry_keeps_the_state_before_of_the_first_attempt(switch):
    action = switch(broken=("a",), a=True)
    with pytest.raises(PolicyExecutionError):
        action.process(gateways("a"), EVENT)
    action.broken = ()
    (record,) = action.process(gateways("a"), EVENT)
    assert record["before"] == {"on": True}
    assert record["outcome"] == "changed"


def test_an_attempt_that_was_cut_off_after_its_change_counts_as_changed(switch, monkeypatch):
    action = switch(a=True)
    with monkeypatch.context() as patch:
        patch.setattr(action.ledger, "finish", lambda *_, **__: (_ for _ in ()).throw(denied()))
        with pytest.raises(ClientError):
            action.process(gateways("a"), EVENT)
    (record,) = action.process(gateways("a"), EVENT)
    assert record["outcome"] == "changed"
    assert record["undo"] == {"on": True}


def test_two_sweeps_are_two_occasions(switch):
    action = switch(a=True)
    (first,) = action.process(gateways("a"))
    action.manager.ctx.execution_id = "next week"
    (second,) = action.process(gateways("a"))
    assert first["id"] != second["id"]


def test_a_change_that_was_refused_is_not_told_as_made(switch):
    with pytest.raises(PolicyExecutionError):
        switch(broken=("a",), a=True).process(gateways("a"), EVENT)
    (record,) = switch(a=False).process(gateways("a"), EVENT)  # somebody else turned it off
    assert record["outcome"] == "unchanged"


def test_a_preview_says_what_would_be_done_and_does_nothing(switch):
    action = switch(a=True, b=False)
    planned = action.preview(gateways("a", "b"), EVENT)
    assert [(each.outcome, each.change) for each in planned] == [
        (Result.PLANNED, "Switched off."),
        (Result.PLANNED, ""),
    ]
    assert planned[0].before == {"on": True}
    assert (action.log_of_calls, action.world) == ([], {"a": True, "b": False})


def test_the_pipeline_s_entries_are_used_and_failures_are_returned(switch):
    action = switch(broken=("a",), a=True, b=True)
    records = action.remediate(action.ledger, gateways("a", "b"), EVENT, ["one", "two"], "00-switch")
    assert [(each.id, each.outcome) for each in records] == [("one", Result.FAILED), ("two", Result.CHANGED)]
    assert set(action.ledger.records) == {("one", "00-switch"), ("two", "00-switch")}
    assert action.ledger.entries == []
