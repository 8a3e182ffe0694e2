"""Which rules an event meets, and the organisation's own routes."""

import json

import pytest

from .conftest import AWAY, CORE, HOME, MEMBER

CALL = {
    "source": "aws.ec2",
    "detail-type": "AWS API Call via CloudTrail",
    "detail": {"eventName": "RunInstances"},
}


def test_aws_services_may_use_their_own_source(stage):
    queue = stage.queue()
    stage.rule(queue, pattern={"source": ["aws.ec2"], "detail": {"eventName": [{"prefix": "Run"}]}})
    stage.organisation.events.emit(MEMBER, HOME, CALL)
    (event,) = stage.bodies(queue)
    assert event["account"] == MEMBER
    assert event["region"] == HOME
    assert event["detail"] == {"eventName": "RunInstances"}
    assert event["id"]


def test_an_envelope_is_passed_on_as_it_is(stage):
    queue = stage.queue()
    stage.rule(queue, pattern={"id": ["mine"]})
    envelope = {
        **CALL,
        "version": "0",
        "id": "mine",
        "account": CORE,
        "time": "T",
        "region": AWAY,
        "resources": [],
    }
    stage.organisation.events.emit(MEMBER, HOME, envelope)
    assert stage.bodies(queue) == [envelope]


@pytest.mark.parametrize("elsewhere", [{"account": CORE}, {"region": AWAY}])
def test_an_event_is_seen_in_its_account_and_region_only(stage, elsewhere):
    there = stage.queue("there", **elsewhere)
    stage.rule(there, pattern={"source": ["aws.ec2"]}, **elsewhere)
    stage.organisation.events.emit(MEMBER, HOME, CALL)
    assert stage.messages(there) == []


def test_a_disabled_rule_stays_quiet_until_it_is_enabled(stage):
    queue = stage.queue()
    stage.rule(queue, State="DISABLED")
    stage.put()
    assert stage.messages(queue) == []
    stage.client("events").enable_rule(Name="r")
    stage.put()
    stage.messages(queue, count=1)


def test_a_changed_pattern_counts_at_once(stage):
    queue = stage.queue()
    stage.rule(queue, pattern={"source": ["other"]})
    stage.put()
    stage.rule(queue, pattern={"source": ["app"]})
    stage.put()
    stage.messages(queue, count=1)


def test_every_rule_and_every_target_once(stage):
    queues = [stage.queue(f"q{number}") for number in range(3)]
    stage.rule(queues[0], queues[1], name="one")
    stage.rule(queues[2], name="two")
    stage.put()
    for queue in queues:
        stage.messages(queue, count=1)
    assert {(d["rule"], d["status"]) for d in stage.deliveries()} == {
        ("one", "delivered"),
        ("two", "delivered"),
    }


def test_a_schedule_without_a_pattern_matches_no_event(stage):
    queue = stage.queue()
    stage.rule(queue, ScheduleExpression="rate(1 day)")
    stage.put()
    assert stage.messages(queue) == []


class TestRoutes:
    def post(self, stage, body):
        answer = stage.organisation.control.answer(
            "POST", "/_organisation/events", {}, json.dumps(body).encode()
        )
        return answer[0], json.loads(answer[1])

    def test_events(self, stage):
        queue = stage.queue()
        stage.rule(queue, pattern={"source": ["aws.ec2"]})
        status, answer = self.post(stage, {"account": MEMBER, "region": HOME, "event": CALL})
        assert status == 200
        assert [event["id"] for event in stage.bodies(queue)] == [answer["event_id"]]

    @pytest.mark.parametrize("body", [{}, {"account": MEMBER, "region": HOME, "event": "text"}])
    def test_events_refused(self, stage, body):
        assert self.post(stage, body)[0] == 400

    def test_deliveries(self, stage):
        queue = stage.queue()
        arn = stage.rule(queue)
        event_id = stage.put()["Entries"][0]["EventId"]
        (record,) = stage.deliveries(event_id=event_id)
        assert record["rule_arn"] == arn
        assert (record["status"], record["attempts"], record["target_arn"]) == ("delivered", 1, queue)
        assert (record["account"], record["region"]) == (MEMBER, HOME)
        assert stage.deliveries(event_id="another") == []


class TestOperations:
    def test_test_event_pattern(self, stage):
        client = stage.client("events")
        event = {"id": "1", "account": MEMBER, "source": "app", "time": "t", "region": HOME, "resources": []}
        event |= {"detail-type": "t", "detail": {"n": 5}}

        def answer(pattern):
            wanted = json.dumps(pattern)
            return client.test_event_pattern(EventPattern=wanted, Event=json.dumps(event))["Result"]

        assert answer({"detail": {"n": [{"numeric": [">", 4]}]}}) is True
        assert answer({"detail": {"n": [{"numeric": [">", 5]}]}}) is False
        with pytest.raises(client.exceptions.InvalidEventPatternException, match=r"detail\.n"):
            answer({"detail": {"n": [{"near": 5}]}})

    @pytest.mark.parametrize("pattern", ["{", "[]", "{}", '{"source": "app"}', '{"source": [{"like": "a"}]}'])
    def test_put_rule_refuses_an_invalid_pattern(self, stage, pattern):
        client = stage.client("events")
        with pytest.raises(
            client.exceptions.InvalidEventPatternException, match="Event pattern is not valid"
        ):
            client.put_rule(Name="r", EventPattern=pattern)
        assert client.list_rules()["Rules"] == []

    @pytest.mark.parametrize("expression", ["rate(1 minutes)", "rate(0 days)", "cron(* * * * *)", "at(noon)"])
    def test_put_rule_refuses_an_invalid_schedule(self, stage, expression):
        with pytest.raises(Exception, match="ScheduleExpression is not valid"):
            stage.client("events").put_rule(Name="r", ScheduleExpression=expression)
