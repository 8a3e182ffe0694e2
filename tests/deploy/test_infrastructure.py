"""What is planned for which account, and the stacks as moto really creates them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.accounts import Account, Directory
from c7n_reflex.deploy import infrastructure
from c7n_reflex.deploy.forwarding import Forwarding
from c7n_reflex.deploy.infrastructure import ACCOUNT_STACK, CORE_STACK, REGION_STACK, Outcome
from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.organisation.organisation import Organisation
from tests.deploy import accounts_for_tests

ROOT = Path(__file__).parents[2]
FORWARDING = Forwarding(("PutBucketPolicy",), ("s3.amazonaws.com",))
PARTS = ("moto_mends.performance", "moto_mends.cloudformation", "resource_policies", "seed")
SWITCH = "/c7n-reflex/switch"
CORE, SOLUTION = "111122223333", "200000000003"


def planned(directory: Directory, organization: str = "") -> list[list[infrastructure.Planned]]:
    texts = dict.fromkeys(infrastructure.TEMPLATES, "")
    return infrastructure.plan(directory, directory.accounts, texts, FORWARDING, organization)


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
        assert core.stack.parameters == {"Accounts": "*", "OrganizationId": "o-abcdefghij"}

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


def apply(
    organisation: Organisation, *ids: str, templates: dict[str, str] | None = None, refused: str = ""
) -> list[Outcome]:
    directory, sessions = organisation.directory, InProcess(organisation, refused)
    organization = infrastructure.organization_id(sessions, directory)  # type: ignore[arg-type]
    texts = templates or infrastructure.read_templates(ROOT / "infrastructure")
    chosen = [directory[key] for key in ids]
    plans = infrastructure.plan(directory, chosen, texts, FORWARDING, organization)
    return infrastructure.apply(sessions, plans)  # type: ignore[arg-type]


@pytest.mark.organisation
class TestInMoto:
    def test_every_resource_is_really_created(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        outcomes = apply(organisation, CORE, SOLUTION)
        assert {outcome.result for outcome in outcomes} == {"created"}
        for account, region, stack, count in (
            (CORE, "us-east-1", CORE_STACK, 10),
            (SOLUTION, "us-east-1", ACCOUNT_STACK, 8),
            (SOLUTION, "eu-west-1", REGION_STACK, 3),
            (CORE, "eu-west-1", REGION_STACK, 3),
            (CORE, "us-east-1", REGION_STACK, 2),  # its events need no forwarding: they are there
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
        [rule] = events.list_rules()["Rules"]
        pattern = json.loads(rule["EventPattern"])
        assert pattern["detail"]["eventName"] == ["PutBucketPolicy"]
        [target] = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        assert target["Arn"] == f"arn:aws:events:us-east-1:{CORE}:event-bus/default"
        assert target["DeadLetterConfig"]["Arn"].startswith("arn:aws:sqs:eu-west-1:200000000003:")
        assert not organisation.client("events", CORE, "us-east-1").list_rules()["Rules"]

    def test_only_solution_functions_may_remediate_themselves(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, CORE, SOLUTION)

        def attached(account: str, role: str) -> list[str]:
            iam = organisation.client("iam", account, "us-east-1")
            answer = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
            return [each["PolicyName"] for each in answer]

        assert attached(SOLUTION, "c7n-reflex-lambda") == ["c7n-reflex-remediation"]
        assert attached(SOLUTION, "c7n-reflex-member") == ["c7n-reflex-remediation"]
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
