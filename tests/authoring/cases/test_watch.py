"""After a change only what it concerns is run again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from c7n_reflex.authoring.cases.watch import Watch
from tests.authoring.cases.conftest import EVENT, POLICIES, RUNNING

STARTED = f"""\
policy: stop-on-start
tests:
  - name: started
    event: {" ".join(EVENT.split())}
    resources: {{file: resources/i.yml}}
    expect: {{stage: act}}
"""
SWEPT = """\
policy: stop-swept
tests:
  - {name: swept, resources: [{InstanceId: i-1}], expect: {outcome: no-match}}
"""


class Folder:
    """Files whose changes are seen however quickly they follow each other."""

    def __init__(self, path: Path) -> None:
        self.path, self._clock = path, 1_700_000_000

    def write(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self._clock += 1
        os.utime(path, (self._clock, self._clock))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    found = Folder(tmp_path)
    start, swept = POLICIES.split("  - name: stop-swept")
    found.write("policies/start.yml", start)
    found.write("policies/swept.yml", f"policies:\n  - name: stop-swept{swept}")
    found.write("cases/started.yml", STARTED)
    found.write("cases/swept.yml", SWEPT)
    found.write("cases/resources/i.yml", f"[{RUNNING}]")
    return found


@pytest.fixture
def watch(folder: Folder) -> Watch:
    return Watch([folder.path / "cases"], [folder.path / "policies"])


def _names(watch: Watch) -> list[str] | None:
    """The cases that a step ran, those that did not pass with a mark; None if there was nothing to do."""
    done = watch.step()
    if done is None:
        return None
    assert done.error is None
    return [each.case.name if each.ok else f"!{each.case.name}" for each in done.run]


def test_the_first_step_runs_everything_and_the_next_nothing(watch: Watch) -> None:
    assert _names(watch) == ["started", "swept"]
    assert _names(watch) is None


@pytest.mark.parametrize(
    ("name", "before", "after", "run"),
    [
        ("policies/start.yml", "running", "stopped", ["!started"]),
        ("policies/swept.yml", "State.Name: running", "State.Name: absent", ["!swept"]),
        ("cases/swept.yml", "no-match", "acted", ["!swept"]),
        ("cases/swept.yml", "name: swept", "name: renamed", ["renamed"]),
        ("cases/resources/i.yml", "running", "stopped", ["!started"]),
    ],
)
def test_a_change_runs_what_it_concerns(
    folder: Folder, watch: Watch, name: str, before: str, after: str, run: list[str]
) -> None:
    watch.step()
    text = (folder.path / name).read_text()
    folder.write(name, text.replace(before, after))
    assert _names(watch) == run
    assert _names(watch) is None
    folder.write(name, text)
    assert _names(watch) == [run[0].removeprefix("!").replace("renamed", "swept")]


def test_what_does_not_pass_stands_until_it_does(folder: Folder, watch: Watch) -> None:
    watch.step()
    folder.write("cases/swept.yml", SWEPT.replace("no-match", "acted"))
    watch.step()
    folder.write("cases/resources/i.yml", f"[{RUNNING}, {{InstanceId: i-2}}]")
    done = watch.step()
    assert done is not None
    assert {each.case.name: each.ok for each in done.standing} == {"started": True, "swept": False}


def test_a_mistake_is_told_once_and_what_was_changed_is_run_when_it_is_mended(
    folder: Folder, watch: Watch
) -> None:
    watch.step()
    folder.write("policies/start.yml", "policies: [")
    done = watch.step()
    assert done is not None
    assert done.error is not None
    assert "is not YAML" in str(done.error)
    assert watch.step() is None
    folder.write("cases/swept.yml", SWEPT + "\n")  # something else, while it is broken
    again = watch.step()
    assert again is not None
    assert again.error is not None
    folder.write("policies/start.yml", POLICIES.split("  - name: stop-swept")[0])
    assert _names(watch) == ["started", "swept"]


def test_files_that_come_and_go_are_seen(folder: Folder, watch: Watch) -> None:
    watch.step()
    folder.write("cases/more/new.yml", SWEPT.replace("name: swept", "name: new"))
    assert _names(watch) == ["new"]
    (folder.path / "cases/more/new.yml").unlink()
    assert _names(watch) == []
    (folder.path / "policies/swept.yml").unlink()
    done = watch.step()
    assert done is not None
    assert "no policy 'stop-swept'" in str(done.error)


def test_only_cases_that_are_meant_are_run(folder: Folder) -> None:
    watch = Watch([folder.path / "cases"], [folder.path / "policies"], "not started")
    assert _names(watch) == ["swept"]
    folder.write("cases/resources/i.yml", "[]")
    assert _names(watch) == []
