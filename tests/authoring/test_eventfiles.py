"""Events from an author's files, whatever form they are in."""

import datetime as dt
import gzip
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring.eventfiles import read, wrap
from c7n_reflex.errors import InputError, Place
from c7n_reflex.events.findings import of_event

EVENTS = os.environ.get("C7N_REFLEX_EVENTS", "")
ACCOUNT, REGION = "011122223333", "eu-west-1"
HERE = Place("case.yml", 3, "event")
RECORD = {
    "eventVersion": "1.11",
    "userIdentity": {"type": "Root", "accountId": ACCOUNT},
    "eventTime": "2026-11-24T15:04:05Z",
    "eventSource": "ec2.amazonaws.com",
    "eventName": "RunInstances",
    "awsRegion": REGION,
    "eventID": "id-1",
    "eventType": "AwsApiCall",
    "recipientAccountId": ACCOUNT,
}
ASFF = {
    "Id": "finding-1",
    "ProductArn": f"arn:aws:securityhub:{REGION}::product/aws/securityhub",
    "AwsAccountId": ACCOUNT,
    "UpdatedAt": "2026-11-24T15:04:05.123Z",
    "Resources": [{"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::b"}],
}
OCSF = {
    "finding_info": {"uid": "finding-2", "modified_time_dt": "2026-11-24T15:04:05.123Z"},
    "cloud": {"account": {"uid": ACCOUNT}, "region": REGION},
    "metadata": {"product": {"uid": f"arn:aws:securityhub:{REGION}::productv2/aws/guardduty"}},
}
GUARD_DUTY = {
    "accountId": ACCOUNT,
    "region": REGION,
    "id": "finding-3",
    "type": "Recon:EC2/Portscan",
    "severity": 5,
    "resource": {"instanceDetails": {"instanceId": "i-1"}},
    "service": {"archived": False, "action": {"sourceIPs": ["192.0.2.1"]}},
    "updatedAt": "2026-11-24T15:04:05.123Z",
}
OTHERS = {
    "config": {
        "configRuleName": "rule",
        "resourceType": "AWS::S3::Bucket",
        "resourceId": "b",
        "awsAccountId": ACCOUNT,
        "awsRegion": REGION,
        "newEvaluationResult": {"complianceType": "NON_COMPLIANT"},
    },
    "access-analyzer": {
        "id": "finding-4",
        "resource": f"arn:aws:sqs:{REGION}:{ACCOUNT}:q",
        "resourceType": "AWS::SQS::Queue",
        "resourceOwnerAccount": ACCOUNT,
        "region": REGION,
        "status": "ACTIVE",
    },
    "macie": {
        "id": "finding-5",
        "accountId": ACCOUNT,
        "region": REGION,
        "resourcesAffected": {"s3Bucket": {"name": "b"}},
    },
    "inspector2": {
        "findingArn": f"arn:aws:inspector2:{REGION}:{ACCOUNT}:finding/f",
        "awsAccountId": ACCOUNT,
        "resources": [{"type": "AWS_EC2_INSTANCE", "id": "i-1"}],
    },
}


def capitalised(value):
    if isinstance(value, dict):
        return {
            "SourceIps" if name == "sourceIPs" else name[0].upper() + name[1:]: capitalised(each)
            for name, each in value.items()
        }
    return value


def written(folder, text, name="events.json"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def one(obj):
    (given,) = wrap(obj, HERE)
    return given


@pytest.mark.parametrize(
    ("bare", "kind", "source", "detail_type"),
    [
        (RECORD, "cloudtrail", "aws.ec2", "AWS API Call via CloudTrail"),
        (ASFF, "asff", "aws.securityhub", "Security Hub Findings - Imported"),
        (OCSF, "ocsf", "aws.securityhub", "Findings Imported V2"),
        (GUARD_DUTY, "guardduty", "aws.guardduty", "GuardDuty Finding"),
        (OTHERS["config"], "config", "aws.config", "Config Rules Compliance Change"),
        (OTHERS["access-analyzer"], "access-analyzer", "aws.access-analyzer", "Access Analyzer Finding"),
        (OTHERS["macie"], "macie", "aws.macie", "Macie Finding"),
        (OTHERS["inspector2"], "inspector2", "aws.inspector2", "Inspector2 Finding"),
    ],
)
def test_what_is_bare_is_put_into_the_envelope(bare, kind, source, detail_type):
    given = one(bare)
    event = given.event
    assert (given.kind, event["source"], event["detail-type"]) == (kind, source, detail_type)
    assert (event["account"], event["region"], given.wrapped) == (ACCOUNT, REGION, True)
    whole = one(event)
    assert (whole.event, whole.kind, whole.wrapped) == (event, kind, False)
    if kind != "cloudtrail":
        (finding,) = of_event(event)
        assert (finding.account, finding.region) == (ACCOUNT, REGION)


def test_the_time_of_a_finding_is_that_of_its_last_change():
    assert one(ASFF).event["time"] == one(GUARD_DUTY).event["time"] == "2026-11-24T15:04:05Z"
    assert one(OTHERS["macie"]).event["time"] == ""
    assert one(ASFF).event["id"] == one(ASFF).event["id"] != one(GUARD_DUTY).event["id"]


def test_what_guarddutys_api_prints_becomes_what_its_events_have():
    assert one(capitalised(GUARD_DUTY)).event == one(GUARD_DUTY).event


@pytest.mark.parametrize(
    ("listed", "keys"),
    [
        ([RECORD, ASFF], ["event[0]", "event[1]"]),
        ({"Records": [RECORD, RECORD]}, ["event.Records[0]", "event.Records[1]"]),
        ({"Findings": [ASFF, OCSF]}, ["event.Findings[0]", "event.Findings[1]"]),
        ({"findings": [OTHERS["macie"]]}, ["event.findings[0]"]),
        ({"Events": [{"CloudTrailEvent": json.dumps(RECORD)}]}, ["event.Events[0].CloudTrailEvent"]),
        (
            {"Records": [{"eventSource": "aws:sqs", "body": json.dumps(one(RECORD).event)}]},
            ["event.Records[0].body"],
        ),
        ({"Records": [{"Sns": {"Message": json.dumps(ASFF)}}]}, ["event.Records[0].Message"]),
    ],
)
def test_lists_and_what_they_are_in(listed, keys):
    assert [given.place.key for given in wrap(listed, HERE)] == keys


def test_events_as_custodians_tests_write_them():
    given = one({"detail": RECORD, "debug": True, "region": "us-east-1"})
    assert given.event == {**one(RECORD).event, "debug": True, "region": "us-east-1"}
    assert given.wrapped
    both = {"findings": [ASFF, {**ASFF, "Id": "finding-9"}]}
    assert len(of_event(one({"detail": both}).event)) == 2


def test_what_config_gives_its_rules_function_stays_as_it_is():
    event = {"invokingEvent": "{}", "ruleParameters": "{}"}
    given = one(event)
    assert (given.event, given.kind, given.wrapped) == (event, "config-rule", False)


def test_an_account_is_text_whatever_it_was():
    event = one(
        {**RECORD, "recipientAccountId": 11122223333, "eventTime": dt.datetime(2026, 1, 2, 3, 4, 5)}
    ).event
    assert (event["account"], event["time"]) == (ACCOUNT, "2026-01-02T03:04:05Z")
    assert event["detail"]["recipientAccountId"] == ACCOUNT
    assert one({**RECORD, "count": 11122223333}).event["detail"]["count"] == 11122223333


def test_files_of_json(tmp_path):
    lines = "\n".join(map(json.dumps, [RECORD, {"Findings": []}, {"Findings": [ASFF]}]))
    assert [(given.kind, given.place.line) for given in read(written(tmp_path, lines))] == [
        ("cloudtrail", 1),
        ("asff", 3),
    ]
    packed = gzip.compress(json.dumps({"Records": [RECORD]}, indent=1).encode())
    (given,) = read(written(tmp_path, packed, "log.json.gz"))
    assert (given.event, str(given.place)) == (one(RECORD).event, f"{tmp_path}/log.json.gz: Records[0]")


def test_files_of_yaml(tmp_path):
    text = (
        "# two\n- eventSource: ec2.amazonaws.com\n  eventName: RunInstances\n"
        f"  eventTime: 2026-11-24T15:04:05Z\n  awsRegion: {REGION}\n  recipientAccountId: 011122223333\n"
        "  additionalEventData: {MFAUsed: Yes, n: 12, r: 1.5, t: true, z: null, owner: 211122223333}\n"
        f"- {json.dumps(ASFF)}\n"
    )
    first, second = read(written(tmp_path, text, "events.yml"))
    assert (first.event["account"], first.event["time"]) == (ACCOUNT, "2026-11-24T15:04:05Z")
    assert first.event["detail"]["additionalEventData"] == {
        "MFAUsed": "Yes", "n": 12, "r": 1.5, "t": True, "z": None, "owner": "211122223333",
    }  # fmt: skip
    assert (first.place.line, second.place.line, second.event) == (2, 8, one(ASFF).event)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("{}", "e.json", "e.json: is no event"),
        ("[]", "e.json", "e.json: has no events"),
        ("", "e.json", "has no events"),
        ("", "e.yml", "has no events"),
        ("{", "e.json", "e.json:1: is not JSON"),
        ('{"a": 1}\n{', "e.json", "e.json:1: is no event"),
        (json.dumps(RECORD) + "\n[3]", "e.json", "e.json:2: [0]: is not an object"),
        (
            json.dumps([RECORD, {**RECORD, "awsRegion": 1}]),
            "e.json",
            "e.json: [1]: is no record: `awsRegion`",
        ),
        ('{"Records": [{"eventSource": "aws:s3"}]}', "e.json", "Records[0]: is no record"),
        ('{"source": "aws.ec2", "detail-type": "x", "detail": 3}', "e.json", "`detail` is not an object"),
        ('{"source": "x", "detail-type": "x"}', "e.json", "it has no `detail`"),
        ('{"source": 3, "detail-type": "x", "detail": {}}', "e.json", "e.json: source: `source` is not text"),
        ('{"detail": {"a": 1}}', "e.json", "e.json: detail: is no event"),
        ("a: [", "e.yml", "e.yml:1: is not YAML"),
        ("detail: {1: x}", "e.yml", "e.yml:1: detail: key 1 is not text"),
        ("a: !!binary eA==", "e.yml", "e.yml:1: a: bytes is nothing that JSON has"),
        ("[" * 5000, "e.json", "is nested too deeply"),
        ("9" * 5000, "e.json", "has a number that is too long"),
        ("9" * 5000, "e.yml", "is not YAML"),
    ],
)
def test_what_is_no_event(tmp_path, text, name, said):
    with pytest.raises(InputError) as caught:
        read(written(tmp_path, text, name))
    assert said in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert caught.value.remedy


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.json")


NAMES = (
    "detail detail-type source Records Findings findings Events CloudTrailEvent eventSource eventName Sns "
    "Message TopicArn body AwsAccountId Id ProductArn finding_info cloud account Service service resource "
    "type accountId id arn findingArn awsAccountId resourcesAffected invokingEvent userIdentity "
    "eventTime awsRegion"
)
KEYS = st.sampled_from(NAMES.split())
ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.sampled_from(["", "x", "aws:sqs", "{}", "[1]"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=20,
)


@settings(max_examples=200)
@given(ANYTHING)
def test_nothing_but_input_error_is_raised(anything):
    try:
        found = wrap(anything, HERE)
    except InputError as error:
        assert error.place
        return
    for each in found:
        if each.kind != "config-rule":
            assert all(isinstance(each.event[name], str) for name in ("source", "account", "region"))
            assert isinstance(each.event["detail"], dict)


@pytest.mark.skipif(not EVENTS, reason="C7N_REFLEX_EVENTS does not name a file of events")
def test_every_public_sample_is_recognised():
    samples = [json.loads(line) for line in Path(EVENTS).read_text(encoding="utf-8").splitlines()]
    kinds = Counter(given.kind for each in samples for given in wrap(each["event"], HERE))
    assert sum(kinds.values()) >= len(samples)
    assert kinds["cloudtrail"] > 60
    assert kinds["asff"] > 80


def test_a_row_of_a_corpus_is_the_event_in_it(tmp_path):
    record = {
        "eventSource": "ec2.amazonaws.com",
        "eventName": "Open",
        "eventTime": "2026-01-01T00:00:00Z",
        "awsRegion": "us-east-1",
        "recipientAccountId": "200000000001",
    }
    file = tmp_path / "corpus.ndjson"
    file.write_text("\n".join(json.dumps({"label": "violating", "event": record}) for _ in range(2)))
    assert [(given.kind, given.event["account"]) for given in read(file)] == [
        ("cloudtrail", "200000000001")
    ] * 2


def test_a_record_with_a_field_event_is_not_such_a_row(tmp_path):
    given = {"label": "violating", "event": {"nothing": "known"}}
    file = tmp_path / "corpus.json"
    file.write_text(json.dumps(given))
    with pytest.raises(InputError, match="no event, record or finding"):
        read(file)
