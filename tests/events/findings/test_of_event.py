"""Every finding of an event, and nothing but findings."""

from __future__ import annotations

import pytest

from c7n_reflex.events.findings import MalformedFindingError, of_event
from tests.events.findings.samples import (
    A,
    B,
    access_analyzer,
    asff,
    config,
    event,
    guardduty,
    inspector,
    macie,
    ocsf,
)


@pytest.mark.parametrize(
    ("given", "formats"),
    [
        (event(asff()), ["asff"]),
        (event(asff(), asff(AwsAccountId=B), kind="Security Hub Findings - Custom Action"), ["asff", "asff"]),
        (event(ocsf(), kind="Findings Imported V2"), ["ocsf"]),
        (event(ocsf(), asff()), ["ocsf", "asff"]),
        (guardduty({}), ["guardduty"]),
        (access_analyzer(), ["access-analyzer"]),
        (macie(), ["macie"]),
        (inspector(), ["inspector2"]),
        (config(), ["config"]),
    ],
)
def test_every_format(given, formats):
    assert [each.format for each in of_event(given)] == formats


def test_in_the_order_of_the_event():
    assert [each.account for each in of_event(event(asff(AwsAccountId=B), asff()))] == [B, A]


@pytest.mark.parametrize(
    "detail", [None, {}, [], {"findings": None}, {"findings": []}, {"findings": {"Id": "f"}}]
)
def test_no_findings(detail):
    with pytest.raises(MalformedFindingError, match="no findings"):
        of_event({**event(), "detail": detail})


def test_one_that_is_none_spoils_the_event():
    for bad in (None, "f", 7, [], {}):
        with pytest.raises(MalformedFindingError):
            of_event(event(asff(), bad))


def test_insight_results_have_only_counts():
    detail = {"insightResults": [{"AwsEc2Instance": 5}], "insightArn": "arn:aws:securityhub:::insight/1"}
    with pytest.raises(MalformedFindingError, match="no findings"):
        of_event({**event(kind="Security Hub Insight Results"), "detail": detail})


@pytest.mark.parametrize("source", ["custom.hub", "aws.guardduty", None, {}])
def test_only_security_hub_may_send_its_findings(source):
    with pytest.raises(MalformedFindingError, match="is not from aws"):
        of_event({**event(asff()), "source": source})


@pytest.mark.parametrize("given", [None, [], "event", [event(asff())]])
def test_no_event(given):
    with pytest.raises(MalformedFindingError):
        of_event(given)
