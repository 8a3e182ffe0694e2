"""moto's own SNS delivery. A failure of the first test means that upstream delivers across accounts."""

import pytest
from moto.backends import get_backend
from moto.sns.models import Subscription, Topic
from moto.sqs.exceptions import QueueDoesNotExist

from c7n_reflex.organisation.moto_mends import sns as mend

HOME, OWNER, OTHER = "us-east-1", "200000000001", "200000000002"


def publish_to_a_queue_of_another_account():
    sns = get_backend("sns")[OWNER][HOME]
    queue = get_backend("sqs")[OTHER][HOME].create_queue("far", {})
    topic = sns.create_topic("t")
    sns.subscribe(topic.arn, queue.queue_arn, "sqs")
    sns.publish("message", topic.arn)
    return queue


def test_stock_moto_finds_no_queue_of_another_account(inprocess):
    inprocess()
    with pytest.raises(QueueDoesNotExist):
        publish_to_a_queue_of_another_account()


def test_mended_it_leaves_the_delivery_to_the_inbox(inprocess):
    stock = Subscription.publish
    organisation = inprocess("moto_mends.sns")
    assert not publish_to_a_queue_of_another_account().messages
    assert Subscription.publish is not stock
    organisation.close()
    assert Subscription.publish is stock


def publish_to_a_fifo_topic(*identities):
    """What is delivered of messages with these deduplication ids, and the message ids that were answered."""
    delivered = []
    sns = get_backend("sns")[OWNER][HOME]
    queue = get_backend("sqs")[OWNER][HOME].create_queue("t.fifo", {"FifoQueue": "true"})
    topic = sns.create_topic("t.fifo", attributes={"FifoTopic": "true"})
    sns.subscribe(topic.arn, queue.queue_arn, "sqs")
    mend.deliver_by(lambda notification: delivered.append(notification.deduplication_id))
    answered = [sns.publish("m", topic.arn, group_id="g", deduplication_id=each) for each in identities]
    return delivered, answered


def test_a_fifo_topic_delivers_what_it_has_taken_once(inprocess):
    inprocess("moto_mends.sns")
    delivered, answered = publish_to_a_fifo_topic("a", "b", "a")
    assert delivered == ["a", "b"]
    assert answered[0] == answered[2] != answered[1]


def test_a_fifo_topic_forgets_after_five_minutes(inprocess, monkeypatch):
    inprocess("moto_mends.sns")
    monkeypatch.setattr(mend, "_DEDUPLICATION_SECONDS", 0.0)
    assert publish_to_a_fifo_topic("a", "a")[0] == ["a", "a"]


def test_stock_moto_delivers_it_again(inprocess, monkeypatch):
    stock = Topic.publish
    inprocess("moto_mends.sns")
    monkeypatch.setattr(Topic, "publish", stock)
    assert publish_to_a_fifo_topic("a", "a")[0] == ["a", "a"]
