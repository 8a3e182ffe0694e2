"""Mode cloudtrail: what stock Custodian does, and what ours does instead."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import ClassVar

import pytest
from c7n.cwe import CloudWatchEvents
from c7n.exceptions import PolicyValidationError
from c7n.mu import CloudWatchEventSource
from c7n.policy import CloudTrailMode, Policy
from c7n.resources.vpc import SecurityGroup
from c7n.utils import local_session
from jmespath.exceptions import JMESPathError

from c7n_reflex.events import principals
from c7n_reflex.events.patterns import compile as compile_pattern
from c7n_reflex.pipeline.outcome import EventEndedError
from tests.modes.support import (
    HUB,
    A,
    B,
    call,
    group_policy,
    group_tags,
    lines,
    policy,
    security_group,
    session,
)

GONE = "sg-0123456789abcdef0"
REDSHIFT = {"eventSource": "redshift.amazonaws.com"}

# Prints the pattern of the same policy as stock Custodian and as we render it.
RENDER = """
import json, sys
import c7n_reflex.plugin
from c7n.config import Config
from c7n.mu import CloudWatchEventSource
from c7n.policy import Policy
from c7n.resources import load_resources
from c7n_reflex.deploy.function import PolicyFunction
names = ("s3", "ec2", "iam", "kms", "rds")
events = [{"source": n + ".amazonaws.com", "event": "Put", "ids": "x"} for n in names]
mode = {"type": "cloudtrail", "events": events, "role": "r"}
if sys.argv[1] == "ours":
    load_resources(["aws.sqs"])
    data = {"name": "p", "resource": "aws.sqs", "mode": mode}
    options = Config.empty(account_id="1", region="r", output_dir="")
    print(PolicyFunction(Policy(data, options)).rule_pattern())
else:
    print(CloudWatchEventSource(mode, None).render_event_pattern())
"""


def rendered(kind, seed):
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", RENDER, kind]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


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
def test_an_unreadable_resource_parks_the_event(tmp_path, fail, push, monkeypatch, code):
    monkeypatch.setattr(time, "sleep", lambda _: None)  # Custodian's own retries
    group = security_group(A, "a")
    fail("DescribeSecurityGroups", code)
    built = policy(group_policy(), tmp_path)
    assert CloudTrailMode(built).run(call(group), None) == []  # stock: as if it were not there
    assert push(policy(group_policy(), tmp_path), call(group)) == ["unreadable"]
    with pytest.raises(EventEndedError, match=code):
        policy(group_policy(), tmp_path).push(call(group))


def test_a_resource_that_is_gone_is_an_outcome(tmp_path, push, caplog):
    group = security_group(A, "a")
    assert push(policy(group_policy(), tmp_path), call(GONE, group)) == ["acted"]
    (stage,) = [line for line in lines(caplog) if line["stage"] == "resolve"]
    assert (stage["ended"], stage["going_on"]) == ({GONE: "gone"}, [group])
    assert group_tags(A, group) == {"seen": "yes"}
    assert push(policy(group_policy(), tmp_path), call(GONE)) == ["gone"]


def test_a_resource_that_appears_at_the_second_look_is_found(tmp_path, push, fail, waits):
    group = security_group(A, "a")
    fail("DescribeSecurityGroups", "InvalidGroup.NotFound", times=1)
    assert CloudTrailMode(policy(group_policy(), tmp_path)).run(call(group), None) == []  # stock looks once
    fail("DescribeSecurityGroups", "InvalidGroup.NotFound", times=1)
    assert push(policy(group_policy(), tmp_path), call(group)) == ["acted"]
    assert waits == [1.0]


def test_a_hidden_refusal_is_an_error(tmp_path, push, monkeypatch):
    def swallow(self, ids, cache=True, augment=True):
        local_session(self.session_factory).events.emit(
            "after-call.ec2.DescribeSecurityGroups",
            parsed={"Error": {"Code": "AccessDenied", "Message": "no"}},
            model=SimpleNamespace(name="DescribeSecurityGroups"),
            http_response=None,
            context={},
        )
        return []

    built = policy(group_policy(), tmp_path)
    monkeypatch.setattr(SecurityGroup, "get_resources", swallow)
    with pytest.raises(EventEndedError, match="DescribeSecurityGroups: AccessDenied"):
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
def test_an_event_of_no_account_is_refused(tmp_path, push, missing):
    group = security_group(A, "a")
    event = call(group, **{missing: None})
    stock = policy(group_policy(), tmp_path)
    CloudTrailMode(stock).run(call(security_group(A, "first")), None)
    CloudTrailMode(stock).run(event, None)
    assert group_tags(A, group) == {"seen": "yes"}  # stock: as the account of the event before

    group, hot = security_group(A, "b"), policy(group_policy(), tmp_path)
    assert push(hot, call(security_group(A, "first"))) == ["acted"]
    assert push(hot, call(group, **{missing: None})) == ["account-unknown"]
    assert group_tags(A, group) == {}


def test_an_event_of_another_account_needs_a_member_role(tmp_path, push):
    data = group_policy()
    del data["mode"]["member-role"]
    group = security_group(A, "a")
    assert push(policy(data, tmp_path, account=B), call(group)) == ["other-account"]
    assert group_tags(A, group) == {}


def test_a_member_role_of_another_account_is_refused(tmp_path):
    data = group_policy()
    data["mode"]["member-role"] = f"arn:aws:iam::{B}:role/x{{account_id}}"
    with pytest.raises(EventEndedError, match="is not in account"):
        policy(data, tmp_path).push(call("sg-1"))


def test_conditions_see_the_account_of_the_event(tmp_path, push):
    group = security_group(A, "a")
    data = group_policy(conditions=[{"type": "value", "key": "account_id", "value": A}])
    assert CloudTrailMode(policy(data, tmp_path)).run(call(group), None) is None  # stock: sees the hub
    assert push(policy(data, tmp_path), call(group)) == ["acted"]
    data["conditions"][0]["value"] = HUB
    assert push(policy(data, tmp_path), call(group)) == ["conditions"]


def test_conditions_do_not_see_the_account_of_the_event_before(tmp_path, push):
    data = group_policy(conditions=[{"type": "value", "key": "account_id", "value": A}])
    others = security_group(B, "b")
    stock = policy(group_policy(), tmp_path)
    CloudTrailMode(stock).run(call(security_group(A, "a")), None)
    stock.data["conditions"] = data["conditions"]
    hot = Policy(stock.data, stock.options)  # as c7n.handler does for each event
    hot.validate()
    CloudTrailMode(hot).run(call(others, account=B), None)
    assert group_tags(B, others) == {"seen": "yes"}  # stock: A's conditions hold for an event of B

    ours, others = policy(data, tmp_path), security_group(B, "b")
    assert push(ours, call(security_group(A, "a"))) == ["acted"]
    assert push(ours, call(others, account=B)) == ["conditions"]
    assert group_tags(B, others) == {}


@pytest.mark.parametrize("limit", [1, {"amount": 1, "op": "and", "percent": 1}])
def test_max_resources_holds_for_events(tmp_path, push, limit):
    groups = [security_group(A, "a"), security_group(A, "b")]
    data = group_policy(**{"max-resources": limit})
    assert len(CloudTrailMode(policy(data, tmp_path)).run(call(*groups), None)) == 2  # stock: no limit

    fresh = [security_group(A, "c"), security_group(A, "d")]
    assert push(policy(data, tmp_path), call(*fresh)) == ["over-limit"]
    assert [group_tags(A, group) for group in fresh] == [{}, {}]
    assert push(policy(data, tmp_path), call(fresh[0])) == ["acted"]


def test_filters_decide(tmp_path, push):
    group = security_group(A, "a")
    assert push(policy(group_policy(filters=[{"Description": "other"}]), tmp_path), call(group)) == [
        "no-match"
    ]
    assert group_tags(A, group) == {}
    assert push(policy(group_policy(filters=[{"Description": "a"}]), tmp_path), call(group)) == ["acted"]


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (call("sg-1", errorCode="Client.DryRunOperation"), "call-failed"),
        (call("sg-1", userIdentity=own_identity()), "own-call"),
        (call("sg-1", userIdentity=own_identity("c7n-reflex-member", A)), "own-call"),
    ],
)
def test_failed_and_own_calls_are_not_acted_upon(tmp_path, push, event, outcome):
    assert push(policy(group_policy(), tmp_path), event) == [outcome]


@pytest.mark.parametrize("role", ["arn:aws:iam::{account_id}:role/path/Remediator", "Remediator"])
def test_calls_of_the_policy_s_own_role_are_own_calls(tmp_path, push, role):
    data = group_policy()
    data["mode"]["member-role"] = role
    event = call("sg-1", userIdentity=own_identity("Remediator"))
    assert push(policy(data, tmp_path), event) == ["own-call"]
    assert push(policy(group_policy(), tmp_path), event) == ["gone"]


@pytest.mark.parametrize("event", [call(eventName="Close"), call(eventSource="s3.amazonaws.com")])
def test_an_event_that_the_policy_does_not_react_to_is_an_outcome(tmp_path, push, event):
    assert push(policy(group_policy(), tmp_path), event) == ["not-subscribed"]


def test_an_event_that_names_nothing_is_an_outcome(tmp_path, push):
    assert push(policy(group_policy(), tmp_path), call()) == ["nothing-named"]
    assert push(policy(group_policy(), tmp_path), call("vpc-1")) == ["nothing-named"]


@pytest.mark.parametrize(
    "event", [{"account": A, "region": "us-east-1", "detail": {}}, {"detail": None}, [], 7]
)
def test_an_event_that_is_no_call_parks(tmp_path, push, event):
    assert push(policy(group_policy(), tmp_path), event) == ["malformed"]


def test_ids_that_fail_on_the_event_are_a_named_outcome(tmp_path, push):
    data = group_policy()
    data["mode"]["events"][0]["ids"] = "join(',', requestParameters.groups)"
    event = call(requestParameters={"groups": 7})
    with pytest.raises(JMESPathError):
        CloudTrailMode(policy(data, tmp_path)).run(event, None)
    assert push(policy(data, tmp_path), event) == ["malformed"]


class TestPattern:
    """The rule's event pattern."""

    def pattern(self, tmp_path, **mode):
        data = group_policy()
        data["mode"].update(mode)
        return policy(data, tmp_path).get_execution_mode().event_pattern()

    def test_has_exact_pairs_whatever_the_order(self, tmp_path):
        events = [
            {"source": f"{name}.amazonaws.com", "event": f"Put{name}", "ids": "x"}
            for name in ("s3", "ec2", "iam")
        ]
        first, second = self.pattern(tmp_path, events=events), self.pattern(tmp_path, events=events[::-1])
        assert first == second
        assert [part["detail"] for part in first["$or"]] == [
            {"eventSource": [f"{name}.amazonaws.com"], "eventName": [f"Put{name}"]}
            for name in ("ec2", "iam", "s3")
        ]

    def test_a_name_of_another_source_does_not_match(self, tmp_path):
        """CreateTags of two services, DeleteTags of one: stock subscribes to all four pairs."""
        pairs = [("ec2", "CreateTags"), ("ec2", "DeleteTags"), ("redshift", "CreateTags")]
        events = [{"source": f"{s}.amazonaws.com", "event": e, "ids": "x"} for s, e in pairs]
        crossed = call("sg-1", eventSource="redshift.amazonaws.com", eventName="DeleteTags")
        stock = CloudWatchEventSource({"type": "cloudtrail", "events": events}, None).render_event_pattern()
        assert matches(json.loads(stock), crossed)
        ours = self.pattern(tmp_path, events=events)
        assert not matches(ours, crossed)
        for source, name in pairs:
            assert matches(ours, call("sg-1", eventSource=f"{source}.amazonaws.com", eventName=name))

    def test_is_the_same_json_in_every_process(self):
        ours = {rendered("ours", seed) for seed in ("1", "2")}
        stock = {rendered("stock", seed) for seed in ("1", "2", "3", "4")}
        assert len(ours) == 1
        assert len(stock) > 1  # the order of a set of texts differs from process to process

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

    def test_a_policy_that_wants_failed_calls_gets_them(self, tmp_path, push):
        data = group_policy()
        data["mode"]["pattern"] = {"detail": {"errorCode": ["AccessDenied"]}}
        failed = call(security_group(A, "a"), errorCode="AccessDenied")
        assert push(policy(data, tmp_path), failed) == ["acted"]
        assert push(policy(data, tmp_path), call("sg-1")) == ["not-subscribed"]

    def test_stock_starts_the_function_for_failed_calls(self):
        events = group_policy()["mode"]["events"]
        stock = CloudWatchEventSource({"type": "cloudtrail", "events": events}, None).render_event_pattern()
        assert matches(json.loads(stock), call("sg-1", errorCode="AccessDenied"))


class TestSignIns:
    """Sign-ins beside API calls: other events, and other answers."""

    SIGN_IN: ClassVar = {
        "source": "signin.amazonaws.com",
        "event": "ConsoleLogin",
        "ids": "userIdentity.userName",
    }

    def data(self):
        data = group_policy(resource="aws.iam-user", name="sign-ins")
        made = {"source": "iam.amazonaws.com", "event": "CreateUser", "ids": "requestParameters.userName"}
        data["mode"]["events"] = [self.SIGN_IN, made]
        return data

    def sign_in(self, answer="Success", user="ann"):
        detail = {"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin"}
        identity = {"type": "IAMUser", "accountId": A, "userName": user}
        event = call(**detail, userIdentity=identity, responseElements={"ConsoleLogin": answer})
        return {**event, "source": "aws.signin", "detail-type": "AWS Console Sign In via CloudTrail"}

    def made(self, user):
        detail = {"eventSource": "iam.amazonaws.com", "eventName": "CreateUser"}
        return call(**detail, requestParameters={"userName": user})

    def test_stock_subscribes_to_one_of_the_two(self):
        data = self.data()["mode"]
        stock = json.loads(CloudWatchEventSource(data, None).render_event_pattern())
        assert stock["detail-type"] == ["AWS Console Sign In via CloudTrail"]
        assert not matches(stock, self.made("ann"))

    def test_both_are_in_the_pattern_and_run(self, tmp_path, push):
        session(A).client("iam").create_user(UserName="ann")
        pattern = policy(self.data(), tmp_path).get_execution_mode().event_pattern()
        for event in (self.sign_in(), self.made("ann")):
            assert matches(pattern, event)
            assert push(policy(self.data(), tmp_path), event) == ["acted"]

    def test_a_sign_in_that_failed_is_none(self, tmp_path, push):
        session(A).client("iam").create_user(UserName="eve")
        failed = self.sign_in("Failure", "eve")
        stock = policy(self.data(), tmp_path)
        assert matches(
            json.loads(CloudWatchEventSource(self.data()["mode"], None).render_event_pattern()), failed
        )
        assert [each["UserName"] for each in CloudTrailMode(stock).run(failed, None)] == ["eve"]

        built = policy(self.data(), tmp_path)
        assert not matches(built.get_execution_mode().event_pattern(), failed)
        assert push(built, failed) == ["call-failed"]

    def test_a_policy_may_want_those_that_failed(self, tmp_path, push):
        data = self.data()
        data["mode"]["events"] = [self.SIGN_IN]
        data["mode"]["pattern"] = {"detail": {"responseElements": {"ConsoleLogin": ["Failure"]}}}
        session(A).client("iam").create_user(UserName="zoe")
        assert push(policy(data, tmp_path), self.sign_in("Failure", "zoe")) == ["acted"]
        assert push(policy(data, tmp_path), self.sign_in("Success", "zoe")) == ["not-subscribed"]


class TestShortcuts:
    """`events: [CreateFunction]`: Custodian's abbreviations."""

    def test_create_function_fires(self, tmp_path, push):
        data = group_policy(resource="aws.lambda", name="functions", actions=[])
        data["mode"]["events"] = ["CreateFunction"]
        event = call(
            eventSource="lambda.amazonaws.com",
            eventName="CreateFunction20150331",
            requestParameters={"functionName": "f"},
        )
        stock = json.loads(CloudWatchEventSource(data["mode"], None).render_event_pattern())
        assert stock["detail"]["eventName"] == ["CreateFunction"]  # no call is recorded under this name
        assert not matches(stock, event)

        pattern = policy(data, tmp_path).get_execution_mode().event_pattern()
        assert matches(pattern, event)
        assert push(policy(data, tmp_path), event) == ["gone"]

    def test_the_source_of_the_event_counts(self, tmp_path, push):
        """Redshift's shortcut CreateCluster, and a call of the same name to EKS."""
        data = group_policy(resource="aws.redshift", name="clusters")
        data["mode"]["events"] = ["CreateCluster"]
        event = call(
            eventSource="eks.amazonaws.com",
            eventName="CreateCluster",
            requestParameters={"clusterIdentifier": "c"},
        )
        assert CloudWatchEvents.get_ids(event, data["mode"]) == ["c"]
        assert push(policy(data, tmp_path), event) == ["not-subscribed"]
        assert push(policy(data, tmp_path), {**event, "detail": {**event["detail"], **REDSHIFT}}) == ["gone"]

    def test_only_the_mode_s_own_shortcuts_count(self, tmp_path, push):
        data = group_policy(resource="aws.ec2", name="instances")
        data["mode"]["events"] = ["RunInstances"]
        event = call(eventName="CreateVolume", responseElements={"volumeId": "i-0123456789abcdef0"})
        assert CloudWatchEvents.get_ids(event, data["mode"]) == ["i-0123456789abcdef0"]
        assert push(policy(data, tmp_path), event) == ["not-subscribed"]

    def test_a_pair_of_the_mode_goes_before_any_shortcut(self, tmp_path, push):
        """Stock takes the shortcut's ids as soon as any shortcut is in `events`."""
        own = {"source": "s3.amazonaws.com", "event": "CreateBucket", "ids": "responseElements.name"}
        data = group_policy(resource="aws.s3", name="buckets")
        data["mode"]["events"] = ["RunInstances", own]
        event = call(
            eventSource="s3.amazonaws.com",
            eventName="CreateBucket",
            requestParameters={"bucketName": "other"},
            responseElements={"name": "mine"},
        )
        assert CloudWatchEvents.get_ids(event, data["mode"]) == ["other"]
        session(A).client("s3").create_bucket(Bucket="mine")
        session(A).client("s3").create_bucket(Bucket="other")
        assert push(policy(data, tmp_path), event) == ["acted"]
        tags = session(A).client("s3").get_bucket_tagging(Bucket="mine")["TagSet"]
        assert tags == [{"Key": "seen", "Value": "yes"}]


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
