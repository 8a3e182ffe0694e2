"""What is planned for which account, and the stacks as moto really creates them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.accounts import Account, Directory
from c7n_reflex.deploy import infrastructure, infrastructure_removal
from c7n_reflex.deploy.forwarding import Forwarding
from c7n_reflex.deploy.infrastructure import ACCOUNT_STACK, CORE_STACK, REGION_STACK, Outcome
from c7n_reflex.deploy.stack_changes import Change
from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.organisation.organisation import Organisation
from tests.deploy import accounts_for_tests

ROOT = Path(__file__).parents[2]
CONFIG = {"source": ["aws.config"], "detail-type": ["Config Rules Compliance Change"]}
CALL = {
    "detail-type": ["AWS API Call via CloudTrail"],
    "detail": {"eventSource": ["s3.amazonaws.com"], "eventName": ["PutBucketPolicy"]},
}
FORWARDING = Forwarding((CALL, CONFIG))
PARTS = ("moto_mends.performance", "moto_mends.cloudformation", "resource_policies", "seed")
SWITCH = "/c7n-reflex/switch"
CORE, SOLUTION = "111122223333", "200000000003"


def planned(directory: Directory, organization: str = "") -> list[list[infrastructure.Planned]]:
    texts = dict.fromkeys(infrastructure.TEMPLATES, "")
    return infrastructure.plan(directory, directory.accounts, texts, organization)


class TestPlan:
    def test_core_has_its_stack_first_and_once(self) -> None:
        core, solution = planned(accounts_for_tests.directory(1))
        where = [(item.stack.name, item.region) for item in core]
        assert where == [
            (CORE_STACK, "us-east-1"),
            (ACCOUNT_STACK, "us-east-1"),
            (REGION_STACK, "us-east-1"),
            (REGION_STACK, "eu-west-1"),
        ]
        assert [(item.stack.name, item.region) for item in solution] == where[1:]

    def test_the_owner_is_subscribed(self) -> None:
        _, solution = planned(accounts_for_tests.directory(1))
        assert solution[0].stack.parameters["DistributionList"] == "list-2@example.com"

    def test_an_account_without_an_owner_has_no_subscription(self) -> None:
        core = accounts_for_tests.account(1, core=True)
        nobodys = accounts_for_tests.account(2, owner=False)
        _, solution = planned(Directory((core, nobodys), Path("accounts.yml")))
        assert solution[0].stack.parameters["DistributionList"] == ""

    def test_accounts_are_listed_while_they_are_few(self) -> None:
        core = planned(accounts_for_tests.directory(99))[0][0]
        assert core.stack.parameters["Accounts"].count(",") == 99

    def test_many_accounts_are_admitted_by_their_organisation(self) -> None:
        core = planned(accounts_for_tests.directory(100), "o-abcdefghij")[0][0]
        assert core.stack.parameters == {
            "Accounts": "*",
            "OrganizationId": "o-abcdefghij",
            "AlarmEmail": "list-1@example.com",
        }

    def test_many_accounts_of_no_organisation_are_refused(self) -> None:
        with pytest.raises(ReflexError, match="DescribeOrganization"):
            planned(accounts_for_tests.directory(100))


def test_a_missing_template_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"core\.yml"):
        infrastructure.read_templates(tmp_path)


class InProcess:
    """Stands in for `Sessions`: the same clients, without a socket."""

    def __init__(self, organisation: Organisation, refused: str = "") -> None:
        self._organisation = organisation
        self._refused = refused

    def client(self, service: str, account: Account, region: str) -> Any:
        if account.id == self._refused:
            raise ReflexError("cannot assume the role")
        return self._organisation.client(service, account.id, region)


Build = Callable[..., Organisation]


def arranged(
    organisation: Organisation, *ids: str, templates: dict[str, str] | None = None, refused: str = ""
) -> tuple[Any, list[list[infrastructure.Planned]]]:
    directory, sessions = organisation.directory, InProcess(organisation, refused)
    organization = infrastructure.organization_id(sessions, directory)  # type: ignore[arg-type]
    texts = templates or infrastructure.read_templates(ROOT / "infrastructure")
    chosen = [directory[key] for key in ids]
    texts = infrastructure.complete(texts, FORWARDING)
    return sessions, infrastructure.plan(directory, chosen, texts, organization)


def apply(organisation: Organisation, *ids: str, **more: Any) -> list[Outcome]:
    return infrastructure.apply(*arranged(organisation, *ids, **more))


def changes(organisation: Organisation, *ids: str, **more: Any) -> dict[tuple[str, str], Change]:
    found = infrastructure.changes(*arranged(organisation, *ids, **more))
    return {(item.stack.name, item.region): change for item, change in found}


def _arrivals(organisation: Organisation) -> str:
    """A queue behind a rule of core-compliance, as a policy's would be, for whatever AWS Config sends."""
    sqs, events = (organisation.client(service, CORE, "us-east-1") for service in ("sqs", "events"))
    arn = f"arn:aws:sqs:us-east-1:{CORE}:arrivals"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    url = str(sqs.create_queue(QueueName="arrivals", Attributes={"Policy": policy})["QueueUrl"])
    events.put_rule(Name="policy", EventPattern=json.dumps({"source": ["aws.config"]}))
    events.put_targets(Rule="policy", Targets=[{"Id": "q", "Arn": arn}])
    return url


@pytest.mark.organisation
class TestInMoto:
    def test_every_resource_is_really_created(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        outcomes = apply(organisation, CORE, SOLUTION)
        assert {outcome.result for outcome in outcomes} == {"created"}
        managed = (ROOT / "infrastructure/account.yml").read_text().count("AWS::IAM::ManagedPolicy")
        for account, region, stack, count in (
            (CORE, "us-east-1", CORE_STACK, 19),
            (SOLUTION, "us-east-1", ACCOUNT_STACK, 7 + managed),
            (SOLUTION, "eu-west-1", REGION_STACK, 7),
            (CORE, "eu-west-1", REGION_STACK, 8),
            (CORE, "us-east-1", REGION_STACK, 5),  # its events need no forwarding: they are there
        ):
            client = organisation.client("cloudformation", account, region)
            assert len(client.describe_stack_resources(StackName=stack)["StackResources"]) == count

    def test_a_second_time_changes_nothing(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, CORE, SOLUTION)
        assert {outcome.result for outcome in apply(organisation, CORE, SOLUTION)} == {"unchanged"}

    @pytest.mark.parametrize("result", ["unchanged", "updated"])
    def test_a_switch_that_is_off_stays_off(self, result: str, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        assert Outcome("core-compliance", CORE, "us-east-1", SWITCH, "created") in apply(organisation, CORE)
        ssm = organisation.client("ssm", CORE, "us-east-1")
        assert ssm.get_parameter(Name=SWITCH)["Parameter"]["Value"] == "enforce"
        ssm.put_parameter(Name=SWITCH, Value="off", Overwrite=True)
        texts = infrastructure.read_templates(ROOT / "infrastructure")
        if result == "updated":
            seconds = "MessageRetentionPeriod: 1209600"
            texts[CORE_STACK] = texts[CORE_STACK].replace(seconds, "MessageRetentionPeriod: 1000000")
        results = {outcome.stack: outcome.result for outcome in apply(organisation, CORE, templates=texts)}
        assert (results[CORE_STACK], results[SWITCH]) == (result, "unchanged")
        assert ssm.get_parameter(Name=SWITCH)["Parameter"]["Value"] == "off"

    def test_only_core_has_a_switch(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        assert SWITCH not in {outcome.stack for outcome in apply(organisation, SOLUTION)}
        assert not organisation.client("ssm", SOLUTION, "us-east-1").describe_parameters()["Parameters"]

    def test_a_core_stack_that_failed_leaves_no_switch(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        texts = infrastructure.read_templates(ROOT / "infrastructure")
        broken = texts[CORE_STACK].replace("QueueName: c7n-reflex-notices\n", "QueueName: no good\n")
        outcomes = apply(organisation, CORE, templates={**texts, CORE_STACK: broken})
        assert outcomes[0].result == "failed"
        assert SWITCH not in {outcome.stack for outcome in outcomes}

    def test_events_are_forwarded_to_the_home_region_of_core(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, CORE, SOLUTION)
        events = organisation.client("events", SOLUTION, "eu-west-1")
        forwarding = events.list_rules(NamePrefix="c7n-reflex-forward")["Rules"]
        config, rule = sorted(forwarding, key=lambda rule: rule["Name"])
        assert config["Name"] == "c7n-reflex-forward-config"
        assert [json.loads(each["EventPattern"]) for each in (rule, config)] == [CALL, CONFIG]
        [target] = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        assert target["Arn"] == f"arn:aws:events:us-east-1:{CORE}:event-bus/default"
        assert target["DeadLetterConfig"]["Arn"].startswith("arn:aws:sqs:eu-west-1:200000000003:")
        own = organisation.client("events", CORE, "us-east-1").list_rules()["Rules"]
        assert [each["Name"] for each in own] == ["c7n-reflex-alarms"]

    def test_an_event_of_the_second_region_arrives_where_policies_run(self, inprocess: Build) -> None:
        parts = ("moto_mends.performance", "moto_mends.cloudformation", "moto_mends.events")
        organisation = inprocess(*parts, "resource_policies", "eventbridge", "seed")
        apply(organisation, CORE, SOLUTION)
        queue = _arrivals(organisation)
        for detail_type in ("Config Rules Compliance Change", "Config Configuration Item Change"):
            event = {"source": "aws.config", "detail-type": detail_type, "detail": {"resourceId": "b"}}
            organisation.events.emit(SOLUTION, "eu-west-1", event)
        assert not organisation.tracker.wait_idle(10)
        [message] = organisation.client("sqs", CORE, "us-east-1").receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10
        )["Messages"]
        body = json.loads(message["Body"])
        arrived = body["account"], body["region"], body["detail-type"]
        assert arrived == (SOLUTION, "eu-west-1", "Config Rules Compliance Change")

    def test_only_solution_functions_may_remediate_themselves(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, CORE, SOLUTION)

        def attached(account: str, role: str) -> list[str]:
            iam = organisation.client("iam", account, "us-east-1")
            answer = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
            return sorted(each["PolicyName"] for each in answer)

        assert attached(SOLUTION, "c7n-reflex-lambda")[0] == "c7n-reflex-remediation"
        assert attached(SOLUTION, "c7n-reflex-member") == attached(SOLUTION, "c7n-reflex-lambda")
        assert "c7n-reflex-undo" in attached(SOLUTION, "c7n-reflex-undo")
        assert "c7n-reflex-undo" not in attached(SOLUTION, "c7n-reflex-lambda")
        assert attached(CORE, "c7n-reflex-lambda") == []

    def test_a_notice_may_be_sent_from_another_account(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, CORE)
        sqs = organisation.client("sqs", SOLUTION, "us-east-1")
        url = f"https://sqs.us-east-1.amazonaws.com/{CORE}/c7n-reflex-notices"
        sqs.send_message(QueueUrl=url, MessageBody="a notice")
        with pytest.raises(ClientError):  # sending is all that it may
            sqs.receive_message(QueueUrl=url)

    def test_a_failure_is_named_and_what_follows_is_skipped(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        texts = infrastructure.read_templates(ROOT / "infrastructure")
        broken = texts[ACCOUNT_STACK].replace("TopicName: c7n-reflex-notices", "TopicName: no good")
        outcomes = apply(organisation, SOLUTION, templates={**texts, ACCOUNT_STACK: broken})
        assert [outcome.result for outcome in outcomes] == ["failed", "skipped", "skipped"]
        assert "Topic names must" in outcomes[0].reason
        assert {outcome.result for outcome in apply(organisation, SOLUTION)} == {"created"}

    def test_an_account_that_cannot_be_entered_does_not_stop_the_others(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        outcomes = apply(organisation, CORE, SOLUTION, "200000000004", refused=SOLUTION)
        results = {outcome.account_id: outcome.result for outcome in outcomes}
        assert results == {CORE: "created", SOLUTION: "skipped", "200000000004": "created"}


@pytest.mark.organisation
class TestChanges:
    def test_nothing_is_there_yet_and_nothing_is_written(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        found = changes(organisation, SOLUTION)
        assert {change.kind for change in found.values()} == {"create"}
        assert "OwnerTopic" in found[ACCOUNT_STACK, "us-east-1"].added
        assert not organisation.client("cloudformation", SOLUTION, "us-east-1").list_stacks()[
            "StackSummaries"
        ]

    def test_after_applying_nothing_would_change(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, CORE, SOLUTION)
        assert {change.kind for change in changes(organisation, CORE, SOLUTION).values()} == {"unchanged"}

    def test_resources_that_an_edit_changes_adds_and_removes(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, SOLUTION)
        texts = infrastructure.read_templates(ROOT / "infrastructure")
        edited = texts[ACCOUNT_STACK].replace("DisplayName: c7n-reflex", "DisplayName: Security")
        edited = edited.replace("  OwnerSubscription:", "  OtherSubscription:")
        found = changes(organisation, SOLUTION, templates={**texts, ACCOUNT_STACK: edited})
        change = found.pop((ACCOUNT_STACK, "us-east-1"))
        assert (change.kind, change.added, change.changed, change.removed) == (
            *("update", ("OtherSubscription",)),
            *(("OwnerTopic",), ("OwnerSubscription",)),
        )
        assert {other.kind for other in found.values()} == {"unchanged"}

    def test_a_parameter_that_differs(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, SOLUTION)
        sessions, planned = arranged(organisation, SOLUTION)
        planned[0][0].stack.parameters["DistributionList"] = "new@example.com"
        [(_, change), *_] = infrastructure.changes(sessions, planned)
        assert change.kind == "update"
        assert (change.parameters or {})["DistributionList"][1] == "new@example.com"
        assert not change.changed

    def test_what_cannot_be_read_is_said(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        found = changes(organisation, SOLUTION, refused=SOLUTION)
        assert {(each.kind, each.reason) for each in found.values()} == {("failed", "cannot assume the role")}

    def test_what_was_deleted_by_hand_is_shown_and_made_again(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, SOLUTION)
        sns = organisation.client("sns", SOLUTION, "us-east-1")
        topic = f"arn:aws:sns:us-east-1:{SOLUTION}:c7n-reflex-notices"
        before = sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
        sns.delete_topic(TopicArn=topic)
        organisation.client("events", SOLUTION, "eu-west-1").remove_targets(
            Rule="c7n-reflex-forward-s3", Ids=["core-compliance"]
        )
        organisation.client("events", SOLUTION, "eu-west-1").delete_rule(Name="c7n-reflex-forward-s3")
        found = changes(organisation, SOLUTION)
        assert found[ACCOUNT_STACK, "us-east-1"] == Change("drifted", missing=("OwnerTopic",), parameters={})
        assert found[REGION_STACK, "eu-west-1"].missing == ("ForwardS3",)
        assert found[REGION_STACK, "us-east-1"].kind == "unchanged"
        outcomes = {(each.stack, each.region): each for each in apply(organisation, SOLUTION)}
        assert outcomes[ACCOUNT_STACK, "us-east-1"].result == "mended"
        assert outcomes[ACCOUNT_STACK, "us-east-1"].reason.endswith("created again: OwnerTopic")
        assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"] == before
        assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        assert {change.kind for change in changes(organisation, SOLUTION).values()} == {"unchanged"}

    def test_a_queue_that_was_deleted_by_hand_is_made_again_at_once(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, SOLUTION)
        sqs = organisation.client("sqs", SOLUTION, "eu-west-1")
        url = sqs.get_queue_url(QueueName="c7n-reflex-failed-events")["QueueUrl"]
        before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]
        sqs.delete_queue(QueueUrl=url)
        outcomes = {(each.stack, each.region): each for each in apply(organisation, SOLUTION)}
        assert outcomes[REGION_STACK, "eu-west-1"].reason == (
            "deleted by hand and created again: FailedEvents"
        )
        assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"] == before
        assert {change.kind for change in changes(organisation, SOLUTION).values()} == {"unchanged"}


@pytest.mark.organisation
class TestRemoval:
    def test_stacks_go_and_the_ledger_stays(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, CORE, SOLUTION)
        outcomes = infrastructure_removal.remove(*arranged(organisation, CORE, SOLUTION))
        assert {outcome.result for outcome in outcomes} == {"deleted"}
        assert (outcomes[-1].stack, outcomes[-1].reason) == (CORE_STACK, "kept: Ledger, LedgerBucket")
        dynamodb = organisation.client("dynamodb", CORE, "us-east-1")
        assert dynamodb.list_tables()["TableNames"] == ["c7n-reflex-ledger"]
        assert not organisation.client("sqs", CORE, "us-east-1").list_queues().get("QueueUrls")
        again = infrastructure_removal.remove(*arranged(organisation, SOLUTION))
        assert {outcome.result for outcome in again} == {"unchanged"}

    @pytest.mark.parametrize(("tag", "refused"), [("policy", True), ("mailer", False)])
    def test_not_under_a_policy(self, tag: str, refused: bool, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, SOLUTION)
        organisation.client("lambda", SOLUTION, "eu-west-1").create_function(
            FunctionName="custodian-p",
            Runtime="python3.11",
            Handler="x.y",
            Role=f"arn:aws:iam::{SOLUTION}:role/c7n-reflex-lambda",
            Code={"ZipFile": b"x"},
            Tags={"c7n-reflex": tag},
        )
        arrangement = arranged(organisation, SOLUTION)
        if not refused:
            infrastructure_removal.refuse_if_used(*arrangement)
            return
        with pytest.raises(InputError, match=r"custodian-p \(web-shop-prod eu-west-1\)"):
            infrastructure_removal.refuse_if_used(*arrangement)
