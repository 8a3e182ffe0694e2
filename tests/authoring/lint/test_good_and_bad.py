"""No lint fires on `good/`; each file of `bad/` makes just the lints fire that are written at its lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from c7n_reflex.authoring.lint import engine, registry

HERE = Path(__file__).parent
ROOT = Path(__file__).parents[3]
BAD = sorted((HERE / "bad").glob("*.yml"))
OTHERS = ("4", "52")  # lints about the policies as a whole, and about their tests, have tests of their own


def expected(file):
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    return sorted(
        (number, found[1]) for number, line in lines if (found := re.search(r"# expect: (\w+)", line))
    )


def test_nothing_fires_on_what_is_good():
    assert engine.lint([HERE / "good"], root=HERE).problems == ()


def test_nothing_fires_on_the_project_s_own_policies():
    shown = [
        (problem.file.name, problem.lint_id)
        for problem in engine.lint([ROOT / "policies"], root=HERE).problems
    ]
    assert shown == []


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_what_is_bad_is_told_at_its_line(file):
    told = engine.lint([file], root=HERE).problems
    assert sorted((problem.span.line, problem.lint_id) for problem in told) == expected(file)
    assert file.stem in {problem.lint_name for problem in told}


def test_every_lint_has_a_bad_file():
    ours = {lint.name for lint in registry.all_lints() if not lint.id[1:].startswith(OTHERS)}
    assert ours == {file.stem for file in BAD}
