"""Coverage as text and JSON."""

from __future__ import annotations

import json

from c7n_reflex.authoring.cases.running import run
from c7n_reflex.authoring.coverage import Coverage, Kind, Note, PolicyCoverage, Unit, as_dict, measure, text
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.errors import Place
from tests.authoring.coverage import policies


def nearly() -> Coverage:
    """2999 of 3000 units."""
    units = [Unit(Kind.EVENT, f"event:{n}", "was routed", Place("p.yml", n + 1), hits=1) for n in range(2999)]
    note = Note("never decided", Place("p.yml", 7, "policies[0]"))
    return Coverage((PolicyCoverage("p", (*units, Unit(Kind.LEAF, "leaf:x", "w")), 1, (note,)),))


def test_the_table_sums_up() -> None:
    head, _, row, _, total, *_ = text(nearly()).splitlines()
    assert head.split() == ["policy", "cases", "units", "missing", "cover", "leaves"]
    assert row.split() == ["p", "1", "3000", "1", "99.9%", "0%"]
    assert total.split()[0] == "all"
    assert total.split()[1:] == row.split()[1:]


def test_what_is_missing_has_file_and_line(policy: FleetPolicy) -> None:
    coverage = measure([policy], [run(each, policy) for each in policies.weak()])
    lines = text(coverage).splitlines()
    assert any("policies.yml:24: missing  leaf:filters[1].or[0]:false  (" in line for line in lines)
    assert not any("leaf:filters[1].or[0]:true" in line for line in lines)


def test_notes_are_shown_without_the_key() -> None:
    assert "p.yml:7: note  (never decided)" in text(nearly())


def test_full_coverage_lists_nothing(policy: FleetPolicy) -> None:
    coverage = measure([policy], [run(each, policy) for each in policies.strong()])
    assert len(text(coverage).splitlines()) == 5


def test_json(policy: FleetPolicy) -> None:
    coverage = measure([policy], [run(each, policy) for each in policies.weak()])
    data = json.loads(json.dumps(as_dict(coverage)))
    assert (data["percent"], data["leaf_percent"]) == (50.0, 50.0)
    (one,) = data["policies"]
    assert (one["policy"], one["line"], one["cases"]) == ("stop-large", 7 - 1, 1)
    assert {"name": "action:actions[0]", "kind": "action", "covered": True, "hits": 1}.items() <= next(
        unit for unit in one["units"] if unit["kind"] == "action"
    ).items()


def test_nothing_to_cover_is_covered() -> None:
    assert Coverage(()).percent == 100
    assert "-" in text(Coverage((PolicyCoverage("p", ()),)))
