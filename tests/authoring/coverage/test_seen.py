"""What one trace covers."""

from __future__ import annotations

from typing import Any

import pytest

from c7n_reflex.authoring.coverage.seen import seen
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import FilterNode, PlannedAction, ResourceTrace, TargetTrace, Trace
from c7n_reflex.pipeline.outcome import Outcome

LEAVES = (FilterNode("filters[0]", "value", True), FilterNode("filters[1].or[0]", "value", None))


def trace(outcome: Outcome | None, *, changes: bool = True, **more: Any) -> Trace:
    """One instance, with one planned action."""
    planned = (PlannedAction("actions[0]", "stop", "i-1", changes),)
    resource = ResourceTrace("i-1", outcome, filters=LEAVES, planned=planned, **more)
    return Trace("stop-large", "cloudtrail", outcome, targets=(TargetTrace("1", "r", resources=(resource,)),))


def test_an_action_that_finds_something_to_do_is_covered(policy: FleetPolicy) -> None:
    assert "action:actions[0]" in seen(policy, trace(Outcome.ACTED))
    assert "action:actions[0]" not in seen(policy, trace(Outcome.UNCHANGED, changes=False))


def test_what_is_planned_for_an_unknown_end_does_not_count(policy: FleetPolicy) -> None:
    assert seen(policy, trace(None)) == {"leaf:filters[0]:true"}


@pytest.mark.parametrize(
    ("outcome", "unit"),
    [
        (Outcome.ACTED, "outcome:reacted"),
        (Outcome.OBSERVED, "outcome:reacted"),
        (Outcome.AWAITING_APPROVAL, "outcome:reacted"),
        (Outcome.NO_MATCH, "outcome:left-alone"),
        (Outcome.EXEMPT, "outcome:left-alone"),
        (Outcome.UNCHANGED, "outcome:left-alone"),
        (Outcome.CALL_FAILED, "outcome:call-failed"),
        (Outcome.SETTLED, "outcome:settled"),
        (Outcome.UNREADABLE, None),  # not decided, but broken
        (Outcome.FAILED, None),
        (None, None),
    ],
)
def test_outcomes(policy: FleetPolicy, outcome: Outcome | None, unit: str | None) -> None:
    found = {name for name in seen(policy, trace(outcome)) if name.startswith("outcome")}
    assert found == ({unit} if unit else set())


def test_a_policy_that_only_reports_reacts_where_nothing_is_changed(policy: FleetPolicy) -> None:
    reports = policy.changed({**policy.data, "actions": []})
    assert "outcome:reacted" in seen(reports, trace(Outcome.UNCHANGED, changes=False))


def test_the_owner_is_told_by_the_actions_that_tell(policy: FleetPolicy) -> None:
    actions = ["stop", {"type": "notify-owner", "subject": "stopped"}]
    tells = policy.changed({**policy.data, "actions": actions})
    assert "action:actions[1]" in seen(tells, trace(Outcome.ACTED, told=True))
    assert "action:actions[1]" not in seen(tells, trace(Outcome.ACTED))
