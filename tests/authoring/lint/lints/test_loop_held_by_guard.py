from pathlib import Path

from c7n_reflex.authoring.lint import engine
from c7n_reflex.authoring.lint.lints.loop_held_by_guard import LoopHeldByGuard
from tests.authoring.lint.fleets import on_calls, on_findings, together, told, told_of_snippet

LINT = LoopHeldByGuard()


def test_the_snippets(tmp_path):
    assert told_of_snippet(LINT, "avoid", tmp_path / "avoid")
    assert told_of_snippet(LINT, "prefer", tmp_path / "prefer") == []


def test_a_policy_whose_tag_starts_it_again():
    tagging = on_calls("a", "CreateTags", actions="[{type: tag, key: seen, value: now}]")
    ((name, key, message),) = told(LINT, together(tagging))
    assert (name, key) == ("a", ("actions", 0))
    assert "drops its own roles' calls" in message


def test_not_where_the_filters_ask_for_the_tag_to_be_absent():
    action = "[{type: tag, key: seen, value: now}]"
    assert (
        told(LINT, together(on_calls("a", "CreateTags", actions=action, filters='"tag:seen": absent'))) == []
    )
    assert told(LINT, together(on_calls("a", "CreateTags", actions=action, filters='"tag:other": absent')))


def test_a_round_of_three():
    round_ = (
        on_calls("a", "StartInstances", actions="[stop]"),
        on_calls("b", "StopInstances", actions="[{type: tag, key: x, value: y}]"),
        on_calls("c", "CreateTags", actions="[start]"),
    )
    ((name, _, message),) = told(LINT, together(*round_))
    assert (name, message.count("-->")) == ("a", 3)
    assert told(LINT, together(*round_[:2])) == []


def test_a_policy_that_its_own_finding_would_start_again():
    own = on_findings("a", actions="[{type: post-finding, types: [Effects/Data Exposure]}]")
    assert "own findings" in told(LINT, together(own))[0][2]


def test_a_loop_that_nothing_holds_is_not_told_twice():
    one = on_calls("a", "StartInstances", actions="[stop]", role="one")
    other = on_calls("b", "StopInstances", actions="[start]", role="two")
    assert told(LINT, together(one, other)) == []
    assert told(LINT, together(one, other.replace("role/two", "role/one")))


def test_the_project_s_own_policies_end_by_themselves():
    root = Path(__file__).parents[4]
    assert engine.lint([root / "policies"], [LINT], root).problems == ()
