"""moto's own SNS delivery. A failure of the first test means that upstream delivers across accounts."""

import pytest
from moto.backends import get_backend
from moto.sns.models import Subscription
from moto.sqs.exceptions import QueueDoesNotExist

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
