from c7n_reflex.authoring.lint.lints.loop_unguarded import LoopUnguarded
from tests.authoring.lint.fleets import on_calls, on_findings, together, told, told_of_snippet

LINT = LoopUnguarded()


def stop(role, filters=""):
    return on_calls("stopping", "StartInstances", actions="[stop]", role=role, filters=filters)


def start(role, filters=""):
    return on_calls("starting", "StopInstances", actions="[start]", role=role, filters=filters)


def test_the_snippets(tmp_path):
    assert told_of_snippet(LINT, "avoid", tmp_path / "avoid")
    assert told_of_snippet(LINT, "prefer", tmp_path / "prefer") == []


def test_two_policies_with_roles_that_the_other_does_not_know():
    ((name, key, message),) = told(LINT, together(stop("one"), start("two")))
    assert (name, key) == ("stopping", ("actions", 0))
    assert message.endswith("stopping --ec2:StopInstances--> starting --ec2:StartInstances--> stopping")


def test_one_guard_is_enough():
    assert told(LINT, together(stop("one"), start("one"))) == []
    assert told(LINT, together(stop("one"), start(""))) == []


def test_one_filter_that_excludes_the_state_is_enough():
    assert told(
        LINT, together(stop("one"), start("two", "{not: [State.Name: stopped]}"))
    )  # it may be stopping
    assert told(LINT, together(stop("one"), start("two", "State.Name: running"))) == []


def test_a_policy_of_mode_event_knows_its_own_role():
    pattern = "{source: [aws.ec2], detail: {eventName: [StopInstances]}}"
    own = on_calls("a", mode="event", pattern=pattern, actions="[stop]", role="mine")
    assert told(LINT, together(own)) == []


POST = "[{type: post-finding, types: [Effects/Data Exposure]}]"


def test_policies_that_answer_findings_with_findings():
    (found,) = told(LINT, together(on_findings("a", actions=POST), on_findings("b", actions=POST)))
    assert found[2].count("--securityhub:BatchImportFindings-->") == 2


def test_not_where_the_pattern_asks_for_the_findings_of_others():
    guardduty = on_findings("b", actions=POST, findings="{ProductName: [GuardDuty]}")
    assert told(LINT, together(on_findings("a", actions=POST), guardduty)) == []
