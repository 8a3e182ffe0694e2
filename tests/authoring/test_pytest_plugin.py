"""Cases as pytest items."""

from __future__ import annotations

import pytest

from tests.authoring.cases.conftest import EVENT, POLICIES, RUNNING

pytest_plugins = ["pytester"]

CASES = f"""\
policy: stop-on-start
tests:
  - {{name: acts, event: {" ".join(EVENT.split())}, resources: [{RUNNING}], expect: {{stage: act}}}}
  - name: fails
    policy: stop-swept
    resources: [{{InstanceId: i-1, State: {{Name: stopped}}}}]
    expect: {{outcome: acted}}
  - {{name: skipped, policy: stop-swept, skip: later, expect: {{outcome: acted}}}}
  - {{name: unknown, policy: stop-swept, expect: {{outcome: acted}}}}
"""


@pytest.fixture(scope="module")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Custodian, in this process: pytester forgets what is imported only while it runs."""
    from c7n_reflex.authoring.cases import binding, formats, policies, reading, running  # noqa: F401

    path = tmp_path_factory.mktemp("policies") / "stop.yml"
    path.write_text(POLICIES)
    for each in policies.load([path]):
        assert each.policy


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, _loaded: None) -> pytest.Pytester:
    """A project with policies and cases, and events beside them."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # ours is there whether installed or not
    pytester.makeini("[pytest]\nc7n_reflex_cases = cases\nc7n_reflex_policies = rules\n")
    files = {"rules/stop.yml": POLICIES, "cases/stop.yml": CASES, "cases/events/a.yml": "[]", "b.yml": "["}
    for name, text in files.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return pytester


def _run(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return project.runpytest_inprocess(
        "-p", "c7n_reflex.authoring.pytest_plugin", "-p", "no:cacheprovider", *arguments
    )


def test_every_case_is_an_item_with_its_verdict(project: pytest.Pytester) -> None:
    result = _run(project, "-v", "-rs")
    result.assert_outcomes(passed=1, failed=2, skipped=1)
    result.stdout.fnmatch_lines_random(
        [
            "*cases/stop.yml::acts PASSED*",
            "*cases/stop.yml::skipped SKIPPED*",
            "*expect.outcome",
            "*expected  acted",
            "*State.Name eq running does not hold; found stopped*",
            "UNKNOWN stop-swept::unknown",
            "SKIPPED*later*",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_cases_are_chosen_by_their_name_and_by_their_policy(project: pytest.Pytester) -> None:
    _run(project, "-k", "stop-on-start").assert_outcomes(passed=1, deselected=3)
    _run(project, "cases/stop.yml::acts").assert_outcomes(passed=1)


def test_a_mistake_in_a_file_is_an_error_of_the_collection(project: pytest.Pytester) -> None:
    (project.path / "cases/wrong.yml").write_text("tests: [{name: a, expect: {stage: acts}}]")
    result = _run(project)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*wrong.yml:1: tests?0?.expect.stage: unknown stage 'acts'*"])


def test_without_the_option_nothing_is_collected(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\n")
    result = _run(project)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_folder_that_is_not_there_is_told(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nc7n_reflex_cases = elsewhere\n")
    result = _run(project)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "no such file or folder" in "\n".join(result.errlines)


def test_a_policy_that_cannot_be_built_is_told_without_a_traceback(project: pytest.Pytester) -> None:
    path = project.path / "rules/stop.yml"
    path.write_text(POLICIES.replace("- tag:env: dev", "- {type: value, key: a, op: regex, value: '['}"))
    result = _run(project, "-k", "acts")
    result.assert_outcomes(failed=1, deselected=3)
    result.stdout.fnmatch_lines(["*policy 'stop-on-start' is invalid*"])
    assert "Traceback" not in result.stdout.str()
