"""From a batch of the queue to published notices, and back to the queue what was not delivered."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any
from unittest.mock import ANY

import pytest

from mailer import handler
from mailer.errors import DeliveryError
from mailer.receipts import Receipts
from tests.mailer.conftest import RECEIPTS
from tests.mailer.messages import (
    CORE_TOPIC,
    PAYMENTS_TOPIC,
    RECORD,
    UNKNOWN,
    action,
    message,
    packed,
    received,
)

Build = Callable[..., Any]
SENT = "1795490000000"


class TestDecode:
    def test_a_message_sent_to_the_queue(self) -> None:
        assert handler.decode(packed(message())) == message()

    def test_a_message_sent_through_a_topic(self) -> None:
        assert handler.decode(json.dumps({"Message": packed(message())})) == message()

    @pytest.mark.parametrize(
        "body",
        ["", "hello", "{}", '{"Message": 1}', '{"Message": "x"}', packed({"policy": {}}), "{broken"],
    )
    def test_anything_else_is_refused(self, body: str) -> None:
        with pytest.raises(DeliveryError, match="not a message of notify"):
            handler.decode(body)


class TestDeliver:
    def test_the_owner_is_told_on_the_accounts_topic(self, mailer: Build) -> None:
        built, session = mailer()
        built.deliver(message(), SENT)
        [published] = session.published
        assert published["TopicArn"] == PAYMENTS_TOPIC
        assert published["Subject"] == "payments-prod: An internet gateway was detached"
        assert "Detached igw-1 from vpc-2." in published["Message"]

    def test_subscriptions_can_filter(self, mailer: Build) -> None:
        built, session = mailer()
        built.deliver(message(), SENT)
        attributes = session.published[0]["MessageAttributes"]
        assert {name: value["StringValue"] for name, value in attributes.items()} == {
            "account": "200000000001",
            "policy": "internet-gateway-attached",
            "severity": "high",
            "outcome": "changed",
        }

    def test_core_is_told_of_an_account_that_is_not_in_the_directory(
        self, mailer: Build, caplog: pytest.LogCaptureFixture
    ) -> None:
        built, session = mailer()
        built.deliver(message(account_id=UNKNOWN), SENT)
        [published] = session.published
        assert published["TopicArn"] == CORE_TOPIC
        assert f"Account {UNKNOWN} is not in accounts.yml" in published["Message"]
        assert f"account {UNKNOWN} is not in the directory" in caplog.text

    def test_other_topics_are_told_too_and_each_once(self, mailer: Build) -> None:
        built, session = mailer()
        other = "arn:aws-us-gov:sns:us-gov-west-1:300000000001:other"
        built.deliver(message(action=action(to=["account-owner", PAYMENTS_TOPIC, other])), SENT)
        assert [each["TopicArn"] for each in session.published] == [PAYMENTS_TOPIC, other]
        regions = [options["region_name"] for service, options in session.clients if service == "sns"]
        assert regions == ["us-east-1", "us-gov-west-1"]

    def test_core_compliance_is_told_beside_the_owner(self, mailer: Build) -> None:
        built, session = mailer()
        built.deliver(message(action=action(to=["account-owner", "core-compliance"])), SENT)
        assert [each["TopicArn"] for each in session.published] == [PAYMENTS_TOPIC, CORE_TOPIC]

    def test_topics_in_cc_are_told_too(self, mailer: Build) -> None:
        built, session = mailer()
        built.deliver(message(action=action(cc=["core-compliance", "account-owner"])), SENT)
        assert [each["TopicArn"] for each in session.published] == [PAYMENTS_TOPIC, CORE_TOPIC]

    def test_a_topic_that_refuses_does_not_keep_the_others_from_hearing(self, mailer: Build) -> None:
        built, session = mailer(PAYMENTS_TOPIC)
        with pytest.raises(DeliveryError, match="Topic does not exist"):
            built.deliver(message(action=action(to=["account-owner", "core-compliance"])), SENT)
        assert [each["TopicArn"] for each in session.published] == [CORE_TOPIC]

    def test_the_pipelines_outcome_is_an_attribute(self, mailer: Build) -> None:
        built, session = mailer()
        built.deliver(message(action=action(outcome="fixed")), SENT)
        assert session.published[0]["MessageAttributes"]["outcome"]["StringValue"] == "fixed"

    def test_a_resource_can_name_its_own_topic_by_tag(self, mailer: Build) -> None:
        built, session = mailer(contact_tags=["NotifyTopic"])
        resource = {"InternetGatewayId": "igw-1", "Tags": [{"Key": "NotifyTopic", "Value": CORE_TOPIC}]}
        built.deliver(message(resources=[resource], action=action(to=["resource-owner"])), SENT)
        assert [each["TopicArn"] for each in session.published] == [CORE_TOPIC]

    def test_a_notice_for_nobody_is_an_error(self, mailer: Build) -> None:
        with pytest.raises(DeliveryError, match="for nobody"):
            mailer()[0].deliver(message(action=action(to=[])), SENT)

    def test_an_unknown_template_is_an_error(self, mailer: Build) -> None:
        with pytest.raises(DeliveryError, match="no template 'none'"):
            mailer()[0].deliver(message(action=action(template="none")), SENT)

    def test_an_address_without_its_transport_in_the_archive_is_an_error(
        self, mailer: Build, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "c7n_mailer.target", None)
        built, session = mailer()
        with pytest.raises(DeliveryError, match=r"ann@example\.com: the archive is for topics only"):
            built.deliver(message(action=action(to=["account-owner", "ann@example.com"])), SENT)
        assert len(session.published) == 1  # the owner hears all the same

    def test_an_address_goes_to_c7n_mailer_as_it_is(
        self, mailer: Build, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from c7n_mailer.target import MessageTargetMixin

        seen: list[tuple[Any, ...]] = []
        monkeypatch.setattr(
            MessageTargetMixin,
            "handle_targets",
            lambda self, *given, **options: seen.append((*given, options)),
        )
        built, _ = mailer(from_address="c7n@example.com")
        built.deliver(message(action=action(to=["ann@example.com"])), SENT)
        [(given, sent, options)] = seen
        assert given["action"]["to"] == ["ann@example.com"]
        assert sent == SENT
        assert options == {"email_delivery": True, "sns_delivery": False}


class TestHandle:
    @pytest.fixture
    def run(self, mailer: Build, monkeypatch: pytest.MonkeyPatch) -> Build:
        def run(
            *bodies: str, refusing: tuple[str, ...] = (), dynamodb: Any = None
        ) -> tuple[list[str], list[Any]]:
            built, session = mailer(*refusing, dynamodb=dynamodb)
            monkeypatch.setattr(handler, "_mailer", lambda: built)
            answer = handler.handle(received(*bodies), None)
            return [each["itemIdentifier"] for each in answer["batchItemFailures"]], session.published

        return run

    def test_a_batch_that_is_delivered_is_taken(self, run: Build) -> None:
        failed, published = run(packed(message()), packed(message()))
        assert failed == []
        assert len(published) == 2

    def test_only_what_failed_stays_on_the_queue(self, run: Build) -> None:
        failed, published = run("poison", packed(message()), packed(message(account_id=UNKNOWN)))
        assert failed == ["m0"]
        assert len(published) == 2

    def test_a_topic_that_refuses_keeps_the_message(
        self, run: Build, caplog: pytest.LogCaptureFixture
    ) -> None:
        failed, published = run(packed(message()), refusing=(PAYMENTS_TOPIC,))
        assert failed == ["m0"]
        assert published == []
        assert "Topic does not exist" in caplog.text

    def test_a_notice_that_comes_twice_is_sent_once(
        self, run: Build, dynamodb: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        body = packed(message(action=action(notice_id="e:fixed")))
        assert run(body, body, dynamodb=dynamodb) == ([], [ANY])
        assert run(body, dynamodb=dynamodb) == ([], [])
        assert "notice e:fixed was sent before" in caplog.text

    def test_another_notice_of_the_same_entry_is_sent(self, run: Build, dynamodb: Any) -> None:
        bodies = [packed(message(action=action(notice_id=each))) for each in ("e:failed", "e:fixed")]
        failed, published = run(*bodies, dynamodb=dynamodb)
        assert (failed, len(published)) == ([], 2)

    def test_stock_notify_is_sent_as_often_as_it_comes(self, run: Build, dynamodb: Any) -> None:
        failed, published = run(packed(message()), packed(message()), dynamodb=dynamodb)
        assert (failed, len(published)) == ([], 2)
        assert dynamodb.scan(TableName=RECEIPTS["table"])["Items"] == []

    def test_a_failed_delivery_is_tried_again(self, run: Build, dynamodb: Any) -> None:
        body = packed(message(action=action(notice_id="e:fixed")))
        assert run(body, refusing=(PAYMENTS_TOPIC,), dynamodb=dynamodb) == (["m0"], [])
        assert run(body, dynamodb=dynamodb) == ([], [ANY])

    def test_who_was_told_is_not_told_again_when_another_topic_failed(
        self, run: Build, dynamodb: Any
    ) -> None:
        body = packed(message(action=action(notice_id="e:fixed", to=["account-owner", "core-compliance"])))
        failed, first = run(body, refusing=(CORE_TOPIC,), dynamodb=dynamodb)
        assert (failed, [each["TopicArn"] for each in first]) == (["m0"], [PAYMENTS_TOPIC])
        failed, second = run(body, dynamodb=dynamodb)
        assert (failed, [each["TopicArn"] for each in second]) == ([], [CORE_TOPIC])

    def test_a_notice_that_another_invocation_is_sending_comes_again(
        self, run: Build, dynamodb: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        Receipts(dynamodb, RECEIPTS["table"], 60).claim("e:fixed")
        busy = packed(message(action=action(notice_id="e:fixed")))
        failed, published = run(busy, packed(message()), dynamodb=dynamodb)
        assert (failed, len(published)) == (["m0"], 1)
        assert "is being sent by another invocation" in caplog.text

    def test_without_the_table_nothing_is_sent_and_nothing_lost(self, run: Build, dynamodb: Any) -> None:
        dynamodb.delete_table(TableName=RECEIPTS["table"])
        claimed = packed(message(action=action(notice_id="e:fixed")))
        failed, published = run(claimed, packed(message()), dynamodb=dynamodb)
        assert (failed, len(published)) == (["m0"], 1)  # stock notify does not need it

    def test_what_is_told_is_not_logged(
        self, run: Build, dynamodb: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        record = {**RECORD, "before": {"password": "hunter2"}}
        content = message(resources=[{"c7n-reflex:remediations": [record]}], action=action(notice_id="e"))
        failed, _ = run(packed(content), refusing=(PAYMENTS_TOPIC,), dynamodb=dynamodb)
        assert failed == ["m0"]
        assert "hunter2" not in caplog.text
        run(packed(content), dynamodb=dynamodb)
        assert "hunter2" not in caplog.text
