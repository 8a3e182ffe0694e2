"""Why a pattern does or does not match: the verdict is the matcher's, the reasons hold."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring.patterns import explain
from c7n_reflex.authoring.patterns.written import written
from c7n_reflex.events.patterns import InvalidPatternError, compile  # noqa: A004
from c7n_reflex.events.patterns.rules import read_rules

PAIRS = os.environ.get("C7N_REFLEX_EVENT_PATTERNS", "")
RULE = {
    "source": ["aws.ec2"],
    "detail": {"eventName": ["AttachInternetGateway"], "errorCode": [{"exists": False}]},
}


def event(**detail):
    return {"source": "aws.ec2", "detail": {"eventName": "AttachInternetGateway", **detail}}


def test_a_match_has_no_failing_field():
    trace = explain(RULE, event())
    assert trace.matched
    assert not trace.failing
    assert [field.path for field in trace.fields] == ["detail.errorCode", "detail.eventName", "source"]
    assert trace.sentence == "the pattern matches"


def test_every_failing_field_is_told():
    trace = explain(RULE, {"source": "aws.s3", "detail": {"errorCode": "AccessDenied"}})
    assert not trace.matched
    assert [(field.path, field.reason) for field in trace.failing] == [
        ("detail.errorCode", "value mismatch"),
        ("detail.eventName", "field absent"),
        ("source", "value mismatch"),
    ]
    assert trace.sentence == (
        'detail.errorCode is "AccessDenied"; wanted no such field, and '
        'detail.eventName is not there; wanted "AttachInternetGateway", and '
        'source is "aws.s3"; wanted "aws.ec2"'
    )


@pytest.mark.parametrize(
    ("wanted", "value", "sentence"),
    [
        (["a", "b", {"prefix": "c"}], "x", 'f is "x"; wanted "a", "b" or text that begins with "c"'),
        ([{"suffix": {"equals-ignore-case": "C"}}], "x", 'f is "x"; wanted text that ends with "C" in any case'),  # noqa: E501
        ([{"anything-but": ["a", "x"]}], "x", 'f is "x"; wanted anything but "a" or "x"'),
        ([{"anything-but": {"prefix": "x"}}], "x", 'f is "x"; wanted anything but text that begins with "x"'),
        ([{"numeric": [">", 0, "<=", 5]}], 7, "f is 7; wanted a number > 0 and <= 5"),
        ([{"cidr": "10.0.0.0/8"}], "11.0.0.1", 'f is "11.0.0.1"; wanted an address in 10.0.0.0/8'),
        ([{"exists": False}], 1, "f is 1; wanted no such field"),
        ([{"wildcard": "a*c"}], "x", 'f is "x"; wanted text like "a*c"'),
        ([{"equals-ignore-case": "A"}], "x", 'f is "x"; wanted "A" in any case'),
        ([{"exactly": "A"}], ["x", "y"], 'f has the values "x", "y"; wanted "A"'),
        (["Root"], "root", 'f is "root"; wanted "Root" (only the case differs)'),
        ([False], "false", 'f is "false"; wanted false (text in the event, true or false in the pattern)'),
        ([111122223333], "111122223333", 'f is "111122223333"; wanted 111122223333 (text in the event, '
         "a number in the pattern)"),
        ([str(n) for n in range(9)], "x", 'f is "x"; wanted "0", "1", "2", "3", "4" or 4 others'),
    ],
)  # fmt: skip
def test_sentences(wanted, value, sentence):
    assert explain({"f": wanted}, {"f": value}).sentence == sentence


def test_long_values_are_shortened():
    (field,) = explain({"f": ["a" * 500]}, {"f": "b" * 500}).failing
    assert len(field.sentence) < 150
    assert field.wanted == ("a" * 500,)


def test_fields_of_different_elements():
    pattern = {"r": {"kind": ["bucket"], "id": ["b-1"]}}
    apart = {"r": [{"kind": "bucket", "id": "b-2"}, {"kind": "queue", "id": "b-1"}]}
    (field,) = explain(pattern, apart).failing
    assert field.reason == "no single array element has all of it"
    assert "in the same element" in field.sentence
    assert explain(pattern, {"r": [*apart["r"], {"kind": "bucket", "id": "b-1"}]}).matched


def test_the_nearest_alternative_is_shown():
    pattern = {
        "$or": [
            {"s": ["ec2"], "n": ["Run", "Stop"]},
            {"s": ["s3"], "n": ["Put"]},
            {"s": ["s3"], "n": ["Get"]},
        ]
    }
    trace = explain(pattern, {"s": "s3", "n": "Run"})
    assert trace.alternatives == 3
    assert trace.sentence == 's is "s3"; wanted "ec2" (the nearest of 3 alternatives)'
    assert explain(pattern, {"s": "s3", "n": "Drop"}).sentence == (
        'n is "Drop"; wanted "Put" or "Get" (the nearest of 3 alternatives)'
    )


def test_a_pattern_that_would_be_refused():
    with pytest.raises(InvalidPatternError):
        explain({"a": "x"}, {})


NAMES = st.sampled_from(["a", "b", "c", "source"])
VALUES = st.sampled_from(["", "a", "ab", "A", "10.0.0.1", 0, 1, 2.5, True, None])
MATCHERS = st.one_of(
    VALUES,
    st.sampled_from(
        [
            {"exists": True},
            {"exists": False},
            {"prefix": "a"},
            {"suffix": {"equals-ignore-case": "B"}},
            {"anything-but": ["a"]},
            {"anything-but": {"prefix": "a"}},
            {"anything-but": 1},
            {"wildcard": "a*"},
            {"numeric": [">", 0]},
            {"cidr": "10.0.0.0/8"},
            {"exactly": "a"},
        ]
    ),
)
FIELDS = st.recursive(
    st.lists(MATCHERS, min_size=1, max_size=3),
    lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=5,
)
OBJECTS = st.dictionaries(NAMES, FIELDS, min_size=1, max_size=3)
PATTERNS = st.one_of(
    OBJECTS,
    st.builds(
        lambda fields, either: {**fields, "$or": either}, OBJECTS, st.lists(OBJECTS, min_size=2, max_size=3)
    ),
    st.just({"$or": {"prefix": ["a"]}, "a": ["a"]}),
)
EVENTS = st.dictionaries(
    NAMES,
    st.recursive(
        VALUES,
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
        max_leaves=6,
    ),
    max_size=4,
)


@settings(max_examples=150)
@given(PATTERNS, EVENTS)
def test_the_verdict_is_the_matchers_and_has_a_reason(pattern, event):
    trace = explain(pattern, event)
    assert trace.matched == compile(pattern).matches(event)
    assert trace.matched == (not trace.failing)
    assert all(field.reason and field.sentence for field in trace.failing)
    assert all(not field.reason for field in trace.fields if field.matched)


@settings(max_examples=50)
@given(PATTERNS)
def test_the_alternatives_are_the_matchers(pattern):
    assert [set(rule) for rule in written(pattern)] == [set(rule) for rule in read_rules(pattern)]


@given(
    st.dictionaries(NAMES, st.lists(VALUES, min_size=1, max_size=2), min_size=1),
    st.dictionaries(NAMES, VALUES),
)
def test_a_wanted_value_gets_further(pattern, event):
    trace = explain(pattern, event)
    for field in trace.failing:
        assert len(explain(pattern, {**event, field.path: field.wanted[0]}).failing) == len(trace.failing) - 1


@pytest.mark.skipif(not PAIRS, reason="C7N_REFLEX_EVENT_PATTERNS does not name a file of pairs")
def test_it_agrees_with_awss_engine():
    lines = Path(PAIRS).read_text(encoding="utf-8").splitlines()[::20]
    pairs = [pair for pair in map(json.loads, lines) if pair["expect"] != "invalid"]
    assert pairs
    for pair in pairs:
        trace = explain(pair["pattern"], pair["event"])
        assert trace.matched == (pair["expect"] == "true") == (not trace.failing), pair
