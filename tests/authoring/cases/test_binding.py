"""Cases and their policies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from c7n_reflex.authoring.cases import policies
from c7n_reflex.authoring.cases.binding import Bound, bind, leaf_paths
from c7n_reflex.authoring.cases.reading import load_file
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.errors import InputError
from tests.authoring.cases.conftest import POLICIES

Bind = Callable[[str], list[Bound]]


def test_a_case_has_its_own_policy_or_the_file_s(bound: Bind) -> None:
    found = bound("""\
    policy: stop-on-start
    tests:
      - {name: a, event: EVENT, expect: {stage: act}}
      - {name: a, policy: stop-swept, expect: {stage: act}}
    """)
    assert [each.case.id for each in found] == ["stop-on-start::a", "stop-swept::a"]
    assert [each.policy.name for each in found] == ["stop-on-start", "stop-swept"]


@pytest.mark.parametrize(
    ("text", "line", "said", "remedy"),
    [
        (
            "policy: stop-on-strat\ntests: [{name: a, event: EVENT, expect: {stage: act}}]",
            1,
            "no policy",
            "stop-on-start",
        ),
        ("tests:\n- name: a\n  policy: stop-sweep\n  expect: {stage: act}", 3, "no policy", "stop-swept"),
        ("tests: [{name: a, expect: {stage: act}}]", 1, "which policy", "policy: NAME"),
        (
            "policy: stop-swept\ntests:\n- name: a\n  event: EVENT\n  expect: {stage: act}",
            4,
            "is a sweep",
            "remove",
        ),
        ("policy: stop-on-start\ntests:\n- name: a\n  expect: {stage: act}", 3, "has no event", "sample"),
        (
            "policy: stop-swept\ntests: [{name: a, expect: {stage: act}},\n {name: a, expect: {stage: act}}]",
            3,
            "is there twice",
            ":2",
        ),
        (
            'policy: stop-swept\ntests:\n- name: a\n  expect:\n    denied: {leaf: "filters[1]"}',
            5,
            "no leaf 'filters[1]'",
            "filters[",
        ),
        (
            "policy: stop-on-start\ntests:\n- name: a\n  event: EVENT\n  expect:\n"
            '    denied: [{reason: x}, {leaf: "filters[1].or[1]"}]',
            6,
            "no leaf 'filters[1].or[1]'",
            "filters[1].or[",
        ),
        (
            "policy: stop-swept\ntests:\n- name: a\n  expect:\n    actions: [stopp]",
            5,
            "no action 'stopp'",
            "'stop'",
        ),
    ],
)
def test_what_does_not_fit_the_policy_is_told(
    bound: Bind, text: str, line: int, said: str, remedy: str
) -> None:
    with pytest.raises(InputError) as raised:
        bound(text)
    assert raised.value.place is not None
    assert raised.value.place.line == line
    assert said in raised.value.message
    assert remedy in raised.value.remedy


def _mirrored(tmp_path: Path, text: str) -> Bound:
    case = "tests: [{name: a, event: {sample: 'ec2:StartInstances'}, expect: {stage: act}}]"
    for name, content in (("policies", text), ("cases", case)):
        folder = tmp_path / name / "cloudtrail"
        folder.mkdir(parents=True)
        (folder / "stop.yml").write_text(content)
    fleet = policies.load([tmp_path / "policies"])
    (found,) = bind([load_file(tmp_path / "cases/cloudtrail/stop.yml")], fleet)
    return found


def test_a_file_without_a_policy_s_name_is_of_the_file_that_it_mirrors(tmp_path: Path) -> None:
    found = _mirrored(tmp_path, POLICIES[: POLICIES.index("  - name: stop-swept")])
    assert (found.case.policy, found.case.id) == ("stop-on-start", "stop-on-start::a")


def test_where_the_mirrored_file_has_several_policies_one_has_to_be_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="several policies are in cloudtrail/stop"):
        _mirrored(tmp_path, POLICIES)


def test_leaves_are_called_as_the_trace_calls_them(fleet: list[FleetPolicy]) -> None:
    from c7n_reflex.authoring import filtertree

    for each in fleet:
        nodes = filtertree.evaluate(each.policy, None, None)
        traced = [leaf.path for node in nodes for leaf in node.leaves()]
        assert list(leaf_paths(each.data["filters"], "filters")) == traced
        assert traced
