"""The whole way of a notice in the embedded organisation: queue, function, topic, inbox."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.organisation.client import OrganisationClient
from tests.mailer.messages import CORE, PAYMENTS, RECORD, action, message, packed

ROOT = Path(__file__).parents[2]
QUEUE = f"https://sqs.us-east-1.amazonaws.com/{CORE}/c7n-reflex-notices"

pytestmark = pytest.mark.organisation


def run(organisation: OrganisationClient, *arguments: str) -> str:
    command = [sys.executable, "-m", "c7n_reflex", *arguments]
    environment = organisation.root_environment()
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def deployed(organisation: OrganisationClient) -> OrganisationClient:
    run(organisation, "infrastructure", "apply", "-a", "core-compliance", "-a", "payments-prod")
    run(organisation, "mailer", "deploy")
    return organisation


def send(organisation: OrganisationClient, record: str, **changes: Any) -> None:
    """Send a notice from payments-prod whose record has this id."""
    resource = {"InternetGatewayId": "igw-1", "c7n-reflex:remediations": [{**RECORD, "id": record}]}
    body = packed(message(resources=[resource], **changes))
    sqs = organisation.session(PAYMENTS, "us-east-1").client("sqs")
    sqs.send_message(QueueUrl=QUEUE, MessageBody=body)
    organisation.wait_idle()


def received(organisation: OrganisationClient, record: str) -> list[dict[str, Any]]:
    return [each for each in organisation.get("inbox") if record in each["message"]]


def test_a_notice_arrives_at_the_owners_distribution_list(deployed: OrganisationClient) -> None:
    send(deployed, "arrives-1")
    [notice] = received(deployed, "arrives-1")
    assert notice["endpoint"] == "payments-alerts@example.com"
    assert notice["account"] == PAYMENTS
    assert notice["attributes"]["severity"] == "high"


def test_a_notice_of_an_unknown_account_arrives_at_core(deployed: OrganisationClient) -> None:
    send(deployed, "unknown-1", account_id="999999999999")
    [notice] = received(deployed, "unknown-1")
    assert notice["account"] == CORE


def test_a_notice_that_is_queued_twice_arrives_once(deployed: OrganisationClient) -> None:
    given = action(notice_id="twice-1:fixed", outcome="fixed", entry="twice-1")
    for _ in range(2):
        send(deployed, "twice-1", action=given)
    [notice] = received(deployed, "twice-1")
    assert notice["attributes"]["outcome"] == "fixed"
    dynamodb = deployed.session(CORE, "us-east-1").client("dynamodb")
    key = {"id": {"S": "notice#twice-1:fixed"}}
    item = dynamodb.get_item(TableName="c7n-reflex-ledger", Key=key)["Item"]
    assert item["state"]["S"] == "sent"


def test_core_compliance_hears_beside_the_owner(deployed: OrganisationClient) -> None:
    send(deployed, "both-1", action=action(to=["account-owner", "core-compliance"]))
    assert {each["account"] for each in received(deployed, "both-1")} == {CORE, PAYMENTS}


def test_what_cannot_be_delivered_is_parked_and_not_lost(deployed: OrganisationClient) -> None:
    sqs = deployed.session(CORE, "us-east-1").client("sqs")
    sqs.send_message(QueueUrl=QUEUE, MessageBody="poison")
    send(deployed, "beside-poison-1")
    assert len(received(deployed, "beside-poison-1")) == 1
    parked = sqs.receive_message(
        QueueUrl=f"{QUEUE}-dead-letter", WaitTimeSeconds=20, MessageAttributeNames=["All"]
    )["Messages"]
    assert [each["Body"] for each in parked] == ["poison"]
    assert parked[0]["MessageAttributes"]["reason"]["StringValue"].startswith("not a message of notify")
    sqs.delete_message(QueueUrl=f"{QUEUE}-dead-letter", ReceiptHandle=parked[0]["ReceiptHandle"])


def test_deploying_again_changes_nothing(deployed: OrganisationClient) -> None:
    assert run(deployed, "mailer", "deploy").count("unchanged") == 2
    assert "created" not in run(deployed, "infrastructure", "apply", "-a", "payments-prod")
