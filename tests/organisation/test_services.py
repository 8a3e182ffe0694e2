"""Signing names and the botocore services behind them."""

from __future__ import annotations

import botocore.session
import pytest

from c7n_reflex.organisation.services import BY_SIGNING_NAME, candidates


@pytest.mark.parametrize("signing_name", sorted(BY_SIGNING_NAME))
def test_the_table_agrees_with_botocore(signing_name: str) -> None:
    loader = botocore.session.get_session().get_component("data_loader")
    for name in BY_SIGNING_NAME[signing_name]:
        metadata = loader.load_service_model(name, "service-2")["metadata"]
        signs_as = metadata.get("signingName") or metadata["endpointPrefix"]
        assert signs_as.lower() in (signing_name, "data-ats.iot", "iotdata"), name


@pytest.mark.parametrize(
    ("signing_name", "path", "target", "version", "expected"),
    [
        ("ec2", "/", "", "2016-11-15", ("ec2",)),
        ("s3", "/bucket?policy", "", "", ("s3",)),
        ("s3", "/v20180820/configuration/publicAccessBlock", "", "", ("s3control",)),
        ("ses", "/v2/email/outbound-emails", "", "", ("sesv2",)),
        ("ses", "/", "", "2010-12-01", ("ses",)),
        ("elasticloadbalancing", "/", "", "2012-06-01", ("elb",)),
        ("elasticloadbalancing", "/", "", "2015-12-01", ("elbv2",)),
        ("dynamodb", "/", "DynamoDBStreams_20120810.ListStreams", "", ("dynamodbstreams",)),
        ("dynamodb", "/", "DynamoDB_20120810.ListTables", "", ("dynamodb",)),
    ],
)
def test_requests_that_share_a_signing_name_are_told_apart(
    signing_name: str, path: str, target: str, version: str, expected: tuple[str, ...]
) -> None:
    assert candidates(signing_name, path, target, version) == expected
