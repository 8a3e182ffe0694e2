"""80 misconfigurations in ten accounts at once: none is missed, each owner is told once for each."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

from c7n_reflex.accounts import Account, Directory
from c7n_reflex.drill.stage import Stage
from c7n_reflex.organisation.client import OrganisationClient, launch
from tests import famous
from tests.conftest import ROOT

pytestmark = pytest.mark.organisation

EACH = 2  # of four kinds in ten accounts: 80
MEGABYTES = 5000  # resident, shared pages counted in each process; 3,600 were seen
PROCESSES = 40  # the organisation and its functions: 32 kept warm, 3 at work


@dataclass
class _Usage:
    """The most that the organisation's processes took together."""

    pid: int
    megabytes: float = 0.0
    seen: set[int] = field(default_factory=set)
    most: int = 0

    def sample(self) -> None:
        """Look once."""
        try:
            main = psutil.Process(self.pid)
            processes = [main, *main.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        total = 0.0
        for process in processes:
            try:
                total += process.memory_info().rss / 1e6
            except psutil.NoSuchProcess:
                continue
        self.megabytes = max(self.megabytes, total)
        self.most = max(self.most, len(processes))
        self.seen |= {process.pid for process in processes}


@contextmanager
def _watched(pid: int) -> Iterator[_Usage]:
    usage, stop = _Usage(pid), threading.Event()

    def watch() -> None:
        while not stop.wait(0.2):
            usage.sample()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield usage
    finally:
        stop.set()
        thread.join()


@dataclass(frozen=True)
class _Misconfiguration:
    """`wrong` makes it, `is_undone` reads whether it is gone; messages about it mention `name`."""

    account: Account
    name: str
    wrong: Callable[[], Any]
    is_undone: Callable[[], bool]


def _prepare(organisation: OrganisationClient, account: Account) -> list[_Misconfiguration]:
    session = organisation.session(account.id, "us-east-1")
    ec2, s3 = session.client("ec2"), session.client("s3")
    made = [
        maker(client, account, n) for n in range(EACH) for maker, client in ((_group, ec2), (_gateway, ec2))
    ]
    return made + [maker(s3, account, n) for n in range(EACH) for maker in (_block, _policy)]


def _group(ec2: Any, account: Account, number: int) -> _Misconfiguration:
    group = ec2.create_security_group(GroupName=f"storm-{number}", Description="storm")["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    return _Misconfiguration(
        account,
        group,
        lambda: ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule]),
        lambda: ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"] == [],
    )


def _gateway(ec2: Any, account: Account, number: int) -> _Misconfiguration:
    vpc = ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]

    def undone() -> bool:
        found = ec2.describe_internet_gateways(InternetGatewayIds=[gateway])["InternetGateways"][0]
        return found["Attachments"] == []

    def wrong() -> Any:
        return ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)

    return _Misconfiguration(account, gateway, wrong, undone)


def _block(s3: Any, account: Account, number: int) -> _Misconfiguration:
    bucket = f"storm-block-{account.id}-{number}"
    flags = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    s3.create_bucket(Bucket=bucket)
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=flags)

    def undone() -> bool:
        try:
            return bool(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"] == flags)
        except s3.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "NoSuchPublicAccessBlockConfiguration"
            return False

    return _Misconfiguration(account, bucket, lambda: s3.delete_public_access_block(Bucket=bucket), undone)


def _policy(s3: Any, account: Account, number: int) -> _Misconfiguration:
    bucket = f"storm-policy-{account.id}-{number}"
    s3.create_bucket(Bucket=bucket)
    everyone = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [everyone]})

    def undone() -> bool:
        try:
            s3.get_bucket_policy(Bucket=bucket)
        except s3.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "NoSuchBucketPolicy"
            return True
        return False

    return _Misconfiguration(
        account, bucket, lambda: s3.put_bucket_policy(Bucket=bucket, Policy=text), undone
    )


def test_many_at_once(directory: Directory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with launch(ROOT / "accounts.yml") as organisation:
        assert organisation.pid is not None
        with _watched(organisation.pid) as usage:
            Stage(directory, directory.solutions, famous.copied(tmp_path / "policies"), tmp_path).deploy(
                organisation
            )
            planted = [m for account in directory.solutions for m in _prepare(organisation, account)]
            organisation.wait_idle(60)
            with ThreadPoolExecutor(16) as pool:
                list(pool.map(lambda m: m.wrong(), planted))
            organisation.wait_idle(180)
        missed = [m.name for m in planted if not m.is_undone()]
        told = [message for message in organisation.get("inbox") if message["protocol"] == "email"]
    assert len(planted) == 80
    assert missed == []
    _assert_told_once(planted, told)
    assert usage.most <= PROCESSES
    assert usage.megabytes <= MEGABYTES
    assert [pid for pid in usage.seen if psutil.pid_exists(pid)] == []


def _assert_told_once(planted: list[_Misconfiguration], told: list[dict[str, Any]]) -> None:
    """Each is in one message, perhaps with others, to its account's owner; none is about anything else."""
    counted = Counter(
        (message["account"], planted_.name)
        for message in told
        for planted_ in planted
        if planted_.name in message["message"]
    )
    assert counted == Counter((planted_.account.id, planted_.name) for planted_ in planted)
    for message in told:
        assert any(
            each.account.id == message["account"] and each.name in message["message"] for each in planted
        )
