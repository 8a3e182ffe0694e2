"""What the operators propose: always another policy, and only at the place that they name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.mutation.changes import Gather, Remove, Replace, applied
from c7n_reflex.authoring.mutation.mutants import mutants_of
from c7n_reflex.authoring.mutation.operators import OPERATORS
from c7n_reflex.authoring.mutation.operators.narrow_ids import alternatives
from c7n_reflex.authoring.mutation.textedit import edited

scalars = st.one_of(
    st.integers(-5, 99), st.booleans(), st.sampled_from(["running", "present", "a: b", "it's", "", "#c", "7"])
)
values = st.one_of(scalars, st.lists(scalars, min_size=1, max_size=3))
leaf = st.one_of(
    st.just("quarantined"),
    st.builds(lambda value: {"State.Name": value}, scalars),
    st.builds(
        lambda op, value: {"type": "value", "key": "Name", "op": op, "value": value},
        st.sampled_from(["eq", "ne", "gt", "le", "in", "not-in", "regex", "contains"]),
        values,
    ),
)
tree = st.recursive(
    leaf,
    lambda children: st.builds(
        lambda kind, inner: {kind: inner},
        st.sampled_from(["and", "or", "not"]),
        st.lists(children, min_size=1, max_size=3),
    ),
    max_leaves=6,
)
pattern = st.recursive(
    st.lists(st.sampled_from(["HIGH", "CRITICAL", 7, {"prefix": "a"}]), min_size=1, max_size=3),
    lambda inner: st.dictionaries(st.sampled_from(["detail", "Label", "RecordState"]), inner, min_size=1),
    max_leaves=4,
)
policies = st.fixed_dictionaries(
    {"name": st.just("p"), "resource": st.just("aws.ec2"), "filters": st.lists(tree, max_size=3)},
    optional={
        "actions": st.lists(st.sampled_from(["stop", {"type": "tag", "key": "a"}]), max_size=2),
        "conditions": st.lists(leaf, max_size=2),
        "mode": st.fixed_dictionaries(
            {"type": st.just("cloudtrail")},
            optional={
                "pattern": st.fixed_dictionaries({"detail": pattern}),
                "events": st.lists(
                    st.builds(
                        lambda ids: {"source": "s", "event": "E", "ids": ids},
                        st.sampled_from(["a", "a || b"]),
                    ),
                    min_size=1,
                    max_size=2,
                ),
            },
        ),
    },
)


def of(operator: str, data: dict[str, Any]) -> list[str]:
    return [each.description for each in OPERATORS[operator](data)]


def differing(first: Any, second: Any, key: tuple[Any, ...] = ()) -> set[tuple[Any, ...]]:
    """Where the two differ: the deepest keys that hold all of it."""
    if isinstance(first, dict) and isinstance(second, dict) and list(first) == list(second):
        return {each for name in first for each in differing(first[name], second[name], (*key, name))}
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        return {
            each
            for n, pair in enumerate(zip(first, second, strict=True))
            for each in differing(*pair, (*key, n))
        }
    return set() if first == second else {key}


@settings(max_examples=60, deadline=None)
@given(policies)
def test_every_mutant_is_another_policy_and_differs_only_at_its_key(data: dict[str, Any]) -> None:
    before = json.dumps(data)
    for mutant in mutants_of(FleetPolicy(data)):
        # What is removed or renamed is so in the collection that it stood in.
        within = mutant.change.key if isinstance(mutant.change, Replace | Gather) else mutant.change.key[:-1]
        where = differing(data, mutant.data)
        assert where
        assert all(each[: len(within)] == within for each in where)
    assert json.dumps(data) == before


@settings(max_examples=25, deadline=None)
@given(policies, st.sampled_from([False, None]), st.randoms(use_true_random=False))
def test_the_text_can_be_edited_for_every_mutant(
    data: dict[str, Any], style: bool | None, random: Random
) -> None:
    data = json.loads(json.dumps(data))  # without objects that are there twice: YAML makes anchors of those
    text = "# kept\n" + yaml.safe_dump({"policies": [{"name": "o"}, data]}, default_flow_style=style)
    mutants = list(mutants_of(FleetPolicy(data, index=1)))
    for mutant in random.sample(mutants, min(5, len(mutants))):
        changed = edited(text, 1, mutant.change)
        assert changed is not None, mutant
        assert yaml.safe_load(changed)["policies"] == [{"name": "o"}, mutant.data]
        assert changed.startswith("# kept\n")


@settings(max_examples=20, deadline=None)
@given(policies)
def test_mutants_are_the_same_every_time_and_each_is_there_once(data: dict[str, Any]) -> None:
    first, second = (list(mutants_of(FleetPolicy(data))) for _ in range(2))
    assert first == second
    texts = [json.dumps(each.data, sort_keys=True) for each in first]
    assert len(texts) == len(set(texts))


FILTERS = {"filters": ["a", {"or": ["b", "c"]}, {"not": ["d"]}, {"not": ["e", "f"]}]}


def test_drop_filter() -> None:
    assert of("drop-filter", FILTERS) == [
        "filters[0] dropped",
        "filters[1] dropped",
        "filters[1].or[0] dropped",
        "filters[1].or[1] dropped",
        "filters[2] dropped",  # and not its only child
        "filters[3] dropped",
        "filters[3].not[0] dropped",
        "filters[3].not[1] dropped",
    ]


def test_negate_leaf_leaves_the_only_one_of_a_not_to_drop_not() -> None:
    assert "filters[0] negated" in of("negate-leaf", FILTERS)
    assert "filters[2].not[0] negated" not in of("negate-leaf", FILTERS)
    assert of("drop-not", FILTERS) == ["not dropped at filters[2]", "not dropped at filters[3]"]


def test_swap_block() -> None:
    assert of("swap-block", FILTERS) == [
        "any of filters is enough",
        "filters[1]: and instead of or",
        "filters[3]: not any, instead of not all",
    ]
    assert of("swap-block", {"filters": [{"or": ["a"]}]}) == []


def test_a_block_is_one_only_if_it_holds_a_list() -> None:
    assert of("negate-leaf", {"filters": [{"not": "present"}]}) == ["filters[0] negated"]


def test_swap_op() -> None:
    leaf = {"type": "value", "key": "a", "value": 1}
    assert of("swap-op", {"filters": [{**leaf, "op": "gte"}]}) == ["filters[0]: greater-than instead of gte"]
    assert of("swap-op", {"filters": [{**leaf, "op": "regex"}, leaf, "a"]}) == []


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        ({"State.Name": "absent"}, ["filters[0].State.Name is 'present'"]),
        ({"Encrypted": True}, ["filters[0].Encrypted is False"]),
        ({"type": "image-age", "days": 90}, ["filters[0].days is 91", "filters[0].days is 89"]),
        (
            {"type": "value", "key": "a", "op": "in", "value": ["x", "y"]},
            ["filters[0].value[0] dropped", "filters[0].value[1] dropped"],
        ),
        ({"type": "value", "key": "a", "op": "in", "value": ["x"]}, ["filters[0].value[0] is 'xx'"]),
        ({"type": "value", "key": "a", "op": "regex", "value": "^x"}, ["filters[0].value is '.*'"]),
        ({"type": "x", "unless-tagged": {"a": "b"}}, ["filters[0].unless-tagged.a is 'bx'"]),
        ({"type": "value", "key": "a", "value_type": "age"}, []),
        ("quarantined", []),
    ],
)
def test_nudge_value(leaf: Any, expected: list[str]) -> None:
    assert of("nudge-value", {"filters": [leaf]}) == expected


def test_drop_event_leaves_the_only_one() -> None:
    event = {"source": "s", "event": "E", "ids": "a"}
    both = {"mode": {"events": [event, "RunInstances"]}}
    assert of("drop-event", both) == [
        "mode.events[0] (E) dropped",
        "mode.events[1] (RunInstances) dropped",
    ]
    assert of("drop-event", {"mode": {"events": [event]}}) == []


def test_narrow_ids() -> None:
    events = [{"ids": "a || b"}, {"ids": "c"}, "RunInstances"]
    data = {"resource": "ec2", "mode": {"events": events, "ids": "d"}}
    assert of("narrow-ids", data) == [
        "mode.ids finds nothing",
        "mode.events[0].ids without a",
        "mode.events[0].ids without b",
        "mode.events[1].ids finds nothing",
    ]
    assert of("narrow-ids", {**data, "resource": "aws.account"}) == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a.b", ["a.b"]),
        ("a || b||c", ["a", "b", "c"]),
        ("(a || b) || c", ["(a || b)", "c"]),
        ("[a || b, {x: c || d}]", ["[a || b, {x: c || d}]"]),
        ('a[?x==\'p||q\'] || `"||"` || "\\"||"', ["a[?x=='p||q']", '`"||"`', '"\\"||"']),
        ("a | b", ["a | b"]),
        ("'open || ", ["'open ||"]),
    ],
)
def test_alternatives_of_a_jmespath(expression: str, expected: list[str]) -> None:
    assert alternatives(expression) == expected


@given(st.text(alphabet="ab|.()[]'`\"\\ ", max_size=30))
def test_alternatives_lose_nothing(expression: str) -> None:
    assert "".join(alternatives(expression)).replace("|", "").replace(" ", "") == expression.replace(
        "|", ""
    ).replace(" ", "")


PATTERN = {
    "mode": {
        "pattern": {
            "detail": {"findings": {"Severity": {"Label": ["HIGH"]}, "RecordState": ["ACTIVE", "x"]}},
            "$or": [{"region": ["a", "b"]}, {"account": ["c"]}],
        }
    }
}


def test_loosen_pattern_takes_what_would_be_empty_with_it() -> None:
    keys = [each.change.key[2:] for each in OPERATORS["loosen-pattern"](PATTERN)]
    assert keys == [
        ("detail", "findings", "Severity"),
        ("detail", "findings", "RecordState"),
        ("$or", 0),
        ("$or", 1),
    ]
    (alone,) = OPERATORS["loosen-pattern"]({"mode": {"pattern": {"detail": {"a": {"b": ["c"]}}}}})
    assert alone.change == Remove(("mode", "pattern"))


def test_narrow_pattern_leaves_single_alternatives() -> None:
    assert of("narrow-pattern", PATTERN) == [
        "mode.pattern.detail.findings.RecordState without 'ACTIVE'",
        "mode.pattern.detail.findings.RecordState without 'x'",
        "mode.pattern.$or[0].region without 'a'",
        "mode.pattern.$or[0].region without 'b'",
    ]


def test_nudge_pattern() -> None:
    assert of("nudge-pattern", PATTERN) == [
        "mode.pattern.detail.findings.Severity.Label with MEDIUM",
        "mode.pattern.detail.findings.RecordState with ARCHIVED",
    ]
    number = {"mode": {"pattern": {"detail": {"severity": [{"numeric": [">=", 7]}]}}}}
    changes = [each.change for each in OPERATORS["nudge-pattern"](number)]
    assert [applied(number, change)["mode"]["pattern"]["detail"]["severity"] for change in changes] == [
        [{"numeric": [">=", 8]}],
        [{"numeric": [">=", 6]}],
    ]
    lowest = {"mode": {"pattern": {"detail": {"Label": ["INFORMATIONAL", "other"]}}}}
    assert of("nudge-pattern", lowest) == []


def test_drop_action() -> None:
    assert of("drop-action", {"actions": ["stop", {"type": "tag"}]}) == [
        "actions[0] (stop) dropped",
        "actions[1] (tag) dropped",
    ]
    assert of("drop-action", {}) == []


def test_nothing_is_proposed_for_what_only_describes() -> None:
    data = {"name": "p", "resource": "ec2", "description": "d", "metadata": {"a": 1}, "tags": ["x", "y"]}
    mode = {"type": "cloudtrail", "role": "r", "timeout": 120, "memory": 512, "runtime": "python3.11"}
    assert list(mutants_of(FleetPolicy({**data, "mode": mode}))) == []


def test_the_page_names_every_operator_and_no_other() -> None:
    page = (Path(__file__).parents[4] / "docs" / "policy-coverage.md").read_text(encoding="utf-8")
    named = {line.split("`")[1] for line in page.splitlines() if re.match(r"\| `[a-z]+-[a-z]+` \|", line)}
    assert named == set(OPERATORS)
