"""Hearing of calls, whenever the client that makes them was made."""

from __future__ import annotations

import boto3
import pytest

from c7n_reflex.modes.sessions import share_models
from c7n_reflex.pipeline.listening import listening
from tests.modes.conftest import aws, cloud  # noqa: F401 - moto


def session():
    return share_models(boto3.Session(region_name="us-east-1"))


def heard_by(session_, call):
    heard = []
    with listening(session_, lambda model, **_: heard.append(model.name)):
        call()
    return heard


def test_hears_of_clients_that_were_made_before():
    ours = session()
    client = ours.client("ec2")
    assert heard_by(ours, client.describe_vpcs) == ["DescribeVpcs"]


def test_hears_nothing_afterwards_nor_of_other_sessions():
    ours, other = session(), session()
    client, heard = ours.client("ec2"), []
    with listening(ours, lambda model, **_: heard.append(model.name)):
        other.client("ec2").describe_vpcs()
    client.describe_vpcs()
    assert heard == []


def test_listeners_do_not_get_into_each_others_way():
    ours = session()
    client, outer = ours.client("ec2"), []
    with listening(ours, lambda model, **_: outer.append(model.name)):
        assert heard_by(ours, client.describe_vpcs) == ["DescribeVpcs"]
        client.describe_subnets()
    assert outer == ["DescribeVpcs", "DescribeSubnets"]


def test_of_a_session_that_is_not_ours_clients_made_within_are_heard():
    other = boto3.Session(region_name="us-east-1")
    assert heard_by(other, lambda: other.client("ec2").describe_vpcs()) == ["DescribeVpcs"]


def test_a_client_is_made_once_for_service_and_region():
    ours = session()
    client = ours.client("ec2")
    assert ours.client("ec2") is client
    assert ours.client("ec2", region_name="us-east-1") is client
    assert ours.client("ec2", "eu-west-1") is not client
    assert ours.client("sqs") is not client
    assert session().client("ec2") is not client


@pytest.mark.parametrize("more", [{"use_ssl": False}, {"endpoint_url": "http://127.0.0.1:1"}])
def test_with_options_of_its_own_a_client_is_made_anew(more):
    ours = session()
    assert ours.client("ec2", **more) is not ours.client("ec2")


def test_hooks_that_custodian_adds_are_heard_after_it_has_updated_the_session():
    ours, heard = session(), []
    ours.client("ec2")
    ours.events.register("after-call.*.*", lambda model, **_: heard.append(model.name))
    share_models(ours)
    ours.client("ec2").describe_vpcs()
    assert heard == ["DescribeVpcs"]
