"""Patterns that nothing can match, and their neighbours that something can."""

import pytest

from c7n_reflex.authoring.patterns import also_failed_calls, dead
from c7n_reflex.events.patterns import InvalidPatternError

CALL = "AWS API Call via CloudTrail"
SIGN_IN = "AWS Console Sign In via CloudTrail"
HUB = "Security Hub Findings - Imported"


def call(**fields):
    return {"detail-type": [CALL], "detail": fields}


def finding(**fields):
    return {"detail-type": [HUB], "detail": {"findings": fields}}


def guard_duty(**fields):
    return {"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"], "detail": fields}


# What is dead, a part of the reason, and the nearest pattern that is not.
PAIRS = [
    (call(eventName=["ConsoleLogin"]), SIGN_IN, call(eventName=["ConsoleLogin", "RunInstances"])),
    (
        {"detail-type": [SIGN_IN], "detail": {"eventSource": ["ec2.amazonaws.com"]}},
        "signin.amazonaws.com",
        {"detail-type": [SIGN_IN, CALL], "detail": {"eventSource": ["ec2.amazonaws.com"]}},
    ),
    (
        {"source": ["aws.ec2"], **call(eventSource=["s3.amazonaws.com"])},
        "aws.s3",
        {"source": ["aws.ec2"], **call(eventSource=["s3.amazonaws.com", "ec2.amazonaws.com"])},
    ),
    (call(eventSource=["ec2"]), "ec2.amazonaws.com", call(eventSource=["new-service"])),
    (
        {"source": ["aws.ec2"], "detail-type": ["GuardDuty Finding"]},
        "aws.guardduty",
        {"source": [{"prefix": "aws."}], "detail-type": ["GuardDuty Finding"]},
    ),
    ({"detail-type": ["Guardduty finding"]}, '"GuardDuty Finding"', {"detail-type": ["Something new"]}),
    (
        guard_duty(severity=[{"numeric": [">", 10]}]),
        "from 0 to 10",
        guard_duty(severity=[{"numeric": [">", 8]}, {"numeric": [">", 10]}]),
    ),
    (guard_duty(severity=["HIGH"]), "number", guard_duty(severity=[{"anything-but": "HIGH"}])),
    ({"source": [{"exists": False}]}, "every event", {"source": [{"exists": False}, {"exists": True}]}),
    ({"account": ["1234"]}, "12 digits", {"account": [{"prefix": "1234"}]}),
    ({"account": [{"prefix": "abc"}]}, "12 digits", {"account": [{"suffix": "12"}]}),
    ({"account": [123456789012]}, "as text", {"account": ["123456789012"]}),
    ({"region": ["us-east-1a", "EU"]}, "region's name", {"region": ["us-gov-west-1", "EU"]}),
    ({"region": [{"wildcard": "EU-*"}]}, "region's name", {"region": [{"wildcard": "eu-*-1"}]}),
    (finding(RecordState=["active"]), '"ACTIVE"', finding(RecordState=[{"equals-ignore-case": "active"}])),
    (
        finding(Workflow={"Status": ["OPEN"]}),
        '"NEW"',
        finding(Workflow={"Status": ["OPEN", {"exists": False}]}),
    ),
    (
        finding(Severity={"Label": [{"prefix": "H1"}]}),
        '"HIGH"',
        finding(Severity={"Label": [{"prefix": "H"}]}),
    ),
    (finding(Compliance={"Status": ["FAIL"]}), '"FAILED"', finding(Compliance={"Status": ["FAILED"]})),
    (call(readOnly=["false"]), "true or false", call(readOnly=[False])),
]


@pytest.mark.parametrize(("pattern", "reason", "alive"), PAIRS)
def test_dead(pattern, reason, alive):
    assert reason in dead(pattern)
    assert dead(alive) == ""


@pytest.mark.parametrize("pattern", [pattern for pattern, _, _ in PAIRS])
def test_what_others_send_is_not_judged(pattern):
    assert dead({**pattern, "source": ["my.app"]}) == ""
    assert dead({**pattern, "source": ["aws.partner/example.com/x"]}) == ""


def test_one_alternative_that_lives_is_enough():
    gone = {"region": ["EU"]}
    assert dead({"$or": [gone, {"region": ["eu"]}]})
    assert dead({"$or": [gone, {"region": ["eu-west-1"]}]}) == ""


def test_a_pattern_that_would_be_refused():
    with pytest.raises(InvalidPatternError):
        dead({"source": []})


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (call(eventName=["RunInstances"]), True),
        ({"detail": {"eventName": ["RunInstances"]}}, True),
        (call(eventName=["RunInstances"], errorCode=[{"exists": False}]), False),
        (call(errorCode=[{"exists": False}, "DryRunOperation"]), True),
        (call(errorCode=["AccessDenied"]), False),
        (call(responseElements={"x": [{"exists": True}]}), False),
        (call(responseElements={"x": [{"exists": False}, "y"]}), True),
        ({"detail-type": [SIGN_IN], "detail": {"eventName": ["ConsoleLogin"]}}, False),
        (guard_duty(severity=[8]), False),
        (finding(RecordState=["ACTIVE"]), False),
    ],
)
def test_calls_that_failed(pattern, expected):
    assert also_failed_calls(pattern) is expected
