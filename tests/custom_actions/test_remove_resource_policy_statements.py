"""`remove-public-statements` of queues, topics, repositories and secrets, on flights (make flights)."""

from __future__ import annotations

import json

import pytest
from c7n.resources import load_resources
from c7n.resources.aws import AWS

from c7n_reflex.ledger import Result
from custom_actions._resource_policy import public_indexes
from custom_actions.remove_public_queue_statements import RemovePublicQueueStatements
from custom_actions.remove_public_repository_statements import RemovePublicRepositoryStatements
from custom_actions.remove_public_secret_statements import RemovePublicSecretStatements
from custom_actions.remove_public_topic_statements import RemovePublicTopicStatements
from tests.flights.recordings import replay

KINDS = ["queue", "topic", "repository", "secret"]


def sids(state) -> list[str]:
    return [each["Sid"] for each in json.loads(state["policy"])["Statement"]]


@pytest.mark.parametrize("kind", KINDS)
def test_removes_the_public_statement_and_leaves_the_other(kind):
    flight = replay(f"{kind}-public-in-part")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert (sids(flight.before), sids(flight.after)) == (["Own", "Everybody"], ["Own"])
    assert flight.record.change.endswith(": Everybody.")


@pytest.mark.parametrize("kind", KINDS)
def test_undo_writes_the_policy_as_it_was(kind):
    flight = replay(f"{kind}-public-in-part")
    assert json.loads(flight.undone["policy"]) == json.loads(flight.before["policy"])


@pytest.mark.parametrize("kind", ["queue", "repository", "secret"])
def test_a_policy_of_which_nothing_is_left_is_deleted(kind):
    flight = replay(f"{kind}-public")
    assert flight.after == {"policy": None}
    assert sids(flight.undone) == ["Everybody"]


def test_a_topic_of_which_nothing_is_left_gets_the_policy_of_new_ones():
    flight = replay("topic-public")
    assert sids(flight.after) == ["__default_statement_ID"]
    assert public_indexes(flight.after["policy"], None) == []
    assert sids(flight.undone) == ["Everybody"]


@pytest.mark.parametrize("kind", ["queue", "topic"])
def test_of_an_added_permission_only_its_own_statement_goes(kind):
    flight = replay(f"{kind}-permission-added")
    assert (sids(flight.before), sids(flight.after)) == (["Everybody", "Added"], ["Everybody"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_for_the_organisation_is_left_alone(kind):
    flight = replay(f"{kind}-harmless")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


@pytest.mark.parametrize(
    ("condition", "public"),
    [
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:invoices"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::invoices"}}, False),
        ({"ArnLike": {"aws:SourceArn": ["arn:aws:sns:*:200000000001:*"]}}, False),
        ({"ArnLike": {"aws:SourceArn": ["arn:aws:sns:*:200000000001:*", "arn:aws:sns:*:*:*"]}}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:*"}}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:orders"}}, True),
        ({"ArnLike": {"aws:SourceArn": "*"}}, True),
        ({"ArnNotLike": {"aws:SourceArn": "arn:aws:s3:*:*:invoices"}}, True),
        ({"ArnLike": {"aws:RequestTag/owner": "arn:aws:s3:*:*:invoices"}}, True),
        ({"StringEquals": {"AWS:SourceOwner": "200000000001"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, True),
    ],
)
def test_what_a_condition_helps(condition, public):
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "*", "Condition": condition}
    assert public_indexes(json.dumps({"Statement": statement}), None) == ([0] if public else [])


@pytest.mark.parametrize(
    ("action", "resource_type"),
    [
        (RemovePublicQueueStatements, "sqs"),
        (RemovePublicTopicStatements, "sns"),
        (RemovePublicRepositoryStatements, "ecr"),
        (RemovePublicSecretStatements, "secrets-manager"),
    ],
)
def test_its_key_is_the_id_that_custodian_has(action, resource_type):
    load_resources([f"aws.{resource_type}"])
    assert action.key == AWS.resources.get(resource_type).resource_type.id
