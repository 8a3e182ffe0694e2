"""`notify-owner`: c7n-mailer's message, to the notices queue, about what was changed and not yet told."""

from __future__ import annotations

import base64
import json
import zlib
from types import SimpleNamespace

import pytest
from c7n.exceptions import PolicyExecutionError, PolicyValidationError

from c7n_reflex.ledger import Cause, Result
from custom_actions import notify_owner
from custom_actions.base import RECORDS_KEY
from tests.custodian import load_policy
from tests.ledger.examples import ENTRY, RECORD

CHANGED = RECORD.with_changes(outcome=Result.CHANGED, after={"attachments": []}, cause=Cause(event_id="e"))
POLICY = {"resource": "aws.internet-gateway", "description": "why", "actions": ["notify-owner"]}


class Aws:
    """Session factory, session and client in one; keeps what was sent and how it was asked for."""

    region = "us-east-1"

    def __init__(self):
        self.sent, self.asked = [], []

    def __call__(self, assume=True, region=None):
        self.asked.append((assume, region))
        return self

    @property
    def events(self):
        return SimpleNamespace(register=lambda *_, **__: None, unregister=lambda *_, **__: None)

    def client(self, service, *_, **__):
        return self

    def list_account_aliases(self):
        return {"AccountAliases": ["payments-prod"]}

    def send_message(self, **arguments):
        self.sent.append(arguments)
        return {"MessageId": "1"}


class Ledger:
    def __init__(self):
        self.told = []

    def get(self, entry_id):
        return ENTRY.with_changes(id=entry_id)

    def save(self, entry, *names):
        assert names == ("told", "notified")
        self.told.append(entry.id)


@pytest.fixture
def notify(monkeypatch, tmp_path):
    """Runs the policy's action; returns what was sent. `notify.ledger` notes who was told."""
    monkeypatch.setenv("C7N_REFLEX_CORE_ACCOUNT", "111122223333")
    ledger = Ledger()
    monkeypatch.setattr(notify_owner, "open_ledger", lambda *_: ledger)

    def run(resources, event=None, action="notify-owner"):
        aws = Aws()
        policy = load_policy({**POLICY, "actions": [action]}, aws, output=tmp_path)
        with policy.ctx:
            policy.resource_manager.actions[0].process(resources, event)
        run.asked = aws.asked
        return aws.sent

    run.ledger = ledger
    return run


def resource(*records):
    return {"InternetGatewayId": "igw-1", RECORDS_KEY: [record.as_dict() for record in records]}


def unpacked(sent):
    (message,) = sent
    return json.loads(zlib.decompress(base64.b64decode(message["MessageBody"])))


def test_sends_custodian_s_message_to_the_queue_of_core_compliance(notify):
    sent = notify([resource(CHANGED)], {"detail": {"eventName": "AttachInternetGateway"}})
    assert sent[0]["QueueUrl"].endswith("/111122223333/c7n-reflex-notices")
    assert sent[0]["MessageAttributes"]["mtype"]["StringValue"] == "maidmsg/1.0"
    message = unpacked(sent)
    assert message["account_id"] == "200000000001"
    assert message["account"] == "payments-prod"
    assert message["event"]["detail"]["eventName"] == "AttachInternetGateway"
    assert message["action"]["to"] == ["account-owner"]
    assert message["action"]["template"] == "remediation"
    assert message["policy"]["description"] == "why"


def test_the_function_s_own_role_sends(notify):
    notify([resource(CHANGED)])
    assert (False, "us-east-1") in notify.asked


def test_the_message_has_the_records(notify):
    message = unpacked(notify([resource(CHANGED)]))
    (record,) = message["resources"][0][RECORDS_KEY]
    assert record["before"]["attachments"] == ["vpc-1"]
    assert record["undo"] == {"vpcs": ["vpc-1"]}
    assert message["action"]["remediation_id"] == record["id"] == CHANGED.id


def test_subject_and_template_are_the_author_s(notify):
    action = {"type": "notify-owner", "subject": "Look", "template": "other", "to": ["soc@example.com"]}
    message = unpacked(notify([resource(CHANGED)], action=action))
    assert message["action"]["subject"] == "Look"
    assert message["action"]["template"] == "other"
    assert message["action"]["to"] == ["soc@example.com"]


@pytest.mark.parametrize("outcome", [Result.UNCHANGED, Result.FAILED])
def test_where_nothing_was_changed_nobody_is_told(notify, outcome):
    assert notify([resource(CHANGED.with_changes(outcome=outcome)), {"InternetGatewayId": "igw-2"}]) == []


def test_only_resources_that_were_changed_are_in_the_message(notify):
    message = unpacked(notify([{"InternetGatewayId": "igw-2", RECORDS_KEY: []}, resource(CHANGED)]))
    assert [each["InternetGatewayId"] for each in message["resources"]] == ["igw-1"]


def test_always_tells_of_every_resource(notify):
    action = {"type": "notify-owner", "when": "always"}
    message = unpacked(notify([{"InternetGatewayId": "igw-2"}], action=action))
    assert [each["InternetGatewayId"] for each in message["resources"]] == ["igw-2"]


def test_the_ledger_knows_who_was_told_and_nobody_is_told_twice(notify):
    resources = [resource(CHANGED)]
    assert len(notify(resources)) == 1
    assert notify.ledger.told == [CHANGED.id]
    assert notify(resources) == []


def test_without_settings_it_fails_and_says_what_to_do(notify, monkeypatch):
    monkeypatch.delenv("C7N_REFLEX_CORE_ACCOUNT")
    with pytest.raises(PolicyExecutionError, match="c7n-reflex custodian"):
        notify([resource(CHANGED)])


def test_an_unknown_key_is_refused(notify):
    with pytest.raises(PolicyValidationError):
        notify([], action={"type": "notify-owner", "transport": {"type": "sqs", "queue": "q"}})


def test_a_remediation_that_fails_for_one_still_tells_the_others_owner(monkeypatch, tmp_path):
    """Custodian runs no further action after an error, and a retry no longer finds what was mended."""
    from c7n_reflex.ledger.journal import JournalLedger
    from custom_actions import base

    monkeypatch.setenv("C7N_REFLEX_CORE_ACCOUNT", "111122223333")
    for module in (base, notify_owner):
        monkeypatch.setattr(module, "open_ledger", lambda _, output: JournalLedger(output))
    aws = Aws()
    attached = {"a": ["vpc-1"], "b": ["vpc-2"]}
    aws.describe_internet_gateways = lambda InternetGatewayIds: {  # noqa: N803 - boto3's
        "InternetGateways": [
            {"Attachments": [{"VpcId": vpc, "State": "available"} for vpc in attached[InternetGatewayIds[0]]]}
        ]
    }

    def detach(InternetGatewayId, VpcId):  # noqa: N803 - boto3's
        from botocore.exceptions import ClientError

        if InternetGatewayId == "a":
            raise ClientError({"Error": {"Code": "DependencyViolation", "Message": "no"}}, "Detach")
        attached[InternetGatewayId].remove(VpcId)

    aws.detach_internet_gateway = detach
    policy = load_policy({**POLICY, "actions": ["detach", "notify-owner"]}, aws, output=tmp_path)
    resources = [{"InternetGatewayId": "a"}, {"InternetGatewayId": "b"}]
    with policy.ctx, pytest.raises(PolicyExecutionError, match="DependencyViolation"):
        policy.resource_manager.actions[0].process(resources)
    assert [each["InternetGatewayId"] for each in unpacked(aws.sent)["resources"]] == ["b"]
