"""Custom rules of AWS Config, from the change of a resource to the event of its compliance."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex import accounts
from c7n_reflex.organisation import server
from c7n_reflex.organisation.organisation import Organisation
from tests.organisation.functions.conftest import ACCOUNT, REGION, Stage

EVALUATES = """
import json, boto3
def handler(event, context):
    invoking = json.loads(event["invokingEvent"])
    item = invoking["configurationItem"]
    evaluation = {
        "ComplianceResourceType": item["resourceType"],
        "ComplianceResourceId": item["resourceId"],
        "ComplianceType": item["configuration"]["verdict"],
        "OrderingTimestamp": item["configurationItemCaptureTime"],
        "Annotation": event["ruleParameters"],
    }
    boto3.client("config").put_evaluations(Evaluations=[evaluation], ResultToken=event["resultToken"])
"""
ECHOES = "def handler(event, context): print('GOT ' + __import__('json').dumps(event))"
PARTS = ("moto_mends.awslambda", "moto_mends.config", "resource_policies", "functions", "config_rules")


class Config(Stage):
    """A stage with rules, and a bus that only remembers."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(organisation)
        self.config = organisation.client("config", ACCOUNT, REGION)
        self.emitted: list[dict[str, Any]] = []
        organisation.events = self

    def emit(self, account: str, region: str, event: dict[str, Any]) -> None:
        assert (account, region) == (ACCOUNT, REGION)
        self.emitted.append(json.loads(json.dumps(event)))

    def rule(self, code: str, *, admitted: bool = True, **settings: Any) -> None:
        arn = self.create("checks", code, Timeout=30)["FunctionArn"]
        if admitted:
            self.functions.add_permission(
                FunctionName="checks",
                StatementId="config",
                Action="lambda:InvokeFunction",
                Principal="config.amazonaws.com",
                SourceAccount=ACCOUNT,
            )
        details = [{"EventSource": "aws.config", "MessageType": "ConfigurationItemChangeNotification"}]
        source = {"Owner": "CUSTOM_LAMBDA", "SourceIdentifier": arn, "SourceDetails": details}
        self.config.put_config_rule(ConfigRule={"ConfigRuleName": "closed", "Source": source, **settings})

    def evaluate(self, **body: Any) -> tuple[int, Any]:
        content = json.dumps({"account": ACCOUNT, "region": REGION, "rule": "closed", **body}).encode()
        status, answered = self.organisation.control.answer(
            "POST", "/_organisation/config/evaluate", {}, content
        )
        self.wait()
        return status, json.loads(answered)

    def change(self, verdict: str, bucket: str = "letters", **item: Any) -> None:
        configuration = {"verdict": verdict}
        given = {"resourceType": "AWS::S3::Bucket", "resourceId": bucket, "configuration": configuration}
        assert self.evaluate(configuration_item={**given, **item})[0] == 200

    def details(self, **params: Any) -> dict[str, str]:
        found = self.config.get_compliance_details_by_config_rule(ConfigRuleName="closed", **params)
        results = found["EvaluationResults"]
        identifier, qualifier = "EvaluationResultIdentifier", "EvaluationResultQualifier"
        return {r[identifier][qualifier]["ResourceId"]: r["ComplianceType"] for r in results}

    def told(self) -> list[tuple[str, str | None, str]]:
        """Resource, compliance before and after, of each event."""
        return [
            (
                event["detail"]["resourceId"],
                event["detail"].get("oldEvaluationResult", {}).get("complianceType"),
                event["detail"]["newEvaluationResult"]["complianceType"],
            )
            for event in self.emitted
        ]


@pytest.fixture
def stage(inprocess: Callable[..., Organisation]) -> Config:
    return Config(inprocess(*PARTS))


@pytest.fixture
def served(directory: accounts.Directory, inprocess: Callable[..., Organisation]) -> Iterator[Config]:
    organisation = inprocess(*PARTS)
    listener = server.reserve(0)
    organisation.endpoint = server.endpoint(listener)
    with server.serve(organisation, listener):
        yield Config(organisation)


def test_a_change_is_evaluated_and_told(served: Config) -> None:
    served.rule(EVALUATES, InputParameters='{"severity": "high"}')
    served.change("NON_COMPLIANT")
    assert [r["status"] for r in served.records()] == ["ok"]
    assert served.details() == {"letters": "NON_COMPLIANT"}
    (result,) = served.config.get_compliance_details_by_config_rule(ConfigRuleName="closed")[
        "EvaluationResults"
    ]
    assert result["Annotation"] == '{"severity": "high"}'
    (event,) = served.emitted
    assert (event["source"], event["detail-type"]) == ("aws.config", "Config Rules Compliance Change")
    detail = event["detail"]
    assert (detail["configRuleName"], detail["awsAccountId"], detail["awsRegion"]) == (
        "closed",
        ACCOUNT,
        REGION,
    )
    assert (detail["resourceType"], detail["resourceId"]) == ("AWS::S3::Bucket", "letters")
    assert detail["newEvaluationResult"]["complianceType"] == "NON_COMPLIANT"
    assert "oldEvaluationResult" not in detail


def test_only_changes_of_compliance_are_told(served: Config) -> None:
    served.rule(EVALUATES)
    for verdict in ("NON_COMPLIANT", "NON_COMPLIANT", "COMPLIANT", "NOT_APPLICABLE", "NOT_APPLICABLE"):
        served.change(verdict)
    assert served.told() == [
        ("letters", None, "NON_COMPLIANT"),
        ("letters", "NON_COMPLIANT", "COMPLIANT"),
        ("letters", "COMPLIANT", "NOT_APPLICABLE"),
    ]
    assert served.details() == {}


def test_an_older_verdict_does_not_replace_a_newer_one(served: Config) -> None:
    served.rule(EVALUATES)
    served.change("COMPLIANT")
    served.change("NON_COMPLIANT", configurationItemCaptureTime="2020-01-01T00:00:00.000Z")
    assert served.details() == {"letters": "COMPLIANT"}
    assert len(served.emitted) == 1


def test_summaries_pages_and_types(served: Config) -> None:
    served.rule(EVALUATES)
    summary = lambda: served.config.describe_compliance_by_config_rule()["ComplianceByConfigRules"][0]  # noqa: E731
    assert summary()["Compliance"] == {"ComplianceType": "INSUFFICIENT_DATA"}
    served.change("COMPLIANT", "a")
    assert summary()["Compliance"] == {"ComplianceType": "COMPLIANT"}
    served.change("NON_COMPLIANT", "b")
    assert summary()["Compliance"]["ComplianceType"] == "NON_COMPLIANT"
    assert summary()["Compliance"]["ComplianceContributorCount"]["CappedCount"] == 1
    assert served.details(ComplianceTypes=["NON_COMPLIANT"]) == {"b": "NON_COMPLIANT"}
    pages = served.config.get_paginator("get_compliance_details_by_config_rule").paginate(
        ConfigRuleName="closed", PaginationConfig={"PageSize": 1}
    )
    assert [len(page["EvaluationResults"]) for page in pages] == [1, 1]
    served.config.delete_config_rule(ConfigRuleName="closed")
    with pytest.raises(ClientError, match="NoSuchConfigRuleException"):
        served.details()


def got(stage: Config) -> dict[str, Any]:
    line = next(line for line in stage.records()[0]["log"].splitlines() if line.startswith("GOT "))
    return dict(json.loads(line.removeprefix("GOT ")))


def test_the_event_of_a_change(stage: Config) -> None:
    stage.rule(ECHOES, InputParameters='{"a": "b"}')
    _, answered = stage.evaluate(configuration_item={"resourceType": "AWS::S3::Bucket", "resourceId": "b"})
    event = got(stage)
    invoking = json.loads(event["invokingEvent"])
    assert invoking["messageType"] == "ConfigurationItemChangeNotification"
    assert invoking["configurationItem"]["awsAccountId"] == ACCOUNT
    assert (event["accountId"], event["configRuleName"], event["eventLeftScope"]) == (
        ACCOUNT,
        "closed",
        False,
    )
    assert (event["ruleParameters"], event["resultToken"]) == ('{"a": "b"}', answered["result_token"])
    rule = stage.config.describe_config_rules()["ConfigRules"][0]
    assert (event["configRuleArn"], event["configRuleId"]) == (rule["ConfigRuleArn"], rule["ConfigRuleId"])


def test_the_event_of_a_resource_that_is_gone(stage: Config) -> None:
    stage.rule(ECHOES)
    item = {"resourceType": "x", "resourceId": "b", "configurationItemStatus": "ResourceDeleted"}
    stage.evaluate(configuration_item=item, parameters={"c": "d"})
    assert got(stage)["eventLeftScope"] is True
    assert json.loads(got(stage)["ruleParameters"]) == {"c": "d"}


def test_the_event_of_a_schedule(stage: Config) -> None:
    stage.rule(ECHOES)
    stage.evaluate()
    assert json.loads(got(stage)["invokingEvent"])["messageType"] == "ScheduledNotification"


def test_without_permission_config_does_not_invoke(stage: Config) -> None:
    stage.rule(ECHOES, admitted=False)
    status, answered = stage.evaluate()
    assert (status, stage.records()) == (400, [])
    assert "not authorized" in answered["error"]


def test_what_is_no_custom_rule_is_refused(stage: Config) -> None:
    managed = {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_PUBLIC_READ_PROHIBITED"}
    stage.config.put_config_rule(ConfigRule={"ConfigRuleName": "managed", "Source": managed})
    assert stage.evaluate(rule="managed")[0] == 400
    assert stage.evaluate(rule="absent")[0] == 400


def test_a_token_is_good_for_its_account_only(stage: Config) -> None:
    stage.rule(ECHOES)
    token = stage.evaluate()[1]["result_token"]
    evaluation = {
        "ComplianceResourceType": "AWS::S3::Bucket",
        "ComplianceResourceId": "b",
        "ComplianceType": "COMPLIANT",
        "OrderingTimestamp": dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    }
    for account, given in (("200000000002", token), (ACCOUNT, "made up")):
        client = stage.organisation.client("config", account, REGION)
        with pytest.raises(ClientError, match="InvalidResultTokenException"):
            client.put_evaluations(Evaluations=[evaluation], ResultToken=given)
    stage.config.put_evaluations(Evaluations=[evaluation], ResultToken=token)
    assert stage.details() == {"b": "COMPLIANT"}


def test_a_person_says_how_a_process_check_ends(stage: Config) -> None:
    given = {
        "ComplianceResourceType": "AWS::::Account",
        "ComplianceResourceId": ACCOUNT,
        "OrderingTimestamp": dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    }
    for name, identifier in (("drill-held", "AWS_CONFIG_PROCESS_CHECK"), ("mfa", "ROOT_ACCOUNT_MFA_ENABLED")):
        source = {"Owner": "AWS", "SourceIdentifier": identifier}
        stage.config.put_config_rule(ConfigRule={"ConfigRuleName": name, "Source": source})
    for verdict in ("NON_COMPLIANT", "NON_COMPLIANT", "COMPLIANT"):
        evaluation = {**given, "ComplianceType": verdict}
        stage.config.put_external_evaluation(ConfigRuleName="drill-held", ExternalEvaluation=evaluation)
    assert stage.told() == [(ACCOUNT, None, "NON_COMPLIANT"), (ACCOUNT, "NON_COMPLIANT", "COMPLIANT")]
    for name, code in (("mfa", "InvalidParameterValueException"), ("none", "NoSuchConfigRuleException")):
        with pytest.raises(ClientError, match=code):
            stage.config.put_external_evaluation(ConfigRuleName=name, ExternalEvaluation=evaluation)
