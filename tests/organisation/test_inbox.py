"""Notifications by boto3, in process: who got what."""

import http.server
import json
import threading
import urllib.parse
from email.message import EmailMessage

import pytest

HOME, FAR = "us-east-1", "eu-west-1"
OWNER, OTHER = "200000000001", "200000000002"


class Functions:
    def __init__(self):
        self.invoked = []

    def invoke_async(self, function_arn, event):
        self.invoked.append((function_arn, event))


@pytest.fixture
def cloud(inprocess):
    organisation = inprocess("moto_mends.sns", "resource_policies", "inbox")
    organisation.functions = Functions()
    return organisation


@pytest.fixture
def topic(cloud):
    return cloud.client("sns", OWNER, HOME).create_topic(Name="notices")["TopicArn"]


def subscribe(cloud, topic, protocol, endpoint, **attributes):
    answer = cloud.client("sns", OWNER, HOME).subscribe(
        TopicArn=topic,
        Protocol=protocol,
        Endpoint=endpoint,
        Attributes=attributes,
        ReturnSubscriptionArn=True,
    )
    return answer["SubscriptionArn"]


def publish(cloud, topic, message="text", **more):
    answer = cloud.client("sns", OWNER, HOME).publish(TopicArn=topic, Message=message, **more)
    assert cloud.tracker.wait_idle(10) == []
    return answer["MessageId"]


def ask(cloud, route="inbox", **query):
    status, answer = cloud.control.answer("GET", f"/_organisation/{route}", query, b"")
    assert status == 200, answer
    return json.loads(answer)


def queue_of(cloud, account=OWNER, region=HOME, policy=True, name="q"):
    client = cloud.client("sqs", account, region)
    url = client.create_queue(QueueName=name)["QueueUrl"]
    if policy:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": "*",
            "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:{HOME}:{OWNER}:notices"}},
        }
        client.set_queue_attributes(
            QueueUrl=url, Attributes={"Policy": json.dumps({"Statement": [statement]})}
        )
    return f"arn:aws:sqs:{region}:{account}:{name}", lambda: received(client, url)


def received(client, url):
    answer = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    return answer.get("Messages", [])


def test_mail(cloud, topic):
    arn = subscribe(cloud, topic, "email", "owner@example.com")
    name = publish(cloud, topic, "what was done", Subject="Undone")
    (message,) = ask(cloud)
    assert message.pop("received") > 1e9
    assert message == {
        "account": OWNER,
        "region": HOME,
        "topic_arn": topic,
        "subscription_arn": arn,
        "protocol": "email",
        "endpoint": "owner@example.com",
        "subject": "Undone",
        "message": "what was done",
        "body": "what was done",
        "attributes": {},
        "message_id": name,
        "error": "",
    }


def test_each_subscription_gets_its_own_in_the_order_of_publication(cloud, topic):
    subscribe(cloud, topic, "email", "a@example.com")
    subscribe(cloud, topic, "sms", "+15005550006")
    publish(cloud, topic, "1")
    publish(cloud, topic, "2")
    got = [(message["endpoint"], message["message"]) for message in ask(cloud)]
    assert got == [
        ("a@example.com", "1"),
        ("+15005550006", "1"),
        ("a@example.com", "2"),
        ("+15005550006", "2"),
    ]


def test_without_subscription_nothing_arrives(cloud, topic):
    publish(cloud, topic)
    assert ask(cloud) == []


def test_queries(cloud, topic):
    other = cloud.client("sns", OTHER, FAR)
    away = other.create_topic(Name="away")["TopicArn"]
    other.subscribe(TopicArn=away, Protocol="email", Endpoint="b@example.com")
    subscribe(cloud, topic, "email", "a@example.com")
    other.publish(TopicArn=away, Message="m")
    publish(cloud, topic)
    assert [message["endpoint"] for message in ask(cloud, account=OTHER)] == ["b@example.com"]
    assert [message["endpoint"] for message in ask(cloud, topic="notices")] == ["a@example.com"]
    assert [message["endpoint"] for message in ask(cloud, topic=away)] == ["b@example.com"]
    assert ask(cloud, protocol="sqs") == []
    status, _ = cloud.control.answer("GET", "/_organisation/inbox", {"colour": "red"}, b"")
    assert status == 400


def test_filter_policy(cloud, topic):
    wanted = json.dumps({"severity": ["high"]})
    subscribe(cloud, topic, "email", "a@example.com", FilterPolicy=wanted)
    publish(cloud, topic, "low", MessageAttributes={"severity": {"DataType": "String", "StringValue": "low"}})
    publish(cloud, topic, "none")
    publish(
        cloud, topic, "high", MessageAttributes={"severity": {"DataType": "String", "StringValue": "high"}}
    )
    (message,) = ask(cloud)
    assert message["message"] == "high"
    assert message["attributes"] == {"severity": "high"}


def test_message_structure(cloud, topic):
    subscribe(cloud, topic, "email", "a@example.com")
    subscribe(cloud, topic, "sms", "+15005550006")
    publish(cloud, topic, json.dumps({"default": "d", "email": "e"}), MessageStructure="json")
    assert [(message["protocol"], message["message"]) for message in ask(cloud)] == [
        ("email", "e"),
        ("sms", "d"),
    ]


def test_batch(cloud, topic):
    subscribe(cloud, topic, "email", "a@example.com")
    entries = [{"Id": "1", "Message": "one", "Subject": "s"}, {"Id": "2", "Message": "two"}]
    cloud.client("sns", OWNER, HOME).publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert [message["message"] for message in ask(cloud)] == ["one", "two"]


def test_json_mail(cloud, topic):
    subscribe(cloud, topic, "email-json", "a@example.com")
    publish(cloud, topic, "m", Subject="s")
    (message,) = ask(cloud)
    body = json.loads(message["body"])
    assert (body["Type"], body["Message"], body["Subject"], body["TopicArn"]) == (
        "Notification",
        "m",
        "s",
        topic,
    )


def test_sms_without_a_topic(cloud):
    cloud.client("sns", OWNER, HOME).publish(PhoneNumber="+15005550006", Message="m")
    (message,) = ask(cloud, protocol="sms")
    assert (message["endpoint"], message["message"], message["topic_arn"]) == ("+15005550006", "m", "")


@pytest.mark.parametrize(("account", "region"), [(OWNER, HOME), (OTHER, HOME), (OTHER, FAR)])
def test_a_queue_wherever_it_is(cloud, topic, account, region):
    arn, messages = queue_of(cloud, account, region)
    subscribe(cloud, topic, "sqs", arn)
    publish(cloud, topic, "m", Subject="s")
    (got,) = messages()  # once, and not also by moto
    body = json.loads(got["Body"])
    assert (body["Type"], body["Message"], body["Subject"]) == ("Notification", "m", "s")
    (message,) = ask(cloud, protocol="sqs")
    assert (message["body"], message["error"]) == (got["Body"], "")


def test_a_queue_that_does_not_admit_the_topic(cloud, topic):
    arn, messages = queue_of(cloud, OTHER, policy=False)
    subscribe(cloud, topic, "sqs", arn)
    publish(cloud, topic)
    assert messages() == []
    assert "AccessDenied" in ask(cloud, protocol="sqs")[0]["error"]


def test_raw_delivery(cloud, topic):
    arn, messages = queue_of(cloud, OTHER)
    subscribe(cloud, topic, "sqs", arn, RawMessageDelivery="true")
    attributes = {"severity": {"DataType": "String", "StringValue": "high"}}
    publish(cloud, topic, "m", MessageAttributes=attributes)
    (got,) = messages()
    assert got["Body"] == "m"
    assert got["MessageAttributes"]["severity"]["StringValue"] == "high"


def test_what_cannot_be_delivered_goes_to_the_dead_letters(cloud, topic):
    dead, messages = queue_of(cloud, name="dead")
    missing = f"arn:aws:sqs:{HOME}:{OTHER}:missing"
    subscribe(cloud, topic, "sqs", missing, RedrivePolicy=json.dumps({"deadLetterTargetArn": dead}))
    publish(cloud, topic, "m")
    (got,) = messages()
    assert json.loads(got["Body"])["Message"] == "m"


def test_a_function_of_another_account(cloud, topic, monkeypatch):
    arn = f"arn:aws:lambda:{HOME}:{OTHER}:function:worker"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "*",
        "Resource": "*",
    }
    policies = {OTHER: {"Statement": [statement]}}
    monkeypatch.setattr(
        "c7n_reflex.organisation.notifications.policy_of", lambda _, account, *__: policies.get(account)
    )
    subscribe(cloud, topic, "lambda", arn)
    publish(cloud, topic, "m", Subject="s")
    ((invoked, event),) = cloud.functions.invoked
    assert invoked == arn
    (record,) = event["Records"]
    assert record["EventSource"] == "aws:sns"
    assert (record["Sns"]["Message"], record["Sns"]["Subject"]) == ("m", "s")
    policies.clear()
    publish(cloud, topic, "again")
    assert len(cloud.functions.invoked) == 1
    assert "does not admit" in ask(cloud, protocol="lambda")[-1]["error"]


def test_our_own_http_subscriber(cloud, topic):
    subscribe(cloud, topic, "http", "http://127.0.0.1:1/_organisation/inbox/http/owner")
    publish(cloud, topic, "m")
    (posted,) = ask(cloud, "inbox/http", name="owner")
    assert posted["Message"] == "m"
    assert ask(cloud, "inbox/http", name="nobody") == []


def test_an_http_subscriber_on_loopback(cloud, topic):
    got = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            got.append((self.headers["x-amz-sns-topic-arn"], json.loads(self.rfile.read(length))["Message"]))
            self.send_response(200 if len(got) == 1 else 500)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        subscribe(cloud, topic, "http", f"http://127.0.0.1:{server.server_port}/hook")
        publish(cloud, topic, "1")
        publish(cloud, topic, "2")
        server.shutdown()
    assert got == [(topic, "1"), (topic, "2")]
    assert [bool(message["error"]) for message in ask(cloud, protocol="http")] == [False, True]


def test_nothing_leaves_loopback(cloud, topic, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the organisation spoke to the outside")

    monkeypatch.setattr("urllib.request.OpenerDirector.open", refuse)
    subscribe(cloud, topic, "https", "https://example.com/hook")
    publish(cloud, topic, "m")
    (message,) = ask(cloud, protocol="https")
    assert urllib.parse.urlsplit(message["endpoint"]).hostname == "example.com"


class TestMail:
    @pytest.fixture
    def ses(self, cloud):
        client = cloud.client("ses", OWNER, HOME)
        client.verify_email_identity(EmailAddress="from@example.com")
        return client

    def test_simple(self, cloud, ses):
        ses.send_email(
            Source="from@example.com",
            Destination={"ToAddresses": ["a@example.com"], "CcAddresses": ["b@example.com"]},
            Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "m"}}},
        )
        got = [(m["endpoint"], m["subject"], m["message"]) for m in ask(cloud, protocol="ses")]
        assert got == [("a@example.com", "s", "m"), ("b@example.com", "s", "m")]

    def test_raw(self, cloud, ses):
        text = "From: from@example.com\r\nTo: a@example.com\r\nSubject: s\r\n\r\nm\r\n"
        ses.send_raw_email(Source="from@example.com", RawMessage={"Data": text.encode()})
        (message,) = ask(cloud, protocol="ses")
        assert (message["endpoint"], message["subject"], message["message"].strip()) == (
            "a@example.com",
            "s",
            "m",
        )
        assert message["html"] == ""

    def test_version_two(self, cloud, ses):
        cloud.client("sesv2", OWNER, HOME).send_email(
            FromEmailAddress="from@example.com",
            Destination={"ToAddresses": ["a@example.com"]},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Html": {"Data": "<p>m</p>"}}}},
        )
        (message,) = ask(cloud, protocol="ses")
        assert (message["subject"], message["message"], message["html"]) == ("s", "<p>m</p>", "<p>m</p>")

    def test_a_raw_mail_of_two_parts(self, cloud, ses):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "from@example.com", "a@example.com", "s"
        mail.set_content("m")
        mail.add_alternative("<p>m</p>", subtype="html")
        ses.send_raw_email(Source="from@example.com", RawMessage={"Data": mail.as_bytes()})
        (message,) = ask(cloud, protocol="ses")
        assert (message["message"].strip(), message["html"].strip()) == ("m", "<p>m</p>")


@pytest.mark.organisation
def test_over_http(organisation):
    session = organisation.session(OWNER, HOME)
    topic = session.client("sns").create_topic(Name="over-http")["TopicArn"]
    for protocol, endpoint in (
        ("email", "a@example.com"),
        ("http", f"{organisation.endpoint}/_organisation/inbox/http/over-http"),
    ):
        session.client("sns").subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)
    session.client("sns").publish(TopicArn=topic, Subject="s", Message="m")
    organisation.wait_idle()
    got = organisation.get("inbox", topic="over-http", account=OWNER)
    assert sorted((message["protocol"], message["subject"]) for message in got) == [
        ("email", "s"),
        ("http", "s"),
    ]
    assert [posted["Message"] for posted in organisation.get("inbox/http", name="over-http")] == ["m"]
    session.client("sns").delete_topic(TopicArn=topic)
