"""YAML as people write it, that reads as what was given."""

from __future__ import annotations

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring.scaffolds.yamltext import block

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@example({"\x85": "\u2028"}, 2, False)
@settings(max_examples=40)
@given(
    st.dictionaries(st.text(max_size=5), JSON, min_size=1, max_size=3),
    st.sampled_from([0, 2, 6]),
    st.booleans(),
)
def test_reads_as_what_was_given(value, indent, mappings):
    text = block(value, indent, mappings=mappings)
    assert yaml.safe_load(text) == value
    assert text.endswith("\n")


def test_lists_are_indented_and_short_ones_in_a_line():
    assert block({"a": [{"b": [1, 2]}]}) == "a:\n  - b: [1, 2]\n"


def test_mappings_are_in_a_line_of_their_own_where_that_is_asked_for():
    assert block([{"type": "tag", "key": "k"}], 2) == "  - {type: tag, key: k}\n"
    assert block([{"type": "tag", "key": "k"}], 2, mappings=True) == "  - type: tag\n    key: k\n"


def test_what_is_there_twice_is_written_twice():
    shared = {"a": {"b": 1}}
    assert "&" not in block([shared, shared])
