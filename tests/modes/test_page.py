"""docs/modes.md knows every mode and every outcome."""

from __future__ import annotations

import pytest

from c7n_reflex.pipeline.outcome import Outcome
from c7n_reflex.plugin import MODES
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "modes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("outcome", list(Outcome), ids=str)
def test_every_outcome_is_in_the_page_as_it_is(outcome):
    parks = "yes" if outcome.parks else ""
    assert f"| `{outcome}` | {outcome.stage} | {outcome.sentence} | {parks} |" in PAGE


def test_no_outcome_is_in_the_page_that_there_is_not():
    table = PAGE.split("| outcome | stage |")[1].split("\n\n")[0].splitlines()[2:]
    assert len(table) == len(Outcome)


@pytest.mark.parametrize("mode", sorted(MODES))
def test_every_mode_is_in_the_page(mode):
    assert f"| `{mode}`" in PAGE


def test_the_tests_that_the_page_names_are_there():
    rows = [line for line in PAGE.split("| stock | here | test |")[1].splitlines() if line.startswith("| ")]
    names = {name.strip() for row in rows for name in row.rstrip(" |").rsplit("|", 1)[1].split(",")}
    assert len(names) > 5
    for name in names:
        assert (ROOT / name).is_dir() or (ROOT / "tests" / "modes" / f"{name}.py").is_file(), name
