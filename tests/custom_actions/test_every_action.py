"""What holds for every remediation, on its flights: denied, throttled, gone, and done already."""

from __future__ import annotations

import json
from typing import Any

import boto3
import placebo
import pytest
from c7n.exceptions import PolicyExecutionError

from c7n_reflex.ledger import Result
from c7n_reflex.operator.states import same
from custom_actions import ACTIONS
from tests.flights.cases import CASES
from tests.flights.play import play
from tests.flights.recordings import FOLDER, NOTES, replay

READS = ("Describe", "Get", "List", "BatchGet")


def _name(action: Any) -> str:
    return str(action["type"] if isinstance(action, dict) else action)


def _representatives() -> dict[str, str]:
    """For each action and resource type, the first flight that changes something."""
    found: dict[str, str] = {}
    for name, case in CASES.items():
        key = f"{case.policy['resource']}.{_name(case.policy['actions'][0])}"
        notes = json.loads((FOLDER / name / NOTES).read_text(encoding="utf-8"))
        if any(_changes(call) for call in notes["calls"]):
            found.setdefault(key, name)
    return found


def _changes(call: dict[str, Any]) -> bool:
    return call["stage"] == "act" and not call["operation"].startswith(READS)


FLIGHTS = _representatives()


def _first(name: str, *, change: bool) -> dict[str, Any]:
    """The first call of the action itself: that changes something, or that reads."""
    calls = json.loads((FOLDER / name / NOTES).read_text(encoding="utf-8"))["calls"]
    return next(call for call in calls if call["stage"] == "act" and _changes(call) is change)


def _fail(name: str, operation: tuple[str, str], code: str) -> tuple[list[Any], list[dict[str, Any]]]:
    """Play it with this operation failing; (the records, the calls). PolicyExecutionError is swallowed."""
    folder, calls = FOLDER / name, []
    notes = json.loads((folder / NOTES).read_text(encoding="utf-8"))
    session = boto3.Session("testing", "testing", "testing", "us-east-1")
    pill = placebo.attach(session, data_path=str(folder))
    pill.playback()
    filtering = [True]

    def refuse(model: Any, **_: Any) -> Any:
        if filtering[0] or (model.service_model.service_name, model.name) != operation:
            return None
        answer = {"Error": {"Code": code, "Message": "as the test says"}, "ResponseMetadata": {}}
        return type("Response", (), {"status_code": 400})(), answer

    def note(model: Any, **_: Any) -> None:
        calls.append({"service": model.service_model.service_name, "operation": model.name})

    emitter = session._session.get_component("event_emitter")
    emitter.register_first("before-call.*.*", refuse)  # as placebo does, and before it
    session.events.register("provide-client-params.*.*", note)
    resource = notes["resource"]
    from custom_actions.base import Remediation

    original, records = Remediation.remediate, []

    def remediate(self: Any, *arguments: Any) -> Any:
        filtering[0] = False
        calls.clear()
        done = original(self, *arguments)
        records.extend(done)
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Remediation, "remediate", remediate)
        try:
            play(session, CASES[name].policy, resource, notes["event"])
        except PolicyExecutionError:
            assert any(each.outcome is Result.FAILED for each in records)
    return records, calls


def test_every_remediation_has_a_flight_that_changes_something() -> None:
    from tests.custom_actions.test_registration import load

    remediations = {
        f"{resource}.{name}"
        for resource, names in ACTIONS.items()
        for name, reference in names.items()
        if hasattr(load(reference), "undo_permissions")
    }
    assert remediations <= set(FLIGHTS)


@pytest.mark.parametrize("name", FLIGHTS.values(), ids=list(FLIGHTS))
def test_a_change_that_is_refused_is_a_failure_with_its_reason(name: str) -> None:
    code = "ThrottlingException" if len(name) % 2 else "AccessDenied"
    call = _first(name, change=True)
    (record,), _ = _fail(name, (call["service"], call["operation"]), code)
    assert record.outcome is Result.FAILED
    assert code in record.error


@pytest.mark.parametrize("name", FLIGHTS.values(), ids=list(FLIGHTS))
def test_what_cannot_be_read_is_not_touched(name: str) -> None:
    call = _first(name, change=False)
    (record,), calls = _fail(name, (call["service"], call["operation"]), "AccessDeniedException")
    assert record.outcome is Result.FAILED
    assert [each for each in calls if not each["operation"].startswith(READS)] == []


def _codes(name: str) -> list[str]:
    from tests.custom_actions.test_registration import load

    case = CASES[name]
    action = _name(case.policy["actions"][0])
    return sorted(load(ACTIONS[case.policy["resource"]][action]).gone)


@pytest.mark.parametrize(
    ("name", "code"), [(name, code) for name in FLIGHTS.values() for code in _codes(name)]
)
def test_what_is_gone_needs_nothing(name: str, code: str) -> None:
    call = _first(name, change=False)
    (record,), calls = _fail(name, (call["service"], call["operation"]), code)
    assert (record.outcome, record.before) == (Result.UNCHANGED, None)
    assert [each for each in calls if not each["operation"].startswith(READS)] == []


@pytest.mark.parametrize("name", FLIGHTS.values(), ids=list(FLIGHTS))
def test_undone_it_is_as_it_was(name: str) -> None:
    flight = replay(name)
    assert flight.record.outcome is Result.CHANGED
    assert flight.before != flight.after
    assert same(flight.undone, flight.before)
