"""Where stock Custodian is right, what is explained is what it would do: the same ids, the same matches.

Where it is wrong (docs/modes.md, "What is corrected") the exception is named here, and a test fails when it
is an exception no longer.
"""

from __future__ import annotations

import copy
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from botocore.exceptions import ClientError
from c7n.cwe import CloudWatchEvents
from c7n.utils import reset_session_cache
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring import fleet, samples
from c7n_reflex.authoring.cases import reading
from c7n_reflex.authoring.cases.model import Case
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import Trace
from c7n_reflex.authoring.tracing import trace
from c7n_reflex.authoring.world import World
from c7n_reflex.events import patterns
from c7n_reflex.modes.calls import calls_of, ids_in, needed_pattern
from c7n_reflex.pipeline.outcome import Outcome, UnknownError
from tests.authoring.policies import GROUP, call, fleet_policy
from tests.conftest import ROOT

# With what stock goes on, and should leave alone. (The patterns of our policies keep settled findings out.)
LEFT_ALONE = {
    Outcome.CALL_FAILED: "failed calls start the function",
    Outcome.OWN_CALL: "a remediation may trigger another",
}


# Of the library those that began it: the others differ in no way that concerns stock.
NAMES = ("bucket_policy_public", "bucket_public_access_block_removed", "guardduty_instance")
NAMES += ("internet_gateway_attached", "security_group_open_to_world")
FILES = [
    file
    for folder in ("cloudtrail", "securityhub", "sweeps")
    for name in NAMES
    if (file := ROOT / "policies" / folder / f"{name}.yml").is_file()
]


@dataclass(frozen=True)
class Traced:
    """A case of tests/policies, its policy, and what `explain` says of it."""

    case: Case
    policy: FleetPolicy
    trace: Trace

    @property
    def is_call(self) -> bool:
        return self.case.event is not None and "eventName" in self.case.event["detail"]

    @property
    def is_finding(self) -> bool:
        return self.case.event is not None and str(self.case.event["detail-type"]).startswith("Security Hub")


@pytest.fixture(scope="module")
def traced() -> list[Traced]:
    policies = {each.name: each for each in fleet.load(FILES)}
    files = reading.load([ROOT / "tests" / "policies"])
    cases = [case for file in files for case in file.cases if case.policy in policies]
    return [
        Traced(
            case,
            policies[case.policy],
            trace(policies[case.policy], copy.deepcopy(case.event), copy.deepcopy(case.world)),
        )
        for case in cases
    ]


def test_the_ids_of_the_policies_calls(traced: list[Traced]) -> None:
    compared = set()
    for each in traced:
        if each.is_call:
            found = [name for target in each.trace.targets for name in target.ids]
            if each.trace.outcome in LEFT_ALONE:
                assert _stock_ids(each), f"{each.case.id}: not an exception any more"
            else:
                assert found == _stock_ids(each), each.case.id
                compared.add(each.policy.name)
    assert len(compared) >= 4


def _stock_ids(given_case: Traced) -> list[str]:
    ids = CloudWatchEvents.get_ids(given_case.case.event, given_case.policy.data["mode"])
    return list(given_case.policy.policy.resource_manager.match_ids(ids))


def test_the_ids_of_the_policies_findings(traced: list[Traced]) -> None:
    compared = 0
    for each in traced:
        if each.is_finding:
            found = {(target.account, target.region): set(target.ids) for target in each.trace.targets}
            if found:
                assert found == _stock_sets(each), each.case.id
                compared += 1
    assert compared > 3


def _stock_sets(given_case: Traced) -> dict[tuple[str, str], set[str]]:
    """Ids by account and region, of the service of the policy's type, as stock looks for them."""
    from c7n.resources.securityhub import SecurityHubAction

    policy = given_case.policy.policy
    service = policy.resource_manager.resource_type.service
    sets = SecurityHubAction(policy).get_resource_sets(given_case.case.event).items()
    own = {place: {arn.resource for arn in arns if arn.service == service} for place, arns in sets}
    return {place: ids for place, ids in own.items() if ids}


def test_every_exception_has_a_case(traced: list[Traced]) -> None:
    assert {each.trace.outcome for each in traced} >= set(LEFT_ALONE)


def test_the_matches_of_the_policies_cases(traced: list[Traced]) -> None:
    compared = set()
    for each in traced:
        seen = {one.identity for one in each.trace.resources if one.outcome is not Outcome.GONE}
        if not (each.case.world.resources and seen):
            continue  # nothing is known, or it ended before any resource was looked at
        kept = _stock_matches(each.policy, each.case.event, each.case.world, seen)
        if kept is None:  # stock asks AWS, although another filter may decide
            assert each.trace.outcome in (None, Outcome.UNDECIDED, Outcome.NO_MATCH), each.case.id
        else:
            assert kept == _matched(each.trace), each.case.id
            compared.add((each.policy.name, bool(kept)))
    assert len(compared) >= 16  # of nearly every policy something that matches, and something that does not


def _matched(found: Trace) -> set[str]:
    others = (Outcome.NO_MATCH, Outcome.GONE)
    return {each.identity for each in found.resources if each.outcome not in others}


def _stock_matches(given_policy: FleetPolicy, event: Any, world: World, seen: set[str]) -> set[str] | None:
    """Of the resources seen; None if a filter raises."""
    policy = given_policy.policy
    policy.session_factory.answers = world.answers
    reset_session_cache()
    name = policy.resource_manager.resource_type.id
    resources = [copy.deepcopy(each) for each in world.resources or () if each[name] in seen]
    moment = time_machine.travel(world.clock, tick=False) if world.clock else nullcontext()
    try:
        with moment:
            kept = policy.resource_manager.filter_resources(resources, event)
    except (UnknownError, ClientError):
        return None
    finally:
        reset_session_cache()
    return {str(each[name]) for each in kept}


GROUPS = (
    {**GROUP, "GroupId": "sg-1", "Tags": [{"Key": "team", "Value": "pay"}], "Rules": 3},
    {**GROUP, "GroupId": "sg-2", "GroupName": "db", "Description": "b", "Rules": 0},
    {**GROUP, "GroupId": "sg-3", "Description": "", "Tags": [{"Key": "team", "Value": "core"}]},
)
VALUES = st.one_of(
    st.builds(
        lambda key, op, value: {"type": "value", "key": key, "op": op, "value": value},
        st.sampled_from(["GroupId", "GroupName", "Description", "tag:team", "Nothing.Here"]),
        st.sampled_from(["eq", "ne", "glob", "regex", "contains"]),
        st.sampled_from(["sg-1", "sg-2", "db", "web", "a", "b", "pay"]),
    ),
    st.builds(
        lambda op, value: {"type": "value", "key": "Rules", "op": op, "value": value},
        st.sampled_from(["gt", "lte", "eq"]),
        st.integers(0, 3),
    ),
    st.builds(
        lambda key, value: {key: value},
        st.sampled_from(["tag:team", "GroupName", "Description", "Rules"]),
        st.sampled_from(["present", "absent", "empty", "not-null"]),
    ),
    st.builds(
        lambda key, value: {"type": "event", "key": key, "value": value},
        st.sampled_from(["detail.eventName", "detail.userIdentity.userName", "detail.nothing"]),
        st.sampled_from(["Open", "Close", "alice", "absent"]),
    ),
    st.just("open-ingress"),
    st.just(
        {"type": "list-item", "key": "Tags", "attrs": [{"type": "value", "key": "Value", "value": "pay"}]}
    ),
)
TREES = st.recursive(
    VALUES,
    lambda inner: st.builds(
        lambda kind, parts: {kind: parts},
        st.sampled_from(["and", "or", "not"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(
    filters=st.lists(TREES, max_size=3),
    named=st.lists(st.sampled_from(["sg-1", "sg-2", "sg-3", "sg-4"]), max_size=4),
)
def test_any_filters_keep_the_same_of_the_groups_that_a_call_names(filters: Any, named: list[str]) -> None:
    """From event to matches: `mode.events` names, `resources` has, and `filters` keep."""
    event, world = call(*named), World(resources=GROUPS)
    given_policy = fleet_policy(filters=copy.deepcopy(filters))
    ids = set(CloudWatchEvents.get_ids(event, given_policy.data["mode"]))
    found = trace(given_policy, event, world)
    assert {each for target in found.targets for each in target.ids} == ids
    assert _matched(found) == _stock_matches(given_policy, event, world, ids)


# Shortcuts whose ids stock does not find.
NEVER_FIRES = {"CreateFunction"}  # it is looked up by the name that CloudTrail records, which is another


@pytest.mark.parametrize("shortcut", sorted(CloudWatchEvents.trail_events))
def test_the_ids_of_shortcuts(shortcut: str) -> None:
    known = CloudWatchEvents.trail_events[shortcut]
    service, name = known["source"].partition(".")[0], known.get("event", shortcut)
    event = samples.sample(f"{service}:{name}")
    mode = {"type": "cloudtrail", "events": [shortcut]}
    ours, stock = ids_in(event, calls_of(mode)), CloudWatchEvents.get_ids(event, mode)
    assert ours
    assert stock == ([] if shortcut in NEVER_FIRES else ours)
    assert bool(CloudWatchEvents.match(event)) is (shortcut not in NEVER_FIRES)
    assert patterns.compile(needed_pattern(calls_of(mode), outcome_is_written=False)).matches(event)


def test_a_shortcut_is_not_for_the_events_of_others() -> None:
    event = samples.sample("ec2:CreateVolume")
    mode = {"type": "cloudtrail", "events": ["CreateBucket"]}
    assert ids_in(event, calls_of(mode)) == []
    # Stock takes the ids of any shortcut, as long as the mode has one ("only those of the mode").
    assert CloudWatchEvents.get_ids(event, mode) != []


OTHERS = {"source": "ec2.amazonaws.com", "event": "CreateBucket", "ids": "requestParameters.other"}
WRITTEN = {"source": "s3.amazonaws.com", "event": "CreateBucket", "ids": "requestParameters.written"}


@pytest.mark.parametrize(
    ("why", "events", "detail", "ours", "stock"),
    [
        (
            "a shortcut's ids are taken whatever the event's source",
            ["CreateBucket"],
            {"eventSource": "ec2.amazonaws.com", "requestParameters": {"bucketName": "b"}},
            [],
            ["b"],
        ),
        (
            "and before the mode's own",
            ["CreateBucket", OTHERS],
            {"eventSource": "ec2.amazonaws.com", "requestParameters": {"other": "o"}},
            ["o"],
            [],
        ),
        (
            "what is no id is taken for one",
            [WRITTEN],
            {"eventSource": "s3.amazonaws.com", "requestParameters": {"written": {"Name": "b"}}},
            [],
            [{"Name": "b"}],
        ),
        (
            "and the same one twice",
            [WRITTEN],
            {"eventSource": "s3.amazonaws.com", "requestParameters": {"written": ["b", "b"]}},
            ["b"],
            ["b", "b"],
        ),
        # Beside them: where both are right.
        (
            "",
            [WRITTEN],
            {"eventSource": "s3.amazonaws.com", "requestParameters": {"written": ["b", "c"]}},
            ["b", "c"],
            ["b", "c"],
        ),
        ("", [WRITTEN], {"eventSource": "ec2.amazonaws.com", "requestParameters": {"written": "b"}}, [], []),
    ],
)
def test_where_stock_finds_other_ids(
    why: str, events: list[Any], detail: dict[str, Any], ours: list[str], stock: list[Any]
) -> None:
    event = {"detail": {"eventName": "CreateBucket", **detail}}
    mode = {"type": "cloudtrail", "events": events}
    assert ids_in(event, calls_of(mode)) == ours
    assert CloudWatchEvents.get_ids(event, mode) == stock
    assert bool(why) is (ours != stock)
