"""Spans are exactly where a key or a value is written, whatever stands before it."""

from __future__ import annotations

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring.lint.marks import marks

TEXT = """\
# ünïcode 🦊 before
policies:
  - name: "quoted"   # a comment
    mode: {type: pull, 'list': [a, bc]}
    folded: >-
      two
      lines
"""


def written(text, span):
    return text[span.start : span.end]


def test_keys_and_values():
    found = marks(TEXT)
    key = ("policies", 0, "mode", "list", 1)
    assert written(TEXT, found.values[key]) == "bc"
    assert (found.values[key].line, found.values[key].column) == (4, 36)
    assert written(TEXT, found.keys[("policies", 0, "mode", "list")]) == "'list'"
    assert written(TEXT, found.values[("policies", 0, "name")]) == '"quoted"'


def test_a_problem_points_to_the_scalar_or_else_to_the_key():
    found = marks(TEXT)
    assert written(TEXT, found.span(("policies", 0, "name"))) == '"quoted"'
    assert written(TEXT, found.span(("policies", 0, "name"), on_key=True)) == "name"
    assert written(TEXT, found.span(("policies", 0, "mode"))) == "mode"
    assert written(TEXT, found.span(("policies", 0, "mode", "not there", "type"))) == "mode"
    assert found.span(()).line == 1


def test_only_scalars_on_one_line_can_be_corrected():
    found = marks(TEXT)
    assert found.scalar(("policies", 0, "name")) is not None
    for missing in (("policies", 0, "folded"), ("policies", 0, "mode"), ("policies", 1)):
        assert found.scalar(missing) is None


def test_dotted_keys_are_found_again():
    found = marks(TEXT)
    assert found.undotted("policies[0].mode.list[1]") == ("policies", 0, "mode", "list", 1)
    assert found.undotted("policies[0].mode.missing.deeper") == ("policies", 0, "mode")
    assert found.undotted("") == ()


def test_an_empty_file_has_none():
    assert marks("# nothing\n").keys == {}


WORDS = st.text("abcäß🦊", min_size=1, max_size=5)


@settings(max_examples=50)
@given(st.dictionaries(WORDS, st.one_of(WORDS, st.lists(WORDS, min_size=1)), min_size=1), st.booleans())
def test_every_scalar_is_where_its_span_says(data, flow):
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow).replace("\n", "\r\n")
    found = marks(text)
    for name, value in data.items():
        assert written(text, found.keys[(name,)]).strip("'\"") == name
        for index, item in enumerate(value if isinstance(value, list) else []):
            assert written(text, found.values[(name, index)]).strip("'\"") == item
