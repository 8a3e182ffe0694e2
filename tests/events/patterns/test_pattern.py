"""Fields, `$or`, and arrays of objects."""

import pytest

from c7n_reflex.events import patterns


def matches(pattern, event):
    return patterns.compile(pattern).matches(event)


@pytest.mark.parametrize(
    "pattern", [None, [], "a", 5, {}, {"a": {}}, {"a": []}, {"a": "b"}, {"a": None}, {"a": {"b": 5}}]
)
def test_a_pattern_is_an_object_of_objects_and_lists(pattern):
    with pytest.raises(patterns.InvalidPatternError):
        patterns.compile(pattern)


def test_an_error_names_the_key():
    with pytest.raises(
        patterns.InvalidPatternError, match=r"detail\.a\.b: must be an object or an array"
    ) as caught:
        patterns.compile({"detail": {"a": {"b": "c"}}})
    assert caught.value.key == "detail.a.b"


def test_too_deep_a_pattern_is_refused():
    pattern = {"a": ["x"]}
    for _ in range(200):
        pattern = {"a": pattern}
    with pytest.raises(patterns.InvalidPatternError, match="deep"):
        patterns.compile(pattern)


@pytest.mark.parametrize("event", [None, [], "a", 5, [{"a": 1}]])
def test_only_an_object_is_an_event(event):
    assert not matches({"a": [{"exists": False}]}, event)


PATTERN = {"source": ["s"], "detail": {"name": ["n"], "who": {"id": [1]}}}
EVENT = {"source": "s", "other": 1, "detail": {"name": "n", "who": {"id": 1}}}
EITHER = {"s": ["s"], "$or": [{"a": ["x"]}, {"b": ["y"], "c": ["z"]}]}


class TestFields:
    def test_all_must_match(self):
        assert matches(PATTERN, EVENT)
        assert not matches(PATTERN, {**EVENT, "source": "t"})
        assert not matches(PATTERN, {**EVENT, "detail": {"name": "n", "who": {"id": 2}}})
        assert not matches(PATTERN, {"source": "s"})

    def test_an_object_is_not_a_value(self):
        assert not matches({"a": ["x"]}, {"a": {"x": "x"}})
        assert not matches({"a": {"b": ["x"]}}, {"a": "x"})

    def test_a_dot_in_a_key_is_a_level(self):
        assert matches({"a.b": ["x"]}, {"a": {"b": "x"}})
        assert matches({"a": {"b": ["x"]}}, {"a.b": "x"})
        assert not matches({"a.b": ["x"]}, {"a": {"b": "y"}})

    def test_absence(self):
        pattern = {"detail": {"errorCode": [{"exists": False}], "name": ["n"]}}
        assert matches(pattern, {"detail": {"name": "n"}})
        assert not matches(pattern, {"detail": {"name": "n", "errorCode": "x"}})
        assert matches({"a": {"b": [{"exists": False}]}}, {})
        assert matches({"a": [{"exists": False}]}, {"a": {"b": 1}})


class TestArrays:
    def test_fields_are_met_within_one_element(self):
        pattern = {"items": {"port": [22], "open": [True]}}
        assert matches(pattern, {"items": [{"port": 80}, {"port": 22, "open": True}]})
        assert not matches(pattern, {"items": [{"port": 22, "open": False}, {"port": 80, "open": True}]})

    def test_a_pattern_does_not_say_that_there_is_an_array(self):
        assert matches({"items": {"port": [22]}}, {"items": {"port": 22}})
        assert matches({"items": {"port": [22]}}, {"items": [[{"port": 22}]]})

    def test_elements_of_different_arrays_may_differ(self):
        pattern = {"a": {"x": [1]}, "b": {"y": [2]}}
        assert matches(pattern, {"a": [{"x": 0}, {"x": 1}], "b": [{"y": 2}, {"y": 0}]})

    def test_nested_arrays(self):
        pattern = {"a": {"n": [1], "b": {"m": [2]}}}
        assert matches(pattern, {"a": [{"n": 0, "b": []}, {"n": 1, "b": [{"m": 0}, {"m": 2}]}]})
        assert not matches(pattern, {"a": [{"n": 0, "b": [{"m": 2}]}, {"n": 1, "b": [{"m": 0}]}]})

    def test_plain_values_belong_to_no_element(self):
        assert matches({"a": ["x"], "b": ["y"]}, {"a": ["w", "x"], "b": ["y", "z"]})

    def test_absence_within_the_element_that_matched(self):
        pattern = {"a": {"x": [1], "y": [{"exists": False}]}}
        assert matches(pattern, {"a": [{"x": 1}, {"x": 2, "y": 0}]})
        assert not matches(pattern, {"a": [{"x": 1, "y": 0}, {"x": 2}]})

    def test_arrays_in_arrays_without_end_are_not_followed(self):
        nested = "x"
        for _ in range(900):
            nested = [nested]
        assert not matches({"a": ["x"]}, {"a": nested})

    def test_many_elements_are_no_trouble(self):
        pattern = patterns.compile({"a": {"x": [1], "y": [1], "z": [2]}})
        elements = [{"x": 1, "y": 1, "z": 1} for _ in range(300)]
        assert not pattern.matches({"a": elements})
        assert pattern.matches({"a": [*elements, {"x": 1, "y": 1, "z": 2}]})


class TestOr:
    def test_one_branch_is_enough(self):
        assert matches(EITHER, {"s": "s", "a": "x"})
        assert matches(EITHER, {"s": "s", "b": "y", "c": "z"})
        assert not matches(EITHER, {"s": "s", "b": "y"})
        assert not matches(EITHER, {"s": "t", "a": "x"})

    def test_inside_an_object_and_nested(self):
        pattern = {"d": {"$or": [{"a": ["x"]}, {"$or": [{"b": ["y"]}, {"c": ["z"]}]}]}}
        assert matches(pattern, {"d": {"c": "z"}})
        assert not matches(pattern, {"c": "z"})

    def test_two_side_by_side_are_both_needed(self):
        pattern = {"$or": [{"a": [1]}, {"b": [1]}], "d": {"$or": [{"a": [2]}, {"b": [2]}]}}
        assert matches(pattern, {"b": 1, "d": {"a": 2}})
        assert not matches(pattern, {"b": 1, "d": {"a": 1}})

    def test_a_later_mention_of_a_path_replaces_an_earlier_one(self):
        pattern = {"a": ["first"], "$or": [{"a": ["second"]}, {"b": ["x"]}]}
        assert matches(pattern, {"a": "second"})
        assert matches(pattern, {"a": "first", "b": "x"})
        assert not matches(pattern, {"a": "first"})

    @pytest.mark.parametrize(
        "branches", [[], [{"a": [1]}], [{"a": [1]}, 5], [{"a": [1]}, {}], 5, [{"a": 1}, {"b": [1]}]]
    )
    def test_refused(self, branches):
        with pytest.raises(patterns.InvalidPatternError):
            patterns.compile({"$or": branches})

    def test_with_an_operator_for_a_field_it_is_a_field_itself(self):
        pattern = {"$or": [{"prefix": "a"}, {"suffix": "z"}]}
        assert matches(pattern, {"$or": "ab"})
        assert not matches(pattern, {"$or": "b"})
        assert matches({"$or": {"a": ["x"]}}, {"$or": {"a": "x"}})
        assert matches({"$or": ["x"]}, {"$or": "x"})

    def test_too_many_combinations(self):
        ten = {"$or": [{f"f{number}": [1]} for number in range(11)]}
        with pytest.raises(patterns.InvalidPatternError, match="1000"):
            patterns.compile({"a": ten, "b": ten, "c": ten})
        assert matches({"a": ten, "b": ten}, {"a": {"f3": 1}, "b": {"f7": 1}})
