"""report: the ledger, the owner and the finding are told; each once, and none forgotten."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger.claims import claim_key
from tests.modes import support
from tests.modes.support import (
    HUB,
    A,
    call,
    closing,
    finding,
    group_policy,
    group_resource,
    hub_policy,
    imported,
    notices,
    open_group,
    open_ports,
    policy,
    security_group,
    session,
)

UNKNOWN = "sg-0123456789abcdef0"


def event_of(group, **fields):
    return imported(finding(A, group_resource(A, group), **fields))


def outcomes():
    return [notice["action"]["outcome"] for notice in notices()]


class TestOwner:
    """Who is told, when, and how often."""

    def test_a_fix_is_told_once_however_often_the_event_comes(self, tmp_path, core, push):
        group, data = open_group(A), group_policy(**closing())
        event = call(group)
        assert [push(policy(data, tmp_path), event) for _ in range(3)] == [["fixed"]] * 3
        assert outcomes() == ["fixed"]

    def test_a_failure_is_told_only_when_no_attempt_is_left(self, tmp_path, core, push, fail):
        group, data = open_group(A), group_policy(**closing())
        event = call(group)
        fail("RevokeSecurityGroupIngress", "InternalError", times=4)
        told = []
        for _ in range(3):
            assert push(policy(data, tmp_path), event, request="r") == ["failed"]
            told.append(outcomes())
        assert told == [[], [], ["failed"]]
        assert push(policy(data, tmp_path), event, request="r") == ["failed"]  # given again, by a person
        assert outcomes() == []
        assert push(policy(data, tmp_path), event, request="r") == ["fixed"]
        assert outcomes() == ["fixed"]
        assert open_ports(A, group) == []

    def test_a_failure_that_the_retry_mends_is_told_as_mended(self, tmp_path, core, push, fail):
        group, data = open_group(A), group_policy(**closing())
        event = call(group)
        fail("RevokeSecurityGroupIngress", "InternalError", times=1)
        assert push(policy(data, tmp_path), event, request="r") == ["failed"]
        assert push(policy(data, tmp_path), event, request="r") == ["fixed"]
        assert outcomes() == ["fixed"]

    def test_one_s_failure_does_not_keep_the_others_from_being_told(self, tmp_path, core, push, fail):
        groups, data = [open_group(A), open_group(A)], group_policy(**closing())
        fail("RevokeSecurityGroupIngress", "InternalError", times=1)
        assert push(policy(data, tmp_path), call(*groups)) == ["failed"]
        assert sorted(len(open_ports(A, group)) for group in groups) == [0, 1]
        assert outcomes() == ["fixed"]

    def test_a_policy_that_tells_nobody_owes_nothing(self, tmp_path, core, push):
        data = group_policy(**closing(actions=["revoke-open-ingress"]))
        assert push(policy(data, tmp_path), call(open_group(A))) == ["fixed"]
        assert notices() == []

    def test_the_ledger_says_how_it_ended_and_that_it_was_told(self, tmp_path, core, push):
        group, data = open_group(A), group_policy(**closing())
        push(policy(data, tmp_path), call(group))
        (entry,) = core.ledger.list(policy=data["name"])
        assert (entry.outcome, entry.told, entry.holder, entry.attempts) == ("fixed", "fixed", "", 1)
        assert entry.finished
        assert entry.notified
        record = core.ledger.get(entry.id).actions["00-revoke-open-ingress"]
        assert record.outcome == "changed"

    @pytest.mark.parametrize("lost", [3, 2, 1])  # its claim, its end, its notice
    def test_an_end_that_cannot_be_recorded_parks_and_the_retry_completes_it(
        self, tmp_path, core, push, fail, writes, lost
    ):
        push(policy(group_policy(**closing()), tmp_path), call(open_group(A)))
        needed = len(writes)
        notices()
        group, data = open_group(A), group_policy(**closing())
        event = call(group)
        fail("UpdateItem", "AccessDeniedException", times=1, after=needed - lost)
        assert push(policy(data, tmp_path), event, request="r") == ["unreported"]
        assert open_ports(A, group) == []
        assert push(policy(data, tmp_path), event, request="r") == ["fixed"]
        (entry,) = core.ledger.list(policy=data["name"])
        assert (entry.outcome, entry.told) == ("fixed", "fixed")
        assert core.ledger.claim(claim_key(data["name"], A, "us-east-1", group)).outcome == "fixed"
        assert set(outcomes()) == {"fixed"}  # the notice's id lets the mailer drop a second one


@pytest.fixture
def writes(monkeypatch):
    """The updates of the ledger's table."""
    made = []
    support.intercept(monkeypatch, lambda name, _: made.append(name) if name == "UpdateItem" else None)
    return made


class TestFinding:
    """Security Hub learns what became of its finding."""

    @pytest.mark.parametrize(
        ("extra", "status"),
        [
            (closing(), "RESOLVED"),
            (closing(filters=[{"Description": "open"}]), "NOTIFIED"),  # not fixed
            (closing(filters=[]), "NOTIFIED"),  # acted: nothing to look at
            (closing(metadata={"enforcement": "observe"}), "NOTIFIED"),
            (closing(metadata={"enforcement": "approve"}), "NOTIFIED"),
        ],
    )
    def test_is_given_the_status_of_the_end(self, tmp_path, core, push, hub, extra, status):
        push(policy(hub_policy(**extra), tmp_path), event_of(open_group(A)))
        assert hub.statuses == [status]

    def test_that_needed_no_change_is_resolved(self, tmp_path, core, push, hub):
        data = hub_policy(**closing(filters=[]))
        assert push(policy(data, tmp_path), event_of(security_group(A, "closed"))) == ["unchanged"]
        assert hub.statuses == ["RESOLVED"]

    @pytest.mark.parametrize("group", ["closed", UNKNOWN])
    def test_of_what_does_not_match_or_is_gone_is_left_as_it_is(self, tmp_path, core, push, hub, group):
        named = security_group(A, "closed") if group == "closed" else group
        (outcome,) = push(policy(hub_policy(**closing()), tmp_path), event_of(named))
        assert outcome == ("no-match" if group == "closed" else "gone")
        assert hub.updates == []

    def test_has_a_note_of_what_was_done_that_ends_with_the_entry(self, tmp_path, core, push, hub):
        group, data = open_group(A), hub_policy(**closing(name="noted"))
        push(policy(data, tmp_path), event_of(group))
        (entry,) = core.ledger.list(policy="noted")
        text = hub.updates[0]["Note"]["Text"]
        assert "Revoked" in text
        assert text.endswith(f"(c7n-reflex entry {entry.id})")
        assert len(text) <= 512

    def test_a_refused_write_back_parks_and_is_completed_by_the_retry(self, tmp_path, core, push, hub):
        group, data = open_group(A), hub_policy(**closing())
        event = event_of(group)
        hub.refusals = 1
        assert push(policy(data, tmp_path), event, request="r") == ["unreported"]
        assert (open_ports(A, group), hub.statuses, outcomes()) == ([], [], ["fixed"])
        assert push(policy(data, tmp_path), event, request="r") == ["fixed"]
        assert (hub.statuses, outcomes()) == (["RESOLVED"], [])
        assert push(policy(data, tmp_path), event) == ["fixed"]
        assert (hub.statuses, outcomes()) == (["RESOLVED"], [])

    def test_each_of_several_is_told_of_its_own_resource(self, tmp_path, core, push, hub):
        groups = [open_group(A), security_group(A, "closed")]
        found = [finding(A, group_resource(A, group), Id=group) for group in groups]
        assert push(policy(hub_policy(**closing()), tmp_path), imported(*found)) == ["fixed"]
        assert [each["FindingIdentifiers"][0]["Id"] for each in hub.updates] == [groups[0]]

    def test_the_hub_in_which_the_event_arrived_is_told(self, tmp_path, core, push, hub, monkeypatch):
        made = []
        real = type(session(HUB)).client

        def client(self, service, *given, **named):
            if service == "securityhub":
                made.append((self.get_credentials().access_key, named.get("region_name")))
            return real(self, service, *given, **named)

        monkeypatch.setattr("boto3.Session.client", client)
        event = {**event_of(open_group(A)), "region": "eu-west-1"}
        push(policy(hub_policy(**closing()), tmp_path), event)
        assert made == [(session(HUB).get_credentials().access_key, "eu-west-1")]
