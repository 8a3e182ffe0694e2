"""All policies, on 11 accounts and 2 regions: plan, deploy, drift, stop, deny, resume, go back.

One organisation for all tests; each leaves it as it found it, deployed and unchanged.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from c7n_reflex.cli.main import cli
from c7n_reflex.errors import ReflexError
from c7n_reflex.organisation.client import OrganisationClient, launch
from tests import famous
from tests.conftest import ROOT
from tests.proofs.deployment import run as run_process

MEMBER, OTHER, REGION, SECOND = "200000000001", "200000000003", "us-east-1", "eu-west-1"
FILE = "policies/cloudtrail/internet_gateway_attached.yml"
GATEWAY = "custodian-internet-gateway-attached"
FEW = ("-a", "payments-prod", "-a", "web-shop-prod")
DEPLOYED = 62  # 3 policies in 10 accounts and 2 regions, 2 in core-compliance


@dataclass
class Desk:
    """A person with a copy of the repository, and the commands."""

    organisation: OrganisationClient
    folder: Path
    where: tuple[str, ...] = FEW  # accounts that a test works in

    def run(self, *arguments: str, code: int = 0) -> str:
        """A command, in this process; what it printed. Checked is its exit code."""
        here = Path.cwd()
        before = dict(os.environ)
        os.chdir(self.folder)
        os.environ.update(self.organisation.root_environment())
        try:
            done = _invoked(*arguments)
        finally:
            os.chdir(here)
            os.environ.clear()
            os.environ.update(before)
        assert done[0] == code, done[1]
        return done[1]

    def plan(self, code: int = 1) -> list[dict[str, Any]]:
        """The entries that are not unchanged, or are disabled."""
        entries = json.loads(self.run("plan", "--output", "json", *self.where, code=code))["entries"]
        return [each for each in entries if each["change"] != "unchanged" or each["disabled"]]

    def client(self, service: str, account: str = MEMBER, region: str = REGION) -> Any:
        return self.organisation.session(account, region).client(service)

    def writes(self) -> Counter[str]:
        """Writing calls so far, in all accounts and regions, by name and function; roles assumed are none."""
        events = [event["detail"] for event in self.organisation.get("trail")]
        return Counter(
            f"{each['eventName']} {(each.get('requestParameters') or {}).get('functionName', '')}"
            for each in events
            if each["eventName"] != "AssumeRole"
        )

    def edit(self, change: Any) -> None:
        """Change the policy about internet gateways."""
        file = self.folder / FILE
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        change(content["policies"][0])
        file.write_text(yaml.safe_dump(content), encoding="utf-8")


def _invoked(*arguments: str) -> tuple[int, str]:
    try:
        done = CliRunner().invoke(cli, arguments)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
    except ReflexError as error:
        return error.exit_code, str(error)
    return done.exit_code, done.stdout


@pytest.fixture
def desk(office: Desk) -> Iterator[Desk]:
    """The desk; what a test has changed is put back."""
    yield office
    office.organisation.delete("faults")
    shutil.rmtree(office.folder / "policies")
    famous.copied(office.folder / "policies")
    office.run("deploy", *office.where)
    office.where = FEW


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("repository")
    famous.copied(folder / "policies")
    for name in ("accounts.yml", "exemptions.yml"):
        shutil.copy(ROOT / name, folder / name)
    with launch(folder / "accounts.yml") as organisation:
        run_process(organisation, "infrastructure", "apply", "-c", str(folder / "accounts.yml"))
        made = Desk(organisation, folder)
        assert f"{DEPLOYED} created" in made.run("deploy")
        yield made


def test_deploying_again_makes_no_writing_call(desk: Desk) -> None:
    before = desk.writes()
    assert f"{DEPLOYED} unchanged" in desk.run("plan", code=0)
    assert f"{DEPLOYED} unchanged" in desk.run("deploy")
    assert desk.writes() == before


def test_a_changed_filter_changes_exactly_that_policys_functions(desk: Desk) -> None:
    desk.where = ()
    desk.edit(lambda policy: policy.update(filters=[{"tag:internet": "absent"}]))
    planned = desk.plan()
    assert {each["function"] for each in planned} == {GATEWAY}
    assert Counter(each["change"] for each in planned) == {"update": 20}
    assert [each["unit"] for each in planned[0]["differences"]] == ["code"]
    before = desk.writes()
    assert "20 updated, 42 unchanged" in desk.run("deploy")
    written = {call for call in desk.writes() - before if not call.startswith("TagResource")}
    assert {call.split()[-1] for call in written} == {GATEWAY}


def test_what_was_removed_is_orphaned_and_pruned_with_all_that_belongs_to_it(desk: Desk) -> None:
    (desk.folder / FILE).unlink()
    planned = desk.plan()
    assert Counter((each["function"], each["change"]) for each in planned) == {(GATEWAY, "orphaned"): 4}
    assert "8 unchanged" in desk.run("deploy", *desk.where)
    assert desk.client("lambda").get_function(FunctionName=GATEWAY)  # deploying removes nothing
    desk.run("prune", "--yes", *desk.where)
    assert desk.plan(code=0) == []
    functions = desk.client("lambda").list_functions()["Functions"]
    assert GATEWAY not in [each["FunctionName"] for each in functions]
    assert not desk.client("events").list_rules(NamePrefix=GATEWAY)["Rules"]
    logs = desk.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{GATEWAY}")
    assert not logs["logGroups"]
    shutil.copy(ROOT / FILE, desk.folder / FILE)


def test_a_rule_that_was_edited_by_hand_is_shown_and_put_back(desk: Desk) -> None:
    events = desk.client("events")
    pattern = events.describe_rule(Name=GATEWAY)["EventPattern"]
    events.put_rule(Name=GATEWAY, EventPattern=json.dumps({"source": ["aws.ec2"]}))
    [entry] = desk.plan()
    assert (entry["change"], entry["account"], entry["region"]) == ("drifted", MEMBER, REGION)
    assert [(each["unit"], each["changed_by_hand"]) for each in entry["differences"]] == [("rule", True)]
    assert "(changed by hand)" in desk.run("plan", *desk.where, code=1)
    desk.run("deploy", *desk.where)
    assert json.loads(events.describe_rule(Name=GATEWAY)["EventPattern"]) == json.loads(pattern)


def test_what_an_operator_has_disabled_stays_disabled(desk: Desk) -> None:
    events = desk.client("events")
    events.disable_rule(Name=GATEWAY)
    desk.edit(lambda policy: policy["mode"]["events"][0].update(event="CreateInternetGateway"))
    shown = {(each["account"], each["region"]): each for each in desk.plan()}
    assert shown[MEMBER, REGION]["disabled"] == ["its rule is disabled"]
    assert shown[MEMBER, SECOND]["disabled"] == []
    desk.run("deploy", *desk.where)
    rule = events.describe_rule(Name=GATEWAY)
    assert rule["State"] == "DISABLED"
    assert "CreateInternetGateway" in rule["EventPattern"]
    events.enable_rule(Name=GATEWAY)


@pytest.mark.parametrize(
    "fault",
    [
        {"service": "sts", "operation": "AssumeRole", "parameters": {"RoleArn": MEMBER}},
        {"service": "lambda", "operation": "UpdateFunctionCode", "account": MEMBER},
    ],
    ids=["role", "function"],
)
def test_an_account_that_denies_fails_alone(desk: Desk, fault: dict[str, Any]) -> None:
    desk.edit(lambda policy: policy.update(filters=[]))
    desk.organisation.post("faults", {"code": "AccessDeniedException", **fault})
    output = desk.run("deploy", *desk.where, code=3)
    desk.organisation.delete("faults")
    assert "AccessDenied" in output
    assert f"({MEMBER}) {REGION}: " in output
    assert "2 updated" in output
    assert {each["account"] for each in desk.plan()} == {MEMBER}


def test_what_is_interrupted_is_completed_by_the_next_run(desk: Desk) -> None:
    """Of what a deployment makes one after the other, some is there and some is not yet."""
    other = "custodian-security-group-open-to-world"
    desk.client("events").remove_targets(Rule=GATEWAY, Ids=[GATEWAY])
    desk.client("lambda").delete_alias(FunctionName=other, Name="live")
    desk.client("lambda", region=SECOND).delete_function(FunctionName=GATEWAY)
    changes = {(each["function"], each["region"]): each["change"] for each in desk.plan()}
    assert changes.pop((GATEWAY, SECOND)) == "create"
    assert set(changes) == {(GATEWAY, REGION), (other, REGION)}
    desk.run("deploy", *desk.where)
    assert desk.plan(code=0) == []


def test_rolled_back_the_code_of_before_runs_until_new_code_comes(desk: Desk) -> None:
    lambdas = desk.client("lambda")

    def runs() -> str:
        return str(lambdas.get_function_configuration(FunctionName=GATEWAY, Qualifier="live")["CodeSha256"])

    before = runs()
    desk.edit(lambda policy: policy.update(filters=[]))
    desk.run("deploy", *desk.where)
    after = runs()
    assert after != before
    desk.run("rollback", "-p", "internet-gateway-attached", "--yes", *desk.where)
    assert runs() == before
    assert "0 updated" not in desk.run("deploy", *desk.where)
    assert runs() == before  # the same code is not deployed again
    desk.edit(lambda policy: policy.update(filters=[{"tag:internet": "absent"}]))
    desk.run("deploy", *desk.where)
    assert runs() not in (before, after)


def test_a_saved_plan_is_applied_as_it_is_or_not_at_all(desk: Desk) -> None:
    desk.edit(lambda policy: policy.update(filters=[]))
    desk.run("plan", *desk.where, "--out", "saved.plan", code=1)
    desk.client("events").put_rule(Name=GATEWAY, EventPattern=json.dumps({"source": ["aws.ec2"]}))
    before = desk.writes()
    assert "have changed since the plan was made" in desk.run("deploy", "saved.plan", code=2)
    assert desk.writes() == before
    desk.run("plan", *desk.where, "--out", "saved.plan", code=1)
    assert "4 updated" in desk.run("deploy", "saved.plan")
    assert desk.plan(code=0) == []


def test_a_canary_that_does_not_work_goes_back_and_the_rest_stays(desk: Desk) -> None:
    lambdas = desk.client("lambda")

    def handlers() -> list[str]:
        there = (MEMBER, REGION), (MEMBER, SECOND), (OTHER, REGION)
        clients = [desk.client("lambda", *place) for place in there]
        live = {"FunctionName": GATEWAY, "Qualifier": "live"}
        return [str(each.get_function_configuration(**live)["Handler"]) for each in clients]

    before = handlers()
    desk.edit(lambda policy: policy["mode"].update(handler="c7n_reflex.nothing.run"))
    output = desk.run("deploy", *desk.where, "--canary", "pci", code=3)
    assert "No module named 'c7n_reflex.nothing'" in output
    assert "it runs the version before again" in output
    assert "2 failed, 2 stopped" in output
    assert handlers() == before
    assert "2 failed, 2 stopped" in desk.run("deploy", *desk.where, "--canary", "pci", code=3)
    assert handlers() == before
    none = desk.run("deploy", "-a", "web-shop-prod", "--canary", "pci", code=2)
    assert "none of the chosen accounts is tagged 'pci'" in none
    desk.edit(lambda policy: policy["mode"].update(handler="c7n_reflex.lambda_entry.run", timeout=90))
    assert "4 updated" in desk.run("deploy", *desk.where, "--canary", "pci")
    assert lambdas.get_function_configuration(FunctionName=GATEWAY, Qualifier="live")["Timeout"] == 90
