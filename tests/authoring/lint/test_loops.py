import pytest

from c7n_reflex.authoring.lint.loops import Edge, cycles, edges, shown
from tests.authoring.lint.fleets import on_calls, on_findings, together


def drawn(*policies):
    return [(each.maker.name, each.taker.name, each.guarded) for each in edges(together(*policies))]


STOP = on_calls("stop", "RunInstances", actions="[stop]")


def test_an_action_starts_the_policy_that_subscribes_to_its_call():
    assert drawn(STOP, on_calls("b", "StopInstances")) == [("stop", "b", True)]
    assert drawn(STOP, on_calls("b", "StartInstances")) == []


def test_only_the_roles_that_the_other_policy_knows_are_guarded():
    stop = on_calls("stop", "RunInstances", actions="[stop]", role="mine")
    assert drawn(stop, on_calls("b", "StopInstances")) == [("stop", "b", False)]
    assert drawn(stop, on_calls("b", "StopInstances", role="mine")) == [("stop", "b", True)]


def test_a_rule_for_any_call_of_a_service_takes_it_too():
    wide = on_calls("b", mode="event", pattern="{source: [aws.ec2], detail: {eventName: [{prefix: Stop}]}}")
    assert drawn(STOP, wide) == [("stop", "b", True)]
    assert drawn(STOP, wide.replace("prefix: Stop", "prefix: Start")) == []


def test_a_sweep_is_started_by_nothing():
    sweep = "  - name: sweep\n    resource: aws.ec2\n    actions: [stop]\n"
    assert drawn(sweep, on_calls("b", "StopInstances")) == []


def test_a_remediation_does_not_go_on_about_what_it_has_mended():
    mends = on_calls("a", "s3:PutBucketPolicy", resource="aws.s3", actions="[remove-public-statements]")
    assert drawn(mends) == []
    other = on_calls("b", "s3:PutBucketPolicy", resource="aws.s3")
    assert drawn(mends, other) == [("a", "b", True)]


TAG = on_calls("tag", "RunInstances", actions="[{type: tag, key: a, value: b}]")


def test_tagging_an_instance_starts_nothing_that_is_about_volumes():
    assert drawn(TAG, on_calls("b", "CreateTags")) == [("tag", "b", True)]
    assert drawn(TAG, on_calls("b", "CreateTags", resource="aws.ebs")) == []


POST = "[{type: post-finding, types: [Effects/Data Exposure]}]"


def test_a_posted_finding_starts_policies_of_its_resource_s_type():
    assert drawn(on_calls("a", "RunInstances", actions=POST), on_findings("b")) == [("a", "b", False)]
    assert drawn(on_calls("a", "RunInstances", actions=POST), on_findings("b", resource="aws.ebs")) == []


def test_a_policy_leaves_alone_what_it_has_posted_itself():
    assert drawn(on_findings("a", actions=POST)) == [("a", "a", True)]


def test_of_several_the_one_that_nothing_guards_counts():
    maker = on_calls("a", "RunInstances", actions=POST)  # tags as well, as c7n-reflex-lambda
    calls = on_calls("b", mode="event", pattern="{source: [aws.ec2]}")
    assert drawn(maker, calls) == [("a", "b", True)]
    both = on_calls("b", mode="event", pattern="{source: [aws.ec2, aws.securityhub]}")
    assert drawn(maker, both) == [("a", "b", False)]


class Named:
    def __init__(self, name):
        self.name = name


class Says:
    what = "x:Y"


def graph(text):
    """`ab ab? ba`: with a question mark, the edge is guarded."""
    named = {letter: Named(letter) for letter in "abcd"}
    return [Edge(named[each[0]], named[each[1]], Says(), each.endswith("?")) for each in text.split()]


@pytest.mark.parametrize(
    ("given", "guarded", "found"),
    [
        ("aa", False, ["a a"]),
        ("aa?", False, []),
        ("aa?", True, ["a a"]),
        ("ab ba", False, ["a b a"]),
        ("ab ba?", False, []),  # ends at the guard
        ("ab ba?", True, ["a b a"]),
        ("ab bc ca", False, ["a b c a"]),
        ("ca ab bc", False, ["c a b c"]),  # begins with the first
        ("ab bc cd da", False, []),  # longer than three
        ("ab bc", False, []),
        ("aa ab ba", False, ["a a"]),  # the shortest
        ("aa? ab ba", False, ["a b a"]),
        ("ab ba bb", False, ["a b a", "b b"]),
    ],
)
def test_cycles(given, guarded, found):
    drawn_ = [
        " ".join([cycle[0].maker.name, *(each.taker.name for each in cycle)])
        for cycle in cycles(graph(given), guarded=guarded)
    ]
    assert drawn_ == found


def test_a_cycle_is_shown_with_the_calls():
    (cycle,) = cycles(graph("ab ba"), guarded=False)
    assert shown(cycle) == "a --x:Y--> b --x:Y--> a"
