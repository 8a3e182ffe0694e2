"""Every leaf is evaluated, and blocks are joined in three values."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.authoring.filtertree import evaluate, expected, joined, shown
from c7n_reflex.authoring.offline_site import OfflineSupplier
from c7n_reflex.authoring.world import World
from c7n_reflex.pipeline.outcome import UnknownError
from tests.authoring.policies import GROUP, call, fleet_policy

UNKNOWN = {"type": "flow-logs", "enabled": True}  # asks AWS
VPC = {**GROUP, "VpcId": "vpc-1"}
YES, NO = {"Description": "a"}, {"Description": "z"}


def tree(*filters, resource=GROUP, event=None):
    return evaluate(fleet_policy(filters=list(filters)).policy, resource, event or call("sg-1"))


def test_no_leaf_is_skipped():
    nodes = tree({"or": [YES, NO]}, NO, {"not": [YES]}, {"and": [NO, YES]})
    assert [node.holds for node in nodes] == [True, False, False, False]
    leaves = {leaf.path: leaf.holds for node in nodes for leaf in node.leaves()}
    assert leaves == {
        "filters[0].or[0]": True,
        "filters[0].or[1]": False,
        "filters[1]": False,
        "filters[2].not[0]": True,
        "filters[3].and[0]": False,
        "filters[3].and[1]": True,
    }


def test_says_what_is_there_and_what_is_wanted():
    (mismatch, absent, event) = tree(
        {"type": "value", "key": "Description", "op": "in", "value": ["x", "y"]},
        {"type": "value", "key": "Nothing.Here", "value": 1},
        {"type": "event", "key": "detail.eventName", "op": "eq", "value": "Close"},
    )
    assert (mismatch.expected, mismatch.actual, mismatch.reason) == (
        "Description in [x, y]",
        "a",
        "value mismatch",
    )
    assert (absent.found, absent.reason) == (False, "field absent")
    assert (event.actual, event.holds) == ("Open", False)


def test_what_a_filter_notes_is_what_it_found():
    opened = {**GROUP, "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
    (node,) = tree("open-ingress", resource=opened)
    assert (node.holds, node.actual) == (True, ["all traffic from 0.0.0.0/0"])


def test_a_filter_that_raises_is_unknown():
    (node,) = tree({"type": "value", "key": "Size", "op": "mod", "value": 0}, resource={**GROUP, "Size": 4})
    assert node.holds is None
    assert "ZeroDivisionError" in node.reason


def test_without_the_resource_only_the_event_is_known():
    nodes = tree(YES, {"type": "event", "key": "detail.eventName", "value": "Open"}, resource=None)
    assert [node.holds for node in nodes] == [None, True]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ([UNKNOWN, NO], False),
        ([UNKNOWN, YES], None),
        ([{"or": [UNKNOWN, YES]}], True),
        ([{"or": [UNKNOWN, NO]}], None),
        ([{"not": [UNKNOWN]}], None),
        ([{"not": [UNKNOWN, NO]}], True),
        ([], True),
    ],
)
def test_three_values(filters, wanted):
    policy = fleet_policy(resource="aws.vpc", filters=copy.deepcopy(filters)).policy
    assert joined(evaluate(policy, VPC, None)) is wanted


LEAVES = st.sampled_from([YES, NO, {"GroupName": "web"}, {"GroupName": "absent"}, {"Nothing": "present"}])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda kind, parts: {kind: parts},
        st.sampled_from(["and", "or", "not"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


@given(st.lists(TREES, max_size=4))
def test_agrees_with_custodian(filters):
    policy = fleet_policy(filters=copy.deepcopy(filters)).policy
    kept = policy.resource_manager.filter_resources([copy.deepcopy(GROUP)], call("sg-1"))
    assert joined(evaluate(policy, GROUP, call("sg-1"))) is bool(kept)


@given(st.lists(st.one_of(TREES, st.just(UNKNOWN)), min_size=1, max_size=3))
def test_what_is_decided_without_aws_does_not_depend_on_it(filters):
    """If the tree knows, then with either answer to what is unknown the end is the same."""
    known = joined(
        evaluate(fleet_policy(resource="aws.vpc", filters=copy.deepcopy(filters)).policy, VPC, None)
    )
    answers = []
    for stand_in in (YES, NO):
        decided = [stand_in if each == UNKNOWN else each for each in filters]
        policy = fleet_policy(resource="aws.vpc", filters=copy.deepcopy(decided)).policy
        answers.append(joined(evaluate(policy, VPC, None)))
    if known is not None:
        assert set(answers) == {known}


def test_the_supplier_raises_only_where_the_end_is_unknown():
    policy = fleet_policy(resource="aws.vpc", filters=[UNKNOWN, NO]).policy
    assert OfflineSupplier(policy, World(resources=())).filtered([VPC], None) == []
    policy = fleet_policy(resource="aws.vpc", filters=[UNKNOWN, YES]).policy
    with pytest.raises(UnknownError):
        OfflineSupplier(policy, World(resources=())).filtered([VPC], None)


@pytest.mark.parametrize(
    ("filter_", "text"),
    [
        ({"State.Name": "running"}, "State.Name eq running"),
        ({"tag:Owner": "absent"}, "tag:Owner is absent"),
        ({"type": "value", "key": "a", "op": "in", "value": [1, True, None]}, "a in [1, true, null]"),
        ("open-ingress", "open-ingress"),
    ],
)
def test_in_words(filter_, text):
    policy = fleet_policy(filters=[filter_]).policy
    assert expected(policy.resource_manager.filters[0]) == text


def test_long_values_are_shortened():
    assert len(shown("x" * 500)) == 80
