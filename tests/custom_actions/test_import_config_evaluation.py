"""`import-config-evaluation`: one finding for each rule and resource, valid, and as the compliance is."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator
from c7n.exceptions import PolicyExecutionError
from c7n.resources import load_resources
from c7n.utils import reset_session_cache
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.organisation.securityhub import asff
from c7n_reflex.organisation.securityhub.filters import matches
from custom_actions import _config_finding as config_finding
from custom_actions.import_config_evaluation import ImportConfigEvaluation
from tests.custodian import register
from tests.events.findings import samples

ACCOUNT, REGION = samples.A, samples.REGION
RULE_ARN = f"arn:aws:config:{REGION}:{ACCOUNT}:config-rule/config-rule-1"
MORNING, NOON, EVENING = (f"2026-11-24T{hour}:00:00.000Z" for hour in ("08", "12", "20"))
MODEL = botocore.session.get_session().get_service_model("securityhub")
INPUT = MODEL.operation_model("BatchImportFindings").input_shape
EPOCH = datetime(1970, 1, 1)
KINDS = set(MODEL.shape_for("ResourceDetails").members) | {"AwsAccount"}


class Hub:
    """A Security Hub that takes what the real one's model and checks allow."""

    page_size = 2

    def __init__(self) -> None:
        self.meta = SimpleNamespace(partition="aws")
        self.findings: dict[str, dict[str, Any]] = {}
        self.refuses = False
        self.is_denied = False

    def get_findings(self, *, Filters: Any) -> dict[str, Any]:  # noqa: N803
        if self.is_denied:
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetFindings")
        now = datetime.now(UTC)
        return {"Findings": [copy.deepcopy(f) for f in self.findings.values() if matches(f, Filters, now)]}

    def get_paginator(self, operation: str) -> Any:
        assert operation == "get_findings"
        return SimpleNamespace(paginate=self._pages)

    def _pages(self, **params: Any) -> Iterator[dict[str, Any]]:
        found = self.get_findings(**params)["Findings"]
        for start in range(0, len(found), self.page_size):
            yield {"Findings": found[start : start + self.page_size]}

    def batch_import_findings(self, *, Findings: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        valid(Findings)
        if self.refuses:
            failed = {"Id": Findings[0]["Id"], "ErrorCode": "InvalidInput", "ErrorMessage": "odd"}
            return {"FailedCount": 1, "SuccessCount": 0, "FailedFindings": [failed]}
        for finding in Findings:
            assert asff.problem(finding, ACCOUNT, REGION) is None
            known = self.findings.get(finding["Id"])
            self.findings[finding["Id"]] = asff.imported(finding, known, REGION, finding["UpdatedAt"])
        return {"FailedCount": 0, "SuccessCount": len(Findings), "FailedFindings": []}

    @property
    def finding(self) -> dict[str, Any]:
        (only,) = self.findings.values()
        return only


def valid(findings: list[dict[str, Any]]) -> None:
    report = ParamValidator().validate({"Findings": findings}, INPUT)
    assert not report.has_errors(), report.generate_report()


@pytest.fixture
def hub():
    register()
    load_resources(["aws.account"])  # gives actions their type
    reset_session_cache()
    yield Hub()
    reset_session_cache()


def session_of(hub: Hub) -> Any:
    return SimpleNamespace(
        client=lambda service, region_name: {("securityhub", REGION): hub}[service, region_name]
    )


def tell(hub: Hub, event: dict[str, Any] | None, **data: Any) -> list[dict[str, Any]]:
    session = session_of(hub)
    manager = SimpleNamespace(session_factory=lambda: session, config=SimpleNamespace(region=REGION), data={})
    reset_session_cache()
    action = ImportConfigEvaluation({"type": "import-config-evaluation", **data}, manager)
    return action.process([{"account_id": ACCOUNT}], event)


def evaluation(
    compliance: str = "NON_COMPLIANT", at: str = NOON, old: str = "", **fields: Any
) -> dict[str, Any]:
    annotation = fields.pop("annotation", "Port 22 is open.")
    result = {"complianceType": compliance, "resultRecordedTime": at, "annotation": annotation}
    before = {"oldEvaluationResult": {"complianceType": old}} if old else {}
    return samples.config(**{"newEvaluationResult": result, **before, **fields})


class TestFinding:
    """What Security Hub gets."""

    def test_says_which_rule_is_broken_by_what(self, hub):
        (sent,) = tell(hub, evaluation())
        assert sent["Id"] == f"{RULE_ARN}/AWS::EC2::SecurityGroup/sg-1"
        assert sent["ProductArn"] == f"arn:aws:securityhub:{REGION}:{ACCOUNT}:product/{ACCOUNT}/default"
        assert (sent["AwsAccountId"], sent["GeneratorId"]) == (ACCOUNT, RULE_ARN)
        assert sent["Title"] == "AWS Config rule no-open-groups: sg-1"
        assert sent["Description"].endswith("sg-1 does not comply with the rule. Port 22 is open.")
        assert (sent["CreatedAt"], sent["UpdatedAt"]) == (NOON, NOON)
        assert (sent["Compliance"], sent["RecordState"]) == ({"Status": "FAILED"}, "ACTIVE")
        place = {"Partition": "aws", "Region": REGION}
        assert sent["Resources"] == [{"Type": "AwsEc2SecurityGroup", "Id": "sg-1", **place}]
        assert hub.finding["Severity"]["Label"] == "MEDIUM"
        assert hub.finding["Workflow"] == {"Status": "NEW"}

    def test_has_the_severity_of_the_policy_unless_it_passed(self, hub):
        tell(hub, evaluation(), severity="HIGH")
        assert hub.finding["Severity"]["Label"] == "HIGH"
        tell(hub, evaluation("COMPLIANT", EVENING), severity="HIGH")
        assert hub.finding["Severity"]["Label"] == "INFORMATIONAL"

    def test_is_of_the_partition(self, hub):
        china = config_finding.Place("aws-cn", "cn-north-1", ACCOUNT)
        sent = config_finding.finding_of(config_finding.evaluation_of(evaluation()), china, "LOW")
        assert sent["ProductArn"].startswith(f"arn:aws-cn:securityhub:cn-north-1:{ACCOUNT}:product/")
        assert sent["Resources"][0]["Partition"] == "aws-cn"

    @pytest.mark.parametrize(
        ("kind", "identity", "expected"),
        [
            ("AWS::S3::Bucket", "reports", ("AwsS3Bucket", "reports")),
            ("AWS::RDS::DBInstance", "db-A1", ("AwsRdsDbInstance", "db-A1")),
            ("AWS::::Account", ACCOUNT, ("AwsAccount", f"AWS::::Account:{ACCOUNT}")),
        ],
    )
    def test_spells_the_resource_as_findings_do(self, hub, kind, identity, expected):
        (sent,) = tell(hub, evaluation(resourceType=kind, resourceId=identity))
        assert (sent["Resources"][0]["Type"], sent["Resources"][0]["Id"]) == expected
        assert expected[0] in KINDS

    @given(st.data())
    def test_is_valid_whatever_the_evaluation_says(self, data):
        text, time = st.text(max_size=1200), st.datetimes(EPOCH, timezones=st.just(UTC))
        said = data.draw(
            st.fixed_dictionaries(dict.fromkeys(("configRuleName", "resourceType", "resourceId"), text))
        )
        arn = data.draw(st.one_of(text, st.none(), st.just(RULE_ARN)))
        event = evaluation(
            data.draw(st.sampled_from(["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE", "INSUFFICIENT_DATA"])),
            data.draw(time).isoformat(),
            annotation=data.draw(st.one_of(text, st.none())),
            configRuleARN=arn,
            **said,
        )
        try:
            read = config_finding.evaluation_of(event)
        except ValueError:
            assert any(not config_finding._text(each) for each in said.values())
            return
        sent = config_finding.finding_of(read, config_finding.Place("aws", REGION, ACCOUNT), "LOW")
        valid([sent])
        assert asff.problem(sent, ACCOUNT, REGION) is None
        lengths = {"Id": 512, "GeneratorId": 512, "Title": 256, "Description": 1024}
        assert all(1 <= len(sent[key]) <= most for key, most in lengths.items())
        assert len(sent["Resources"][0]["Id"]) <= 512
        assert len(sent["Resources"][0]["Type"]) <= 256
        assert all(len(value) <= 2048 for value in sent["ProductFields"].values())

    def test_long_texts_are_cut(self, hub):
        (sent,) = tell(hub, evaluation(annotation="x" * 3000, configRuleName="n" * 300))
        assert (len(sent["Description"]), len(sent["Title"])) == (1024, 256)
        assert sent["Description"].endswith("x...")

    def test_long_ids_stay_apart(self):
        ids = {
            config_finding.evaluation_of(evaluation(resourceId="x" * 700 + end)).finding_id
            for end in ("a", "b")
        }
        assert len(ids) == 2
        assert {len(each) for each in ids} == {512}


class TestCourse:
    """The finding over time."""

    def test_follows_the_compliance_and_keeps_its_first_time(self, hub):
        tell(hub, evaluation("NON_COMPLIANT", MORNING))
        tell(hub, evaluation("COMPLIANT", NOON, old="NON_COMPLIANT"))
        assert (hub.finding["Compliance"], hub.finding["RecordState"]) == ({"Status": "PASSED"}, "ACTIVE")
        assert (hub.finding["CreatedAt"], hub.finding["UpdatedAt"]) == (MORNING, NOON)
        tell(hub, evaluation("NON_COMPLIANT", EVENING, old="COMPLIANT"))
        assert hub.finding["Compliance"] == {"Status": "FAILED"}
        assert (hub.finding["CreatedAt"], hub.finding["UpdatedAt"]) == (MORNING, EVENING)

    @pytest.mark.parametrize("compliance", ["NOT_APPLICABLE", "INSUFFICIENT_DATA"])
    def test_is_archived_in_the_end_and_comes_back(self, hub, compliance):
        tell(hub, evaluation("NON_COMPLIANT", MORNING))
        tell(hub, evaluation(compliance, NOON, old="NON_COMPLIANT"))
        assert hub.finding["RecordState"] == "ARCHIVED"
        assert hub.finding["Compliance"] == {"Status": "NOT_AVAILABLE"}
        tell(hub, evaluation("NON_COMPLIANT", EVENING, old=compliance))
        assert hub.finding["RecordState"] == "ACTIVE"

    def test_is_archived_though_security_hub_does_not_show_it_yet(self, hub):
        tell(hub, evaluation("NOT_APPLICABLE", old="NON_COMPLIANT"))
        assert hub.finding["RecordState"] == "ARCHIVED"

    def test_what_was_never_told_has_no_end(self, hub):
        assert tell(hub, evaluation("NOT_APPLICABLE")) == []
        assert hub.findings == {}

    def test_what_arrives_late_changes_nothing(self, hub):
        tell(hub, evaluation("COMPLIANT", NOON))
        assert tell(hub, evaluation("NON_COMPLIANT", MORNING)) == []
        assert hub.finding["Compliance"] == {"Status": "PASSED"}

    def test_the_same_event_again_changes_nothing(self, hub):
        tell(hub, evaluation())
        before = copy.deepcopy(hub.findings)
        tell(hub, evaluation())
        assert hub.findings == before

    def test_other_resources_and_rules_have_findings_of_their_own(self, hub):
        for fields in ({}, {"resourceId": "sg-2"}, {"configRuleARN": f"{RULE_ARN}2"}):
            tell(hub, evaluation(**fields))
        assert len(hub.findings) == 3


class TestFailures:
    """What cannot be imported is not passed over."""

    def test_a_finding_that_is_not_taken(self, hub):
        hub.refuses = True
        with pytest.raises(PolicyExecutionError, match="InvalidInput"):
            tell(hub, evaluation())

    def test_a_hub_that_must_not_be_read(self, hub):
        hub.is_denied = True
        with pytest.raises(ClientError, match="AccessDenied"):
            tell(hub, evaluation())
        assert hub.findings == {}

    @pytest.mark.parametrize(
        ("event", "text"),
        [
            (None, "lacks configRuleName, resourceType, resourceId, complianceType"),
            ({"detail": ["x"]}, "lacks"),
            (evaluation(resourceId=" "), "lacks resourceId"),
            (evaluation(compliance="ERROR"), "unknown result"),
            (evaluation(at="soon"), "no time"),
        ],
    )
    def test_an_event_without_an_evaluation(self, hub, event, text):
        with pytest.raises(PolicyExecutionError, match=text):
            tell(hub, event)
        assert hub.findings == {}

    def test_the_time_of_the_event_will_do(self, hub):
        (sent,) = tell(hub, {**evaluation(at=""), "time": "2026-11-24T15:00:01Z"})
        assert sent["UpdatedAt"] == "2026-11-24T15:00:01.000Z"
