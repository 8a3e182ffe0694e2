"""Only the characters of a misspelt name are replaced; comments, quotes and line ends stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring.lint import engine, fixes
from c7n_reflex.authoring.lint.base import Fix
from c7n_reflex.authoring.lint.marks import marks
from tests.authoring.lint.writing import METADATA, calling, linted, told

HEAD = f"policies:\n  - name: one\n    resource: aws.ec2\n{METADATA}    filters: [{{tag:owner: absent}}]\n"


def fixed(tmp_path, text):
    report = linted(tmp_path, text)
    fixes.apply(report.problems)
    return (tmp_path / "0.yml").read_text(encoding="utf-8")


def call(
    source="ec2.amazonaws.com", event="StopInstances", ids="requestParameters.instancesSet.items[].instanceId"
):
    return calling(f"{{source: {source}, event: {event}, ids: '{ids}'}}  # ü🦊 stays")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (HEAD + "    actions: [stopp]  # now\n", HEAD + "    actions: [stop]  # now\n"),
        (HEAD + "    actions: ['stopp']\n", HEAD + "    actions: ['stop']\n"),
        (HEAD.replace("filters", "fliters"), HEAD),
        (
            HEAD + '    actions: [{type: stop, "forc": true}]\n',
            HEAD + '    actions: [{type: stop, "force": true}]\n',
        ),
        (call(event="StopInstnces"), call()),
        (call(source="ec2.amazonaws.co"), call()),
        (call(source="aws.ec2"), call()),
        (
            call("lambda.amazonaws.com", "CreateFunction", "responseElements.functionName"),
            call("lambda.amazonaws.com", "CreateFunction20150331", "responseElements.functionName"),
        ),
        (HEAD.replace("absent}]", "absent}]  # reflex: ignore W301 -- nothing"), HEAD),
        (
            HEAD + "    # reflex: ignore W301 -- nothing\n    actions: [stop]\n",
            HEAD + "    actions: [stop]\n",
        ),
    ],
)
def test_corrected(tmp_path, wrong, right):
    assert told(linted(tmp_path, wrong))
    assert fixed(tmp_path, wrong) == right
    assert fixes.apply(engine.lint([tmp_path]).problems) == 0


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "    actions: [halt]\n",  # nothing near
        HEAD + "    actions:\n      - >-\n        stopp\n",  # over lines
        call(event="StopAllInstances"),  # near, but more than a slip
    ],
)
def test_left_alone(tmp_path, text):
    assert told(linted(tmp_path, text))
    assert fixed(tmp_path, text) == text


def test_keys_of_events_are_corrected_in_filters_and_patterns(tmp_path):
    more = (
        "      pattern: {detail: {userIdentty: {type: [Root]}}}\n"
        "    filters: [{type: event, key: userIdentity.type, value: Root}]\n"
    )
    text = calling("RunInstances", more=more)
    assert fixed(tmp_path, text) == text.replace("userIdentty", "userIdentity").replace(
        "key: user", "key: detail.user"
    )


def test_line_ends_stay(tmp_path):
    file = tmp_path / "0.yml"
    file.write_bytes((HEAD + "    actions: [stopp]\n").replace("\n", "\r\n").encode())
    assert fixes.apply(engine.lint([tmp_path]).problems) == 1
    assert file.read_bytes() == (HEAD + "    actions: [stop]\n").replace("\n", "\r\n").encode()


def test_what_has_changed_in_between_is_left_alone(tmp_path):
    report = linted(tmp_path, HEAD + "    actions: [stopp]\n")
    (tmp_path / "0.yml").write_text("policies: []\n")
    assert fixes.apply(report.problems) == 0
    assert (tmp_path / "0.yml").read_text() == "policies: []\n"


@pytest.mark.parametrize(
    ("new", "is_safe"), [("a.b", True), ("a[].b", False), ("a: b", False), ("-a", False)]
)
def test_what_would_need_quotes_is_not_written(new, is_safe):
    text = "name: old\n"
    edit = fixes.edit_for(Fix(("name",), new), (), marks(text), text)
    assert (edit is not None) is is_safe


@settings(max_examples=50)
@given(st.text("abcd", min_size=3, max_size=8), st.data())
def test_one_slip(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    slips = [
        word[:at] + word[at + 1 :],
        word[:at] + "z" + word[at:],
        word[:at] + "z" + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        word.upper(),
    ]
    assert all(fixes.one_slip(slip, word) and fixes.one_slip(word, slip) for slip in slips)
    assert not fixes.one_slip(word + "zz", word)
    assert not fixes.one_slip("z" + word[1:] + "y", word[:1] + word[1:] + "xz")
