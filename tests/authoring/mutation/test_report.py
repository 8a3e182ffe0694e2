"""The report."""

from __future__ import annotations

import json
import re
from pathlib import Path

from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.mutation import as_dict, mutate, text
from c7n_reflex.authoring.mutation.diffs import diff
from c7n_reflex.authoring.mutation.mutants import mutants_of
from tests.authoring.coverage import policies


def test_survivors_are_shown_as_diffs_of_the_file(policy: FleetPolicy) -> None:
    shown = text(mutate([policy], policies.weak()))
    assert re.search(r"stop-large +1 +25 +8 +17 +32%", shown)
    (block,) = (each for each in shown.split("\n\n") if "filters[1].or[0] dropped" in each)
    head, before, after, hunk, *lines = block.splitlines()
    assert head == "stop-large: survived drop-filter: filters[1].or[0] dropped"
    assert before.startswith("--- ") and before.endswith("policies.yml")
    assert after.endswith("policies.yml (drop-filter)")
    assert hunk == "@@ -23,3 +23,2 @@"
    assert lines == ["       - or:", "-          - tag:size: large", "           - type: value"]


def test_the_line_numbers_are_those_of_the_file(policy: FleetPolicy) -> None:
    for mutant in mutants_of(policy):
        shown = diff(policy, mutant).splitlines()
        match = re.match(r"@@ -(\d+)", shown[2])
        assert match
        assert policies.POLICY.splitlines()[int(match[1]) - 1] == shown[3][1:]


def test_nothing_survives_nothing_is_listed(policy: FleetPolicy) -> None:
    assert len(text(mutate([policy], policies.strong())).splitlines()) == 5


def test_a_policy_without_cases_is_named_without_diffs(policy: FleetPolicy) -> None:
    shown = text(mutate([policy], []))
    assert "stop-large: no case passes, so that no mutant was tried" in shown
    assert "@@" not in shown


def test_json(policy: FleetPolicy) -> None:
    data = json.loads(json.dumps(as_dict(mutate([policy], policies.weak()))))
    (one,) = data["policies"]
    assert (data["score"], one["score"], one["killed"], one["survived"]) == (32.0, 32.0, 8, 17)
    assert len(one["survivors"]) == 17
    (event,) = (each for each in one["survivors"] if each["operator"] == "drop-event")
    assert event["line"] == 15
    assert "StartInstances" in event["diff"]


def test_what_cannot_be_edited_is_written_out_anew(tmp_path: Path) -> None:
    filters = "&f [{a: b}, {c: d}]"
    text_ = (
        f"policies: [{{name: p, resource: aws.ec2, filters: {filters}}},"
        "{name: q, resource: aws.ec2, filters: *f}]"
    )
    given = policies.load(tmp_path, text_, "p")
    mutant = next(mutants_of(given))
    assert "-- a: b" in diff(given, mutant).splitlines()
