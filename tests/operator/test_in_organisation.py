"""history, undo and approve as a person runs them: our commands, the real roles, an account of its own."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.events import principals
from c7n_reflex.events.patterns.pattern import Pattern
from c7n_reflex.events.patterns.pattern import compile as compiled
from c7n_reflex.ledger import Entry, Result, TableLedger, record_id
from c7n_reflex.ledger.entry import Approval
from c7n_reflex.ledger.opening import core_of
from c7n_reflex.ledger.record import now
from c7n_reflex.organisation.calls import Principal
from c7n_reflex.organisation.client import OrganisationClient
from c7n_reflex.organisation.resource_policies.evaluation import allowed
from c7n_reflex.pipeline.outcome import Outcome
from tests.custodian import load_policy
from tests.ledger.examples import ENTRY, KEY, RECORD, WAITING

CORE, ACCOUNT, REGION = "111122223333", "200000000008", "eu-west-1"
FOLDER = Path(__file__).parents[2]
ACCOUNT_NAME, PIPELINE = "logistics-prod", "operator-test-gateways"
FUNCTION = "custodian-approved-in-a-test"
ROOT = f"arn:aws:iam::{CORE}:root"

pytestmark = pytest.mark.organisation
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(organisation: OrganisationClient) -> Run:
    """Runs `c7n-reflex ...` as core's root, in an organisation with our infrastructure."""

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "c7n_reflex", *arguments],
            env=organisation.root_environment(),
            cwd=FOLDER,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    applied = command("infrastructure", "apply", "-a", CORE, "-a", ACCOUNT)
    assert applied.returncode == 0, applied.stderr
    return command


@pytest.fixture(scope="module")
def ledger(run: Run, organisation: OrganisationClient) -> TableLedger:
    session = organisation.session(CORE, "us-east-1")
    return core_of(session, organisation.directory.settings).ledger


@pytest.fixture(scope="module")
def ec2(organisation: OrganisationClient) -> Any:
    return organisation.session(ACCOUNT, REGION).client("ec2")


def opened(ledger: TableLedger, entry: Entry, name: str) -> Entry:
    """The entry in the ledger, in this account, under an id of its own."""
    identity = record_id("test_in_organisation", name)
    actions = {
        key: each.with_changes(id=identity, account=ACCOUNT, region=REGION)
        for key, each in entry.actions.items()
    }
    changes = {"id": identity, "account": ACCOUNT, "region": REGION, "started": now()}
    made = entry.with_changes(**changes, actions=actions)
    ledger.open(f"occasion#{name}", [made])
    return made


@pytest.fixture
def detached(ledger: TableLedger, ec2: Any, request: pytest.FixtureRequest) -> tuple[Entry, str, str]:
    """The entry of a gateway that was detached; gateway; VPC."""
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    record = RECORD.with_changes(
        resource=gateway,
        before={"attachments": [vpc]},
        after={"attachments": []},
        undo={"vpcs": [vpc]},
        outcome=Result.CHANGED,
    )
    entry = ENTRY.with_changes(
        resource=gateway,
        outcome=Outcome.FIXED,
        before={"InternetGatewayId": gateway, "Tags": "x" * 70_000},
        actions={KEY: record},
    )
    return opened(ledger, entry, request.node.name), gateway, vpc


def attached(ec2: Any, gateway: str) -> list[str]:
    (found,) = ec2.describe_internet_gateways(InternetGatewayIds=[gateway])["InternetGateways"]
    return [each["VpcId"] for each in found["Attachments"]]


def test_an_undo_is_not_detected_as_somebody_s_call(
    run: Run, ledger: TableLedger, ec2: Any, detached: Any, organisation: OrganisationClient, tmp_path: Path
) -> None:
    entry, gateway, vpc = detached
    undone = run("undo", entry.id, "--yes", "--reason", "CHG-1")
    assert undone.returncode == 0, undone.stderr
    assert attached(ec2, gateway) == [vpc]
    assert "as it was before" in undone.stdout
    stored = ledger.get(entry.id)
    assert stored is not None
    mine = ledger.get(stored.undone_by)
    assert mine is not None
    assert (mine.outcome, mine.cause.principal, mine.detail) == (Outcome.UNDONE, ROOT, "CHG-1")

    organisation.wait_idle()
    trail = organisation.get("trail", account=ACCOUNT, region=REGION, event_name="AttachInternetGateway")
    (event,) = [each for each in trail if each["detail"]["requestParameters"]["internetGatewayId"] == gateway]
    issuer = event["detail"]["userIdentity"]["sessionContext"]["sessionIssuer"]
    assert (issuer["userName"], issuer["accountId"]) == ("c7n-reflex-undo", ACCOUNT)
    assert principals.is_own(event)
    assert not principals.is_own(_by(event, "Admin"))
    pattern = _pattern_of_policy(tmp_path)
    assert not pattern.matches(event)
    assert pattern.matches(_by(event, "Admin"))


def _by(event: dict[str, Any], role: str) -> dict[str, Any]:
    """The event, as if a session of this role had made the call."""
    changed: dict[str, Any] = json.loads(json.dumps(event))
    changed["detail"]["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"] = role
    return changed


def _pattern_of_policy(folder: Path) -> Pattern:
    mode = {
        "type": "cloudtrail",
        "role": "arn:aws:iam::{account_id}:role/c7n-reflex-lambda",
        "events": [
            {
                "source": "ec2.amazonaws.com",
                "event": "AttachInternetGateway",
                "ids": "requestParameters.internetGatewayId",
            }
        ],
    }
    policy = load_policy({"resource": "aws.internet-gateway", "mode": mode}, output=folder)
    return compiled(policy.get_execution_mode().event_pattern())


def test_a_second_undo_is_refused_and_says_by_which(run: Run, detached: Any) -> None:
    entry, _, _ = detached
    assert run("undo", entry.id, "--yes").returncode == 0
    again = run("undo", entry.id, "--yes")
    assert again.returncode == 2
    assert "undone already" in again.stderr


def test_nothing_is_changed_where_nobody_answers(run: Run, ec2: Any, detached: Any) -> None:
    entry, gateway, vpc = detached
    asked = run("undo", entry.id)
    assert asked.returncode == 2
    assert "--yes" in asked.stderr
    assert f'+ attachments[]: "{vpc}"' in asked.stdout
    assert attached(ec2, gateway) == []


def test_history_finds_it_and_shows_all_of_it(run: Run, detached: Any) -> None:
    entry, gateway, _ = detached
    found = run("history", "--account", ACCOUNT, "--resource", gateway, "--since", "1h")
    assert found.returncode == 0, found.stderr
    assert entry.id in found.stdout
    assert "logistics-prod" in found.stdout
    as_json = json.loads(run("history", "--resource", gateway, "--output", "json").stdout)
    assert [each["id"] for each in as_json] == [entry.id]
    assert f"c7n-reflex undo {entry.id}" in run("history", entry.id).stdout


@pytest.mark.parametrize("role", ["c7n-reflex-lambda", "c7n-reflex-member"])
def test_functions_cannot_become_the_operator(run: Run, organisation: OrganisationClient, role: str) -> None:
    """A function may run anything of a policy's; only people may take back and approve."""
    iam = organisation.session(CORE, "us-east-1").client("iam")
    trust = iam.get_role(RoleName="c7n-reflex-operator")["Role"]["AssumeRolePolicyDocument"]

    def may(name: str) -> bool:
        principal = Principal(
            type="AssumedRole",
            account=CORE,
            arn=f"arn:aws:sts::{CORE}:assumed-role/{name}/x",
            issuer_arn=f"arn:aws:iam::{CORE}:role/{name}",
        )
        return allowed(trust, principal=principal, action="sts:AssumeRole", resource="*")

    assert may("OnCall")
    assert not may(role)


def test_only_the_operator_may_assume_the_undo_role(run: Run, organisation: OrganisationClient) -> None:
    role = organisation.directory.settings.undo_role_arn(ACCOUNT)
    with pytest.raises(ClientError, match="AccessDenied"):
        organisation.session(CORE, REGION).client("sts").assume_role(RoleArn=role, RoleSessionName="test")
    with pytest.raises(ClientError, match="AccessDenied"):
        organisation.session(ACCOUNT, REGION).client("sts").assume_role(RoleArn=role, RoleSessionName="test")
    operator = organisation.role_session(organisation.directory.settings.operator_role_arn, REGION)
    assert operator.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]


STUB = f"""
import boto3

def run(event, context):
    given = boto3.client("sts").assume_role(
        RoleArn="arn:aws:iam::{CORE}:role/c7n-reflex-ledger", RoleSessionName="stub")["Credentials"]
    session = boto3.Session(
        given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name="us-east-1")
    table = session.resource("dynamodb").Table("c7n-reflex-ledger")
    key = dict(id=event["entry"])
    if event.get("fails"):
        raise ValueError("it cannot be done")
    if table.get_item(Key=key)["Item"]["approval"]["by"]:
        table.update_item(Key=key, UpdateExpression="SET outcome = :fixed",
                          ExpressionAttributeValues={{":fixed": "fixed"}})
"""


@pytest.fixture(scope="module")
def function(run: Run, organisation: OrganisationClient) -> str:
    """ARN of a function that does what the pipeline does on an approval, as far as the ledger shows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("stub.py", STUB)
    made = (
        organisation.session(ACCOUNT, REGION)
        .client("lambda")
        .create_function(
            FunctionName=FUNCTION,
            Runtime="python3.11",
            Role=f"arn:aws:iam::{ACCOUNT}:role/c7n-reflex-lambda",
            Handler="stub.run",
            Code={"ZipFile": buffer.getvalue()},
            Timeout=30,
        )
    )
    return str(made["FunctionArn"])


def waiting(ledger: TableLedger, function: str, name: str, **event: Any) -> Entry:
    plan = RECORD.with_changes(outcome=Result.PLANNED)
    entry = opened(ledger, WAITING.with_changes(function=function, planned={KEY: plan.as_dict()}), name)
    changed = entry.with_changes(event={"entry": entry.id, **event})
    ledger.save(changed, "event")
    return changed


def test_an_approved_change_is_made(run: Run, ledger: TableLedger, function: str) -> None:
    entry = waiting(ledger, function, "approved")
    approved = run("approve", entry.id, "--yes")
    assert approved.returncode == 0, approved.stdout + approved.stderr
    assert "Detached igw-1 from vpc-1." in approved.stdout
    assert "until 2999-01-01T00:00:00Z" in approved.stdout
    assert approved.stdout.splitlines()[-1].startswith("fixed: ")
    stored = ledger.get(entry.id)
    assert stored is not None
    assert stored.approval is not None
    assert (stored.outcome, stored.approval.by) == (Outcome.FIXED, ROOT)
    again = run("approve", entry.id, "--yes")
    assert (again.returncode, "does not wait for approval" in again.stderr) == (2, True)


def test_a_function_that_fails_is_shown_and_can_be_run_again(
    run: Run, ledger: TableLedger, function: str
) -> None:
    entry = waiting(ledger, function, "fails", fails=True)
    failed = run("approve", entry.id, "--yes")
    assert failed.returncode == 1
    assert "it cannot be done" in failed.stderr
    assert "awaiting-approval" in failed.stdout
    assert "--again" in run("approve", entry.id, "--yes").stderr
    ledger.save(entry.with_changes(event={"entry": entry.id}), "event")
    assert run("approve", entry.id, "--yes", "--again").returncode == 0


def test_an_expired_proposal_cannot_be_approved(run: Run, ledger: TableLedger, function: str) -> None:
    entry = waiting(ledger, function, "expired")
    ledger.save(entry.with_changes(approval=Approval("2020-01-01T00:00:00Z", "abc")), "approval")
    refused = run("approve", entry.id, "--yes")
    assert (refused.returncode, "2020-01-01" in refused.stderr) == (2, True)
    stored = ledger.get(entry.id)
    assert stored is not None
    assert stored.outcome is Outcome.AWAITING_APPROVAL


POLICY = f"""
policies:
  - name: {PIPELINE}
    resource: aws.internet-gateway
    metadata: {{enforcement: approve}}
    mode:
      type: cloudtrail
      role: arn:aws:iam::{{account_id}}:role/c7n-reflex-lambda
      runtime: python3.11
      timeout: 60
      events:
        - source: ec2.amazonaws.com
          event: AttachInternetGateway
          ids: requestParameters.internetGatewayId
    filters:
      - tag:purpose: operator-test
      - attached-vpc
    actions:
      - detach
"""


@pytest.fixture(scope="module")
def deployed(run: Run, organisation: OrganisationClient, tmp_path_factory: Any) -> Iterator[None]:
    """A policy that asks first, in this account; gone afterwards, as the organisation is everybody's."""
    folder = tmp_path_factory.mktemp("policy")
    (folder / "approve.yml").write_text(POLICY, encoding="utf-8")
    arguments = ("-c", "accounts.yml", "-s", str(folder / "out"), "-u", str(folder / "approve.yml"))
    done = run("org", "run", *arguments, "-a", ACCOUNT_NAME, "--region", REGION)
    assert done.returncode == 0, done.stderr
    yield
    session = organisation.session(ACCOUNT, REGION)
    events = session.client("events")
    name = f"custodian-{PIPELINE}"
    targets = [each["Id"] for each in events.list_targets_by_rule(Rule=name)["Targets"]]
    events.remove_targets(Rule=name, Ids=targets)
    events.delete_rule(Name=name)
    session.client("lambda").delete_function(FunctionName=name)


def attach(ec2: Any) -> tuple[str, str]:
    """Somebody attaches a gateway; gateway and VPC."""
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.create_tags(Resources=[gateway], Tags=[{"Key": "purpose", "Value": "operator-test"}])
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    return gateway, vpc


def proposal(run: Run, gateway: str) -> str:
    """Id of the entry that waits for approval."""
    asked = run("history", "--resource", gateway, "--outcome", "awaiting-approval", "--output", "json")
    (found,) = json.loads(asked.stdout)
    return str(found["id"])


def test_a_policy_that_asks_first_acts_once_approved_and_its_act_can_be_undone(
    run: Run, ec2: Any, deployed: None, organisation: OrganisationClient, ledger: TableLedger
) -> None:
    gateway, vpc = attach(ec2)
    organisation.wait_idle()
    assert attached(ec2, gateway) == [vpc]
    entry = proposal(run, gateway)
    approved = run("approve", entry, "--yes")
    assert approved.returncode == 0, approved.stdout + approved.stderr
    assert approved.stdout.splitlines()[-1].startswith("fixed: ")
    organisation.wait_idle()
    assert attached(ec2, gateway) == []
    assert run("undo", entry, "--yes").returncode == 0
    organisation.wait_idle()
    assert attached(ec2, gateway) == [vpc]
    found = json.loads(run("history", "--resource", gateway, "--output", "json").stdout)
    assert [(each["outcome"], bool(each["undone_by"])) for each in found] == [
        ("fixed", True),
        ("undone", False),
    ]


def test_what_has_changed_since_the_proposal_is_left_alone(
    run: Run, ec2: Any, deployed: None, organisation: OrganisationClient
) -> None:
    gateway, vpc = attach(ec2)
    organisation.wait_idle()
    entry = proposal(run, gateway)
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    other = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=other)
    organisation.wait_idle()
    approved = run("approve", entry, "--yes")
    assert approved.returncode == 1
    assert attached(ec2, gateway) == [other]
