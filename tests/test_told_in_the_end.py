"""A change whose notice could not be sent: parked with its event, and told of once when that comes again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex import settings
from c7n_reflex.organisation.client import OrganisationClient, launch
from tests.conftest import ROOT

pytestmark = pytest.mark.organisation

REGION, MEMBER = "us-east-1", "payments-prod"
FUNCTION = "custodian-internet-gateway-attached"


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrganisationClient]:
    """One policy in one account, with infrastructure and mailer."""
    policy = "policies/cloudtrail/internet_gateway_attached.yml"
    out = str(tmp_path_factory.mktemp("out"))
    with launch(ROOT / "accounts.yml") as organisation:
        for command in (
            ("infrastructure", "apply"),
            ("mailer", "deploy"),
            ("org", "run", "-c", "accounts.yml", "-s", out, "-u", policy, "-a", MEMBER, "-r", REGION),
        ):
            reflex(organisation, *command)
        yield organisation


def reflex(organisation: OrganisationClient, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "c7n_reflex", *arguments],
        cwd=Path(ROOT),
        env=organisation.root_environment(),
        capture_output=True,
        check=True,
    )


def attach(organisation: OrganisationClient) -> tuple[str, Any]:
    """Attach a gateway to a new VPC; its id, and what reads its attachments."""
    ec2 = organisation.session(MEMBER, REGION).client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    organisation.wait_idle()

    def attachments() -> Any:
        found = ec2.describe_internet_gateways(InternetGatewayIds=[gateway])
        return found["InternetGateways"][0]["Attachments"]

    return gateway, attachments


def mails(organisation: OrganisationClient, gateway: str) -> list[Any]:
    found = organisation.get("inbox", account=organisation.directory[MEMBER].id, protocol="email")
    return [mail for mail in found if gateway in mail["message"]]


def event_of(organisation: OrganisationClient, gateway: str) -> dict[str, Any]:
    found = organisation.get("trail", event_name="AttachInternetGateway")
    return next(event for event in found if gateway in json.dumps(event))


def replay(organisation: OrganisationClient, event: dict[str, Any]) -> None:
    body = {"account": event["account"], "region": event["region"], "event": event}
    organisation.post("events", body)
    organisation.wait_idle()


def test_the_same_event_twice_is_told_of_once(deployed: OrganisationClient) -> None:
    gateway, attachments = attach(deployed)
    assert attachments() == []
    assert len(mails(deployed, gateway)) == 1
    replay(deployed, event_of(deployed, gateway))
    assert len(mails(deployed, gateway)) == 1


def test_a_notice_that_could_not_be_sent_is_parked_and_sent_later(deployed: OrganisationClient) -> None:
    core = deployed.directory.core
    queues = deployed.session(core.id, core.regions[0]).client("sqs")
    notices = queues.get_queue_url(QueueName=settings.NOTICE_QUEUE)["QueueUrl"]
    policy = queues.get_queue_attributes(QueueUrl=notices, AttributeNames=["Policy"])["Attributes"]["Policy"]
    queues.set_queue_attributes(QueueUrl=notices, Attributes={"Policy": ""})
    try:
        gateway, attachments = attach(deployed)
    finally:
        queues.set_queue_attributes(QueueUrl=notices, Attributes={"Policy": policy})

    assert attachments() == []
    assert mails(deployed, gateway) == []
    tries = [
        each["status"]
        for each in deployed.get("invocations", function=FUNCTION)
        if each["event_id"] == event_of(deployed, gateway)["id"]
    ]
    assert tries == ["error"] * 3, "a retry that finds the change made must not pass for success"
    parked = parked_events(deployed)
    assert [gateway in body for body in parked] == [True]

    functions = deployed.session(MEMBER, REGION).client("lambda")
    for _ in range(2):  # as docs/notices.md says; the second time nothing is owed any more
        answer = functions.invoke(FunctionName=FUNCTION, Payload=parked[0])
        assert "FunctionError" not in answer
        deployed.wait_idle()
        assert len(mails(deployed, gateway)) == 1


def parked_events(organisation: OrganisationClient) -> list[str]:
    queues = organisation.session(MEMBER, REGION).client("sqs")
    url = queues.get_queue_url(QueueName=settings.FAILED_EVENTS_QUEUE)["QueueUrl"]
    found = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [message["Body"] for message in found]
