"""`revoke-open-ingress`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from custom_actions._permissions import rules_of
from tests.flights.play import Flight
from tests.flights.recordings import replay


def rules(state) -> set[str]:
    """The rules of a state, in words."""
    return {str(rule) for rule in rules_of(state["permissions"])}


def revoked(flight: Flight) -> set[str]:
    return rules(flight.before) - rules(flight.after)


@pytest.mark.parametrize("case", ["group-rule-added", "group-rule-added-flat", "group-rule-modified"])
def test_revokes_the_rule_of_the_event_and_no_other(case):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert revoked(flight) == {"tcp 22 from 0.0.0.0/0"}
    assert rules(flight.after) == {"tcp 22 from 10.0.0.0/8", "tcp 443 from ::/0"}


@pytest.mark.parametrize("case", ["group-rule-added", "group-rule-modified", "group-swept"])
def test_undo_restores_the_rules_with_their_descriptions(case):
    flight = replay(case)
    assert sorted(rules_of(flight.undone["permissions"])) == sorted(rules_of(flight.before["permissions"]))


def test_takes_the_rules_from_the_answer_when_it_has_them():
    flight = replay("group-rule-answered")
    assert revoked(flight) == {"all traffic from ::/0"}
    assert "tcp 22 from 0.0.0.0/0" in rules(flight.after)


def test_an_event_that_adds_a_private_range_changes_nothing_even_if_an_older_rule_is_open():
    flight = replay("group-rule-harmless")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_a_sweep_revokes_every_open_rule():
    flight = replay("group-swept")
    assert revoked(flight) == {"tcp 22 from 0.0.0.0/0", "tcp 443 from ::/0"}
    assert rules(flight.after) == {"tcp 22 from 10.0.0.0/8"}
