"""Functions, queues, topics and buses as targets."""

import io
import json
import zipfile

import pytest

from c7n_reflex.organisation.resource_policies import ORGANISATION_ID

from .conftest import AWAY, CORE, HOME, MEMBER, OTHER

ROLE = f"arn:aws:iam::{MEMBER}:role/forward"


def bus(account, region=HOME):
    return f"arn:aws:events:{region}:{account}:event-bus/default"


@pytest.fixture
def role(stage):
    """A role that EventBridge may assume."""
    return make_role(stage, "events.amazonaws.com")


def make_role(stage, service, **conditions):
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    if conditions:
        trust["Condition"] = {"StringEquals": {f"aws:{key}": value for key, value in conditions.items()}}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    stage.client("iam").create_role(RoleName="forward", AssumeRolePolicyDocument=document)
    return ROLE


def admit_organisation(stage, account, region=HOME):
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "events:PutEvents",
        "Resource": bus(account, region),
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": ORGANISATION_ID}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    stage.client("events", account, region).put_permission(Policy=policy)


class TestFunctions:
    @pytest.fixture
    def function(self, stage):
        make_role(stage, "lambda.amazonaws.com")
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("m.py", "def h(event, context): pass")
        made = stage.client("lambda").create_function(
            FunctionName="f",
            Runtime="python3.11",
            Role=ROLE,
            Handler="m.h",
            Code={"ZipFile": archive.getvalue()},
        )
        return made["FunctionArn"]

    def permit(self, stage, rule_arn):
        stage.client("lambda").add_permission(
            FunctionName="f",
            StatementId="events",
            Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com",
            SourceArn=rule_arn,
        )

    def test_permitted(self, stage, function):
        self.permit(stage, stage.rule(function))
        stage.put()
        stage.idle()
        ((arn, event),) = stage.functions.invoked
        assert arn == function
        assert (event["source"], event["detail"], event["account"]) == ("app", {"n": 1}, MEMBER)

    def test_another_rule_is_not_permitted(self, stage, function):
        self.permit(stage, stage.rule(function, name="another", pattern={"source": ["nothing"]}))
        stage.rule(function)
        stage.put()
        assert [d["error_code"] for d in stage.deliveries()] == ["NO_PERMISSIONS"]
        assert stage.functions.invoked == []

    def test_no_such_function(self, stage):
        stage.rule(f"arn:aws:lambda:{HOME}:{MEMBER}:function:gone")
        stage.put()
        (record,) = stage.deliveries()
        assert (record["status"], record["error_code"], record["attempts"]) == ("dropped", "NO_RESOURCE", 1)

    def test_input_may_be_any_json(self, stage, function):
        self.permit(stage, stage.rule({"Arn": function, "Input": "[1, 2]"}))
        stage.put()
        stage.idle()
        assert stage.functions.invoked == [(function, [1, 2])]

    def test_a_busy_service_is_asked_again(self, stage, function):
        self.permit(stage, stage.rule(function))
        stage.functions.fail_times = 2
        stage.put()
        (record,) = stage.deliveries()
        assert (record["status"], record["attempts"]) == ("delivered", 3)
        assert len(stage.functions.invoked) == 1

    def test_retries_end_in_the_dead_letter_queue(self, stage, function):
        dead = stage.queue("dead")
        policy = {"RetryPolicy": {"MaximumRetryAttempts": 1}, "DeadLetterConfig": {"Arn": dead}}
        rule_arn = stage.rule({"Arn": function, **policy})
        self.permit(stage, rule_arn)
        stage.functions.fail_times = 99
        event_id = stage.put()["Entries"][0]["EventId"]
        (message,) = stage.messages(dead)
        assert json.loads(message["Body"])["id"] == event_id
        attributes = {key: value["StringValue"] for key, value in message["MessageAttributes"].items()}
        assert attributes == {
            "ERROR_CODE": "ERROR_FROM_TARGET",
            "ERROR_MESSAGE": "try later",
            "RULE_ARN": rule_arn,
            "TARGET_ARN": function,
            "RETRY_ATTEMPTS": "1",
            "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
        }
        assert stage.functions.calls == 2
        assert [d["status"] for d in stage.deliveries()] == ["dead-letter"]


class TestQueues:
    def test_a_queue_that_is_not_open_to_events(self, stage):
        closed, dead = stage.queue("closed", open_to_events=False), stage.queue("dead")
        stage.rule({"Arn": closed, "DeadLetterConfig": {"Arn": dead}})
        stage.put()
        (message,) = stage.messages(dead)
        assert message["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"
        assert "RETRY_ATTEMPTS" not in message["MessageAttributes"]
        assert stage.messages(closed) == []

    def test_no_such_queue(self, stage):
        stage.rule(f"arn:aws:sqs:{HOME}:{MEMBER}:gone")
        stage.put()
        assert [(d["status"], d["error_code"]) for d in stage.deliveries()] == [("dropped", "NO_RESOURCE")]

    def test_a_dead_letter_queue_that_is_not_there_is_said(self, stage):
        arn = f"arn:aws:sqs:{HOME}:{MEMBER}:gone"
        stage.rule({"Arn": arn, "DeadLetterConfig": {"Arn": f"{arn}-too"}})
        stage.put()
        (record,) = stage.deliveries()
        assert record["status"] == "dropped"
        assert "gone-too" in record["error_message"]

    def test_the_queue_of_another_account(self, stage):
        queue = stage.queue(account=OTHER)
        stage.rule(queue)
        stage.put()
        stage.messages(queue, count=1)

    def test_a_fifo_queue_gets_the_group(self, stage):
        queue = stage.queue("q.fifo", FifoQueue="true", ContentBasedDeduplication="true")
        stage.rule({"Arn": queue, "SqsParameters": {"MessageGroupId": "g"}})
        stage.put()
        (message,) = stage.messages(queue)
        assert message["Attributes"]["MessageGroupId"] == "g"


class TestTopics:
    @pytest.fixture
    def topic(self, stage):
        return stage.client("sns").create_topic(Name="t")["TopicArn"]

    def permit(self, stage, topic, service="events.amazonaws.com"):
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sns:Publish",
            "Resource": topic,
        }
        stage.client("sns").set_topic_attributes(
            TopicArn=topic,
            AttributeName="Policy",
            AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        )

    def test_permitted(self, stage, topic):
        self.permit(stage, topic)
        stage.rule({"Arn": topic, "InputPath": "$.detail"})
        stage.put()
        assert [d["status"] for d in stage.deliveries()] == ["delivered"]
        with stage.organisation.lock:
            sent = stage.organisation.backend("sns", MEMBER, HOME).topics[topic].sent_notifications
        assert [json.loads(message[1]) for message in sent] == [{"n": 1}]

    def test_not_permitted(self, stage, topic):
        self.permit(stage, topic, service="s3.amazonaws.com")
        stage.rule(topic)
        stage.put()
        assert [d["error_code"] for d in stage.deliveries()] == ["NO_PERMISSIONS"]


class TestBuses:
    @pytest.mark.parametrize("region", [HOME, AWAY])
    def test_an_event_arrives_as_it_was(self, stage, role, region):
        admit_organisation(stage, CORE)
        core = stage.queue(account=CORE)
        stage.rule(core, account=CORE, pattern={"account": [MEMBER], "region": [region]})
        stage.rule({"Arn": bus(CORE), "RoleArn": role}, region=region)
        event_id = stage.put(region=region, Resources=["arn:x"])["Entries"][0]["EventId"]
        (event,) = stage.bodies(core)
        assert (event["id"], event["account"], event["region"]) == (event_id, MEMBER, region)
        assert (event["source"], event["detail"], event["resources"]) == ("app", {"n": 1}, ["arn:x"])

    def test_aws_sources_cross_too(self, stage, role):
        admit_organisation(stage, CORE)
        core = stage.queue(account=CORE)
        stage.rule(core, account=CORE, pattern={"source": ["aws.ec2"]})
        stage.rule({"Arn": bus(CORE), "RoleArn": role}, pattern={"source": ["aws.ec2"]})
        stage.organisation.events.emit(MEMBER, HOME, {"source": "aws.ec2"})
        stage.messages(core, count=1)

    def test_a_bus_whose_policy_does_not_admit(self, stage, role):
        core, dead = stage.queue(account=CORE), stage.queue("dead")
        stage.rule(core, account=CORE)
        stage.rule({"Arn": bus(CORE), "RoleArn": role, "DeadLetterConfig": {"Arn": dead}})
        stage.put()
        (message,) = stage.messages(dead)
        assert message["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"
        assert stage.messages(core) == []

    def test_a_role_that_is_for_another_service(self, stage):
        admit_organisation(stage, CORE)
        stage.rule({"Arn": bus(CORE), "RoleArn": make_role(stage, "lambda.amazonaws.com")})
        stage.put()
        assert [d["error_code"] for d in stage.deliveries()] == ["FAILED_TO_ASSUME_ROLE"]

    @pytest.mark.parametrize(("account", "code"), [(MEMBER, ""), (OTHER, "FAILED_TO_ASSUME_ROLE")])
    def test_a_role_that_is_for_the_events_of_one_account(self, stage, account, code):
        admit_organisation(stage, CORE)
        role = make_role(stage, "events.amazonaws.com", SourceAccount=account)
        stage.rule({"Arn": bus(CORE), "RoleArn": role})
        stage.put()
        assert [d["error_code"] for d in stage.deliveries()] == [code]

    def test_a_role_that_does_not_exist(self, stage):
        admit_organisation(stage, CORE)
        stage.rule({"Arn": bus(CORE), "RoleArn": ROLE})
        stage.put()
        assert [d["error_code"] for d in stage.deliveries()] == ["FAILED_TO_ASSUME_ROLE"]

    def test_no_third_account(self, stage, role):
        """Two rules that point at each other do not loop."""
        admit_organisation(stage, CORE)
        admit_organisation(stage, MEMBER)
        stage.rule({"Arn": bus(CORE), "RoleArn": role})
        stage.rule(bus(MEMBER), account=CORE)
        stage.put()
        records = {d["account"]: d for d in stage.deliveries()}
        assert records[MEMBER]["status"] == "delivered"
        assert records[CORE]["error_code"] == "THIRD_ACCOUNT_HOP_DETECTED"
        assert len(stage.deliveries()) == 2

    def test_another_region_of_the_same_account(self, stage):
        away = stage.queue(region=AWAY)
        stage.rule(away, region=AWAY)
        stage.rule(bus(MEMBER, AWAY))
        stage.put()
        assert [event["region"] for event in stage.bodies(away)] == [HOME]


@pytest.mark.parametrize(
    ("arn", "code"), [("arn:aws:states:us-east-1:1:x", "SDK_CLIENT_ERROR"), ("arn:aws", "INVALID_PARAMETER")]
)
def test_a_target_that_cannot_be_reached(stage, arn, code):
    stage.rule(arn)
    stage.put()
    assert [d["error_code"] for d in stage.deliveries()] == [code]
