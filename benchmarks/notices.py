"""How fast the mailer empties its queue, beside c7n-mailer's own processor.

    .venv/bin/python -m benchmarks.notices [--notices 200] [--runs 3]

One embedded organisation, eleven accounts' topics. The queue is filled with the same messages for each run,
and emptied by `MailerSqsQueueProcessor.run()` (serial: its parallel mode loses every message) or by our
function's handler, from the archive that is deployed, in batches as Lambda gives them. Each in a fresh
process, timed from the first notice's acknowledgement, which warms it, to the last one's. Ours claims and
closes a receipt for each notice; c7n-mailer has none. Shown is the median, and that the same people got the
same. The AWS on the other side is moto in one process, so that the ratio says more than the rates.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from c7n_reflex.settings import MAILER_ROLE

ROOT = Path(__file__).parents[1]
REGION, WARMING = "us-east-1", "bench-warm"
_ID = re.compile(r"bench-\d{6}")


def main() -> None:
    """Set the stage, run both, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--notices", type=int, default=200)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--drain", nargs=2, metavar=("WHO", "FOLDER"), help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.drain:
        _drain(*given.drain)
        return
    with tempfile.TemporaryDirectory() as name, _organisation(Path(name)) as run:
        results = {who: [run(who, given.notices) for _ in range(given.runs)] for who in ("stock", "ours")}
    sys.exit(0 if _print(results, given.notices) else 1)


def _print(results: dict[str, list[tuple[float, Counter[Any]]]], notices: int) -> bool:
    """The table; False if somebody got something else."""
    rates = {
        who: notices / statistics.median(seconds for seconds, _ in runs) for who, runs in results.items()
    }
    got = [heard for runs in results.values() for _, heard in runs]
    same = all(each == got[0] for each in got) and sum(got[0].values()) == notices
    print(f"{notices} notices to 11 topics, median of {len(results['ours'])} runs")
    print(f"  our handler                     {rates['ours']:7.1f} notices/s")
    print(
        f"  MailerSqsQueueProcessor.run()   {rates['stock']:7.1f} notices/s   "
        f"ratio {rates['ours'] / rates['stock']:.2f}"
    )
    print(f"  each told of the same, once: {'yes' if same else 'NO'}")
    return same


@contextmanager
def _organisation(folder: Path) -> Iterator[Callable[[str, int], tuple[float, Counter[Any]]]]:
    """A function that fills the queue and has it emptied: seconds, and who got which notice how often."""
    from c7n_reflex.deploy import mailer
    from c7n_reflex.organisation.client import launch
    from tests.proofs.deployment import run

    with launch(ROOT / "accounts.yml") as organisation:
        run(organisation, "infrastructure", "apply")  # without the function, which would take what is queued
        config = mailer.load_config(ROOT / mailer.DEFAULT_CONFIG, organisation.directory)
        code = mailer.archive(ROOT / "mailer", config, organisation.directory)
        zipfile.ZipFile(io.BytesIO(code)).extractall(folder)
        _lend_role(organisation)
        rounds = iter(range(1_000))

        def once(who: str, notices: int) -> tuple[float, Counter[Any]]:
            begun = time.time()
            _fill(organisation, notices, next(rounds))
            seconds = _emptied(organisation, who, folder)
            organisation.wait_idle(60)
            return seconds, _heard(organisation, begun)

        yield once


def _lend_role(organisation: Any) -> None:
    """Let this program act as the mailer, and not only Lambda: topics admit nobody else."""
    core = organisation.directory.core.id
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{core}:root"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam = organisation.session(core, REGION).client("iam")
    iam.update_assume_role_policy(RoleName=MAILER_ROLE, PolicyDocument=document)


def _fill(organisation: Any, notices: int, round_: int) -> None:
    from tests.mailer.messages import action, message, packed

    core = organisation.directory.core.id
    sqs = organisation.session(core, REGION).client("sqs")
    accounts = [account.id for account in organisation.directory.accounts]
    bodies = []
    for number in range(-1, notices):
        id_ = f"bench-{number:06}" if number >= 0 else WARMING
        account = accounts[number % len(accounts)]
        topic = f"arn:aws:sns:{REGION}:{account}:c7n-reflex-notices"
        told = action(to=[topic], template="default", notice_id=f"{id_}:{round_}", type="notify")
        resource = {"InternetGatewayId": id_, "Attachments": [], "tags": []}
        bodies.append(packed(message(account_id=account, resources=[resource], action=told)))
    url = f"{organisation.endpoint}/{core}/c7n-reflex-notices"
    kind = {"mtype": {"DataType": "String", "StringValue": "maidmsg/1.0"}}
    for start in range(0, len(bodies), 10):
        entries = [
            {"Id": str(n), "MessageBody": body, "MessageAttributes": kind}
            for n, body in enumerate(bodies[start : start + 10])
        ]
        assert not sqs.send_message_batch(QueueUrl=url, Entries=entries).get("Failed")


def _emptied(organisation: Any, who: str, folder: Path) -> float:
    """Seconds that it took a fresh process, in the mailer's role."""
    role = f"arn:aws:iam::{organisation.directory.core.id}:role/{MAILER_ROLE}"
    keys = {name.upper(): value for name, value in organisation.credentials(role).items()}
    environment = organisation.root_environment() | keys
    path = [environment["PYTHONPATH"], *([str(folder)] if who == "ours" else []), str(ROOT)]
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), "--drain", who, str(folder)],
        env={**environment, "PYTHONPATH": os.pathsep.join(path)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return float(done.stdout.splitlines()[-1])


def _heard(organisation: Any, begun: float) -> Counter[Any]:
    """How often each topic's mail subscriber got each notice since then."""
    mails = organisation.get("inbox", protocol="email")
    return Counter(
        (mail["account"], notice)
        for mail in mails
        if mail["received"] >= begun
        for notice in set(_ID.findall(mail["message"]))
    )


def _drain(who: str, folder: str) -> None:
    """In the fresh process: empty the queue, print the seconds."""
    config = json.loads(Path(folder, "config.json").read_text(encoding="utf-8"))
    config["templates_folders"] = [str(Path(folder, each)) for each in config["templates_folders"]]
    print((_drain_stock if who == "stock" else _drain_ours)(config))


def _drain_stock(config: dict[str, Any]) -> float:
    """To the last acknowledgement: after that it waits for more."""
    import logging

    import boto3
    from c7n_mailer.sqs_queue_processor import MailerSqsQueueProcessor

    session, deleted = boto3.Session(), []
    session.events.register("after-call.sqs.DeleteMessage", lambda **_: deleted.append(time.perf_counter()))
    MailerSqsQueueProcessor(config, session, logging.getLogger("custodian-mailer")).run()
    return deleted[-1] - deleted[0]


def _drain_ours(config: dict[str, Any]) -> float:
    """As Lambda does it: a batch at a time, and what did not fail is deleted."""
    import importlib

    import boto3

    from c7n_reflex.deploy.mailer import HANDLER, TAKING

    module, _, function = HANDLER.rpartition(".")
    handle = getattr(importlib.import_module(module), function)
    sqs = boto3.client("sqs")
    started, ended = 0.0, 0.0
    while messages := _received(sqs, config["queue_url"], TAKING.batch_size if started else 1):
        failed = handle({"Records": [_record(each) for each in messages]}, _Context())["batchItemFailures"]
        assert not failed, failed
        entries = [{"Id": str(n), "ReceiptHandle": each["ReceiptHandle"]} for n, each in enumerate(messages)]
        for start in range(0, len(entries), 10):
            sqs.delete_message_batch(QueueUrl=config["queue_url"], Entries=entries[start : start + 10])
        ended = time.perf_counter()
        started = started or ended
    return ended - started


def _received(sqs: Any, url: str, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) < count:
        most = min(10, count - len(found))
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=most, AttributeNames=["All"])
        found += answer.get("Messages", [])
        if len(answer.get("Messages", [])) < most:
            break
    return found


def _record(message: dict[str, Any]) -> dict[str, Any]:
    """Of the event of an SQS event source."""
    arn = f"arn:aws:sqs:{REGION}:111122223333:c7n-reflex-notices"
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
    }


class _Context(SimpleNamespace):
    """Lambda's, of an invocation that has just begun."""

    aws_request_id = "benchmark"

    def get_remaining_time_in_millis(self) -> int:
        """As much as mailer/config.yml gives it."""
        return 60_000


if __name__ == "__main__":
    main()
