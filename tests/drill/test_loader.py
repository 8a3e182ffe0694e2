"""Scenario files: what is read, and that every mistake is found and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from c7n_reflex.drill import loader
from c7n_reflex.drill.model import Call, Caller, Command, OutcomeCheck, Scenario, Wait, Where
from c7n_reflex.errors import InputError
from tests.conftest import ROOT
from tests.drill.examples import YAML


def _load(folder: Path, text: str) -> tuple[Scenario, ...]:
    (folder / "example.yml").write_text(text)
    return loader.load(folder)


STEPS = """\
  - reflex: [history, --resource, "${group}", --output, json]
    exit: 1
    save: {entry: "[0].id"}
  - wait: quiet
  - reflex: [undo, "${entry}", --yes]
finally:
  - reflex: [switch, enforce]
act: 2
expect:
  outcomes:
    - {resource: "${group}", outcome: fixed}
"""
WITH_STEPS = YAML.replace("expect:\n", STEPS).replace("  - {account: web-shop-prod, region: eu-west-1}\n", "")


def test_reads_a_scenario(tmp_path: Path) -> None:
    (tmp_path / "example.yml").write_text(YAML)
    (scenario,) = loader.load(tmp_path)
    assert scenario.name == "group-opened"
    assert scenario.where == (Where(1), Where("web-shop-prod", "eu-west-1"))
    assert scenario.given[0].save == {"group": "GroupId"}
    (step,) = scenario.steps
    assert isinstance(step, Call)
    assert step.caller == Caller("user", "developer")
    assert step.place.line == 13
    assert scenario.expect.state[0].value == []
    assert scenario.expect.notices[0].contain == ("developer",)


def test_reads_steps_beside_calls(tmp_path: Path) -> None:
    (scenario,) = _load(tmp_path, WITH_STEPS)
    _, history, wait, undo = scenario.steps
    assert isinstance(history, Command)
    assert history.arguments == ("history", "--resource", "${group}", "--output", "json")
    assert (history.exit, history.save) == (1, {"entry": "[0].id"})
    assert isinstance(wait, Wait)
    assert isinstance(undo, Command)
    assert (undo.exit, undo.place.line) == (0, 21)
    assert [step.arguments for step in scenario.finally_ if isinstance(step, Command)] == [
        ("switch", "enforce")
    ]
    assert (scenario.act, scenario.turns_the_switch) == (2, True)
    assert scenario.expect.outcomes == (OutcomeCheck("${group}", "fixed"),)


def test_the_exemptions_beside_them_are_no_scenario(tmp_path: Path) -> None:
    (tmp_path / "exemptions.yml").write_text("exemptions: []\n")
    assert len(_load(tmp_path, YAML)) == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("- wait: quiet", "- wait: a while", 20, "'quiet' was expected"),
        ("[undo,", "[unod,", 21, "'unod' is not one of"),
        ("exit: 1", "exitt: 1", 18, "did you mean 'exit'?"),
        ("${entry}", "${entri}", 21, "did you mean 'entry'?"),
        ('"[0].id"', '"[0.id"', 19, "is not JMESPath"),
        ("outcome: fixed", "outcome: fixd", 27, "did you mean 'fixed'?"),
        ("act: 2", "act: 0", 24, "less than the minimum"),
        ("act: 2\n", "", 1, "write act: 2"),
        ("- {account: 1}", "- {account: 1}\n  - {account: 2}", 1, "write act: 3"),
    ],
)
def test_names_what_is_wrong_with_a_step(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert WITH_STEPS.count(old) == 1
    with pytest.raises(InputError) as raised:
        _load(tmp_path, WITH_STEPS.replace(old, new))
    assert said in str(raised.value)
    assert raised.value.place is not None
    assert raised.value.place.line == line


def test_nothing_else_is_played_while_the_switch_is_turned(tmp_path: Path) -> None:
    (tmp_path / "other.yml").write_text(YAML.replace("name: group-opened", "name: other"))
    assert [scenario.act for scenario in _load(tmp_path, WITH_STEPS)] == [1, 2]
    (tmp_path / "other.yml").write_text(YAML.replace("name: group-opened", "name: other\nact: 2"))
    with pytest.raises(InputError, match=r"group-opened turns the switch(.|\n)*write act: 3"):
        _load(tmp_path, WITH_STEPS)


def test_the_projects_own_scenarios_load() -> None:
    scenarios = loader.load(ROOT / "scenarios")
    near_misses = [scenario for scenario in scenarios if scenario.policy is None]
    assert len({scenario.policy for scenario in scenarios} - {None}) > 40
    assert len(near_misses) >= 8


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("steps:", "stepz:", 12, "did you mean 'steps'?"),
        ("    as: {user", "    sa: {user", 14, "unknown key 'sa'"),
        ("ec2.authorize_security", "ec2.authorise_security", 13, "authorize_security_group_ingress"),
        ("ec2.create_security_group\n", "ec22.create_security_group\n", 9, "did you mean 'ec2'?"),
        ("GroupName:", "GroupNmae:", 10, "did you mean 'GroupName'?"),
        ('GroupId: "${group}"', 'GroupId: "${gruop}"', 15, "did you mean 'group'?"),
        ("GroupId}", '"[[["}', 11, "is not JMESPath"),
        (", count: 1", ", count: many", 27, "'many' is not of type 'integer'"),
        ("title: SSH", "name: SSH", 2, "given twice"),
        ("policy: security", "policy: [security", None, "is not YAML"),
    ],
)
def test_names_line_and_remedy(tmp_path: Path, old: str, new: str, line: int | None, said: str) -> None:
    assert old in YAML
    with pytest.raises(InputError) as raised:
        _load(tmp_path, YAML.replace(old, new, 1))
    assert said in str(raised.value)
    assert raised.value.place is not None
    assert raised.value.place.file == tmp_path / "example.yml"
    if line:
        assert raised.value.place.line == line


def test_what_a_step_saves_is_unknown_to_what_is_read_before_it(tmp_path: Path) -> None:
    text = YAML.replace("as: {user: developer}", "save: {rule: Return}")
    same = '  unchanged:\n    - {call: ec2.describe_vpcs, query: "[${rule}]"}\n'
    with pytest.raises(InputError, match="rule"):
        _load(tmp_path, text + same)
    assert _load(tmp_path, text + same.replace("${rule}", "${group}"))


def test_refuses_two_scenarios_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "another.yml").write_text(YAML)
    with pytest.raises(InputError, match=r"also the name of .*another\.yml"):
        _load(tmp_path, YAML)


def test_refuses_a_folder_without_scenarios(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no scenarios"):
        loader.load(tmp_path)
    with pytest.raises(InputError, match="has no scenarios"):
        loader.load(tmp_path / "missing")


def test_selects_by_name_and_helps_with_a_misspelt_one() -> None:
    scenarios = loader.load(ROOT / "scenarios")
    assert len(loader.select(scenarios, ["bucket-policy-public"])) == 1
    assert loader.select(scenarios, []) == scenarios
    with pytest.raises(InputError, match="did you mean 'bucket-policy-public'"):
        loader.select(scenarios, ["bucket-policy-pubic"])
