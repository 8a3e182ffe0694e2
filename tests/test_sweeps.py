"""The sweeps find and fix what was wrong before any event: five states planted, none by an event policy."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.organisation.client import OrganisationClient, launch
from tests.conftest import ROOT

pytestmark = pytest.mark.organisation

REGION = "us-east-1"
PUBLIC = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::{bucket}/*",
        },
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::{bucket}/secret"},
    ],
}
SWEEPS = {
    "internet-gateway-attached-sweep",
    "security-group-open-to-world-sweep",
    "bucket-policy-public-sweep",
    "bucket-public-access-block-removed-sweep",
    "guardduty-instance-compromised-sweep",
}
LOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


FILES = (
    "internet_gateway_attached",
    "security_group_open_to_world",
    "bucket_policy_public",
    "bucket_public_access_block_removed",
    "guardduty_instance",
)


@pytest.fixture(scope="module")
def enforcing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five sweeps as somebody has them who lets them act."""
    folder = tmp_path_factory.mktemp("sweeps")
    for name in FILES:
        text = (ROOT / "policies/sweeps" / f"{name}.yml").read_text()
        assert "enforcement: observe" in text
        (folder / f"{name}.yml").write_text(text.replace("enforcement: observe", "enforcement: enforce"))
    return folder


@pytest.fixture(scope="module")
def swept() -> Iterator[OrganisationClient]:
    """An organisation with infrastructure and mailer, but without any policy's function."""
    with launch(ROOT / "accounts.yml") as organisation:
        for command in (("infrastructure", "apply"), ("mailer", "deploy")):
            reflex(organisation, *command)
        yield organisation


def reflex(organisation: OrganisationClient, *arguments: str, **environment: str) -> str:
    """What `c7n-reflex` prints, standard error included; it must exit with 0."""
    done = subprocess.run(
        [sys.executable, "-m", "c7n_reflex", *arguments],
        cwd=ROOT,
        env={**organisation.root_environment(), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def plant(organisation: OrganisationClient, account: str) -> dict[str, Callable[[], Any]]:
    """Make the five states; by sweep, what reads the state as it is now."""
    session = organisation.session(account, REGION)
    ec2, s3 = session.client("ec2"), session.client("s3")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    group = ec2.create_security_group(GroupName="open", Description="open", VpcId=vpc)["GroupId"]
    ranges = [{"CidrIp": "0.0.0.0/0"}, {"CidrIp": "10.0.0.0/8"}]
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": ranges}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    instance = compromised_instance(session, vpc, group)
    shown, unblocked = f"{account}-shown", f"{account}-unblocked"
    for bucket in (shown, unblocked):
        s3.create_bucket(Bucket=bucket)
    s3.put_public_access_block(Bucket=shown, PublicAccessBlockConfiguration=LOCKED)
    s3.put_bucket_policy(Bucket=shown, Policy=json.dumps(PUBLIC).replace("{bucket}", shown))

    def attachments() -> Any:
        return ec2.describe_internet_gateways(InternetGatewayIds=[gateway])["InternetGateways"][0][
            "Attachments"
        ]

    def sources() -> Any:
        permissions = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
        return [each["CidrIp"] for permission in permissions for each in permission["IpRanges"]]

    def statements() -> Any:
        policy = json.loads(s3.get_bucket_policy(Bucket=shown)["Policy"])
        return [statement["Effect"] for statement in policy["Statement"]]

    def blocks() -> Any:
        try:
            return s3.get_public_access_block(Bucket=unblocked)["PublicAccessBlockConfiguration"]
        except s3.exceptions.ClientError as error:
            return error.response["Error"]["Code"]

    def groups() -> Any:
        found = ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]
        return [each["GroupName"] for each in found["SecurityGroups"]]

    return {
        "internet-gateway-attached-sweep": attachments,
        "security-group-open-to-world-sweep": sources,
        "bucket-policy-public-sweep": statements,
        "bucket-public-access-block-removed-sweep": blocks,
        "guardduty-instance-compromised-sweep": groups,
    }


def compromised_instance(session: Any, vpc: str, group: str) -> str:
    """An instance of which GuardDuty says so in Security Hub."""
    ec2 = session.client("ec2")
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet, SecurityGroupIds=[group])
    instance: str = made["Instances"][0]["InstanceId"]
    account = session.client("sts").get_caller_identity()["Account"]
    arn = f"arn:aws:ec2:{REGION}:{account}:instance/{instance}"
    finding = {
        "SchemaVersion": "2018-10-08",
        "Id": f"arn:aws:guardduty:{REGION}:{account}:detector/d/finding/{instance}",
        "ProductArn": f"arn:aws:securityhub:{REGION}::product/aws/guardduty",
        "GeneratorId": "guardduty",
        "AwsAccountId": account,
        "Types": ["TTPs/Command and Control"],
        "CreatedAt": "2026-11-24T00:00:00Z",
        "UpdatedAt": "2026-11-24T00:00:00Z",
        "Severity": {"Label": "HIGH"},
        "Title": "C&C activity",
        "Description": "The instance queries a command and control server.",
        "Resources": [{"Type": "AwsEc2Instance", "Id": arn, "Region": REGION}],
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
    }
    answer = session.client("securityhub").batch_import_findings(Findings=[finding])
    assert answer["FailedCount"] == 0, answer
    return instance


FIXED = {
    "internet-gateway-attached-sweep": [],
    "security-group-open-to-world-sweep": ["10.0.0.0/8"],
    "bucket-policy-public-sweep": ["Deny"],
    "bucket-public-access-block-removed-sweep": LOCKED,
    "guardduty-instance-compromised-sweep": ["c7n-reflex-quarantine"],
}


def now(states: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    """What is there now."""
    return {sweep: read() for sweep, read in states.items()}


def found(folder: Path) -> dict[str, int]:
    """How many resources each sweep wrote down, below a c7n output folder."""
    counts: dict[str, int] = {}
    for file in folder.rglob("resources.json"):
        counts[file.parent.name] = counts.get(file.parent.name, 0) + len(json.loads(file.read_text()))
    return counts


def org_run(policies: Path, out: Path, account: str) -> tuple[str, ...]:
    """Arguments of `org run` of the sweeps in one account."""
    where = ("-a", account, "-r", REGION)
    return ("org", "run", "-c", "accounts.yml", "-s", str(out), "-u", str(policies), *where)


def custodian_run(
    organisation: OrganisationClient, policies: Path, out: Path, account: str
) -> tuple[str, ...]:
    """Arguments of `custodian run` of the sweeps, as the account's role."""
    role = organisation.directory[account].role
    return ("custodian", "run", "-s", str(out), "--assume", role, "--region", REGION, str(policies))


@pytest.mark.parametrize(("tool", "account"), [("org", "payments-prod"), ("custodian", "web-shop-prod")])
def test_sweeps_find_then_fix_all_five(
    swept: OrganisationClient, enforcing: Path, tmp_path: Path, tool: str, account: str
) -> None:
    states = plant(swept, account)
    planted = now(states)
    assert all(planted[sweep] != FIXED[sweep] for sweep in SWEEPS)

    def arguments(name: str) -> tuple[str, ...]:
        if tool == "org":
            return org_run(enforcing, tmp_path / name, account)
        return custodian_run(swept, enforcing, tmp_path / name, account)

    reflex(swept, *arguments("dry"), "--dryrun")
    assert now(states) == planted
    assert set(found(tmp_path / "dry")) == SWEEPS
    assert min(found(tmp_path / "dry").values()) >= 1

    reflex(swept, *arguments("real"))
    assert now(states) == FIXED
    told_of_each(swept, account)

    reflex(swept, *arguments("again"))
    assert not any(found(tmp_path / "again").values())


def told_of_each(organisation: OrganisationClient, account: str) -> None:
    """The owner, by mail, of all five and of each once."""
    organisation.wait_idle()
    mails = organisation.get("inbox", account=organisation.directory[account].id, protocol="email")
    owner = organisation.directory[account].owner
    assert owner is not None
    assert {mail["endpoint"] for mail in mails} == {owner.distribution_list}
    text = [mail["message"] for mail in mails]
    for policy in SWEEPS:
        assert len([one for one in text if policy in one]) == 1, policy


def test_stock_c7n_org_accepts_the_account_file(tmp_path: Path) -> None:
    policies = tmp_path / "p.yml"
    policies.write_text("policies:\n  - name: any\n    resource: aws.vpc\n")
    command = [str(Path(sys.executable).with_name("c7n-org")), "validate", "-c", str(ROOT / "accounts.yml")]
    done = subprocess.run([*command, "-u", str(policies)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Loaded 11 accounts" in done.stdout + done.stderr
