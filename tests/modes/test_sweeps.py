"""Modes pull and periodic: everything that a query returns, with the same safeguards as events."""

from __future__ import annotations

import json
from datetime import date

import pytest
from c7n.exceptions import PolicyValidationError
from c7n.policy import PullMode

from c7n_reflex import settings
from c7n_reflex.pipeline.outcome import EventEndedError
from c7n_reflex.safeguards.exemptions import Exemption, dumps
from c7n_reflex.safeguards.prepared import EXEMPTIONS_VARIABLE
from tests.modes import support
from tests.modes.support import HUB, TAG, context, end_lines, group_tags, policy, security_group, turn

MODES = {"pull": {}, "periodic": {"mode": {"type": "periodic", "schedule": "rate(1 day)", "role": "r"}}}


def sweep_policy(groups, kind="pull", **extra):
    wanted = {"type": "value", "key": "GroupId", "op": "in", "value": groups}
    data = {"name": "sweep", "resource": "aws.security-group", "filters": [wanted], "actions": [TAG]}
    return {**data, **MODES[kind], **extra}


@pytest.fixture(params=sorted(MODES))
def kind(request):
    return request.param


@pytest.fixture
def groups(core):
    return [security_group(HUB, "one"), security_group(HUB, "two")]


def swept(data, tmp_path, kind, caplog):
    """Runs it as Custodian does: what it returned, and how it ended."""
    caplog.set_level("INFO")
    caplog.clear()
    built = policy(data, tmp_path)
    returned = built.push({}, context()) if kind == "periodic" else built.run()
    return returned, [line["outcome"] for line in end_lines(caplog)]


def tags(groups):
    return [group_tags(HUB, group) for group in groups]


def test_everything_that_matches_is_acted_on_and_recorded(tmp_path, caplog, core, kind, groups):
    returned, outcomes = swept(sweep_policy(groups, kind), tmp_path, kind, caplog)
    assert sorted(each["GroupId"] for each in returned) == sorted(groups)
    assert outcomes == ["acted"]
    assert tags(groups) == [{"seen": "yes"}] * 2
    entries = [entry for entry in core.ledger.list(policy="sweep") if entry.resource in groups]
    assert {(entry.outcome, entry.mode) for entry in entries} == {("acted", kind)}


def test_nothing_that_matches_is_nothing_done(tmp_path, caplog, kind, groups):
    assert swept(sweep_policy(["sg-1"], kind), tmp_path, kind, caplog) == ([], [])
    assert tags(groups) == [{}, {}]


def test_conditions_hold(tmp_path, caplog, kind, groups):
    where = {"type": "value", "key": "account_id", "value": "another"}
    data = sweep_policy(groups, kind, conditions=[where])
    assert swept(data, tmp_path, kind, caplog)[0] == []
    assert tags(groups) == [{}, {}]


def test_the_exempt_are_left_alone(tmp_path, caplog, kind, groups, monkeypatch):
    exempt = Exemption("sweep", HUB, "*", date(2999, 1, 1), "ann@example.com", "r", resource=groups[0])
    file = tmp_path / "exemptions.json"
    file.write_text(dumps([exempt]))
    monkeypatch.setenv(EXEMPTIONS_VARIABLE, str(file))
    _, outcomes = swept(sweep_policy(groups, kind), tmp_path, kind, caplog)
    assert outcomes == ["acted"]
    assert tags(groups) == [{}, {"seen": "yes"}]


def test_exemptions_that_cannot_be_read_stop_it(tmp_path, caplog, groups, monkeypatch):
    file = tmp_path / "exemptions.json"
    file.write_text("{")
    monkeypatch.setenv(EXEMPTIONS_VARIABLE, str(file))
    with pytest.raises(EventEndedError, match="exemptions"):
        swept(sweep_policy(groups), tmp_path, "pull", caplog)
    assert tags(groups) == [{}, {}]


@pytest.mark.parametrize(("position", "outcome"), [("off", "switched-off"), ("observe", "observed")])
def test_the_switch_holds(tmp_path, caplog, kind, groups, position, outcome):
    turn(support.session(HUB), position)
    assert swept(sweep_policy(groups, kind), tmp_path, kind, caplog)[1] == [outcome]
    assert tags(groups) == [{}, {}]


def test_a_policy_that_observes_changes_nothing(tmp_path, caplog, core, kind, groups):
    data = sweep_policy(groups, kind, name=f"watch-{kind}", metadata={"enforcement": "observe"})
    assert swept(data, tmp_path, kind, caplog)[1] == ["observed"]
    assert tags(groups) == [{}, {}]
    (first, _) = core.ledger.list(policy=f"watch-{kind}")
    assert core.ledger.get(first.id).planned["00-tag"]["outcome"] == "planned"


def test_a_later_sweep_acts_again(tmp_path, caplog, kind, groups):
    """Each sweep is an occasion of its own: what an earlier one did is no attempt at the same."""
    data = sweep_policy(groups, kind, name=f"again-{kind}")
    for _ in range(2):
        assert swept(data, tmp_path, kind, caplog)[1] == ["acted"]
        assert tags(groups) == [{"seen": "yes"}] * 2
        for group in groups:
            tag = {"Resources": [group], "Tags": [{"Key": "seen"}]}
            support.session(HUB).client("ec2").delete_tags(**tag)


def test_an_hourly_limit_stops_it(tmp_path, caplog, kind, groups):
    data = sweep_policy(groups, kind, name=f"few-{kind}", metadata={"limits": {"policy-per-hour": 1}})
    with pytest.raises(EventEndedError, match="over-limit"):
        swept(data, tmp_path, kind, caplog)
    assert sorted(map(len, tags(groups))) == [0, 1]  # as much as the limit leaves


def test_max_resources_stops_it(tmp_path, caplog, kind, groups):
    data = sweep_policy(groups, kind, **{"max-resources": 1})
    with pytest.raises(EventEndedError, match="over-limit"):
        swept(data, tmp_path, kind, caplog)
    assert end_lines(caplog)[-1]["outcome"] == "over-limit"
    assert tags(groups) == [{}, {}]


def test_a_dry_run_is_custodian_s_own(tmp_path, caplog, groups):
    data = sweep_policy(groups)
    ours, stock = policy(data, tmp_path), policy(data, tmp_path)
    for built in (ours, stock):
        built.options["dryrun"] = True
    returned = ours.run()
    assert [each["GroupId"] for each in returned] == [each["GroupId"] for each in PullMode(stock).run()]
    assert sorted(each["GroupId"] for each in returned) == sorted(groups)
    assert end_lines(caplog) == []
    assert tags(groups) == [{}, {}]


def test_without_core_compliance_it_runs_and_writes_a_journal(tmp_path, caplog, groups, monkeypatch):
    monkeypatch.delenv(settings.CORE_ACCOUNT_VARIABLE)
    assert swept(sweep_policy(groups), tmp_path, "pull", caplog)[1] == ["acted"]
    written = [json.loads(path.read_text()) for path in tmp_path.rglob("remediation-*.json")]
    assert sorted(each["resource"] for each in written) == sorted(groups)


def test_a_periodic_policy_has_no_account_to_assume_a_role_in(tmp_path):
    data = sweep_policy(["sg-1"], "periodic")
    data["mode"] = {**data["mode"], "member-role": support.MEMBER_ROLE}
    with pytest.raises(PolicyValidationError, match="member-role would be ignored"):
        policy(data, tmp_path)
