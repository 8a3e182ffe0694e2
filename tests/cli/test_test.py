"""`c7n-reflex test`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from c7n_reflex.cli.test import command
from c7n_reflex.errors import InputError
from tests.authoring.cases.conftest import EVENT, POLICIES, RUNNING

CASES = f"""\
policy: stop-on-start
tests:
  - {{name: acts, event: {" ".join(EVENT.split())}, resources: [{RUNNING}], expect: {{stage: act}}}}
  - name: fails
    policy: stop-swept
    resources: [{{InstanceId: i-1, State: {{Name: stopped}}}}]
    expect: {{outcome: acted}}
  - {{name: skipped, policy: stop-swept, skip: later, expect: {{outcome: acted}}}}
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command where policies/ and tests/policies/ are those above."""
    for name, text in (("policies/stop.yml", POLICIES), ("tests/policies/stop.yml", CASES)):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(command, arguments)


def test_what_fails_is_shown_and_the_rest_is_counted(run: Run) -> None:
    result = run()
    assert result.exit_code == 1
    assert "FAIL stop-swept::fails\n  tests/policies/stop.yml:7 expect.outcome\n" in result.stdout
    assert "policies/stop.yml:26 filters[0]" in result.stdout
    assert "SKIP stop-swept::skipped: later" in result.stdout
    assert "1 passed, 1 failed, 1 skipped, 2 policies, in" in result.stdout


def test_all_passed_is_fine_and_skipped_ones_do_not_matter(run: Run) -> None:
    result = run("-k", "not fails")
    assert result.exit_code == 0
    assert "1 passed, 1 skipped" in result.stdout
    assert "stages" not in result.stdout


def test_a_policy_without_cases_is_named_but_not_where_cases_were_left_out(run: Run) -> None:
    path = Path("tests/policies/stop.yml")
    path.write_text("policy: stop-swept\ntests: [{name: a, resources: [], expect: {actions: []}}]\n")
    assert "Without any case: stop-on-start" in run().stdout
    assert "Without any case" not in run("-k", "a").stdout
    assert "Without any case" not in run("tests/policies/stop.yml").stdout


@pytest.mark.parametrize(
    ("cases", "arguments", "said"),
    [
        (CASES, ("-k", "telnet"), "no test fits -k 'telnet'; there are 3"),
        ("tests: []", (), "no tests in tests/policies"),
    ],
)
def test_a_run_of_nothing_is_no_success(run: Run, cases: str, arguments: tuple[str, ...], said: str) -> None:
    Path("tests/policies/stop.yml").write_text(cases)
    result = run(*arguments)
    assert result.exit_code == 1
    assert said in result.stderr


def test_x_stops_at_the_first_that_does_not_pass(run: Run) -> None:
    result = run("-x")
    assert result.exit_code == 1
    assert "skipped" not in result.stdout
    assert "1 were not run." in result.stdout


def test_v_shows_what_the_policy_did(run: Run) -> None:
    said = run("-v", "-k", "acts").stdout
    assert "PASS stop-on-start::acts" in said
    assert "decide   PASS" in said


@pytest.mark.parametrize(
    ("output", "parsed"),
    [
        ("json", lambda text: json.loads(text)["summary"] == {"pass": 1, "fail": 1, "skip": 1}),
        ("junit", lambda text: ET.fromstring(text).get("failures") == "1"),
        ("github", lambda text: text.count("::error ") == 1 and text.count("::notice ") == 1),
    ],
)
def test_output_for_programs_is_all_that_is_on_stdout(
    run: Run, output: str, parsed: Callable[[str], bool]
) -> None:
    result = run("--output", output)
    assert result.exit_code == 1
    assert parsed(result.stdout)
    assert "1 passed, 1 failed" in result.stderr
    assert "1 passed" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-k", "a and"), "a word is missing"),
        (("nowhere",), "no such file or folder"),
        (("--policies", "nowhere"), "no such file or folder"),
    ],
)
def test_bad_input_is_an_input_error(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_code == 2
    assert said in result.exception.message


@pytest.mark.parametrize(
    "arguments", [("--watch", "--coverage"), ("--watch", "--output", "json"), ("-x", "--min-score", "1")]
)
def test_options_without_a_meaning_together_are_refused(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_coverage_is_shown_written_and_held_against_what_is_wanted(run: Run) -> None:
    result = run("-k", "acts", "--coverage", "--html", "page.html", "--min-coverage", "99")
    assert result.exit_code == 1  # though the case passed
    assert "stop-swept" in result.stdout
    assert "The coverage is" in result.stderr
    assert "less than 99%" in result.stderr
    assert "stop-on-start" in Path("page.html").read_text(encoding="utf-8")
    assert run("-k", "acts", "--min-coverage", "1").exit_code == 0


def test_mutation_is_shown_and_held_against_what_is_wanted(run: Run) -> None:
    result = run("-k", "acts", "--output", "json", "--min-score", "100")
    assert result.exit_code == 1
    assert "The mutation score is" in result.stderr
    assert set(json.loads(result.stdout)) == {"summary", "cases", "mutation"}
    assert run("-k", "acts", "--mutate", "--min-score", "0").exit_code == 0


def test_watching_goes_on_until_it_is_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    steps = iter(["break", "mend", "nothing", None])

    def change(_: float) -> None:
        """In the place of waiting."""
        match next(steps):
            case "break":
                Path("tests/policies/stop.yml").write_text("tests: [")
            case "mend":
                Path("tests/policies/stop.yml").write_text(CASES + "\n")
            case None:
                raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", change)
    result = run("--watch")
    assert result.exit_code == 0
    assert result.stdout.count("FAIL stop-swept::fails") == 2
    assert result.stdout.count("Error: tests/policies/stop.yml:2: is not YAML") == 1
