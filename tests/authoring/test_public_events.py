"""Every event of a public corpus is explained by every policy that we ship, and never without a reason.

The corpus lies beside the project, and C7N_REFLEX_EVENTS names its file: JSON lines with `event`, `label`,
`kind`, `event_source` and `subject` (the resources that the event is about, as "name=id" or an ARN).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.authoring import eventfiles, explaining, fleet, showing
from c7n_reflex.authoring.explaining import Explained
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import Trace
from c7n_reflex.authoring.world import World
from c7n_reflex.errors import Place
from c7n_reflex.library import routes
from c7n_reflex.pipeline.outcome import Stage
from tests.conftest import ROOT

# No policy can be right about these: the record names no queue; its source is blacked out; and that the
# topic's policy is a harmless one, a rule cannot tell from the call.
UNSAID = {
    "ct-SetQueueAttributes-panther-326-violating.json",
    "ct-PutObjectAcl-streamalert-put-object-acl-public-1-violating.json",
    "ct-SetTopicAttributes-streamalert-public-resources-5-compliant.json",
}
EVENTS = Path(os.environ.get("C7N_REFLEX_EVENTS", ""))
pytestmark = pytest.mark.skipif(not EVENTS.name, reason="C7N_REFLEX_EVENTS does not name a file of events")

SETTLED = ("failed-call", "finding-closed", "finding-suppressed")
NOWHERE = (Stage.ROUTE, Stage.LOCATE)


@dataclass(frozen=True)
class Row:
    """One line of the corpus."""

    data: dict[str, Any]
    explained: list[Explained]

    @property
    def name(self) -> str:
        return str(self.data["file"])

    @property
    def traces(self) -> list[Trace]:
        return [trace for each in self.explained for trace in each.traces]

    def names(self, identity: str) -> bool:
        """True if the event is about this resource."""
        subjects = [subject.rpartition("=")[2] for subject in self.data["subject"]]
        return any(each == identity or each.endswith((f"/{identity}", f":{identity}")) for each in subjects)


@pytest.fixture(scope="module")
def policies() -> list[FleetPolicy]:
    return fleet.load([ROOT / "policies"])


@pytest.fixture(scope="module")
def rows(policies: list[FleetPolicy]) -> list[Row]:
    data = [json.loads(line) for line in Path(EVENTS).read_text(encoding="utf-8").splitlines()]
    return [Row(row, explaining.explain(policies, _events(row), World())) for row in data]


def _events(row: dict[str, Any]) -> list[eventfiles.Given]:
    return eventfiles.wrap(row["event"], Place(Path(row["file"])))


def test_each_policy_says_how_it_ends_or_what_would_have_to_be_known(rows: list[Row]) -> None:
    assert len(rows) > 100
    for row in rows:
        assert row.traces, row.name
        for trace in row.traces:
            assert trace.outcome is not None or trace.needs, (row.name, trace.policy)
            assert len(trace.stages) == len(Stage)


def test_in_words_a_stage_and_a_reason(rows: list[Row]) -> None:
    for row in rows[::3]:  # each by some ninety policies
        for each in row.explained:
            shown = list(showing.fleet_lines(each.traces, verbose=True))
            assert len(shown) >= len(each.traces), row.name
            for trace in each.traces:
                assert _has_reason(trace), (row.name, trace.policy)
                text = list(showing.lines(trace))
                assert any(str(trace.stage) in line for line in text[1:]), (row.name, trace.policy)
                assert text[-1].startswith("  ends "), row.name


def _has_reason(trace: Trace) -> bool:
    if trace.subscribed:
        return len(showing.ending(trace)) > len(f"{trace.outcome} at {trace.stage}: ")
    if trace.pattern is None or trace.looked_at is None:
        return bool(trace.detail)
    return bool(showing.failing_fields(trace.pattern, trace.looked_at))


def test_as_json_the_same(rows: list[Row]) -> None:
    for row in rows[1::3]:
        for each, given in zip(json.loads(explaining.as_json(row.explained)), row.explained, strict=True):
            found = {trace["policy"]: (trace["outcome"], trace["stage"]) for trace in each["traces"]}
            assert found == {trace.policy: (trace.outcome, trace.stage) for trace in given.traces}
            for trace in each["traces"]:
                if trace["outcome"] == "not-subscribed":
                    assert trace.get("failing_fields") or trace["detail"], (row.name, trace["policy"])


def test_nobody_acts_on_what_failed_or_is_closed(rows: list[Row]) -> None:
    settled = [row for row in rows if row.data["label"] in SETTLED]
    assert {row.data["label"] for row in settled} >= {"failed-call", "finding-closed"}
    for row in settled:
        for trace in row.traces:
            assert trace.stage in NOWHERE, (row.name, trace.policy)
            assert trace.outcome is not None, (row.name, trace.policy)
            assert not trace.targets, (row.name, trace.policy)


def test_the_routing_table_is_right_but_for_what_the_events_do_not_say(policies: list[FleetPolicy]) -> None:
    found = list(routes.routed(routes.read(EVENTS), policies))
    assert len({each.policy for row in found for each in row.routes}) > 20
    assert {row.judged.name: row.fault for row in found if row.fault and row.judged.name not in UNSAID} == {}


def test_every_id_that_is_found_is_a_subject_of_the_event(rows: list[Row]) -> None:
    for row in rows:
        for trace in row.traces:
            for target in trace.targets:
                assert all(row.names(each) for each in target.ids), (row.name, trace.policy, target.ids)
