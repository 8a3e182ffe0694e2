"""Mode event: whatever EventBridge can select."""

from __future__ import annotations

import pytest
from c7n.exceptions import PolicyValidationError

from tests.events.findings import samples
from tests.modes.support import (
    HUB,
    MEMBER_ROLE,
    TAG,
    A,
    B,
    call,
    end_lines,
    group_tags,
    policy,
    security_group,
    session,
)

REGION = samples.REGION
CONFIG = {
    "pattern": {"source": ["aws.config"], "detail-type": ["Config Rules Compliance Change"]},
    "ids": "detail.resourceId",
    "account": "detail.awsAccountId",
    "region": "detail.awsRegion",
}
PARTNER = {
    "pattern": {"source": [{"prefix": "aws.partner/example.com"}]},
    "ids": "detail.groups[].id",
    "account": "detail.account",
    "region": "detail.region",
}


def event_policy(resource="aws.security-group", *, mode=CONFIG, **extra):
    block = {"type": "event", "role": "r", "member-role": MEMBER_ROLE, **mode}
    return {"name": "any", "resource": resource, "mode": block, "actions": [TAG], **extra}


def partner(*groups, source="aws.partner/example.com/1", account=A, sender=HUB, region="us-east-1", **detail):
    """A partner's event arrives in the account that has subscribed to it, whatever it is about."""
    named = {"account": account, "region": region, "groups": [{"id": each} for each in groups]}
    return {
        "id": "p",
        "source": source,
        "detail-type": "Alert",
        "account": sender,
        "region": "us-east-1",
        "detail": {**named, **detail},
    }


class TestConfig:
    """Config's own events, which an aggregating account gets of all accounts."""

    def test_each_event_is_acted_on_in_its_own_account(self, tmp_path, push, caplog):
        built = policy(event_policy(), tmp_path)
        for account in (A, B):
            group = security_group(account, "x", REGION)
            event = samples.config(resourceId=group, awsAccountId=account)
            assert push(built, event) == ["acted"]
            assert group_tags(account, group, REGION) == {"seen": "yes"}
            assert end_lines(caplog)[-1]["account"] == account

    def test_without_paths_it_is_the_account_of_the_envelope(self, tmp_path, push, caplog):
        mode = {key: value for key, value in CONFIG.items() if key not in ("account", "region")}
        event = samples.config(resourceId="sg-0123456789abcdef0")
        built = policy(event_policy(mode=mode), tmp_path)
        assert push(built, {**event, "account": A, "region": REGION}) == ["gone"]
        assert (end_lines(caplog)[-1]["account"], end_lines(caplog)[-1]["region"]) == (A, REGION)
        assert push(built, event) == ["spoofed"]  # not in the account that the finding is about

    def test_a_resource_that_complies_is_settled_unless_the_pattern_speaks_of_it(self, tmp_path, push):
        group = security_group(A, "x", REGION)
        event = samples.config("COMPLIANT", resourceId=group)
        assert push(policy(event_policy(), tmp_path), event) == ["settled"]
        asked = {**CONFIG["pattern"], "detail": {"newEvaluationResult": {"complianceType": ["COMPLIANT"]}}}
        data = event_policy(mode={**CONFIG, "pattern": asked})
        assert push(policy(data, tmp_path), event) == ["acted"]

    def test_what_ids_finds_tells_evaluations_of_one_account_apart(self, tmp_path, core, push):
        data = event_policy("aws.account", actions=[], metadata={"enforcement": "observe"})
        built = policy(data, tmp_path)
        first, again, other = (
            {**samples.config(resourceId=group), "id": f"of-an-account-{number}"}
            for number, group in enumerate(("sg-1", "sg-1", "sg-2"))
        )
        assert [push(built, each) for each in (first, again, other)] == [
            ["observed"],
            ["handled"],
            ["observed"],
        ]

    def test_an_account_knows_what_ids_finds(self, tmp_path, push):
        found = {"type": "value", "key": '"c7n-reflex:ids"', "value": "sg-1", "op": "contains"}
        built = policy(event_policy("aws.account", actions=[], filters=[found]), tmp_path)
        assert push(built, samples.config(resourceId="sg-1")) == ["unchanged"]
        assert push(built, samples.config(resourceId="sg-2")) == ["no-match"]

    def test_an_event_that_the_pattern_does_not_match_is_none(self, tmp_path, push):
        event = samples.access_analyzer()
        assert push(policy(event_policy(), tmp_path), event) == ["not-subscribed"]

    def test_filters_conditions_and_limits_hold(self, tmp_path, push):
        group = security_group(A, "x", REGION)
        event = samples.config(resourceId=group)
        rule = {"type": "event", "key": "detail.configRuleName", "value": "another"}
        where = {"type": "value", "key": "account_id", "value": B}
        assert push(policy(event_policy(filters=[rule]), tmp_path), event) == ["no-match"]
        assert push(policy(event_policy(conditions=[where]), tmp_path), event) == ["conditions"]
        assert group_tags(A, group, REGION) == {}

    def test_without_a_member_role_only_its_own_account(self, tmp_path, push):
        data = event_policy()
        del data["mode"]["member-role"]
        assert push(policy(data, tmp_path, account=B), samples.config()) == ["other-account"]


class TestAccessAnalyzer:
    """An organisation's analyzer finds in its own account what is another's."""

    MODE = {  # noqa: RUF012
        "pattern": {"source": ["aws.access-analyzer"], "detail-type": ["Access Analyzer Finding"]},
        "ids": "detail.resource",
        "account": "detail.resourceOwnerAccount",
        "region": "detail.region",
    }

    def event(self, **fields):
        return samples.access_analyzer(accountId=HUB, resourceOwnerAccount=A, **fields)

    def test_the_topic_is_found_by_its_arn(self, tmp_path, push):
        topics = session(A, REGION).client("sns")
        arn = topics.create_topic(Name="open")["TopicArn"]
        data = event_policy("aws.sns", mode=self.MODE)
        assert push(policy(data, tmp_path), self.event(resource=arn)) == ["acted"]
        assert topics.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "seen", "Value": "yes"}]

    @pytest.mark.parametrize("fields", [{"status": "ARCHIVED"}, {"status": "RESOLVED"}, {"isDeleted": True}])
    def test_a_settled_finding_is_left_alone(self, tmp_path, push, fields):
        data = event_policy("aws.sns", mode=self.MODE)
        assert push(policy(data, tmp_path), self.event(**fields)) == ["settled"]


class TestHubFindings:
    """Security Hub's events: whoever may import a finding writes most of it as he likes."""

    MODE = {  # noqa: RUF012
        "pattern": {"source": ["aws.securityhub"]},
        "ids": "detail.findings[0].ProductFields.group",
        "account": "detail.findings[0].ProductFields.account",
        "region": "detail.findings[0].Region",
    }

    def event(self, group, account, **fields):
        said = {"ProductFields": {"group": group, "account": account}, "ProductArn": samples.DEFAULT}
        return samples.event(samples.asff(**{**said, "ProductName": "x", "CompanyName": "x", **fields}))

    def test_of_its_own_account_it_is_acted_on(self, tmp_path, push):
        group = security_group(A, "a", REGION)
        assert push(policy(event_policy(mode=self.MODE), tmp_path), self.event(group, A)) == ["acted"]

    @pytest.mark.parametrize(
        ("account", "fields"), [(B, {}), (A, {"ProductName": "GuardDuty"}), (A, {"CompanyName": "AWS"})]
    )
    def test_what_its_sender_cannot_speak_for_is_refused(self, tmp_path, push, account, fields):
        group = security_group(account, "b", REGION)
        event = self.event(group, account, **fields)
        assert push(policy(event_policy(mode=self.MODE), tmp_path), event) == ["spoofed"]
        assert group_tags(account, group, REGION) == {}


class TestPartners:
    """Only AWS can put events from `aws.*`, its partners' included; anybody can put the others."""

    def test_a_partner_may_name_an_account(self, tmp_path, push):
        groups = [security_group(A, "one"), security_group(A, "two")]
        assert push(policy(event_policy(mode=PARTNER), tmp_path), partner(*groups)) == ["acted"]
        assert [group_tags(A, group) for group in groups] == [{"seen": "yes"}] * 2

    def test_a_custom_source_may_not_name_another_account(self, tmp_path, push):
        group = security_group(A, "x")
        mode = {**PARTNER, "pattern": {"source": ["shop"]}}
        built = policy(event_policy(mode=mode), tmp_path)
        assert push(built, partner(group, source="shop")) == ["spoofed"]
        assert group_tags(A, group) == {}
        assert push(built, partner(group, source="shop", sender=A)) == ["acted"]

    def test_more_than_the_policy_may_change_is_not_changed(self, tmp_path, push):
        groups = [security_group(A, "one"), security_group(A, "two")]
        data = event_policy(mode=PARTNER, **{"max-resources": 1})
        assert push(policy(data, tmp_path), partner(*groups)) == ["over-limit"]
        assert [group_tags(A, group) for group in groups] == [{}, {}]


class TestPaths:
    """What `ids`, `account` and `region` find in events of other shapes."""

    @pytest.mark.parametrize(
        ("event", "outcome"),
        [
            (partner(), "nothing-named"),
            (partner("vpc-1"), "nothing-named"),
            (partner(groups=7), "nothing-named"),
            (partner("sg-1", account=None), "account-unknown"),
            (partner("sg-1", account="7"), "account-unknown"),
            (partner("sg-1", account=[A, B]), "malformed"),
            (partner("sg-1", region="global"), "account-unknown"),
            ({**partner("sg-1"), "detail": None}, "nothing-named"),
            ([], "malformed"),
        ],
    )
    def test_end_in_a_named_way(self, tmp_path, push, event, outcome):
        assert push(policy(event_policy(mode=PARTNER), tmp_path), event) == [outcome]

    def test_a_path_that_fails_parks(self, tmp_path, push):
        mode = {**PARTNER, "ids": "join(',', detail.groups)"}
        assert push(policy(event_policy(mode=mode), tmp_path), partner("sg-1")) == ["malformed"]

    def test_an_account_needs_no_ids(self, tmp_path, push):
        mode = {key: value for key, value in PARTNER.items() if key != "ids"}
        data = event_policy("aws.account", mode=mode, actions=[])
        assert push(policy(data, tmp_path), partner()) == ["unchanged"]


class TestCalls:
    """API calls, selected by a pattern of the author's own."""

    MODE = {  # noqa: RUF012
        "pattern": {"source": ["aws.ec2"], "detail": {"eventName": ["Open"]}},
        "ids": "detail.requestParameters.groups[]",
    }

    def test_calls_that_failed_are_none_unless_asked_for(self, tmp_path, push):
        group = security_group(A, "a")
        data = event_policy(mode=self.MODE)
        assert push(policy(data, tmp_path), call(group, errorCode="AccessDenied")) == ["call-failed"]
        assert push(policy(data, tmp_path), call(group)) == ["acted"]
        asked = {**self.MODE["pattern"], "detail": {"errorCode": ["AccessDenied"]}}
        data = event_policy(mode={**self.MODE, "pattern": asked})
        assert push(policy(data, tmp_path), call(group, errorCode="AccessDenied")) == ["acted"]

    @pytest.mark.parametrize("role", ["c7n-reflex-member", "a-role-of-its-own"])
    def test_own_calls_are_none(self, tmp_path, push, role):
        issuer = {"type": "Role", "accountId": A, "userName": role}
        own = {"type": "AssumedRole", "sessionContext": {"sessionIssuer": issuer}}
        mode = {**self.MODE, "role": "arn:aws:iam::{account_id}:role/a-role-of-its-own"}
        built = policy(event_policy(mode=mode), tmp_path)
        assert push(built, call("sg-1", userIdentity=own)) == ["own-call"]
        assert push(built, call("sg-1", userIdentity={**own, "sessionContext": {}})) == ["gone"]


class TestValidation:
    """What cannot work is a PolicyValidationError."""

    @pytest.mark.parametrize(
        ("mode", "text"),
        [
            ({"pattern": {"source": "aws.config"}}, "mode.pattern"),
            ({"pattern": {"source": []}}, "mode.pattern"),
            ({"pattern": {"source": [{"nearly": "x"}]}}, "mode.pattern"),
            ({"ids": "a[?"}, "mode.ids"),
            ({"account": "a["}, "mode.account"),
            ({"region": ")"}, "mode.region"),
            ({"member-role": f"arn:aws:iam::{A}:role/m"}, "same role for every account"),
        ],
    )
    def test_faults(self, tmp_path, mode, text):
        with pytest.raises(PolicyValidationError, match=text):
            policy(event_policy(mode={**CONFIG, **mode}), tmp_path)

    def test_ids_are_needed_unless_it_is_the_account(self, tmp_path):
        mode = {key: value for key, value in CONFIG.items() if key != "ids"}
        with pytest.raises(PolicyValidationError, match="needs `ids`"):
            policy(event_policy(mode=mode), tmp_path)
        policy(event_policy("aws.account", mode=mode, actions=[]), tmp_path)
