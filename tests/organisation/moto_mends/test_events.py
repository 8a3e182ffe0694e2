"""Each fault of moto 5.2.5 in stock moto (in a process of its own), and mended.

When `test_stock` fails for a mend, upstream has mended it: take ours out.
"""

import json
import subprocess
import sys
import textwrap

import pytest

from c7n_reflex.organisation.resource_policies import ORGANISATION_ID

CORE, HOME = "111122223333", "us-east-1"
OTHER = "200000000001"
BUS = f"arn:aws:events:{HOME}:{CORE}:event-bus/default"

STOCK = {
    "no_delivery_by_moto": """
        put_rule(State="DISABLED")
        function = "arn:aws:lambda:us-east-1:111122223333:function:f"
        events.put_targets(Rule="r", Targets=[{"Id": "1", "Arn": function}])
        try:
            events.put_events(Entries=[{"Source": "app", "DetailType": "t", "Detail": "{}"}])
        except NotImplementedError:
            print("fault")
    """,
    "no_notice_of_buckets": """
        import moto.events.notifications as notifications, moto.s3.models as models
        if models.events_send_notification is notifications.send_notification:
            print("fault")
    """,
    "patterns": """
        put_rule(EventPattern='{"source": [{"like": "a"}]}')
        print("fault")
    """,
    "everybody_as_principal": """
        events.put_permission(Action="events:PutEvents", Principal="*", StatementId="s")
        if policy()[0]["Principal"] != "*":
            print("fault")
    """,
    "statements_of_the_same_principal": """
        for sid in ("one", "two"):
            events.put_permission(Action="events:PutEvents", Principal="200000000001", StatementId=sid)
        if len(policy()) == 1:
            print("fault")
    """,
    "whole_policies": """
        for sid, principal in (("one", "200000000001"), ("two", "200000000002")):
            statement = {"Sid": sid, "Effect": "Allow", "Principal": {"AWS": principal}}
            statement |= {"Action": "events:PutEvents", "Resource": "*"}
            events.put_permission(Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        if len(policy()) == 2:
            print("fault")
    """,
}
PREAMBLE = """
import json, os
os.environ |= {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "s", "AWS_DEFAULT_REGION": "us-east-1"}
import boto3, moto
from moto.moto_api._internal.models import moto_api_backend
moto.mock_aws().start()
events = boto3.client("events")
def put_rule(**more):
    events.put_rule(**{"Name": "r", "EventPattern": '{"source": ["app"]}', **more})
def policy():
    return json.loads(events.describe_event_bus()["Policy"])["Statement"]
"""


def test_every_mend_has_a_stock_fault():
    from c7n_reflex.organisation.moto_mends import events

    assert {mend.__name__ for mend in events.MENDS} == set(STOCK)
    assert all(mend.__doc__ for mend in events.MENDS)


def test_stock():
    """All faults in one process of stock moto, as starting it is what takes the time."""
    steps = [
        f"def {name}():\n{textwrap.indent(textwrap.dedent(code), '    ')}\n"
        f"moto_api_backend.reset()\nprint('{name}', end=' ')\n{name}()\nprint()\n"
        for name, code in STOCK.items()
    ]
    program = PREAMBLE + "".join(steps)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found = {line.split()[0] for line in done.stdout.splitlines() if line.endswith("fault")}
    assert found == set(STOCK), done.stdout


@pytest.fixture
def mended(inprocess):
    return inprocess("moto_mends.events")


@pytest.fixture
def events(mended):
    return mended.client("events", CORE, HOME)


def policy(events):
    return json.loads(events.describe_event_bus()["Policy"])["Statement"]


def statement(**more):
    return {
        "Effect": "Allow",
        "Action": "events:PutEvents",
        "Resource": BUS,
        "Principal": {"AWS": OTHER},
        **more,
    }


def test_an_invalid_pattern_is_refused_by_cloudformation_too(inprocess):
    # With its own mend, as otherwise a failed creation is an exception or not by what ran before.
    organisation = inprocess("moto_mends.cloudformation", "moto_mends.events")
    rule = {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": [{"like": "a"}]}}}
    template = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Rule": rule}})
    client = organisation.client("cloudformation", CORE, HOME)
    client.create_stack(StackName="s", TemplateBody=template)
    reasons = [
        event.get("ResourceStatusReason", "")
        for event in client.describe_stack_events(StackName="s")["StackEvents"]
    ]
    assert any("Event pattern is not valid" in reason for reason in reasons), reasons
    assert organisation.client("events", CORE, HOME).list_rules()["Rules"] == []


def test_everybody(events):
    condition = {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": ORGANISATION_ID}
    events.put_permission(Action="events:PutEvents", Principal="*", StatementId="s", Condition=condition)
    (found,) = policy(events)
    assert found["Principal"] == "*"
    assert found["Condition"] == {"StringEquals": {"aws:PrincipalOrgID": ORGANISATION_ID}}


def test_one_account_is_not_everybody(events):
    events.put_permission(Action="events:PutEvents", Principal=OTHER, StatementId="s")
    assert policy(events)[0]["Principal"] == {"AWS": f"arn:aws:iam::{OTHER}:root"}


def test_two_statements_of_one_principal(events):
    for sid in ("one", "two"):
        events.put_permission(Action="events:PutEvents", Principal=OTHER, StatementId=sid)
    assert [found["Sid"] for found in policy(events)] == ["one", "two"]
    events.remove_permission(StatementId="one")
    assert [found["Sid"] for found in policy(events)] == ["two"]


@pytest.mark.parametrize("given", [statement(), [statement()], [statement(Sid="new")]])
def test_a_policy_replaces_the_one_before(events, given):
    events.put_permission(Action="events:PutEvents", Principal="200000000002", StatementId="old")
    events.put_permission(Policy=json.dumps({"Version": "2012-10-17", "Statement": given}))
    (found,) = policy(events)
    assert found["Principal"] == {"AWS": OTHER}


@pytest.mark.parametrize("given", ["{", "[]", "{}"])
def test_a_policy_that_is_none_changes_nothing(events, given):
    events.put_permission(Action="events:PutEvents", Principal=OTHER, StatementId="old")
    with pytest.raises(Exception, match="ValidationException"):
        events.put_permission(Policy=given)
    assert [found["Sid"] for found in policy(events)] == ["old"]


def test_a_bucket_s_notification_is_delivered_by_our_dispatcher(inprocess):
    organisation = inprocess("moto_mends.events", "resource_policies", "eventbridge")
    s3, events, sqs = (organisation.client(name, CORE, HOME) for name in ("s3", "events", "sqs"))
    allow = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [{**allow, "Resource": "*"}]})
    url = sqs.create_queue(QueueName="q", Attributes={"Policy": document})["QueueUrl"]
    for name, state in (("on", "ENABLED"), ("off", "DISABLED")):
        events.put_rule(Name=name, State=state, EventPattern='{"detail-type": ["Object Created"]}')
        events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": f"arn:aws:sqs:{HOME}:{CORE}:q"}])
    s3.create_bucket(Bucket="bucket")
    s3.put_bucket_notification_configuration(
        Bucket="bucket", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    s3.put_object(Bucket="bucket", Key="k", Body=b"")
    assert organisation.tracker.wait_idle(10) == []
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    received = [json.loads(message["Body"]) for message in messages]
    assert [event["detail-type"] for event in received] == ["Object Created"]
    assert received[0]["detail"]["object"]["key"] == "k"
