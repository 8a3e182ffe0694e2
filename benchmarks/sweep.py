"""How long a sweep of an organisation takes: `c7n-reflex org run` beside stock `c7n-org run`.

    .venv/bin/python -m benchmarks.sweep [--policies 30] [--accounts 11] [--runs 1]

Both run the same policies (mode pull, stock resources and filters, `--dryrun`: stock has no ledger to write)
on the same embedded organisation, in two regions of each account, each as its user runs it: a whole process
with its default settings, stock with an empty cache folder. Checked: the same resources.json of each
policy, account and region, the filters' annotations included. The AWS on the
other side is moto in one process on the same machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex import accounts

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
GROUPS, EACH = 20, 5  # security groups, and things of the other kinds, in each account and region
KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("aws.security-group", {"type": "value", "key": "length(IpPermissions)", "op": "gte"}),
    ("aws.s3", {"type": "value", "key": "length(Name)", "op": "gte"}),
    ("aws.iam-user", {"type": "value", "key": "length(UserName)", "op": "gte"}),
    ("aws.sqs", {"type": "value", "key": "length(QueueUrl)", "op": "gte"}),
    ("aws.sns", {"type": "value", "key": "length(TopicArn)", "op": "gte"}),
    ("aws.kms-key", {"type": "value", "key": "length(KeyId)", "op": "gte"}),
)


def main() -> None:
    """Run both, and print a table; exit code 1 if they did not find the same."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--policies", type=int, default=30)
    parser.add_argument("--accounts", type=int, default=11)
    parser.add_argument("--runs", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, given.policies, given.accounts)
        sys.exit(0 if _measured(folder, given.runs) else 1)


def _write(folder: Path, policies: int, number: int) -> None:
    """The account file with that many solution accounts; the policies."""
    content = yaml.safe_load((ROOT / "accounts.yml").read_text(encoding="utf-8"))
    core, *solutions = content["accounts"]
    pattern = json.dumps(solutions[0])
    for index in range(len(solutions), number):
        text = pattern.replace(solutions[0]["account_id"], f"2000000001{index:02d}")
        solutions.append(json.loads(text.replace(solutions[0]["name"], f"more-{index}")))
    content["accounts"] = [core, *solutions[:number]]
    (folder / "accounts.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    made = [_policy(index) for index in range(policies)]
    (folder / "policies.yml").write_text(yaml.safe_dump({"policies": made}), encoding="utf-8")


def _policy(index: int) -> dict[str, Any]:
    """One that finds some of the resources: a different part for each round through the kinds."""
    resource, wanted = KINDS[index % len(KINDS)]
    round_ = index // len(KINDS)
    return {"name": f"bench-{index:02d}", "resource": resource, "filters": [{**wanted, "value": round_}]}


def _measured(folder: Path, runs: int) -> bool:
    from c7n_reflex.organisation.client import launch

    chosen = ["-c", "accounts.yml", "-u", "policies.yml", "-t", "solution"]
    ours = [str(BIN / "c7n-reflex"), "org", "run", *chosen]
    stock = [str(BIN / "c7n-org"), "run", *chosen]
    with launch(folder / "accounts.yml") as organisation:
        _furnish(organisation, folder)
        environment = organisation.root_environment()
        seconds: dict[str, list[float]] = {"ours": [], "stock": []}
        for number in range(runs):
            for what, command in (("ours", ours), ("stock", stock)):
                seconds[what].append(_timed(folder, what, command, environment))
                if number == 0:
                    print(f"  {what}: {seconds[what][0]:.1f} s", file=sys.stderr)
        return _print(seconds, _results(folder / "ours"), _results(folder / "stock"))


def _furnish(organisation: Any, folder: Path) -> None:
    """Something to find in each account and region."""
    for account in accounts.load(folder / "accounts.yml").solutions:
        for region in account.regions:
            session = organisation.session(account.id, region)
            ec2, sqs, sns = (session.client(each) for each in ("ec2", "sqs", "sns"))
            vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            for number in range(GROUPS):
                ec2.create_security_group(GroupName=f"g-{number}", Description="bench", VpcId=vpc)
            for number in range(EACH):
                sqs.create_queue(QueueName=f"q-{number}")
                sns.create_topic(Name=f"t-{number}")
            session.client("kms").create_key()
        session = organisation.session(account.id, "us-east-1")
        for number in range(EACH):
            session.client("iam").create_user(UserName=f"user-{number}")
            session.client("s3").create_bucket(Bucket=f"bench-{account.id}-{number}")


def _timed(folder: Path, what: str, command: list[str], environment: dict[str, str]) -> float:
    """Seconds of the whole process, which finds nothing of an earlier run."""
    for each in (folder / what, folder / f"{what}-cache"):
        shutil.rmtree(each, ignore_errors=True)
    (folder / f"{what}-cache").mkdir()
    begun = time.monotonic()
    done = subprocess.run(
        [*command, "--dryrun", "-s", what, "--cache-path", f"{what}-cache"],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - begun
    assert done.returncode == 0, done.stdout + done.stderr
    return seconds


def _results(folder: Path) -> dict[str, Any]:
    """What was found, by account, region and policy, in the order of the resources' content."""
    return {
        str(file.parent.relative_to(folder)): sorted(
            (json.dumps(each, sort_keys=True) for each in json.loads(file.read_text(encoding="utf-8"))),
        )
        for file in folder.rglob("resources.json")
    }


def _print(seconds: dict[str, list[float]], ours: dict[str, Any], stock: dict[str, Any]) -> bool:
    same = ours == stock and bool(ours)
    own, peer = statistics.median(seconds["ours"]), statistics.median(seconds["stock"])
    found = sum(map(len, ours.values()))
    print(f"{len(ours)} sweeps (policies x accounts x regions), {found} resources matched, whole process")
    print(f"  c7n-reflex org run {own:7.1f} s   c7n-org run {peer:7.1f} s   ratio {own / peer:.3f}")
    print(f"  the same resources: {'yes' if same else 'NO'}")
    if not same:
        different = [key for key in sorted({*ours, *stock}) if ours.get(key) != stock.get(key)]
        print("\n".join(f"    {key}" for key in different[:5]))
    return same


if __name__ == "__main__":
    main()
