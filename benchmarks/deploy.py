"""How long a deployment takes, and one in which nothing has changed, beside stock `c7n-org run`.

    .venv/bin/python -m benchmarks.deploy [--policies 30] [--accounts 11]

Each has an embedded organisation of its own, with the same policies (stock resources and filters, mode
cloudtrail) in two regions of each account, and is run as its user runs it: a whole process, first where
nothing is deployed, then again. Checked: the same functions with the same roles, and rules that select the
same calls. The AWS on the other side is moto in one process on the same machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex import accounts

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
# (resource, event source, API call, ids)
KINDS = (
    ("aws.security-group", "ec2", "AuthorizeSecurityGroupIngress", "requestParameters.groupId"),
    ("aws.s3", "s3", "PutBucketPolicy", "requestParameters.bucketName"),
    ("aws.iam-user", "iam", "CreateAccessKey", "requestParameters.userName"),
    ("aws.sqs", "sqs", "SetQueueAttributes", "requestParameters.queueUrl"),
    ("aws.sns", "sns", "SetTopicAttributes", "requestParameters.topicArn"),
    ("aws.kms-key", "kms", "DisableKey", "requestParameters.keyId"),
)


def main() -> None:
    """Run both, and print a table; exit code 1 if they did not do the same."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--policies", type=int, default=30)
    parser.add_argument("--accounts", type=int, default=11)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, given.policies, given.accounts)
        what = ["-c", "accounts.yml", "-u", "policies.yml", "-t", "solution"]
        ours = [str(BIN / "c7n-reflex"), "deploy", *what]
        stock = [str(BIN / "c7n-org"), "run", *what, "-s", "out"]
        results = {"ours": _measured(folder, ours), "stock": _measured(folder, stock)}
    sys.exit(0 if _print(results) else 1)


def _write(folder: Path, policies: int, number: int) -> None:
    """The account file with that many solution accounts; the policies."""
    content = yaml.safe_load((ROOT / "accounts.yml").read_text(encoding="utf-8"))
    core, *solutions = content["accounts"]
    pattern = json.dumps(solutions[0])
    for index in range(len(solutions), number):
        text = pattern.replace("200000000001", f"2000000001{index:02d}")
        solutions.append(json.loads(text.replace("payments-prod", f"more-{index}")))
    content["accounts"] = [core, *solutions[:number]]
    (folder / "accounts.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    made = [_policy(index) for index in range(policies)]
    (folder / "policies.yml").write_text(yaml.safe_dump({"policies": made}), encoding="utf-8")


def _policy(index: int) -> dict[str, Any]:
    resource, source, event, ids = KINDS[index % len(KINDS)]
    call = {"source": f"{source}.amazonaws.com", "event": event, "ids": ids}
    role = "arn:aws:iam::{account_id}:role/c7n-reflex-lambda"
    return {
        "name": f"bench-{index:02d}",
        "resource": resource,
        "mode": {"type": "cloudtrail", "role": role, "runtime": "python3.11", "events": [call]},
        "filters": [{"tag:bench": f"value-{index}"}],
    }


def _measured(folder: Path, command: list[str]) -> tuple[float, float, Any]:
    """Seconds of the first run and of the second, and what was there after each."""
    from tests.proofs.deployment import run

    with _organisation(folder) as organisation:
        run(organisation, "infrastructure", "apply", "-c", str(folder / "accounts.yml"))
        environment = organisation.root_environment()
        first, there = _timed(folder, command, environment), _deployed(organisation, folder)
        second = _timed(folder, command, environment)
        assert _deployed(organisation, folder) == there
    return first, second, there


@contextmanager
def _organisation(folder: Path) -> Iterator[Any]:
    from c7n_reflex.organisation.client import launch

    with launch(folder / "accounts.yml") as organisation:
        yield organisation


def _timed(folder: Path, command: list[str], environment: dict[str, str]) -> float:
    begun = time.monotonic()
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return time.monotonic() - begun


def _deployed(organisation: Any, folder: Path) -> dict[str, list[str]]:
    """Functions with their roles, and the calls that their rules select, by account and region."""
    there = {}
    for account in accounts.load(folder / "accounts.yml").solutions:
        for region in account.regions:
            session = organisation.session(account.id, region)
            pages = session.client("lambda").get_paginator("list_functions").paginate()
            functions = sorted(
                f"{each['FunctionName']} {each['Role']}" for page in pages for each in page["Functions"]
            )
            rules = session.client("events").list_rules(NamePrefix="custodian-")["Rules"]
            calls = sorted(f"{each['Name']} {_calls(each)} {each['State']}" for each in rules)
            there[f"{account.id} {region}"] = functions + calls
    return there


def _calls(rule: dict[str, Any]) -> str:
    detail = json.loads(rule["EventPattern"])["detail"]
    return f"{detail['eventSource']} {detail['eventName']}"


def _print(results: dict[str, tuple[float, float, Any]]) -> bool:
    ours, stock = results["ours"], results["stock"]
    same = ours[2] == stock[2]
    functions = sum(len(each) for each in ours[2].values()) // 2
    print(f"{functions} functions in solution accounts, whole process")
    for index, what in enumerate(("deploy", "deploy again, unchanged")):
        ratio = ours[index] / stock[index]
        measured = f"c7n-reflex {ours[index]:7.1f} s   c7n-org {stock[index]:7.1f} s   ratio {ratio:.3f}"
        print(f"  {what:26} {measured}")
    print(f"  the same functions and rules: {'yes' if same else 'NO'}")
    return same


if __name__ == "__main__":
    main()
