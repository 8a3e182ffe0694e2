"""The pages that are written from policies and actions are current, and claim nothing that is not known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from c7n_reflex.errors import InputError
from c7n_reflex.library import coverage, documents
from c7n_reflex.library import policies as known
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def policies() -> tuple[known.Shown, ...]:
    return known.load(ROOT / "policies")


def test_the_pages_are_current() -> None:
    assert documents.problems() == []


def test_every_control_acts_tells_or_says_why_not(policies: tuple[known.Shown, ...]) -> None:
    for row in coverage.rows(policies):
        assert bool(row.policies) is not row.status.startswith("not covered")
        assert row.status in coverage._ORDER or len(row.status) > len("not covered: ")


def changed(policies: tuple[known.Shown, ...], **metadata: object) -> list[known.Shown]:
    first = next(each for each in policies if each.mode)
    return [replace(first, data={**first.data, "metadata": {**first.metadata, **metadata}})]


def test_a_control_that_is_not_known_is_an_error(policies: tuple[known.Shown, ...]) -> None:
    with pytest.raises(InputError, match=r"claims S3\.999"):
        coverage.rows(changed(policies, controls=["S3.999"]))


def test_a_technique_that_is_not_known_is_an_error(policies: tuple[known.Shown, ...]) -> None:
    with pytest.raises(InputError, match="T0000"):
        coverage.page(changed(policies, controls=[], attack=["T0000"]))


@pytest.mark.parametrize(
    ("actions", "enforcement", "does"),
    [
        (["detach", "notify-owner"], "enforce", "acts"),
        (["detach"], "approve", "acts once approved"),
        (["detach"], "observe", "observes"),
        ([{"type": "notify-owner"}], "enforce", "tells"),
    ],
)
def test_what_a_policy_does(actions: list[object], enforcement: str, does: str) -> None:
    data = {"name": "x", "actions": actions, "metadata": {"enforcement": enforcement}}
    assert known.Shown(Path("x.yml"), data).does == does


def test_lost_markers_are_an_error(tmp_path: Path) -> None:
    for name in ("policies.md", "actions.md"):
        (tmp_path / name).write_text("# nothing\n")
    with pytest.raises(InputError, match="expected: policies"):
        documents.rendered(tmp_path)
