"""Mode hub-action against the embedded organisation's Security Hub: deployment, and results of an insight."""

from __future__ import annotations

import json

import boto3
import pytest
from c7n.mu import PolicyLambda, SecurityHubAction

from tests.modes import support
from tests.modes.support import HUB, group_resource, group_tags, policy, security_group
from tests.modes.test_hub_action import ARN, HIGH, action_policy, of_insight

ROLE = f"arn:aws:iam::{HUB}:role/c7n-reflex-lambda"


@pytest.fixture
def securityhub(inprocess, monkeypatch):
    """A client of the hub that every session gets in place of moto's; credentials are the hub's account's."""
    support.session.cache_clear()
    client = inprocess("securityhub").client("securityhub", HUB, "us-east-1")
    client.enable_security_hub()
    support.run_as(monkeypatch, HUB)
    real = boto3.Session.client

    def made(self, service, *given, **named):
        return client if service == "securityhub" else real(self, service, *given, **named)

    monkeypatch.setattr(boto3.Session, "client", made)
    yield client
    support.session.cache_clear()  # its accounts are forgotten with moto's state


@pytest.fixture
def deployable(securityhub):
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}]}
    iam = support.session(HUB).client("iam")
    iam.create_role(RoleName="c7n-reflex-lambda", AssumeRolePolicyDocument=json.dumps(trust))


def built(tmp_path, **extra):
    data = action_policy(**extra)
    data["mode"]["role"] = ROLE
    return policy(data, tmp_path)


def targets(securityhub):
    return securityhub.describe_action_targets()["ActionTargets"]


def deployed():
    events, functions = (support.session(HUB).client(service) for service in ("events", "lambda"))
    (target,) = events.list_targets_by_rule(Rule="custodian-hub")["Targets"]
    return (
        events.describe_rule(Name="custodian-hub")["EventPattern"],
        functions.get_function(FunctionName="custodian-hub")["Configuration"]["CodeSha256"],
        target,
    )


def test_stock_cannot_be_deployed(tmp_path, deployable):
    """It calls its rule without an argument, and leaves the function behind without one."""
    stock = built(tmp_path)
    with pytest.raises(TypeError, match="existing"):
        SecurityHubAction(stock, support.session).add(PolicyLambda(stock), None)
    assert stock.data["mode"]["pattern"] == {"resources": [ARN]}  # and the policy's own is lost


def test_rule_and_action_target_are_made(tmp_path, deployable, securityhub):
    built(tmp_path, mode={"pattern": HIGH}, description="Tag the\n  group").provision()
    assert targets(securityhub) == [{"ActionTargetArn": ARN, "Name": "hub", "Description": "Tag the group"}]
    pattern, _, target = deployed()
    assert json.loads(pattern)["resources"] == [ARN]
    assert json.loads(pattern)["$or"][0]["detail"] == HIGH["detail"]
    assert target["Arn"].endswith(":function:custodian-hub:live")


def test_deploying_again_changes_nothing(tmp_path, deployable, securityhub):
    built(tmp_path).provision()
    before = deployed(), targets(securityhub)
    calls = []
    securityhub.meta.events.register("before-call.*.*", lambda model, **_: calls.append(model.name))
    built(tmp_path).provision()
    assert (deployed(), targets(securityhub)) == before
    assert set(calls) == {"DescribeActionTargets"}


def test_a_changed_description_is_updated(tmp_path, deployable, securityhub):
    built(tmp_path, description="One").provision()
    built(tmp_path, description="Two", title="A title that is much too long").provision()
    assert targets(securityhub) == [
        {"ActionTargetArn": ARN, "Name": "A title that is much", "Description": "Two"}
    ]


def imported_into(securityhub, group, label):
    """A finding of the hub's own product, as Security Hub keeps it."""
    found = {
        "SchemaVersion": "2018-10-08",
        "Id": f"{label}-{group}",
        "ProductArn": f"arn:aws:securityhub:us-east-1:{HUB}:product/{HUB}/default",
        "GeneratorId": "g",
        "AwsAccountId": HUB,
        "Types": ["Software and Configuration Checks"],
        "CreatedAt": "2026-11-24T15:00:00.000Z",
        "UpdatedAt": "2026-11-24T15:00:00.000Z",
        "Severity": {"Label": label},
        "Title": "t",
        "Description": "d",
        "Resources": [group_resource(HUB, group)],
    }
    answer = securityhub.batch_import_findings(Findings=[found])
    assert answer["FailedCount"] == 0
    return found


@pytest.fixture
def insight(securityhub, monkeypatch):
    """An insight on all findings; the embedded organisation has none."""
    kept = {"Insights": [{"InsightArn": "i", "Name": "i", "Filters": {}, "GroupByAttribute": "ResourceId"}]}
    monkeypatch.setattr(securityhub, "get_insights", lambda **_: kept, raising=False)
    return kept


def test_the_findings_of_the_chosen_results_are_acted_on(tmp_path, push, securityhub, insight):
    groups = [security_group(HUB, name) for name in ("high", "low", "not-chosen")]
    found = [
        imported_into(securityhub, group, label)
        for group, label in zip(groups, ("HIGH", "LOW", "HIGH"), strict=True)
    ]
    event = of_insight(*(each["Resources"][0]["Id"] for each in found[:2]))
    event["detail"]["resultType"] = "ResourceId"
    title = {"type": "event", "key": "detail.findings[0].Title", "value": "t"}
    data = action_policy(mode={"pattern": HIGH}, filters=[title])
    assert push(policy(data, tmp_path), event) == ["acted"]
    assert [group_tags(HUB, group) for group in groups] == [{"seen": "yes"}, {}, {}]


def test_an_insight_that_is_gone_parks(tmp_path, push, securityhub, insight):
    insight["Insights"] = []
    assert push(policy(action_policy(), tmp_path), of_insight("x")) == ["malformed"]
