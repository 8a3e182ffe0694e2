"""A saved plan holds as long as nothing has moved."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.deploy import planfile
from c7n_reflex.deploy.organising import Failure, Plan
from c7n_reflex.errors import EnvironmentFaultError, InputError
from tests.deploy.entries import FIRST, SECOND, entry

CHOSEN = {"accounts_file": "accounts.yml", "files": ["policies"]}
PLAN = Plan((entry(), entry("unchanged", SECOND)), (Failure("000000000004", "us-east-1", "denied"),))


def saved(folder: Path, plan: Plan = PLAN) -> tuple[Path, dict[str, Any]]:
    """The file, and what is loaded from it."""
    file = folder / "a.plan"
    planfile.save(file, plan, CHOSEN)
    return file, planfile.load(file)


def test_what_has_not_moved_is_accepted(tmp_path: Path) -> None:
    file, content = saved(tmp_path)
    assert content["chosen"] == CHOSEN
    planfile.check(file, content, PLAN)


MOVED = [
    Plan((entry(disabled=("its rule is disabled",)), PLAN.entries[1]), PLAN.failures),
    Plan(PLAN.entries[:1], PLAN.failures),
    Plan((*PLAN.entries, entry(policy="new")), PLAN.failures),
    Plan(PLAN.entries, (*PLAN.failures, Failure(FIRST, "eu-west-1", "denied"))),
    Plan(PLAN.entries, (Failure("000000000004", "us-east-1", "role is gone"),)),
]


@pytest.mark.parametrize("now", MOVED)
def test_what_has_moved_is_refused(tmp_path: Path, now: Plan) -> None:
    file, content = saved(tmp_path)
    with pytest.raises(InputError, match="have changed since the plan was made") as caught:
        planfile.check(file, content, now)
    assert "nothing was deployed" in str(caught.value)


def test_what_has_moved_is_named_and_no_more_than_ten(tmp_path: Path) -> None:
    file, content = saved(tmp_path)
    more = [entry(policy=f"p{number:02}") for number in range(12)]
    with pytest.raises(InputError) as caught:
        planfile.check(file, content, Plan((*PLAN.entries, *more), PLAN.failures))
    assert f"custodian-p00 in {FIRST} us-east-1" in str(caught.value)
    assert "and 2 more" in str(caught.value)
    assert "custodian-p11" not in str(caught.value)


def test_another_tag_of_a_function_is_a_move(tmp_path: Path) -> None:
    file, content = saved(tmp_path)
    first = PLAN.entries[0]
    assert first.found is not None
    tagged = dataclasses.replace(first, found=dataclasses.replace(first.found, tags={"x": "y"}))
    with pytest.raises(InputError):
        planfile.check(file, content, Plan((tagged, PLAN.entries[1]), PLAN.failures))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"c7n-reflex-plan": 99}',
        '{"c7n-reflex-plan": 1}',
        '{"c7n-reflex-plan": 1, "chosen": {}, "fingerprints": {}, "failures": []}',
        '{"c7n-reflex-plan": 1, "chosen": {"accounts_file": "a", "tags": "x"}, "fingerprints": {}, '
        '"failures": []}',
        "\ufeff\x00",
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.plan"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="plan"):
        planfile.load(file)


def test_a_missing_file_and_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        planfile.load(tmp_path / "none")
    with pytest.raises(EnvironmentFaultError, match="cannot be written"):
        planfile.save(tmp_path / "none" / "a.plan", PLAN, CHOSEN)


def test_no_value_of_a_variable_is_saved(tmp_path: Path) -> None:
    secret = entry("update", fields={"environment.TOKEN": ("(hidden)", "(hidden)")})
    assert secret.wanted is not None
    units = {**secret.wanted.units, "configuration": {"environment.TOKEN": "hunter2"}}
    secret = dataclasses.replace(secret, wanted=dataclasses.replace(secret.wanted, units=units))
    file, _ = saved(tmp_path, Plan((secret,)))
    assert "environment.TOKEN" in file.read_text()
    assert "hunter2" not in file.read_text()
    assert json.loads(file.read_text())["entries"][0]["change"] == "update"
