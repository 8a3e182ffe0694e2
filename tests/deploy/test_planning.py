"""What is to be done about a policy's function: from what is wanted, found and remembered."""

from __future__ import annotations

import json
import re

import pytest

from c7n_reflex.deploy import applying, planning
from c7n_reflex.deploy.organising import Plan
from c7n_reflex.deploy.showing import plan_json
from c7n_reflex.deploy.units.model import REMEMBERED
from tests.deploy.units.conftest import bench as bench
from tests.deploy.units.support import FUNCTION, REGION, ROLE, Bench, archive_of
from tests.modes.support import HUB

NAMED = {"FunctionName": FUNCTION}
HIDDEN = {"mode": {"environment": {"Variables": {"TOKEN": "hunter2"}}}}


def test_planning_makes_no_writing_call_and_an_unchanged_deployment_neither(bench: Bench) -> None:
    bench.plan()
    bench.deploy()
    bench.calls.clear()
    assert bench.deploy().kind == "unchanged"
    assert bench.calls
    assert all(name.startswith(("Get", "List", "Describe")) for name in bench.calls)


def test_a_disabled_rule_is_told_and_stays_disabled_through_an_update(bench: Bench) -> None:
    bench.deploy()
    events = bench.client("events")
    events.disable_rule(Name=FUNCTION)
    assert bench.plan().disabled == ("its rule is disabled",)
    assert bench.plan().kind == "unchanged"
    bench.deploy(description="new")
    assert events.describe_rule(Name=FUNCTION)["State"] == "DISABLED"
    assert events.describe_rule(Name=FUNCTION)["Description"] == "new"
    events.enable_rule(Name=FUNCTION)
    assert bench.plan(description="new").disabled == ()


def test_a_disabled_rule_is_told_where_the_function_is_gone(bench: Bench) -> None:
    bench.deploy()
    bench.client("events").disable_rule(Name=FUNCTION)
    bench.client("lambda").delete_function(**NAMED)
    entry = bench.deploy()
    assert (entry.kind, entry.disabled) == ("create", ("its rule is disabled",))
    assert bench.client("events").describe_rule(Name=FUNCTION)["State"] == "DISABLED"


def test_concurrency_0_is_an_operators_and_another_is_drift(bench: Bench) -> None:
    bench.deploy()
    functions = bench.client("lambda")
    functions.put_function_concurrency(**NAMED, ReservedConcurrentExecutions=0)
    entry = bench.deploy(mode={"memory": 1024}, metadata={"deployment": {"concurrency": 4}})
    assert entry.disabled == ("its concurrency is 0",)
    assert functions.get_function_concurrency(**NAMED)["ReservedConcurrentExecutions"] == 0
    functions.put_function_concurrency(**NAMED, ReservedConcurrentExecutions=1)
    assert bench.units(mode={"memory": 1024}, metadata={"deployment": {"concurrency": 4}}) == {
        "concurrency": True
    }


def test_values_of_variables_are_shown_nowhere(bench: Bench) -> None:
    bench.deploy(**HIDDEN)
    for changes in ({}, {"mode": {"environment": {"Variables": {"TOKEN": "hunter3"}}}}):
        entry = bench.plan(**changes)
        shown = json.dumps(plan_json(Plan((entry,)))) + repr(entry)
        assert "environment.TOKEN" in shown
        assert "hunter" not in shown
        assert "(hidden)" in shown


def test_variables_of_the_engine_are_shown() -> None:
    assert planning._shown("environment.C7N_REFLEX_HOME_REGION", "eu-west-1") == "eu-west-1"
    assert planning._shown("environment.MINE", "x") == "(hidden)"
    assert planning._shown("environment.MINE", None) is None


def test_what_is_remembered_fits_in_a_tag(bench: Bench) -> None:
    """https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html: 256 of these characters."""
    bench.deploy(metadata={"deployment": {"alarm": True}})
    tags = bench.client("lambda").get_function(**NAMED)["Tags"]
    assert REMEMBERED in tags
    for key, value in tags.items():
        assert len(value) <= 256
        assert re.fullmatch(r"[\w .:/=+\-@]*", key + value)


def test_a_stock_deployment_is_adopted_whole(bench: Bench) -> None:
    """As c7n.mu.LambdaManager leaves it: no tag of ours, no alias, the rule starts $LATEST."""
    functions, events = bench.client("lambda"), bench.client("events")
    queue = f"arn:aws:sqs:{REGION}:{HUB}:dead"
    made = functions.create_function(
        **NAMED,
        Role=ROLE,
        Runtime="python3.9",
        Handler="custodian_policy.run",
        Code={"ZipFile": archive_of("stock", (), "").bytes},
        DeadLetterConfig={"TargetArn": queue},
        Tags={"custodian-info": "mode=cloudtrail:version=0.9.0"},
    )
    rule = events.put_rule(Name=FUNCTION, EventPattern='{"source": ["aws.ec2"]}', State="DISABLED")
    events.put_targets(Rule=FUNCTION, Targets=[{"Id": FUNCTION, "Arn": made["FunctionArn"]}])
    functions.add_permission(
        **NAMED,
        StatementId=FUNCTION,
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule["RuleArn"],
    )
    entry = bench.deploy()
    assert (entry.kind, entry.disabled) == ("update", ("its rule is disabled",))
    assert bench.plan().kind == "unchanged"
    assert len(bench.policy_of(Qualifier="live")) == 1
    with pytest.raises(functions.exceptions.ResourceNotFoundException):
        bench.policy_of()
    now = functions.get_function_configuration(**NAMED)
    assert not (now.get("DeadLetterConfig") or {}).get("TargetArn")
    (target,) = events.list_targets_by_rule(Rule=FUNCTION)["Targets"]
    assert target["Arn"].endswith(":live")


def test_orphans_are_only_those_with_our_tag(bench: Bench) -> None:
    bench.deploy()
    functions = bench.client("lambda")
    code = {"ZipFile": archive_of("x", (), "").bytes}
    given = {"Role": ROLE, "Runtime": "python3.11", "Handler": "a.b", "Code": code}
    functions.create_function(FunctionName="custodian-stock", **given)
    (entry,) = planning.of_site(bench.site(), [])
    assert (entry.kind, entry.policy, entry.function) == ("orphaned", "open", FUNCTION)
    assert list(planning.of_site(bench.site(), [], everything=False)) == []
    assert [each.kind for each in planning.of_site(bench.site(), [bench.wanted()])] == ["unchanged"]


def test_a_rule_of_ours_without_its_function_is_an_orphan(bench: Bench) -> None:
    bench.deploy()
    bench.client("events").put_rule(Name="custodian-other", EventPattern='{"source": ["x"]}')
    bench.client("lambda").delete_function(**NAMED)
    (entry,) = planning.of_site(bench.site(), [])
    assert (entry.kind, entry.function) == ("orphaned", FUNCTION)
    assert entry.found is not None
    applying.remove(bench.site(), entry.found)
    assert set(bench.site().rules) == {"custodian-other"}


def test_the_fingerprint_changes_with_what_is_wanted_and_with_what_is_found(bench: Bench) -> None:
    bench.deploy()
    before = bench.plan().fingerprint
    assert bench.plan().fingerprint == before
    assert bench.plan(mode={"memory": 1024}).fingerprint != before
    bench.client("events").disable_rule(Name=FUNCTION)
    assert bench.plan().fingerprint != before


def test_of_a_pattern_only_the_parts_that_differ_are_named() -> None:
    is_ = {"pattern": {"source": ["aws.s3"], "detail": {"eventName": ["A"], "kept": [1]}}}
    should = {
        "pattern": {"source": ["aws.s3"], "detail": {"eventName": ["B"], "kept": [1]}},
        "schedule": "rate",
    }
    assert dict(planning._fields(is_, should)) == {
        "pattern.detail.eventName": (["A"], ["B"]),
        "schedule": (None, "rate"),
    }
