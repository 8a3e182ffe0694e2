import pytest

from c7n_reflex.authoring.lint.casefiles import cases_of
from tests.authoring.lint.fleets import fleet


def found(root, tests, enforcement="enforce", suffix=".yml", name="example"):
    folder = root / "tests" / "policies"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"example{suffix}").write_text(f"policy: {name}\ntests:\n{tests}", encoding="utf-8")
    everything = fleet(f"resource: aws.ec2\nmetadata: {{enforcement: {enforcement}}}", root)
    cases = cases_of(everything.policies[0], everything)
    return cases and (cases.acting, cases.quiet)


@pytest.mark.parametrize(
    ("expect", "answer"),
    [
        ("{outcome: acted}", (True, False)),
        ("{outcome: fixed}", (True, False)),
        ("{outcome: no-match}", (False, True)),
        ("{outcome: not-subscribed}", (False, True)),
        ("{outcome: observed}", (False, True)),  # of a policy that enforces: the switch held it back
        ("{outcome: unchanged}", (False, False)),
        ("{stage: decide}", (False, True)),
        ("{stage: act}", (False, False)),
        ("{actions: [stop]}", (True, False)),
        ("{actions: [], matched: []}", (False, True)),
        ("{matched: [i-1]}", (False, False)),
        ("{denied: {leaf: x}}", (False, True)),
        ("{}", (False, False)),
    ],
)
def test_what_a_case_shows(tmp_path, expect, answer):
    assert found(tmp_path, f"  - {{name: x, expect: {expect}}}") == answer


@pytest.mark.parametrize(
    ("enforcement", "outcome"),
    [("observe", "observed"), ("approve", "awaiting-approval"), ("enforce", "acted")],
)
def test_a_policy_acts_as_far_as_its_author_wants(tmp_path, enforcement, outcome):
    assert found(tmp_path, f"  - {{name: x, expect: {{outcome: {outcome}}}}}", enforcement) == (True, False)


def test_cases_that_are_skipped_or_about_another_policy_do_not_count(tmp_path):
    skipped = "  - {name: x, skip: later, expect: {outcome: acted}}\n"
    other = "  - {name: y, policy: other, expect: {outcome: no-match}}\n"
    assert found(tmp_path, skipped + other) == (False, False)
    assert found(tmp_path, "  - {name: x, policy: example, expect: {outcome: acted}}", name="z") == (
        True,
        False,
    )


def test_both_suffixes(tmp_path):
    assert found(tmp_path, "  - {name: x, expect: {outcome: acted}}", suffix=".yaml") == (True, False)


def test_a_broken_case_file_is_no_matter_of_lints(tmp_path):
    assert found(tmp_path, "  - {") is None


def test_without_a_folder_nothing_is_asked_for(tmp_path):
    everything = fleet("resource: aws.ec2", tmp_path)
    assert cases_of(everything.policies[0], everything) is None
    (tmp_path / "tests" / "policies").mkdir(parents=True)
    assert cases_of(everything.policies[0], everything) is not None


def test_policies_elsewhere_have_no_place_for_cases(tmp_path):
    (tmp_path / "tests" / "policies").mkdir(parents=True)
    elsewhere = fleet("resource: aws.ec2", tmp_path / "other")
    at_root = type(elsewhere)(elsewhere.policies, tmp_path)
    assert cases_of(elsewhere.policies[0], at_root) is None
