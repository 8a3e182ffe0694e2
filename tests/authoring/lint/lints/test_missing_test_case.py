import pytest

from c7n_reflex.authoring.lint.lints.missing_test_case import MissingTestCase
from tests.authoring.lint.fleets import fleet, told, told_of_snippet

LINT = MissingTestCase()
POLICY = "resource: aws.ec2\nmetadata: {enforcement: enforce}\n"


def test_the_snippets(tmp_path):
    assert told_of_snippet(LINT, "avoid", tmp_path / "avoid")
    assert told_of_snippet(LINT, "prefer", tmp_path / "prefer") == []


@pytest.mark.parametrize("outcome", ["acted", "no-match"])
def test_one_case_is_not_enough_for_both(tmp_path, outcome):
    (tmp_path / "tests" / "policies").mkdir(parents=True)
    file = tmp_path / "tests" / "policies" / "example.yml"
    file.write_text(f"tests: [{{policy: example, expect: {{outcome: {outcome}}}}}]", encoding="utf-8")
    assert bool(told(LINT, fleet(POLICY, tmp_path))) is (outcome == "no-match")


def test_the_file_to_write_is_named(tmp_path):
    (tmp_path / "tests" / "policies").mkdir(parents=True)
    everything = fleet(POLICY, tmp_path)
    (problem,) = LINT.check(everything.policies[0], everything)
    assert (problem.key, problem.remedy) == (("name",), "add one to tests/policies/example.yml")


def test_projects_without_cases_are_left_alone(tmp_path):
    assert told(LINT, fleet(POLICY, tmp_path)) == []
