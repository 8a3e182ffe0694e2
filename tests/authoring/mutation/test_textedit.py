"""Edits of the YAML text; what the operators need is tried in operators/test_operators.py."""

from __future__ import annotations

import textwrap

import pytest
import yaml

from c7n_reflex.authoring.mutation.changes import Change, Gather, Negate, Remove, Rename, Replace, Unwrap
from c7n_reflex.authoring.mutation.textedit import edited

TEXT = textwrap.dedent("""\
    policies:
      - name: p
        filters:  # of all
          # the first
          - type: value
            key: a   # spaced
            value: 'x'
          - not:
              # inner
              - b: >-
                  folded

                  text
        # after
          - or: [c, {d: 1}]
        actions:
          - stop
    """)


def lines_changed(change: Change, text: str = TEXT) -> tuple[list[str], list[str]]:
    changed = edited(text, 0, change)
    assert changed is not None
    before, after = text.splitlines(), changed.splitlines()
    return [line for line in before if line not in after], [line for line in after if line not in before]


def test_an_element_is_removed_with_its_lines_and_no_others() -> None:
    gone, new = lines_changed(Remove(("filters", 0)))
    assert gone == ["      - type: value", "        key: a   # spaced", "        value: 'x'"]
    assert new == []


def test_the_comment_after_an_element_stays() -> None:
    gone, _ = lines_changed(Remove(("filters", 1)))
    assert "    # after" not in gone
    assert "              text" in gone


def test_the_only_element_leaves_an_empty_list() -> None:
    assert lines_changed(Remove(("actions", 0)))[1] == ["    actions: []"]


def test_elements_and_keys_of_flow_collections_are_removed() -> None:
    assert lines_changed(Remove(("filters", 2, "or", 0)))[1] == ["      - or: [{d: 1}]"]
    assert lines_changed(Remove(("filters", 2, "or", 1)))[1] == ["      - or: [c]"]
    assert lines_changed(Remove(("filters", 2, "or", 1, "d")))[1] == ["      - or: [c, {}]"]


def test_a_value_is_replaced_and_its_comment_stays() -> None:
    assert lines_changed(Replace(("filters", 0, "key"), "b"))[1] == ["        key: b   # spaced"]
    assert lines_changed(Replace(("filters", 0, "value"), "true"))[1] == ["        value: 'true'"]


def test_a_negated_element_moves_to_the_right() -> None:
    _, new = lines_changed(Negate(("filters", 0)))
    assert new == [
        "          - type: value",
        "            key: a   # spaced",
        "            value: 'x'",
    ]
    assert lines_changed(Negate(("filters", 2, "or", 1)))[1] == ["      - or: [c, {not: [{d: 1}]}]"]


def test_a_not_is_taken_away() -> None:
    gone, new = lines_changed(Unwrap(("filters", 1)))
    assert "      - not:" in gone
    assert "      - b: >-" in new


def test_a_block_is_renamed() -> None:
    assert lines_changed(Rename(("filters", 2, "or"), "and"))[1] == ["      - and: [c, {d: 1}]"]


def test_all_filters_are_gathered() -> None:
    changed = edited(TEXT, 0, Gather(("filters",), "or"))
    assert changed is not None
    assert changed.splitlines()[2:6] == [
        "    filters:  # of all",
        "      # the first",
        "      - or:",
        "          - type: value",
    ]


def test_json_stays_json() -> None:
    text = '{"policies": [{"name": "p", "filters": [{"a": "x"}, "b"]}]}'
    assert edited(text, 0, Replace(("filters", 0, "a"), "yes")) == text.replace('"x"', '"yes"')
    assert edited(text, 0, Remove(("filters", 1))) == text.replace(', "b"', "")


@pytest.mark.parametrize(
    "text",
    [
        "policies: [{name: p, filters: &f [a, b]}, {name: q, filters: *f}]",  # would change both
        "policies: []",
        "",
    ],
)
def test_what_cannot_be_edited_is_none(text: str) -> None:
    change = Remove(("filters", 0))
    assert edited(text, 0, change) is None
    plain = text.replace("&f ", "").replace("*f", "[a]")
    if plain != text:  # the same without an anchor can
        assert yaml.safe_load(edited(plain, 0, change) or "")["policies"][0]["filters"] == ["b"]
