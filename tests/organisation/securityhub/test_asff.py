import copy

import pytest

from c7n_reflex.organisation.securityhub import asff

ACCOUNT, REGION = "200000000001", "us-east-1"
GUARDDUTY = f"arn:aws:securityhub:{REGION}::product/aws/guardduty"
NOON, ONE = "2026-11-02T12:00:00.000Z", "2026-11-02T13:00:00.000Z"


def finding(**changes):
    made = {
        "SchemaVersion": "2018-10-08",
        "Id": "f-1",
        "ProductArn": GUARDDUTY,
        "GeneratorId": "detector",
        "AwsAccountId": ACCOUNT,
        "Types": ["TTPs/Command and Control/Backdoor:EC2-C2Activity"],
        "CreatedAt": NOON,
        "UpdatedAt": NOON,
        "Severity": {"Label": "HIGH"},
        "Title": "t",
        "Description": "d",
        "Resources": [{"Type": "AwsEc2Instance", "Id": "i-1"}],
    }
    made.update(changes)
    return {name: value for name, value in made.items() if value is not None}


@pytest.mark.parametrize(
    "name", ["Id", "Title", "Resources", "Severity", "Types", "UpdatedAt", "SchemaVersion"]
)
def test_required_attributes(name):
    code, message = asff.problem(finding(**{name: None}), ACCOUNT, REGION)
    assert code == "InvalidInput"
    assert name in message


def test_a_complete_finding_is_accepted():
    assert asff.problem(finding(), ACCOUNT, REGION) is None


def test_severity_and_types_may_be_the_providers_fields():
    provider = {"Severity": {"Label": "LOW"}, "Types": ["a/b/c"]}
    assert (
        asff.problem(finding(Severity=None, Types=None, FindingProviderFields=provider), ACCOUNT, REGION)
        is None
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ProductArn": f"arn:aws:securityhub:{REGION}:{ACCOUNT}:product/{ACCOUNT}/default"}, None),
        (
            {"ProductArn": "arn:aws:securityhub:us-east-1:200000000002:product/200000000002/default"},
            "InvalidAccess",
        ),
        ({"ProductArn": f"arn:aws:securityhub:{REGION}:{ACCOUNT}:product/{ACCOUNT}/mine"}, "InvalidAccess"),
        ({"ProductArn": "arn:aws:securityhub:eu-west-1::product/aws/guardduty"}, "InvalidAccess"),
        ({"ProductArn": f"arn:aws:securityhub:{REGION}::product/cloud-custodian/cloud-custodian"}, None),
        ({"ProductArn": "guardduty"}, "InvalidInput"),
        ({"AwsAccountId": "200000000002"}, "InvalidAccess"),
        ({"CreatedAt": "yesterday"}, "InvalidInput"),
        ({"CreatedAt": "2026-11-02T12:00:00"}, "InvalidInput"),
    ],
)
def test_who_may_import_what(changes, code):
    problem = asff.problem(finding(**changes), ACCOUNT, REGION)
    assert (problem and problem[0]) == code


def test_what_security_hub_adds():
    stored = asff.imported(finding(), None, REGION, ONE)
    assert stored["Workflow"] == {"Status": "NEW"}
    assert stored["RecordState"] == "ACTIVE"
    assert stored["Region"] == REGION
    assert stored["Severity"] == {"Label": "HIGH", "Normalized": 70}
    assert stored["FindingProviderFields"]["Severity"] == {"Label": "HIGH"}
    assert stored["ProductName"] == "GuardDuty"
    assert stored["ProductFields"]["aws/securityhub/ProductName"] == "GuardDuty"
    assert stored["ProductFields"]["aws/securityhub/FindingId"] == f"{GUARDDUTY}/f-1"
    assert stored["ProcessedAt"] == ONE


def test_the_given_finding_is_not_changed():
    given = finding()
    before = copy.deepcopy(given)
    asff.imported(given, None, REGION, ONE)
    assert given == before


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"Label": "CRITICAL"}, ("CRITICAL", 90)),
        ({"Normalized": 39}, ("LOW", 39)),
        ({"Normalized": 40}, ("MEDIUM", 40)),
        ({"Normalized": 0}, ("INFORMATIONAL", 0)),
        ({"Label": "HIGH", "Normalized": 75}, ("HIGH", 75)),
        ({"Label": "HIGH", "Normalized": 10}, ("HIGH", 70)),
    ],
)
def test_label_and_number_follow_from_each_other(given, expected):
    answer = asff.severity(given)
    assert (answer["Label"], answer["Normalized"]) == expected


def test_a_provider_cannot_change_what_belongs_to_the_customer():
    first = asff.imported(finding(), None, REGION, NOON)
    noted = asff.updated(
        first,
        {
            "Workflow": {"Status": "SUPPRESSED"},
            "Note": {"Text": "known", "UpdatedBy": "me"},
            "Severity": {"Label": "LOW"},
        },
        NOON,
    )
    again = asff.imported(
        finding(Workflow={"Status": "NEW"}, Title="changed", Note={"Text": "x"}), noted, REGION, ONE
    )
    assert again["Workflow"] == {"Status": "SUPPRESSED"}
    assert again["Note"]["Text"] == "known"
    assert again["Severity"]["Label"] == "LOW"
    assert again["FindingProviderFields"]["Severity"]["Label"] == "HIGH"
    assert again["Title"] == "changed"


def test_a_provider_changes_the_severity_that_no_customer_has_set():
    first = asff.imported(finding(), None, REGION, NOON)
    again = asff.imported(finding(Severity={"Label": "LOW"}), first, REGION, ONE)
    assert again["Severity"] == {"Label": "LOW", "Normalized": 1}


def test_a_note_says_when():
    noted = asff.updated(
        asff.imported(finding(), None, REGION, NOON), {"Note": {"Text": "a", "UpdatedBy": "b"}}, ONE
    )
    assert noted["Note"] == {"Text": "a", "UpdatedBy": "b", "UpdatedAt": ONE}


@pytest.mark.parametrize(("status", "expected"), [("RESOLVED", "NEW"), ("SUPPRESSED", "SUPPRESSED")])
def test_a_finding_that_comes_back_is_new_unless_suppressed(status, expected):
    first = asff.imported(finding(RecordState="ARCHIVED"), None, REGION, NOON)
    closed = asff.updated(first, {"Workflow": {"Status": status}}, NOON)
    assert asff.imported(finding(), closed, REGION, ONE)["Workflow"]["Status"] == expected


def test_a_resolved_finding_that_stays_active_stays_resolved():
    closed = asff.updated(
        asff.imported(finding(), None, REGION, NOON), {"Workflow": {"Status": "RESOLVED"}}, NOON
    )
    assert asff.imported(finding(), closed, REGION, ONE)["Workflow"]["Status"] == "RESOLVED"


def test_what_is_ours_is_not_shown():
    changed = asff.updated(asff.imported(finding(), None, REGION, NOON), {"Severity": {"Label": "LOW"}}, ONE)
    assert not [name for name in asff.public(changed) if name.startswith("x-")]
