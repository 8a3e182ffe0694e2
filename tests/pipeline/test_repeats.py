"""repeats: the policy's own calls, and one fault that several events tell of."""

from __future__ import annotations

import time

import pytest

from c7n_reflex.ledger.claims import ABANDONED_SECONDS, claim_key
from tests.modes.support import (
    A,
    authorize,
    call,
    closing,
    finding,
    group_policy,
    group_resource,
    group_tags,
    hub_policy,
    imported,
    notices,
    open_group,
    open_ports,
    policy,
    security_group,
)

REGION = "us-east-1"


def key(data, group, account=A):
    return claim_key(data["name"], account, REGION, group)


def put(core, data, group, **fields):
    """A claim as another invocation has left it."""
    given = {"entry": "e", "outcome": "begun", "version": "v", "started_at": int(time.time())}
    core.ledger.table.put_item(Item={"id": key(data, group), "finished_at": 0, **given, **fields})


class TestOwnCalls:
    """The call by which a policy mends a resource is an event, too."""

    def test_a_request_of_the_policy_s_own_is_no_occasion(self, tmp_path, core, push):
        """Whoever CloudTrail says it was: the request id tells."""
        group, data = open_group(A), group_policy(**closing())
        assert push(policy(data, tmp_path), call(group)) == ["fixed"]
        (own, *_) = core.ledger.claim(key(data, group)).requests
        assert push(policy({**data, "filters": []}, tmp_path), call(group, requestID=own)) == ["own-turn"]

    def test_a_request_of_another_is_one(self, tmp_path, core, push):
        group, data = open_group(A), group_policy(**closing())
        assert push(policy(data, tmp_path), call(group, requestID="first")) == ["fixed"]
        other = policy({**data, "filters": []}, tmp_path)
        assert push(other, call(group, requestID="another")) == ["unchanged"]

    def test_only_changing_requests_are_noted(self, tmp_path, core, push):
        group, data = open_group(A), group_policy(**closing())
        push(policy(data, tmp_path), call(group))
        assert len(core.ledger.claim(key(data, group)).requests) == 1

    @pytest.mark.parametrize(
        ("name", "outcome"), [("RevokeSecurityGroupIngress", "undecided"), ("Open", "fixed")]
    )
    def test_while_the_policy_is_at_work_a_call_like_its_own_waits(self, tmp_path, core, push, name, outcome):
        """Lambda tries again, and then the request is noted - or not."""
        group, data = open_group(A), group_policy(**closing())
        data["mode"]["events"][0]["event"] = name
        put(core, data, group)
        assert push(policy(data, tmp_path), call(group, eventName=name, requestID="r")) == [outcome]
        assert open_ports(A, group) == ([22] if outcome == "undecided" else [])

    def test_who_was_cut_off_is_not_at_work(self, tmp_path, core, push):
        group, data = open_group(A), group_policy(**closing())
        data["mode"]["events"][0]["event"] = "RevokeSecurityGroupIngress"
        put(core, data, group, started_at=int(time.time()) - ABANDONED_SECONDS - 1)
        event = call(group, eventName="RevokeSecurityGroupIngress", requestID="r")
        assert push(policy(data, tmp_path), event) == ["fixed"]

    def test_a_claim_that_cannot_be_read_parks(self, tmp_path, core, push, fail):
        group, data = open_group(A), group_policy(**closing())
        fail("GetItem", "AccessDeniedException", after=1)  # the occasion is read, the claim is not
        assert push(policy(data, tmp_path), call(group)) == ["undecided"]
        assert open_ports(A, group) == [22]


class TestFindings:
    """Several findings may tell of one fault."""

    def event(self, group, updated="2026-11-24T15:00:00.000Z", identity="f"):
        return imported(finding(A, group_resource(A, group), Id=identity, UpdatedAt=updated))

    def test_two_findings_of_one_fault_are_acted_on_once(self, tmp_path, core, push):
        group, data = security_group(A, "a"), hub_policy(name="tag-once")
        assert push(policy(data, tmp_path), self.event(group)) == ["acted"]
        assert push(policy(data, tmp_path), self.event(group, identity="g")) == ["handled"]
        assert len(core.ledger.list(policy="tag-once")) == 1

    def test_a_finding_after_the_fix_is_a_new_fault(self, tmp_path, core, push):
        group, data = security_group(A, "a"), hub_policy(name="tag-again")
        assert push(policy(data, tmp_path), self.event(group)) == ["acted"]
        assert push(policy(data, tmp_path), self.event(group, "2999-01-01T00:00:00Z")) == ["acted"]

    def test_a_fault_that_is_there_again_is_mended_whatever_the_finding_s_age(self, tmp_path, core, push):
        """The filter has just found the state wrong."""
        group, data = open_group(A), hub_policy(**closing())
        assert push(policy(data, tmp_path), self.event(group)) == ["fixed"]
        assert push(policy(data, tmp_path), self.event(group, identity="g")) == ["no-match"]
        authorize(A, group, 23)
        assert push(policy(data, tmp_path), self.event(group, identity="h")) == ["fixed"]

    @pytest.mark.parametrize("enforcement", ["observe", "approve"])
    def test_of_what_is_only_observed_nothing_new_is_said_for_a_day(self, tmp_path, core, push, enforcement):
        group, data = open_group(A), hub_policy(**closing(metadata={"enforcement": enforcement}))
        first = "observed" if enforcement == "observe" else "awaiting-approval"
        assert push(policy(data, tmp_path), self.event(group)) == [first]
        assert push(policy(data, tmp_path), self.event(group, identity="g")) == ["handled"]
        assert len(notices()) == 1
        item = {"id": key(data, group)}
        claim = core.ledger.table.get_item(Key=item)["Item"]
        core.ledger.table.put_item(Item={**claim, "finished_at": int(time.time()) - 25 * 3600})
        assert push(policy(data, tmp_path), self.event(group, identity="h")) == [first]

    def test_a_changed_policy_says_it_anew(self, tmp_path, core, push):
        group, data = open_group(A), hub_policy(**closing(metadata={"enforcement": "observe"}))
        assert push(policy(data, tmp_path), self.event(group)) == ["observed"]
        changed = {**data, "description": "changed"}
        assert push(policy(changed, tmp_path), self.event(group, identity="g")) == ["observed"]

    def test_while_another_finding_s_entry_is_at_work_this_one_leaves_it_alone(self, tmp_path, core, push):
        group, data = open_group(A), hub_policy(**closing())
        put(core, data, group)
        assert push(policy(data, tmp_path), self.event(group)) == ["handled"]
        assert open_ports(A, group) == [22]

    def test_another_resource_another_fault(self, tmp_path, core, push):
        data = hub_policy(name="two-groups")
        for group in (security_group(A, "a"), security_group(A, "b")):
            assert push(policy(data, tmp_path), self.event(group)) == ["acted"]
            assert group_tags(A, group) == {"seen": "yes"}
