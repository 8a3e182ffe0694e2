import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.authoring.lint.afterwards import Facts, effect, facts_after, holds, is_excluded
from c7n_reflex.authoring.lint.consequences import consequences
from c7n_reflex.authoring.lint.elements import Action, Filter, actions, filter_tree
from tests.authoring.lint.fleets import on_calls, policy, together

STOPPED = Facts({"State.Name": ("stopping", "stopped"), "tag:env": ("dev",), "tag:old": (None,)})


def tree(filters):
    return filter_tree(policy(f"resource: aws.ec2\nfilters: [{filters}]"))


@pytest.mark.parametrize(
    ("filters", "answer"),
    [
        ("State.Name: running", False),
        ("State.Name: stopped", None),  # or stopping still
        ("{type: value, key: State.Name, op: in, value: [stopping, stopped]}", True),
        ("{type: value, key: State.Name, op: not-in, value: [stopping, stopped]}", False),
        ('"tag:env": dev', True),
        ('"tag:env": absent', False),
        ('"tag:old": absent', True),
        ('"tag:old": present', False),
        ('"tag:unknown": absent', None),
        ("{type: value, key: State.Name, op: eq, value_from: {url: x}}", None),
        ("{type: value, key: State.Name, op: regex, value: (}", None),  # raises
        ("{type: value, key: InstanceId, value: i-1}", None),
        ("default-vpc", None),
        ("{not: [State.Name: running]}", True),
        ("{not: [{State.Name: running}, default-vpc]}", True),
        ("{not: [default-vpc]}", None),
        ("{or: [State.Name: running, default-vpc]}", None),
        ('{or: [State.Name: running, "tag:env": prod]}', False),
        ("{or: [default-vpc, {not: [State.Name: running]}]}", True),
        ("default-vpc, State.Name: running", False),
        ("", True),
    ],
)
def test_filters_have_three_answers(filters, answer):
    assert holds(tree(filters), STOPPED) is answer


@given(
    st.recursive(
        st.sampled_from([True, False, None]),
        lambda inner: st.tuples(
            st.sampled_from(["and", "or", "not"]), st.lists(inner, min_size=1, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_an_answer_does_not_change_when_the_unknown_becomes_known(shape):
    def built(node, unknown):
        if isinstance(node, tuple):
            return Filter((), node[0], None, tuple(built(each, unknown) for each in node[1]))
        known = unknown if node is None else node
        key = "tag:unknown" if known is None else "tag:env"
        return Filter((), "value", {key: "dev" if known else "prod"})

    answer = holds(built(shape, None), STOPPED)
    certain = {holds(built(shape, value), STOPPED) for value in (True, False)}
    assert answer is None or certain == {answer}


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("tag, key: env, value: dev", {"tag:env": ("dev",)}),
        ("tag, value: dev", {"tag:maid_status": ("dev",)}),
        ("tag, tags: {a: b}", {"tag:a": ("b",)}),
        ('tag, key: at, value: "{now}"', {}),
        ("remove-tag, tags: [a]", {"tag:a": (None,)}),
        ("stop", {"State.Name": ("stopping", "stopped")}),
        ("reboot", {}),
    ],
)
def test_what_actions_certainly_leave(action, values):
    (made,) = actions(policy(f"resource: aws.ec2\nactions: [{{type: {action}}}]"))
    assert effect("aws.ec2", made) == values


def test_nothing_is_certain_of_resources_whose_tags_are_kept_otherwise():
    assert effect("aws.sqs", Action((), "tag", {"key": "a", "value": "b"})) == {}


def test_the_actions_before_count_and_those_after_do_not():
    text = """\
resource: aws.ec2
filters: ["tag:team": web, "tag:seen": absent, "tag:env": present]
actions: [{type: tag, key: seen, value: "yes"}, stop, {type: remove-tag, tags: [team]}]
"""
    subject = policy(text)
    stop = list(actions(subject))[1]
    assert facts_after(subject, stop).values == {
        "tag:team": ("web",),
        "tag:seen": ("yes",),
        "State.Name": ("stopping", "stopped"),
    }


def excluded(maker, taker):
    one, other = together(maker, taker).policies
    return {is_excluded(other, one, each) for each in consequences(one)}


ROLE = "detail.userIdentity.sessionContext.sessionIssuer.userName"


@pytest.mark.parametrize(
    ("filters", "answer"),
    [
        ("State.Name: running", {True}),
        ("", {False}),
        (f"{{type: event, key: {ROLE}, op: ne, value: c7n-reflex-lambda}}", {True}),
        (f"{{type: event, key: {ROLE}, op: ne, value: somebody}}", {False}),
        ("{type: event, key: detail.requestParameters.force, value: true}", {False}),
    ],
)
def test_filters_exclude_by_the_state_and_by_the_event(filters, answer):
    stop = on_calls("stop", "RunInstances", actions="[stop]")
    assert excluded(stop, on_calls("b", "StopInstances", filters=filters)) == answer


def test_the_state_of_another_type_of_resource_is_not_known():
    stop = on_calls("stop", "RunInstances", actions="[stop]")
    other = on_calls("b", "StopInstances", filters="State.Name: running", resource="aws.ebs")
    assert excluded(stop, other) == {False}
