"""Cases are run, and compared key by key."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring.cases.binding import Bound
from c7n_reflex.authoring.cases.comparing import fits
from c7n_reflex.authoring.cases.model import CaseResult, CaseVerdict
from c7n_reflex.authoring.cases.running import copied, run
from c7n_reflex.authoring.fleet import FleetPolicy

One = Callable[..., CaseResult]
STARTED = "event: EVENT\nresources: [RUNNING]\n"


def _keys(result: CaseResult) -> list[str]:
    return [each.key for each in result.differences]


@pytest.mark.parametrize(
    "expect",
    [
        "{outcome: acted, stage: act}",
        "{outcomes: {i-1: acted}}",
        "{matched: [i-1], actions: [stop], notices: [i-1]}",
        '{calls: ["ec2:StopInstances"]}',
        '{changes: {i-1: "...i-1..."}}',
        "{denied: []}",
    ],
)
def test_a_case_passes_if_everything_is_as_expected(one: One, expect: str) -> None:
    result = one(f"{STARTED}expect: {expect}")
    assert (result.verdict, result.differences, result.ok) == (CaseVerdict.PASS, (), True)
    assert result.trace is not None


@pytest.mark.parametrize(
    ("expect", "key", "actual"),
    [
        ("outcome: no-match", "outcome", "acted"),
        ("outcome: unknown", "outcome", "acted"),
        ("outcomes: {i-1: no-match}", "outcomes[i-1]", "acted"),
        ("outcomes: {i-2: acted}", "outcomes[i-2]", "no such resource"),
        ("stage: decide", "stage", "act"),
        ("matched: []", "matched", ["i-1"]),
        ("matched: [i-1, i-2]", "matched", ["i-1"]),
        ("actions: []", "actions", ["stop"]),
        ("calls: []", "calls", ["ec2:StopInstances"]),
        ("changes: {}", "changes[i-1]", "stop of i-1"),
        ("changes: {i-1: stop}", "changes[i-1]", "stop of i-1"),
        ("changes: {i-1: ..., i-2: ...}", "changes[i-2]", None),
        ('denied: {leaf: "filters[0]"}', "denied", []),
        ("notices: []", "notices", ["i-1"]),
    ],
)
def test_what_is_not_as_expected_is_a_difference_at_its_line(
    one: One, expect: str, key: str, actual: object
) -> None:
    result = one(f"{STARTED}expect:\n  {expect}")
    assert result.verdict is CaseVerdict.FAIL
    assert not result.ok
    (difference,) = result.differences
    assert (difference.key, difference.actual) == (key, actual)
    assert difference.place is not None
    assert difference.place.line == 7


@pytest.mark.parametrize(
    ("denied", "fine"),
    [
        ('{leaf: "filters[0]"}', True),
        ('{leaf: "filters[0]", reason: value mismatch}', True),
        ('{leaf: "filters[0]", reason: mismatch, resource: i-1}', True),
        ("{reason: value mismatch}", True),
        ('{leaf: "filters[1].or[0]"}', False),
        ('{leaf: "filters[0]", reason: field absent}', False),
        ('{leaf: "filters[0]", resource: i-2}', False),
        ("[]", False),
    ],
)
def test_a_denial_is_of_the_leaf_that_decided(one: One, denied: str, fine: bool) -> None:
    stopped = "event: EVENT\nresources: [{InstanceId: i-1, State: {Name: stopped}}]\n"
    result = one(f"{stopped}expect: {{denied: {denied}}}")
    assert result.ok is fine


def test_resources_are_denied_each_by_its_own_leaf(one: One) -> None:
    given = "resources: [{InstanceId: i-1, State: {Name: stopped}}, {InstanceId: i-2}]\n"
    absent = '{resource: i-2, leaf: "filters[0]", reason: field absent}'
    stopped = '{resource: i-1, leaf: "filters[0]", reason: value mismatch}'
    swept = {"policy": "stop-swept"}
    assert one(f"{given}expect: {{denied: [{absent}, {stopped}]}}", **swept).ok
    assert one(f"{given}expect: {{denied: {absent}}}", **swept).ok  # nothing is said of the other
    assert not one(f"{given}expect: {{denied: {{reason: field absent}}}}", **swept).ok  # said of both
    assert not one(f"{given}expect: {{denied: [{absent.replace('field absent', 'mismatch')}]}}", **swept).ok


def test_what_is_unknown_denies_nothing_and_what_is_known_not_to_hold_does(
    shipped: list[FleetPolicy], bound_to: Callable[..., CaseResult]
) -> None:
    case = """\
    policy: internet-gateway-attached-sweep
    tests:
      - name: a
        resources:
          - {InternetGatewayId: igw-1, Attachments: [{VpcId: v-1}], Tags: [{Key: KEY, Value: approved}]}
        expect: EXPECT
    """
    unknown = case.replace("KEY", "other").replace("EXPECT", "{outcome: unknown, denied: []}")
    assert bound_to(shipped, unknown).ok
    known = case.replace("KEY", "internet-access").replace("EXPECT", '{denied: {leaf: "filters[1].not[0]"}}')
    assert bound_to(shipped, known).ok  # though what the VPC is tagged is not known


def test_not_knowing_is_neither_passing_nor_failing(one: One) -> None:
    unknown = one("event: EVENT\nexpect: {outcome: acted}")
    assert (unknown.verdict, unknown.ok, unknown.differences) == (CaseVerdict.UNKNOWN, False, ())
    assert one("event: EVENT\nexpect: {outcome: unknown, stage: resolve}").verdict is CaseVerdict.PASS
    assert one("event: EVENT\nexpect: {outcome: unknown, stage: act}").verdict is CaseVerdict.FAIL


def test_a_skipped_case_is_not_run_and_says_why(one: One) -> None:
    result = one(f"{STARTED}skip: waits for issue 12\nexpect: {{outcome: no-match}}")
    assert (result.verdict, result.trace, result.ok) == (CaseVerdict.SKIP, None, True)


def test_what_a_policy_raises_fails_its_case_only(
    one: One, fleet: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from c7n_reflex.authoring import tracing

    def broken(*_: object) -> None:
        raise ZeroDivisionError("filter")

    monkeypatch.setattr(tracing, "trace", broken)
    result = one(f"{STARTED}expect: {{outcome: acted}}")
    assert result.verdict is CaseVerdict.FAIL
    assert re.fullmatch(r"ZeroDivisionError: filter \(test_running.py:\d+ broken\)", result.error)


def test_a_case_is_as_it_was_after_it_was_run(bound: Callable[[str], list[Bound]]) -> None:
    (found,) = bound(
        "policy: stop-on-start\ntests: [{name: a, event: EVENT, resources: [RUNNING], expect: {stage: act}}]"
    )
    before = copy.deepcopy((found.case.event, found.case.world))
    first, second = (run(found.case, found.policy) for _ in range(2))
    assert (found.case.event, found.case.world) == before
    assert first.ok
    assert first.trace == second.trace


def test_whatever_a_policy_writes_on_it_writes_on_copies(
    bound: Callable[[str], list[Bound]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from c7n_reflex.authoring import tracing

    (found,) = bound(
        "policy: stop-on-start\ntests: [{name: a, event: EVENT, resources: [RUNNING], expect: {stage: act}}]"
    )
    real = tracing.trace

    def writing(policy: Any, event: Any, world: Any) -> Any:
        traced = real(policy, event, world)
        event["detail"]["eventName"] = world.resources[0]["State"]["Name"] = "written"
        return traced

    monkeypatch.setattr(tracing, "trace", writing)
    assert run(found.case, found.policy).ok
    assert run(found.case, found.policy).ok


LEAVES = st.integers() | st.text(max_size=3)


@settings(max_examples=50)
@given(
    st.recursive(
        LEAVES,
        lambda each: st.lists(each, max_size=3) | st.dictionaries(LEAVES, each, max_size=3),
        max_leaves=8,
    )
)
def test_a_copy_is_equal_and_shares_no_container(value: object) -> None:
    duplicate = copied(value)
    assert duplicate == value
    assert not isinstance(value, list | dict) or duplicate is not value


PIECES = st.lists(st.text("ab", max_size=3), min_size=1, max_size=4)


@given(PIECES, st.lists(st.text("abc", max_size=3), min_size=3, max_size=3))
def test_dots_stand_for_any_text(pieces: list[str], between: list[str]) -> None:
    found = "".join(
        piece + filling for piece, filling in zip(pieces, [*between[: len(pieces) - 1], ""], strict=True)
    )
    assert fits("...".join(pieces), found)


@pytest.mark.parametrize(
    ("wanted", "found", "fine"),
    [
        ("a", "a", True),
        ("a", "ab", False),
        ("a...", "b", False),
        ("...b", "ab", True),
        ("...b", "ba", False),
        ("a...b...c", "acb", False),
        ("a...b...c", "a-b-c", True),
        ("ab...bc", "abc", False),
        ("...", "", True),
        (None, None, True),
        ("...", None, False),
        (None, "a", False),
    ],
)
def test_what_does_not_fit_does_not(wanted: str | None, found: str | None, fine: bool) -> None:
    assert fits(wanted, found) is fine
