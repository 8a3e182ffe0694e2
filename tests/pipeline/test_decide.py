"""decide: exemptions, how far a policy may go, approval, and the switch; with a ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from c7n_reflex.ledger.record import now
from c7n_reflex.modes import driver
from c7n_reflex.safeguards.exemptions import Exemption, dumps
from c7n_reflex.safeguards.prepared import EXEMPTIONS_VARIABLE
from tests.modes import support
from tests.modes.support import (
    HUB,
    A,
    authorize,
    call,
    closing,
    group_policy,
    notices,
    open_group,
    open_ports,
    policy,
    revoke,
    turn,
)

LATER, LONG_AGO = date(2999, 1, 1), date(2020, 1, 1)


def entry_of(core, data):
    """The only entry of the policy, whole."""
    (found,) = core.ledger.list(policy=data["name"])
    return core.ledger.get(found.id)


@pytest.fixture
def exempt(tmp_path, monkeypatch):
    """exempt(group): prepares an exemption of it."""

    def prepare(group, until=LATER, policy="*"):
        given = Exemption(policy, A, "us-east-1", until, "ann@example.com", "a reason", resource=group)
        file = tmp_path / "exemptions.json"
        file.write_text(dumps([given]))
        monkeypatch.setenv(EXEMPTIONS_VARIABLE, str(file))

    return prepare


class TestExemptions:
    """Somebody has said that the policy leaves a resource alone."""

    @pytest.mark.parametrize("name", ["{}", "arn:aws:ec2:us-east-1:200000000001:security-group/{}"])
    def test_an_exempt_resource_is_left_alone_and_recorded(self, tmp_path, core, push, exempt, name):
        group, data = open_group(A), group_policy(**closing())
        exempt(name.format(group))
        assert push(policy(data, tmp_path), call(group)) == ["exempt"]
        assert open_ports(A, group) == [22]
        entry = entry_of(core, data)
        assert (entry.outcome, entry.detail) == ("exempt", "until 2999-01-01 by ann@example.com: a reason")
        assert (entry.actions, notices()) == ({}, [])

    @pytest.mark.parametrize("changes", [{"until": LONG_AGO}, {"policy": "another"}])
    def test_an_exemption_that_does_not_hold_is_none(self, tmp_path, core, push, exempt, changes):
        group = open_group(A)
        exempt(group, **changes)
        assert push(policy(group_policy(**closing()), tmp_path), call(group)) == ["fixed"]
        assert open_ports(A, group) == []

    def test_of_two_only_the_exempt_one_is_left_alone(self, tmp_path, core, push, exempt):
        groups = [open_group(A), open_group(A)]
        exempt(groups[0])
        assert push(policy(group_policy(**closing()), tmp_path), call(*groups)) == ["fixed"]
        assert [open_ports(A, group) for group in groups] == [[22], []]

    def test_exemptions_that_cannot_be_read_park_the_event(self, tmp_path, core, push, monkeypatch):
        group, file = open_group(A), tmp_path / "exemptions.json"
        file.write_text("{")
        monkeypatch.setenv(EXEMPTIONS_VARIABLE, str(file))
        assert push(policy(group_policy(**closing()), tmp_path), call(group)) == ["undecided"]
        assert open_ports(A, group) == [22]


class TestObserve:
    """Nothing is changed; what would be is recorded and told."""

    DATA = {"metadata": {"enforcement": "observe"}}  # noqa: RUF012

    def test_the_change_is_previewed_and_told(self, tmp_path, core, push):
        group, data = open_group(A), group_policy(**closing(**self.DATA))
        event = call(group)
        assert push(policy(data, tmp_path), event) == ["observed"]
        assert open_ports(A, group) == [22]
        planned = entry_of(core, data).planned["00-revoke-open-ingress"]
        assert planned["outcome"] == "planned"
        assert "22" in planned["change"]
        (notice,) = notices()
        assert notice["action"]["outcome"] == "observed"
        assert notice["resources"][0]["c7n-reflex:remediations"][0]["outcome"] == "planned"

    def test_the_same_event_again_is_told_once(self, tmp_path, core, push):
        group, data = open_group(A), group_policy(**closing(**self.DATA))
        event = call(group)
        assert [push(policy(data, tmp_path), event) for _ in range(2)] == [["observed"]] * 2
        assert len(notices()) == 1

    def test_a_stock_action_is_not_run_either(self, tmp_path, core, push):
        group, data = open_group(A), group_policy(name="watch", **self.DATA)
        assert push(policy(data, tmp_path), call(group)) == ["observed"]
        assert support.group_tags(A, group) == {}
        assert entry_of(core, data).planned["00-tag"]["change"] == f"tag of {group}"

    def test_what_cannot_be_previewed_parks(self, tmp_path, core, push, fail):
        group, data = open_group(A), group_policy(**closing(filters=[], **self.DATA))
        built = policy(data, tmp_path)
        fail(
            "DescribeSecurityGroups", "UnauthorizedOperation", after=1
        )  # the pipeline reads, then the action
        assert push(built, call(group)) == ["unreadable"]

    def test_the_switch_makes_every_policy_observe(self, tmp_path, core, push):
        turn(support.session(HUB), "observe")
        group, data = open_group(A), group_policy(**closing())
        assert push(policy(data, tmp_path), call(group)) == ["observed"]
        assert open_ports(A, group) == [22]


class TestSwitchedOff:
    """Off stops everything."""

    def test_nothing_is_done_recorded_or_told(self, tmp_path, core, push):
        turn(support.session(HUB), "off")
        group, data = open_group(A), group_policy(**closing())
        assert push(policy(data, tmp_path), call(group)) == ["switched-off"]
        assert (open_ports(A, group), core.ledger.list(policy=data["name"]), notices()) == ([22], [], [])

    def test_what_was_begun_parks_so_that_it_is_not_forgotten(self, tmp_path, core, push, fail, monkeypatch):
        group, data = open_group(A), group_policy(**closing())
        event = call(group)
        fail("RevokeSecurityGroupIngress", "InternalError", times=1)
        assert push(policy(data, tmp_path), event, request="r") == ["failed"]
        turn(support.session(HUB), "off")
        forget_switch(monkeypatch)
        built = policy(data, tmp_path)
        with pytest.raises(Exception, match="switched-off"):
            built.push(event, support.context("r"))
        assert open_ports(A, group) == [22]
        turn(support.session(HUB), "enforce")
        forget_switch(monkeypatch)
        assert push(policy(data, tmp_path), event, request="r") == ["fixed"]


def forget_switch(monkeypatch):
    """The position is believed for a minute."""
    monkeypatch.setattr(driver, "_switches", {})


class TestApproval:
    """A change waits for a person, and is made only of the state that the person has seen."""

    @pytest.fixture
    def waiting(self, tmp_path, core, push):
        """A group, its policy and event, after the change was proposed."""
        group, data = open_group(A), group_policy(**closing(metadata={"enforcement": "approve"}))
        event = call(group)
        assert push(policy(data, tmp_path), event) == ["awaiting-approval"]
        (notice,) = notices()
        assert notice["action"]["outcome"] == "awaiting-approval"
        assert open_ports(A, group) == [22]
        return group, data, event

    def approve(self, core, data, at=""):
        entry = entry_of(core, data)
        approval = replace(entry.approval, by="arn:aws:iam::111122223333:user/ann", at=at or now())
        assert core.ledger.approve(entry.with_changes(approval=approval))

    def expire(self, core, data):
        """As if it had been proposed long ago."""
        entry = entry_of(core, data)
        past = replace(entry.approval, until="2020-01-01T00:00:00Z")
        core.ledger.save(entry.with_changes(approval=past), "approval")

    def test_once_approved_it_is_made_and_told(self, tmp_path, core, push, waiting):
        group, data, event = waiting
        self.approve(core, data)
        assert push(policy(data, tmp_path), event) == ["fixed"]
        assert open_ports(A, group) == []
        entry = entry_of(core, data)
        assert (entry.outcome, entry.approval.by) == ("fixed", "arn:aws:iam::111122223333:user/ann")
        assert [each["action"]["outcome"] for each in notices()] == ["fixed"]

    def test_until_then_nothing_happens_and_nobody_is_told_again(self, tmp_path, core, push, waiting):
        group, data, event = waiting
        assert push(policy(data, tmp_path), event) == ["awaiting-approval"]
        assert (open_ports(A, group), notices()) == ([22], [])

    def test_another_state_is_not_what_was_approved(self, tmp_path, core, push, waiting):
        group, data, event = waiting
        self.approve(core, data)
        authorize(A, group, 3389)
        assert push(policy(data, tmp_path), event) == ["state-changed"]
        assert open_ports(A, group) == [22, 3389]
        assert [each["action"]["outcome"] for each in notices()] == ["state-changed"]

    def test_too_late_is_not_approved(self, tmp_path, core, push, waiting):
        group, data, event = waiting
        self.approve(core, data)
        self.expire(core, data)
        assert push(policy(data, tmp_path), event) == ["approval-expired"]
        assert open_ports(A, group) == [22]

    def test_what_nobody_approved_in_time_is_told(self, tmp_path, core, push, waiting):
        group, data, event = waiting
        self.expire(core, data)
        assert push(policy(data, tmp_path), event) == ["approval-expired"]
        assert open_ports(A, group) == [22]
        assert [each["action"]["outcome"] for each in notices()] == ["approval-expired"]

    def test_what_is_mended_by_then_needs_no_change(self, tmp_path, core, push, waiting):
        group, data, event = waiting
        self.approve(core, data)
        revoke(A, group, 22)
        assert push(policy(data, tmp_path), event) == ["no-match"]
        assert notices() == []
