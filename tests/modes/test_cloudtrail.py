"""Mode cloudtrail: what stock Custodian does, and what ours does instead."""

from __future__ import annotations

import time

import pytest
from botocore.exceptions import ClientError
from c7n.exceptions import PolicyExecutionError, PolicyValidationError, ResourceLimitExceeded
from c7n.mu import CloudWatchEventSource
from c7n.policy import CloudTrailMode

from c7n_reflex.events import principals
from c7n_reflex.events.patterns import compile as compile_pattern
from c7n_reflex.modes.cloudtrail import CloudTrail
from tests.modes.support import HUB, A, B, call, group_policy, group_tags, policy, security_group


def matches(pattern, event):
    return compile_pattern(pattern).matches(event)


def own_identity(role="c7n-reflex-lambda", account=A, session="custodian-open"):
    issuer = {"type": "Role", "accountId": account, "userName": role}
    arn = f"arn:aws:sts::{account}:assumed-role/{role}/{session}"
    return {"type": "AssumedRole", "arn": arn, "sessionContext": {"sessionIssuer": issuer}}


def test_acts_in_the_account_of_the_call(tmp_path):
    group, other = security_group(A, "a"), security_group(B, "b")
    acted = policy(group_policy(), tmp_path).push(call(group))
    assert [each["GroupId"] for each in acted] == [group]
    assert group_tags(A, group) == {"seen": "yes"}
    assert group_tags(B, other) == {}


def test_acts_in_the_region_of_the_call(tmp_path):
    group = security_group(A, "a", "eu-west-1")
    policy(group_policy(), tmp_path).push(call(group, region="eu-west-1"))
    assert group_tags(A, group, "eu-west-1") == {"seen": "yes"}


@pytest.mark.parametrize("code", ["UnauthorizedOperation", "RequestLimitExceeded", "InternalError"])
def test_an_unreadable_resource_is_an_error(tmp_path, fail, monkeypatch, code):
    monkeypatch.setattr(time, "sleep", lambda _: None)  # Custodian's own retries
    group = security_group(A, "a")
    fail("DescribeSecurityGroups", code)
    built = policy(group_policy(), tmp_path)
    assert CloudTrailMode(built).run(call(group), None) == []  # stock: as if it were not there
    with pytest.raises(ClientError, match=code):
        policy(group_policy(), tmp_path).push(call(group))


def test_a_resource_that_is_gone_is_an_outcome(tmp_path, caplog):
    caplog.set_level("INFO")
    group = security_group(A, "a")
    acted = policy(group_policy(), tmp_path).push(call("sg-0123456789abcdef0", group))
    assert [each["GroupId"] for each in acted] == [group]
    assert policy(group_policy(), tmp_path).push(call("sg-0123456789abcdef0")) == []
    assert "outcome:gone: sg-0123456789abcdef0" in caplog.text


def test_a_hidden_refusal_is_an_error(tmp_path, monkeypatch):
    from c7n.resources.vpc import SecurityGroup

    def swallow(self, ids, cache=True, augment=True):
        self.ctx.session_factory  # noqa: B018
        from c7n.utils import local_session

        local_session(self.session_factory).events.emit(
            "after-call.ec2.DescribeSecurityGroups",
            parsed={"Error": {"Code": "AccessDenied", "Message": "no"}},
            model=type("M", (), {"name": "DescribeSecurityGroups"}),
            http_response=None,
            context={},
        )
        return []

    built = policy(group_policy(), tmp_path)
    monkeypatch.setattr(SecurityGroup, "get_resources", swallow)
    with pytest.raises(PolicyExecutionError, match="DescribeSecurityGroups: AccessDenied"):
        built.push(call("sg-1"))


def test_a_warm_function_forgets_the_last_account(tmp_path):
    group = security_group(A, "a")
    stock = policy(group_policy(), tmp_path)
    CloudTrailMode(stock).run(call(group), None)
    assert stock.options.account_id == A  # stock: the next event finds the last one's account

    ours = policy(group_policy(), tmp_path)
    ours.push(call(group))
    assert (ours.options.account_id, ours.options.region) == (HUB, "us-east-1")
    assert ours.session_factory.assume_role is None


@pytest.mark.parametrize("missing", ["account", "region"])
def test_an_event_of_no_account_is_refused(tmp_path, missing):
    group = security_group(HUB, "a")
    hot = policy(group_policy(), tmp_path)
    hot.push(call(security_group(A, "a")))
    with pytest.raises(PolicyExecutionError, match="names no account and region"):
        hot.push(call(group, **{missing: None}))
    assert group_tags(HUB, group) == {}


def test_an_event_of_another_account_needs_a_member_role(tmp_path):
    data = group_policy()
    del data["mode"]["member-role"]
    with pytest.raises(PolicyExecutionError, match=f"runs in {A} and has no member-role"):
        policy(data, tmp_path, account=A).push(call("sg-1", account=B))


def test_a_member_role_of_another_account_is_refused(tmp_path):
    data = group_policy()
    data["mode"]["member-role"] = f"arn:aws:iam::{B}:role/x{{account_id}}"
    with pytest.raises(PolicyExecutionError, match="is not in account"):
        policy(data, tmp_path).push(call("sg-1"))


def test_conditions_see_the_account_of_the_event(tmp_path):
    group = security_group(A, "a")
    data = group_policy(conditions=[{"type": "value", "key": "account_id", "value": A}])
    assert CloudTrailMode(policy(data, tmp_path)).run(call(group), None) is None  # stock: sees the hub
    assert len(policy(data, tmp_path).push(call(group))) == 1
    data["conditions"][0]["value"] = HUB
    assert policy(data, tmp_path).push(call(group)) == []


@pytest.mark.parametrize("limit", [1, {"amount": 1, "op": "and", "percent": 1}])
def test_max_resources_holds_for_events(tmp_path, limit):
    groups = [security_group(A, "a"), security_group(A, "b")]
    data = group_policy(**{"max-resources": limit})
    assert len(CloudTrailMode(policy(data, tmp_path)).run(call(*groups), None)) == 2  # stock: no limit

    fresh = [security_group(A, "c"), security_group(A, "d")]
    with pytest.raises(ResourceLimitExceeded, match="resource-limit:1 found:2"):
        policy(data, tmp_path).push(call(*fresh))
    assert [group_tags(A, group) for group in fresh] == [{}, {}]
    assert len(policy(data, tmp_path).push(call(fresh[0]))) == 1


def test_filters_decide(tmp_path):
    group = security_group(A, "a")
    data = group_policy(filters=[{"Description": "other"}])
    assert policy(data, tmp_path).push(call(group)) == []
    assert group_tags(A, group) == {}


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (call("sg-1", errorCode="Client.DryRunOperation"), "the call failed"),
        (call("sg-1", userIdentity=own_identity()), "own call"),
        (call("sg-1", userIdentity=own_identity("c7n-reflex-member", A)), "own call"),
    ],
)
def test_failed_and_own_calls_are_not_acted_upon(tmp_path, caplog, event, outcome):
    caplog.set_level("INFO")
    assert policy(group_policy(), tmp_path).push(event) == []
    assert f"stage:route outcome:{outcome}" in caplog.text


def test_an_event_that_names_nothing_is_an_outcome(tmp_path, caplog):
    caplog.set_level("INFO")
    assert policy(group_policy(), tmp_path).push(call(eventName="Close")) == []
    assert policy(group_policy(), tmp_path).push(call("vpc-1")) == []
    assert caplog.text.count("stage:locate outcome:nothing named") == 2


def test_an_event_that_is_no_call_is_an_error(tmp_path):
    with pytest.raises(PolicyExecutionError, match="records no API call"):
        policy(group_policy(), tmp_path).push({"account": A, "region": "us-east-1", "detail": {}})


def test_one_account_does_not_stop_the_other(tmp_path):
    """Tasks of one event are independent; the error still comes out."""
    built = policy(group_policy(), tmp_path)
    group = security_group(A, "a")
    mode = CloudTrail(built)
    tasks = [*mode.locate(call("sg-1", account=B)), *mode.locate(call(group))]
    object.__setattr__(tasks[0], "ids", [None])  # makes moto's answer an error
    with pytest.raises(Exception, match="None"):
        mode._each(tasks)
    assert group_tags(A, group) == {"seen": "yes"}


class TestPattern:
    """The rule's event pattern."""

    def pattern(self, tmp_path, **mode):
        data = group_policy()
        data["mode"].update(mode)
        return policy(data, tmp_path).get_execution_mode().event_pattern()

    def test_is_the_same_whatever_the_order(self, tmp_path):
        events = [
            {"source": f"{name}.amazonaws.com", "event": f"Put{name}", "ids": "x"}
            for name in ("s3", "ec2", "iam")
        ]
        first, second = self.pattern(tmp_path, events=events), self.pattern(tmp_path, events=events[::-1])
        assert first == second
        assert first["detail"]["eventSource"] == sorted(f"{n}.amazonaws.com" for n in ("s3", "ec2", "iam"))

    def test_wants_succeeded_calls_that_are_not_ours(self, tmp_path):
        pattern = self.pattern(tmp_path)
        root = {"type": "Root", "accountId": A}
        admin = own_identity("Admin")
        assert matches(pattern, call("sg-1"))
        assert matches(pattern, call("sg-1", userIdentity=root))
        assert matches(pattern, call("sg-1", userIdentity=admin))
        assert not matches(pattern, call("sg-1", userIdentity=own_identity()))
        assert not matches(pattern, call("sg-1", userIdentity=own_identity("c7n-reflex-member")))
        assert not matches(pattern, call("sg-1", errorCode="AccessDenied"))
        assert not matches(pattern, call("sg-1", eventName="Close"))

    def test_can_be_narrowed_and_can_want_failed_calls(self, tmp_path):
        written = {"detail": {"errorCode": ["AccessDenied"]}, "region": ["eu-west-1"]}
        pattern = self.pattern(tmp_path, pattern=written)
        assert pattern["detail"]["errorCode"] == ["AccessDenied"]
        assert pattern["region"] == ["eu-west-1"]
        assert pattern["detail"]["eventName"] == ["Open"]

    def test_a_policy_that_wants_failed_calls_gets_them(self, tmp_path):
        data = group_policy()
        data["mode"]["pattern"] = {"detail": {"errorCode": ["AccessDenied"]}}
        group = security_group(A, "a")
        assert len(policy(data, tmp_path).push(call(group, errorCode="AccessDenied"))) == 1

    def test_sign_ins_do_not_displace_calls(self, tmp_path):
        sign_in = {"source": "signin.amazonaws.com", "event": "ConsoleLogin", "ids": "userIdentity.arn"}
        events = [*group_policy()["mode"]["events"], sign_in]
        stock = CloudWatchEventSource({"type": "cloudtrail", "events": events}, None).render_event_pattern()
        assert "API Call" not in stock
        types = self.pattern(tmp_path, events=events)["detail-type"]
        assert types == ["AWS API Call via CloudTrail", "AWS Console Sign In via CloudTrail"]


class TestValidation:
    """What cannot work is a PolicyValidationError; stock asserts, or raises whatever jmespath raises."""

    @pytest.mark.parametrize(
        ("mode", "text"),
        [
            ({"events": []}, "needs `events`"),
            ({"events": ["NoSuchShortcut"]}, "is no shortcut"),
            ({"events": [{"source": "x", "event": "y"}]}, "lacks ids"),
            ({"events": [{"source": "x", "event": "y", "ids": "a[?"}]}, "ids of event y"),
            ({"member-role": f"arn:aws:iam::{A}:role/m"}, "same role for every account"),
        ],
    )
    def test_faults(self, tmp_path, mode, text):
        data = group_policy()
        data["mode"].update(mode)
        with pytest.raises(PolicyValidationError, match=text):
            policy(data, tmp_path)

    def test_stock_asserts(self, tmp_path):
        built = policy(group_policy(), tmp_path)
        built.data["mode"]["events"] = []
        with pytest.raises(AssertionError):
            CloudTrailMode(built).validate()

    def test_shortcuts_and_bare_role_names_are_fine(self, tmp_path):
        data = group_policy()
        data["mode"].update({"events": ["RunInstances"], "member-role": "c7n-reflex-member"})
        assert policy(data, tmp_path).get_execution_mode().event_pattern()["detail"]["eventName"] == [
            "RunInstances"
        ]


class TestOwnPrincipals:
    """events/principals.py, as the mode sees it."""

    def test_a_sweep_is_ours_only_with_the_role_that_sweeps_use(self, monkeypatch):
        sweep = own_identity("Admin", session="CloudCustodian@c7n-reflex-sweep")
        assert not principals.is_own(call(userIdentity=sweep))
        monkeypatch.setenv(principals.SWEEP_ISSUER_VARIABLE, "Admin")
        assert principals.is_own(call(userIdentity=sweep))
        assert not principals.is_own(call(userIdentity=own_identity("Admin", session="mallory")))
        assert not principals.is_own(call(userIdentity=own_identity("Other", session="x@c7n-reflex-sweep")))

    def test_our_role_s_name_in_a_strange_account_is_not_ours(self, monkeypatch):
        assert not principals.is_own(call(userIdentity=own_identity(account="999999999999")))
        core = call(userIdentity=own_identity(account=HUB))
        assert not principals.is_own(core)
        monkeypatch.setenv("C7N_REFLEX_CORE_ACCOUNT", HUB)
        assert principals.is_own(core)

    def test_root_and_users_are_not_ours(self):
        assert not principals.is_own(call(userIdentity={"type": "Root", "accountId": A}))
        assert not principals.is_own(call(userIdentity=None))
        assert not principals.is_own({"detail": {}})
