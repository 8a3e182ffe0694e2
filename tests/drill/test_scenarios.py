"""The project's own scenarios, and the policies that only the drill deploys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore import xform_name

from c7n_reflex import policyfiles
from c7n_reflex.drill import loader, variables
from c7n_reflex.drill.model import Command, Scenario
from c7n_reflex.pipeline.outcome import Outcome
from tests.conftest import ROOT

SCENARIOS = loader.load(ROOT / "scenarios")
LIBRARY = {each.name for each in loader.load(ROOT / "scenarios" / loader.LIBRARY)}
FILES = sorted((ROOT / "scenarios" / "policies").glob("*.yml"))


def _policies(files: list[Path]) -> dict[str, dict[str, Any]]:
    loaded = [yaml.safe_load(file.read_text(encoding="utf-8"))["policies"] for file in files]
    return {policy["name"]: policy for policies in loaded for policy in policies}


def _operations(scenario: Scenario) -> set[str]:
    return {call.operation for call in scenario.calls}


def test_the_drills_policies_are_valid_and_told_from_the_organisations() -> None:
    import c7n_reflex.plugin  # noqa: F401

    policyfiles.check(policyfiles.load([ROOT / "scenarios" / "policies", ROOT / "policies"]))
    assert all(name.startswith("drill-") for name in _policies(FILES))


@pytest.mark.parametrize("policy", _policies(FILES).values(), ids=str)
def test_they_react_to_one_scenario_only(policy: dict[str, Any]) -> None:
    if policy["mode"]["type"] == "cloudtrail":
        made = {xform_name(event["event"]) for event in policy["mode"]["events"]}
        reacting = [scenario.name for scenario in SCENARIOS if made & _operations(scenario)]
    else:
        prefix = policy["mode"]["pattern"]["detail"]["findings"]["Types"][0]["prefix"]
        reacting = [
            scenario.name
            for scenario in SCENARIOS
            for call in scenario.calls
            for finding in call.params.get("Findings", ())
            if any(each.startswith(prefix) for each in finding["Types"])
        ]
    assert len([name for name in reacting if name not in LIBRARY]) == 1


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_says_what_the_ledger_has(scenario: Scenario) -> None:
    if scenario.expect.outcomes is None:
        assert scenario.name in LIBRARY  # what is about an account cannot be told from others of it
        return
    acted = [each for each in scenario.expect.outcomes if Outcome.named(each.outcome).acted]
    assert bool(acted) is (scenario.policy is not None)


@pytest.mark.parametrize(
    "scenario", [each for each in SCENARIOS if each.turns_the_switch], ids=lambda scenario: scenario.name
)
def test_who_turns_the_switch_puts_it_back(scenario: Scenario) -> None:
    last = scenario.finally_[-1]
    assert isinstance(last, Command)
    assert last.arguments[:2] == ("switch", "enforce")
    assert not set(variables.used(last.arguments)) - variables.BUILT_IN  # can be run whatever was saved
