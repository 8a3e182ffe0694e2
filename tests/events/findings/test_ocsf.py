"""Findings in the Open Cybersecurity Schema Framework."""

from __future__ import annotations

import pytest

from c7n_reflex.events.findings import MalformedFindingError, Named
from c7n_reflex.events.findings.ocsf import is_ocsf, parse
from tests.events.findings.samples import PRODUCTS, REGION, A, B, asff, ocsf


def resources(*given, **fields):
    return list(parse(ocsf(*given, **fields), "us-east-1").resources)


def test_every_field():
    raw = ocsf()
    found = parse(raw, "us-east-1")
    assert found.id == raw["finding_info"]["uid"]
    assert (found.product, found.product_arn) == ("security hub", f"{PRODUCTS}v2/aws/securityhub")
    assert (found.account, found.region) == (A, REGION)
    assert (found.title, found.severity) == ("Buckets should block public access", "HIGH")
    assert (found.control, found.types) == ("S3.1", ("Posture Management",))
    assert found.generator == "s3-bucket-public-read-prohibited"
    assert found.updated_at == "2026-11-24T15:00:00.000Z"
    assert (found.record_state, found.workflow, found.compliance) == ("ACTIVE", "NEW", "FAILED")
    assert (found.note_author, found.note_updated_at) == ("", "")
    assert found.resources == (Named("AwsS3Bucket", "arn:aws:s3:::reports", A, REGION),)
    assert (found.format, found.raw) == ("ocsf", raw)


def test_the_least():
    found = parse({"finding_info": {"uid": "f"}, "cloud": {"account": {"uid": A}}}, REGION)
    assert (found.record_state, found.workflow, found.compliance, found.severity) == ("ACTIVE", "NEW", "", "")
    assert (found.product, found.region, found.resources, found.updated_at) == ("", REGION, (), "")


@pytest.mark.parametrize(
    "fields",
    [{"cloud": {"account": {"uid": 200000000001}}}, {"cloud": None}, {"finding_info": [], "metadata": 1}],
)
def test_no_finding(fields):
    with pytest.raises(MalformedFindingError):
        parse(ocsf(**fields), REGION)
    with pytest.raises(MalformedFindingError):
        parse([ocsf()], REGION)


def test_which_format_it_is():
    assert is_ocsf(ocsf())
    assert not any(map(is_ocsf, (asff(), {}, None, {**ocsf(), "AwsAccountId": A})))


@pytest.mark.parametrize(
    ("status", "text", "workflow"),
    [
        *((1, "", "NEW"), (2, "", "NOTIFIED"), (3, "", "SUPPRESSED"), (4, "", "RESOLVED")),
        *((None, "In Progress", "NOTIFIED"), (None, "Suppressed", "SUPPRESSED"), (True, "x", "NEW")),
        *((4.0, "", "RESOLVED"), (float("inf"), "", "NEW"), ([4], 4, "NEW"), ("4", None, "NEW")),
    ],
)
def test_the_workflow(status, text, workflow):
    assert parse(ocsf(status_id=status, status=text), REGION).workflow == workflow


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        *(({"activity_id": each}, "ACTIVE") for each in (1, 2, None)),
        *(({"activity_id": 3}, "ARCHIVED"), ({"status_id": 5}, "ARCHIVED"), ({"status_id": 6}, "ARCHIVED")),
    ],
)
def test_the_record_state(fields, state):
    assert parse(ocsf(**fields), REGION).record_state == state


@pytest.mark.parametrize(
    ("said", "compliance"),
    [
        *(({"status_id": 1}, "PASSED"), ({"status_id": 2}, "WARNING"), ({"status_id": 3}, "FAILED")),
        *(
            ({"status": "Pass"}, "PASSED"),
            ({"status": "Fail"}, "FAILED"),
            ({"status_id": 0}, "NOT_AVAILABLE"),
        ),
        *((None, ""), ("Fail", "")),
    ],
)
def test_the_compliance(said, compliance):
    assert parse(ocsf(compliance=said), REGION).compliance == compliance


@pytest.mark.parametrize(
    ("fields", "severity"),
    [
        *(
            ({"severity_id": 1}, "INFORMATIONAL"),
            ({"severity_id": 5}, "CRITICAL"),
            ({"severity_id": 6}, "CRITICAL"),
        ),
        *(({"severity_id": 0, "severity": "Low"}, "LOW"), ({"severity_id": 99, "severity": "Odd"}, "")),
    ],
)
def test_the_severity(fields, severity):
    assert parse(ocsf(**fields), REGION).severity == severity


def test_the_time_in_milliseconds_does():
    info = {**ocsf()["finding_info"], "modified_time_dt": None}
    assert parse(ocsf(finding_info=info), REGION).updated_at == "2026-11-24T15:00:00.000Z"
    assert parse(ocsf(finding_info={**info, "modified_time": 1e300}), REGION).updated_at == ""


def test_the_owner_of_a_resource():
    instance = {"type": "AWS::EC2::Instance", "uid": "i-1"}
    assert resources(instance) == [Named("AwsEc2Instance", "i-1", A, REGION)]
    assert resources({**instance, "owner": {"account": {"uid": B}}, "region": "eu-north-1"}) == [
        Named("AwsEc2Instance", "i-1", B, "eu-north-1")
    ]


@pytest.mark.parametrize("named", [None, {}, {"type": "AWS::EC2::Instance", "name": "web"}, {"uid": ["i-1"]}])
def test_what_cannot_be_looked_up_is_not_named(named):
    assert resources(named) == []


def test_an_access_key():
    data = {"access_key_id": "AKIAIOSFODNN7EXAMPLE", "user_name": "eve", "user_type": "IAMUser"}
    (found,) = resources({"type": "AWS::IAM::AccessKey", "uid": "AKIAIOSFODNN7EXAMPLE", "data": data})
    assert (found.type, found.id, dict(found.details)) == (
        "AwsIamUser",
        "eve",
        {"access_key_id": "AKIAIOSFODNN7EXAMPLE"},
    )
    role = {"type": "AWS::IAM::AccessKey", "uid": "ASIA1", "data": {**data, "user_type": "AssumedRole"}}
    assert resources(role)[0].type == "AwsIamRole"
    assert resources({"type": "AWS::IAM::AccessKey", "uid": "ASIA1", "name": "eve"}) == []
    by_user = {"type": "AWS::IAM::AccessKey", "uid": "AKIA1", "user": {"name": "eve"}}
    assert resources(by_user)[0].id == "eve"


def test_the_bucket_of_an_object_with_sensitive_data():
    item = {"type": "AWS::S3::Object", "uid": "people.csv"}
    bucket = {"uid": "arn:aws:s3:::reports", "region": REGION}
    assert [each.id for each in resources(item, databucket=bucket)] == ["people.csv", "arn:aws:s3:::reports"]
    assert [each.id for each in resources(item, databucket="reports")] == ["people.csv"]
