"""`restore-scope`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from custom_actions._trail_scope import records_changes
from custom_actions.restore_trail_scope import RestoreTrailScope
from tests.flights.cases.logging_trail_scope import ADVANCED, DATA_ONLY, READ_ONLY
from tests.flights.recordings import replay

EVERYTHING = {"ReadWriteType": "All", "IncludeManagementEvents": True}


def management(*fields):
    return {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}, *fields]}


def test_only_the_flag_that_the_call_turned_off_is_turned_on():
    flight = replay("scope-one-region")
    off = {"IsMultiRegionTrail": False, "IncludeGlobalServiceEvents": True, "LogFileValidationEnabled": False}
    assert flight.matched
    assert flight.record.change == "Turned IsMultiRegionTrail of trail flight-scope on again."
    assert flight.after["flags"] == off | {"IsMultiRegionTrail": True}
    assert flight.undone == flight.before
    assert flight.before["flags"] == off


def test_all_flags_that_the_call_turned_off_are_turned_on_in_one_call():
    flight = replay("scope-all-off")
    assert set(flight.after["flags"].values()) == {True}
    assert [operation for operation, _ in flight.called("act")] == ["UpdateTrail"]
    assert flight.undone == flight.before
    assert set(flight.before["flags"].values()) == {False}


@pytest.mark.parametrize(
    ("case", "basic", "advanced"),
    [
        ("scope-data-only", [DATA_ONLY, EVERYTHING | {"DataResources": []}], []),
        ("scope-five-selectors", [DATA_ONLY | EVERYTHING, *[READ_ONLY] * 4], []),
        ("scope-advanced", [], [ADVANCED, management() | {"Name": "Management events"}]),
    ],
)
def test_management_events_are_recorded_beside_what_the_call_chose(case, basic, advanced):
    flight = replay(case)
    assert flight.matched
    assert flight.record.change == "Let trail flight-scope record management events again."
    assert flight.after["selectors"] == {"basic": basic, "advanced": advanced}
    assert flight.undone == flight.before


@pytest.mark.parametrize(
    "case", ["scope-turned-on", "scope-other-setting", "scope-sweep", "scope-with-management-events"]
)
def test_what_no_call_narrowed_is_left_alone(case):
    flight = replay(case)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_a_trail_that_is_gone_is_left_alone():
    flight = replay("scope-gone")
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.before is None
    assert flight.called("act") == []


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ([], True),
        ([management()], True),
        ([management({"Field": "readOnly", "Equals": ["false"]})], True),
        ([management({"Field": "readOnly", "Equals": ["true"]})], False),
        ([management({"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]})], True),
        ([management({"Field": "eventSource", "Equals": ["kms.amazonaws.com"]})], False),
        ([management({"Field": "eventName", "StartsWith": ["Get"]}), management()], True),
        ([ADVANCED], False),
    ],
)
def test_which_advanced_selectors_record_changes(selectors, expected):
    assert records_changes({"basic": [], "advanced": selectors}) is expected


def test_acts_in_the_trails_home_region():
    action = RestoreTrailScope({"type": "restore-scope"})
    assert action.region({"HomeRegion": "eu-west-1"}) == "eu-west-1"
