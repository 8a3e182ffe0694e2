"""`delete-open-entries`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from custom_actions._acl_entries import described, open_entries
from tests.flights.recordings import replay


def _inbound(state):
    return [entry["RuleNumber"] for entry in state["entries"] if not entry["Egress"]]


@pytest.mark.parametrize(
    ("case", "left"),
    [
        ("acl-entry-created", [100]),
        ("acl-entry-replaced", [90]),
        ("acl-swept", []),
    ],
)
def test_deletes_what_the_event_made_or_in_a_sweep_all_and_undo_brings_it_back(case, left):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert _inbound(flight.before) == [90, 100]
    assert _inbound(flight.after) == left
    assert flight.undone == flight.before


@pytest.mark.parametrize("case", ["acl-entry-private", "acl-default"])
def test_what_is_not_open_or_was_not_made_by_the_event_stays(case):
    flight = replay(case)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


@pytest.mark.parametrize(
    ("first", "last", "is_open"), [(22, 22, True), (3000, 4000, True), (0, 65535, True), (23, 3388, False)]
)
def test_tcp_is_open_if_it_includes_ssh_or_rdp(first, last, is_open):
    entry = {"RuleNumber": 1, "RuleAction": "allow", "Protocol": "6", "Ipv6CidrBlock": "::/0"}
    entry["PortRange"] = {"From": first, "To": last}
    assert open_entries({"Entries": [entry]}, None) == ([entry] if is_open else [])
    assert described(entry) == f"entry 1 (allow tcp {first}-{last} from ::/0)"
