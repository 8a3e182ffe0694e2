import datetime as dt

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.organisation.securityhub import filters

NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
FINDING = {
    "Id": "f-1",
    "AwsAccountId": "200000000001",
    "Title": "Backdoor on an instance",
    "Types": ["TTPs/Backdoor", "Effects/Data"],
    "UpdatedAt": "2026-11-01T00:00:00.000Z",
    "Severity": {"Label": "HIGH", "Normalized": 70},
    "Workflow": {"Status": "NEW"},
    "Compliance": {"Status": "FAILED", "AssociatedStandards": [{"StandardsId": "standards/cis"}]},
    "ProductFields": {"aws/securityhub/ProductName": "GuardDuty"},
    "Sample": False,
    "Resources": [
        {
            "Id": "arn:aws:ec2:us-east-1:200000000001:instance/i-1",
            "Type": "AwsEc2Instance",
            "Tags": {"env": "prod"},
            "Details": {"AwsEc2Instance": {"VpcId": "vpc-1", "IpV4Addresses": ["10.0.0.7"]}},
        },
        {"Id": "i-2", "Type": "Other"},
    ],
}


def text(value, comparison="EQUALS", **more):
    return {"Value": value, "Comparison": comparison, **more}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, True),
        ({"Id": [text("f-1")]}, True),
        ({"Id": [text("f-2")]}, False),
        ({"Id": [text("f-2"), text("f-1")]}, True),
        ({"Id": [text("f-1")], "AwsAccountId": [text("1")]}, False),
        ({"Title": [text("Back", "PREFIX")]}, True),
        ({"Title": [text("back", "PREFIX")]}, False),
        ({"Title": [text("door on", "CONTAINS")]}, True),
        ({"Title": [text("door", "CONTAINS_WORD")]}, False),
        ({"Title": [text("instance", "CONTAINS_WORD")]}, True),
        ({"WorkflowStatus": [text("NEW"), text("NOTIFIED")]}, True),
        ({"WorkflowStatus": [text("RESOLVED", "NOT_EQUALS")]}, True),
        ({"WorkflowStatus": [text("RESOLVED", "NOT_EQUALS"), text("NEW", "NOT_EQUALS")]}, False),
        ({"Title": [text("Back", "PREFIX"), text("Backdoor on", "PREFIX_NOT_EQUALS")]}, False),
        ({"Title": [text("Back", "PREFIX"), text("Front", "PREFIX_NOT_EQUALS")]}, True),
        ({"Title": [text("door", "NOT_CONTAINS")]}, False),
        ({"NoteText": [text("x", "NOT_EQUALS")]}, True),
        ({"NoteText": [text("x")]}, False),
        ({"ResourceId": [text("i-2")]}, True),
        ({"ResourceId": [text("i-2", "NOT_EQUALS")]}, False),
        ({"ResourceId": [text("arn:aws:ec2:us-east-1:200000000001:instance/i-1"), text("i-9")]}, True),
        ({"ResourceType": [text("AwsEc2Instance")]}, True),
        ({"ResourceAwsEc2InstanceVpcId": [text("vpc-1")]}, True),
        ({"ResourceAwsEc2InstanceVpcId": [text("vpc-2")]}, False),
        ({"ResourceAwsEc2InstanceIpV4Addresses": [{"Cidr": "10.0.0.0/24"}]}, True),
        ({"ResourceAwsEc2InstanceIpV4Addresses": [{"Cidr": "10.1.0.0/24"}]}, False),
        ({"ResourceTags": [text("prod", Key="env")]}, True),
        ({"ResourceTags": [text("prod", "NOT_EQUALS", Key="env")]}, False),
        ({"ResourceTags": [text("dev", Key="env")]}, False),
        ({"ResourceTags": [text("prod", Key="team")]}, False),
        ({"ProductFields": [text("GuardDuty", Key="aws/securityhub/ProductName")]}, True),
        ({"SeverityLabel": [text("HIGH")]}, True),
        ({"SeverityNormalized": [{"Gte": 70, "Lte": 100}]}, True),
        ({"SeverityNormalized": [{"Gt": 70}]}, False),
        ({"SeverityNormalized": [{"Eq": 70}]}, True),
        ({"Type": [text("Effects", "PREFIX")]}, True),
        ({"ComplianceAssociatedStandardsId": [text("standards/cis")]}, True),
        ({"Sample": [{"Value": False}]}, True),
        ({"Sample": [{"Value": True}]}, False),
        ({"Keyword": [{"Value": "backdoor"}]}, True),
        ({"Keyword": [{"Value": "absent"}]}, False),
        ({"UpdatedAt": [{"Start": "2026-10-31T00:00:00Z", "End": "2026-11-01T00:00:00Z"}]}, True),
        ({"UpdatedAt": [{"Start": "2026-11-01T00:00:01Z", "End": "2026-11-03T00:00:00Z"}]}, False),
        ({"UpdatedAt": [{"DateRange": {"Value": 2, "Unit": "DAYS"}}]}, True),
        ({"UpdatedAt": [{"DateRange": {"Value": 1, "Unit": "DAYS"}}]}, False),
        ({"UpdatedAt": [{"DateRange": {"Value": 1, "Unit": "DAYS", "Comparison": "OLDER_THAN"}}]}, True),
    ],
)
def test_filter(wanted, expected):
    assert filters.matches(FINDING, wanted, NOW) is expected


def test_every_filter_of_the_api_reads_an_attribute_of_the_model():
    model = botocore.session.get_session().get_service_model("securityhub")
    names = set(model.shape_for("AwsSecurityFindingFilters").members)
    finding = model.shape_for("AwsSecurityFinding").members
    unknown = {name for name in names if filters.path(name)[0] not in finding}
    assert unknown == {"Keyword"}, "which reads every attribute"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("SeverityLabel", ("Severity", "Label")),
        ("Type", ("Types",)),
        ("ResourceAwsIamUserUserName", ("Resources", "Details", "AwsIamUser", "UserName")),
        ("ThreatIntelIndicatorLastObservedAt", ("ThreatIntelIndicators", "LastObservedAt")),
        ("FindingProviderFieldsSeverityLabel", ("FindingProviderFields", "Severity", "Label")),
        ("VulnerabilitiesFixAvailable", ("Vulnerabilities", "FixAvailable")),
        ("ResourceDetailsOther", ("Resources", "Details", "Other")),
    ],
)
def test_path(name, path):
    assert filters.path(name) == path


def test_sorting():
    found = [
        {"Id": "a", "Severity": {"Normalized": 70}, "Title": "x"},
        {"Id": "b", "Severity": {"Normalized": 9}, "Title": "y"},
        {"Id": "c", "Severity": {"Normalized": 70}, "Title": "w"},
        {"Id": "d", "Title": "v"},
    ]
    criteria = [
        {"Field": "SeverityNormalized", "SortOrder": "desc"},
        {"Field": "Title", "SortOrder": "asc"},
    ]
    assert [finding["Id"] for finding in filters.ordered(found, criteria)] == ["c", "a", "b", "d"]
    assert filters.ordered(found, []) == found


words = st.text("ab", max_size=4)


@given(words, words, st.sampled_from([("EQUALS", "NOT_EQUALS"), ("PREFIX", "PREFIX_NOT_EQUALS")]))
def test_a_negative_comparison_is_the_opposite(title, wanted, pair):
    positive, negative = ({"Title": [text(wanted, comparison)]} for comparison in pair)
    finding = {"Title": title}
    assert filters.matches(finding, positive, NOW) is not filters.matches(finding, negative, NOW)
