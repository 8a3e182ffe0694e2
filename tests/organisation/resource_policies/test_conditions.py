import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.organisation.resource_policies.conditions import _NEGATED, _POSITIVE, holds


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "expected"),
    [
        ("StringEquals", "a", "a", True),
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", "a", "A", False),
        ("StringEquals", "a*", "ab", False),
        ("StringEqualsIgnoreCase", "a", "A", True),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringNotEquals", ["a", "b"], "c", True),
        ("StringLike", "a*c", "abbc", True),
        ("StringNotLike", "a*c", "abbc", False),
        ("ArnLike", "arn:aws:sns:*:1:topic", "arn:aws:sns:eu-west-1:1:topic", True),
        ("ArnLike", "arn:aws:sns:*:topic", "arn:aws:sns:eu-west-1:1:topic", False),
        ("ArnEquals", "arn:aws:events:*:*:rule/*", "arn:aws:events:us-east-1:2:rule/a/b", True),
        ("ArnNotLike", "arn:aws:sns:*:1:topic", "arn:aws:sns:eu-west-1:2:topic", True),
        ("ArnLike", "*", "anything", True),
        ("Bool", "true", True, True),
        ("Bool", "false", True, False),
        ("IpAddress", "10.0.0.0/8", "10.2.3.4", True),
        ("IpAddress", "10.0.0.0/8", "11.2.3.4", False),
        ("IpAddress", "10.0.0.0/8", "events.amazonaws.com", False),
        ("NotIpAddress", "10.0.0.0/8", "11.2.3.4", True),
        ("NumericLessThan", "5", 4, True),
        ("NumericLessThan", "5", 5, False),
        ("NumericGreaterThanEquals", "5", 5, True),
        ("NumericEquals", "5", "five", False),
        ("DateLessThan", "2026-01-02T00:00:00Z", "2026-01-01", True),
        ("DateGreaterThan", "2026-01-02T00:00:00Z", "2026-01-01", False),
        ("DateLessThan", "2000-01-01T00:00:00Z", "946684799", True),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "c"], False),
        ("ForAnyValue:StringEquals", ["a", "b"], ["a", "c"], True),
        ("ForAnyValue:StringEquals", ["a", "b"], ["c"], False),
        ("ForAnyValue:StringNotEquals", ["a"], ["a", "c"], True),
        ("ForAnyValue:StringNotEquals", ["a"], ["a"], False),
        ("Null", "false", "a", True),
        ("Null", "true", "a", False),
    ],
)
def test_operator(operator, wanted, given, expected):
    assert holds({operator: {"aws:Key": wanted}}, {"aws:key": given}) is expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", False),
        ("StringEqualsIfExists", True),
        ("StringNotEquals", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("Null", False),
    ],
)
def test_key_that_the_request_does_not_have(operator, expected):
    assert holds({operator: {"aws:Key": "a"}}, {}) is expected


def test_null_true_wants_the_key_to_be_absent():
    assert holds({"Null": {"aws:Key": "true"}}, {})


def test_all_keys_and_operators_must_hold():
    conditions = {"StringEquals": {"a:x": "1", "a:y": "2"}, "StringLike": {"a:z": "3*"}}
    assert holds(conditions, {"a:x": "1", "a:y": "2", "a:z": "34"})
    assert not holds(conditions, {"a:x": "1", "a:y": "2", "a:z": "4"})
    assert not holds(conditions, {"a:x": "1", "a:y": "3", "a:z": "34"})


def test_unknown_operator():
    with pytest.raises(ValueError, match="StringSimilar"):
        holds({"StringSimilar": {"a:x": "1"}}, {"a:x": "1"})


text = st.text(max_size=8)


@given(st.sampled_from(sorted(_NEGATED)), st.lists(text, min_size=1), text)
def test_a_negated_operator_is_the_opposite(operator, wanted, value):
    positive = operator.replace("Not", "", 1)
    assert positive in _POSITIVE
    keys = {"k": value}
    assert holds({operator: {"k": wanted}}, keys) is not holds({positive: {"k": wanted}}, keys)


@given(text)
def test_like_with_the_text_itself_or_a_star(value):
    assert holds({"StringLike": {"k": "*"}}, {"k": value})
    assert holds({"StringLike": {"k": value}}, {"k": value})
