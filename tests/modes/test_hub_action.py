"""Mode hub-action: deployed with rule and action target, and run by a person's choice in Security Hub."""

from __future__ import annotations

import pytest
from c7n.resources.securityhub import SecurityHubAction

from c7n_reflex.events.patterns import compile as compile_pattern
from tests.modes.support import (
    HUB,
    A,
    finding,
    group_resource,
    group_tags,
    hub_policy,
    imported,
    policy,
    security_group,
)

ARN = f"arn:aws:securityhub:us-east-1:{HUB}:action/custom/hub"
INSIGHT = f"arn:aws:securityhub:us-east-1:{HUB}:insight/{HUB}/custom/1"
HIGH = {"detail": {"findings": {"Severity": {"Label": ["HIGH"]}}}}


def action_policy(**extra):
    return hub_policy(mode={"type": "hub-action", **extra.pop("mode", {})}, **extra)


def chosen(*findings, arn=ARN):
    event = {**imported(*findings), "detail-type": "Security Hub Findings - Custom Action"}
    return {**event, "resources": [arn], "detail": {**event["detail"], "actionName": "hub"}}


def of_insight(*results, arn=INSIGHT):
    detail = {
        "actionName": "hub",
        "insightArn": arn,
        "insightName": "i",
        "resultType": "ResourceAwsEc2InstanceType",
        "insightResults": [{result: 1} for result in results],
    }
    return {**chosen(), "detail-type": "Security Hub Insight Results", "detail": detail}


class TestPattern:
    """The rule's event pattern."""

    def pattern(self, tmp_path, **mode):
        return compile_pattern(
            policy(action_policy(mode=mode), tmp_path).get_execution_mode().event_pattern()
        )

    def test_is_of_the_policy_s_own_action(self, tmp_path):
        pattern = self.pattern(tmp_path)
        assert pattern.matches(chosen(finding(A)))
        assert pattern.matches(of_insight("x"))
        assert not pattern.matches(chosen(finding(A), arn=ARN + "-other"))
        assert not pattern.matches(imported(finding(A)))

    def test_is_narrowed_by_the_policy_s_pattern(self, tmp_path):
        pattern = self.pattern(tmp_path, pattern=HIGH)
        assert pattern.matches(chosen(finding(A, Severity={"Label": "HIGH"})))
        assert not pattern.matches(chosen(finding(A, Severity={"Label": "LOW"})))
        assert pattern.matches(of_insight("x"))

    def test_a_settled_finding_does_not_keep_the_others_out(self, tmp_path):
        """A rule sees an array as a whole: with {"exists": false} the passed one would hide the other."""
        passed = finding(A, Compliance={"Status": "PASSED"})
        assert self.pattern(tmp_path).matches(chosen(passed, finding(A)))

    def test_is_written_for_the_partition_of_the_region(self, tmp_path):
        built = policy(action_policy(), tmp_path, region="us-gov-west-1")
        assert built.get_execution_mode().action_arn().startswith("arn:aws-us-gov:securityhub:us-gov-west-1:")


class TestChoice:
    """What happens when somebody chooses the action."""

    def test_of_the_chosen_findings_only_those_that_are_meant(self, tmp_path, push, hub):
        groups = [security_group(A, name) for name in ("high", "low", "passed")]
        found = [
            finding(A, group_resource(A, group), Severity={"Label": label}, **more)
            for group, label, more in zip(
                groups, ("HIGH", "LOW", "HIGH"), ({}, {}, {"Compliance": {"Status": "PASSED"}}), strict=True
            )
        ]
        assert push(policy(action_policy(mode={"pattern": HIGH}), tmp_path), chosen(*found)) == ["acted"]
        assert [group_tags(A, group) for group in groups] == [{"seen": "yes"}, {}, {}]
        assert hub.statuses == ["NOTIFIED"]

    def test_stock_acts_on_all_of_them(self, tmp_path):
        group = security_group(A, "passed")
        passed = finding(A, group_resource(A, group), Compliance={"Status": "PASSED"})
        data = action_policy(filters=[{"Description": "other"}], mode={"pattern": HIGH})
        SecurityHubAction(policy(data, tmp_path)).run(chosen(passed), None)
        assert group_tags(A, group) == {"seen": "yes"}

    @pytest.mark.parametrize("detail", [{}, {"insightArn": INSIGHT, "resultType": "x"}, None])
    def test_an_insight_s_event_that_is_none_parks(self, tmp_path, push, detail):
        event = {**of_insight("x"), "detail": detail}
        assert push(policy(action_policy(), tmp_path), event) == ["malformed"]
