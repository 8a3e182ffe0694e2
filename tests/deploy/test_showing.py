"""A plan and its outcomes, as people and programs read them."""

from __future__ import annotations

import json

from c7n_reflex.deploy import showing
from c7n_reflex.deploy.organising import Failure, Outcome, Plan
from tests.deploy.accounts_for_tests import directory
from tests.deploy.entries import FIRST, SECOND, entry

KNOWN = directory(2)
FAILED = Failure(SECOND, "eu-west-1", "denied")


def lines(*entries: object, failures: tuple[Failure, ...] = (), unchanged: bool = False) -> list[str]:
    """The plan's lines, without style."""
    plan = Plan(entries, failures)  # type: ignore[arg-type]
    return [text for text, _ in showing.plan_lines(plan, KNOWN, unchanged=unchanged)]


def test_the_same_change_in_many_places_is_shown_once() -> None:
    role = {"Role": (None, f"arn:aws:iam::{FIRST}:role/x")}
    other = {"Role": (None, f"arn:aws:iam::{SECOND}:role/x")}
    shown = lines(entry("update", fields=role), entry("update", SECOND, "eu-west-1", fields=other))
    assert shown == [
        "~ open: to update",
        "    in solution-2 (us-east-1); solution-3 (eu-west-1)",
        f"    configuration.Role: (none) -> arn:aws:iam::{FIRST}:role/x",
    ]
    assert len(lines(entry("update", fields=role), entry("update", SECOND, fields={"Role": (1, 2)}))) == 6


def test_each_kind_has_its_sign() -> None:
    kinds = ("create", "update", "drifted", "orphaned", "unchanged")
    entries = [entry(kind, policy=kind) for kind in kinds]  # type: ignore[arg-type]
    assert {line[0] for line in lines(*entries, unchanged=True) if line[0] != " "} == set("+~!-")
    assert any("unchanged: unchanged" in line for line in lines(*entries, unchanged=True))
    assert not any("unchanged" in line for line in lines(*entries))


def test_what_is_disabled_is_shown_though_unchanged() -> None:
    shown = lines(entry("unchanged", disabled=("its rule is disabled",)))
    assert "    disabled by an operator, and kept so: its rule is disabled" in shown
    assert lines(entry("unchanged")) == []


def test_a_long_value_is_cut_and_a_failure_is_told() -> None:
    shown = lines(entry("update", fields={"x": ("a" * 500, None)}), failures=(FAILED,))
    assert all(len(line) < 200 for line in shown)
    assert shown[-1] == f"x solution-3 ({SECOND}) eu-west-1: denied"


def test_the_summary_counts() -> None:
    plan = Plan((entry(), entry("unchanged", disabled=("x",))), (FAILED,))
    assert showing.summary(plan) == (
        "1 to create, 1 unchanged, 1 disabled by an operator, 1 accounts and regions could not be read"
    )
    assert showing.summary(Plan(())) == "nothing is deployed, and nothing should be"


def test_outcomes_are_told_by_place_and_each_reason_once() -> None:
    outcomes = [
        Outcome(entry(policy="a"), "failed", "denied"),
        Outcome(entry(policy="b"), "failed", "denied"),
        Outcome(entry(account=SECOND), "created"),
    ]
    shown = [text for text, _ in showing.outcome_lines(outcomes, Plan((), (FAILED,)), KNOWN)]
    assert shown == [
        f"solution-2 ({FIRST}) us-east-1: 2 failed",
        "    a, b: denied",
        f"solution-3 ({SECOND}) us-east-1: 1 created",
        f"solution-3 ({SECOND}) eu-west-1: not deployed: denied",
    ]


def test_the_json_has_both_values_of_a_field() -> None:
    plan = json.loads(
        json.dumps(showing.plan_json(Plan((entry("update", fields={"x": (1, 2)}),), (FAILED,))))
    )
    (difference,) = plan["entries"][0]["differences"]
    assert difference == {
        "unit": "configuration",
        "changed_by_hand": False,
        "fields": {"x": {"is": 1, "should_be": 2}},
    }
    assert plan["failures"] == [{"account": SECOND, "region": "eu-west-1", "reason": "denied"}]


def test_permissions_of_what_is_new_are_told() -> None:
    plan = Plan((entry(), entry("unchanged", policy="b")))
    assert list(showing.permission_lines(plan)) == ["open needs ec2:Open"]
