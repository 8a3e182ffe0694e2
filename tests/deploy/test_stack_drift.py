"""Policies that somebody changed by hand are shown and put back; all else is left alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.deploy.infrastructure import ACCOUNT_STACK, CORE_STACK, REGION_STACK
from c7n_reflex.deploy.stack_drift import Edited, edited
from c7n_reflex.organisation.organisation import Organisation
from tests.deploy.test_infrastructure import CORE, PARTS, SOLUTION, apply, changes

ANYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [ANYTHING]})
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
    }
)
REMEDIATION = f"arn:aws:iam::{SOLUTION}:policy/c7n-reflex-remediation"
NOTICES = f"https://sqs.us-east-1.amazonaws.com/{CORE}/c7n-reflex-notices"
ALARMS = f"arn:aws:sns:us-east-1:{CORE}:c7n-reflex-alarms"
BUCKET = f"c7n-reflex-ledger-{CORE}-us-east-1"

Clients = Callable[[str], Any]


def open_statement(action: str, arn: str) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": arn}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def member(clients: Clients) -> None:
    iam = clients("iam")
    iam.update_assume_role_policy(RoleName="c7n-reflex-member", PolicyDocument=TRUST)
    iam.put_role_policy(RoleName="c7n-reflex-member", PolicyName="more", PolicyDocument=POLICY)
    added = iam.create_policy(PolicyName="more", PolicyDocument=POLICY)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="c7n-reflex-member", PolicyArn=added)
    iam.detach_role_policy(RoleName="c7n-reflex-member", PolicyArn=REMEDIATION)


def undo(clients: Clients) -> None:
    clients("iam").put_role_policy(RoleName="c7n-reflex-undo", PolicyName="undo", PolicyDocument=POLICY)


def forward(clients: Clients) -> None:
    clients("iam").delete_role_policy(RoleName="c7n-reflex-forward", PolicyName="forward")


def remediation(clients: Clients) -> None:
    for _ in range(4):  # as many versions as IAM keeps
        clients("iam").create_policy_version(PolicyArn=REMEDIATION, PolicyDocument=POLICY, SetAsDefault=True)


def notices(clients: Clients) -> None:
    arn = f"arn:aws:sqs:us-east-1:{CORE}:c7n-reflex-notices"
    policy = {"Policy": open_statement("sqs:*", arn)}
    clients("sqs").set_queue_attributes(QueueUrl=NOTICES, Attributes=policy)


def alarms(clients: Clients) -> None:
    policy = open_statement("sns:Publish", ALARMS)
    clients("sns").set_topic_attributes(TopicArn=ALARMS, AttributeName="Policy", AttributeValue=policy)


def bucket(clients: Clients) -> None:
    clients("s3").delete_bucket_policy(Bucket=BUCKET)


def bus(clients: Clients) -> None:
    clients("events").remove_permission(StatementId="c7n-reflex-forwarded-events", EventBusName="default")


CASES: list[tuple[str, str, tuple[Callable[[Clients], None], ...], tuple[str, ...]]] = [
    (
        SOLUTION,
        ACCOUNT_STACK,
        (member, undo, forward, remediation),
        (
            "ForwardRole: inline policy forward",
            *("MemberRole: attached policies", "MemberRole: inline policy more", "MemberRole: trust policy"),
            "Remediation: policy",
            "UndoRole: inline policy undo",
        ),
    ),
    (
        CORE,
        CORE_STACK,
        (notices, alarms, bucket, bus),
        tuple(
            f"{policy}: policy"
            for policy in ("AlarmTopicPolicy", "ForwardedEvents", "LedgerBucketPolicy", "NoticesPolicy")
        ),
    ),
]


@pytest.mark.organisation
class TestByHand:
    @pytest.mark.parametrize(("account", "stack", "by_hand", "shown"), CASES, ids=["solution", "core"])
    def test_is_shown_and_put_back(
        self,
        account: str,
        stack: str,
        by_hand: tuple[Callable[[Clients], None], ...],
        shown: tuple[str, ...],
        inprocess: Callable[..., Organisation],
    ) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, account)
        for change in by_hand:
            change(lambda service: organisation.client(service, account, "us-east-1"))
        found = changes(organisation, account)
        assert found[stack, "us-east-1"].kind == "drifted"
        assert tuple(sorted(found[stack, "us-east-1"].edited)) == shown
        assert {each.edited for (name, _), each in found.items() if name != stack} == {()}
        outcomes = {(each.stack, each.region): each for each in apply(organisation, account)}
        mended = outcomes[stack, "us-east-1"]
        assert mended.result == "mended"
        assert mended.reason.startswith("changed by hand and put back: ")
        assert outcomes[REGION_STACK, "eu-west-1"].result == "unchanged"
        assert {each.kind for each in changes(organisation, account).values()} == {"unchanged"}
        assert {each.result for each in apply(organisation, account)} == {"unchanged"}

    def test_another_s_statement_on_the_bus_stays(self, inprocess: Callable[..., Organisation]) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, CORE)
        events = organisation.client("events", CORE, "us-east-1")
        events.put_permission(StatementId="theirs", Action="events:PutEvents", Principal="999999999999")
        events.remove_permission(StatementId="c7n-reflex-forwarded-events", EventBusName="default")
        apply(organisation, CORE)
        policy = json.loads(events.describe_event_bus(Name="default")["Policy"])
        assert {each["Sid"] for each in policy["Statement"]} == {"theirs", "c7n-reflex-forwarded-events"}
        assert changes(organisation, CORE)[CORE_STACK, "us-east-1"].kind == "unchanged"

    def test_an_attached_policy_that_is_gone_altogether(self, inprocess: Callable[..., Organisation]) -> None:
        """Deleted and changed by hand at once."""
        organisation = inprocess(*PARTS)
        apply(organisation, SOLUTION)
        undo(lambda service: organisation.client(service, SOLUTION, "us-east-1"))
        topic = f"arn:aws:sns:us-east-1:{SOLUTION}:c7n-reflex-notices"
        organisation.client("sns", SOLUTION, "us-east-1").delete_topic(TopicArn=topic)
        assert changes(organisation, SOLUTION)[ACCOUNT_STACK, "us-east-1"].edited == (
            "UndoRole: inline policy undo",
        )
        [reason] = [each.reason for each in apply(organisation, SOLUTION) if each.reason]
        assert reason == (
            "deleted by hand and created again: OwnerTopic; "
            "changed by hand and put back: UndoRole: inline policy undo"
        )

    def test_what_may_not_be_read_is_said_and_not_taken_for_drift(
        self, inprocess: Callable[..., Organisation]
    ) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, SOLUTION)
        cloudformation = organisation.client("cloudformation", SOLUTION, "us-east-1")

        def refused(service: str) -> Any:
            if service == "iam":
                raise ClientError({"Error": {"Code": "AccessDenied"}}, "GetRole")
            return organisation.client(service, SOLUTION, "us-east-1")

        found = edited(cloudformation, refused, ACCOUNT_STACK)
        assert Edited("MemberRole", "policies", "AccessDenied for GetRole") in found
        assert all(each.unread for each in found)
