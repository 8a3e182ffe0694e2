"""Eleven accounts' topics with subscribers, and the mailer's real archive, with a lease to wait for."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from c7n_reflex.deploy import mailer
from c7n_reflex.organisation.client import OrganisationClient, launch
from c7n_reflex.settings import MAILER_FUNCTION, NOTICE_QUEUE, OWNER_TOPIC
from tests.conftest import ROOT
from tests.proofs.deployment import run

REGION = "us-east-1"
SUBSCRIBER, FIFO = "storm-subscriber", "c7n-reflex-notices.fifo"
MISSING = "arn:aws:sns:eu-west-1:200000000001:c7n-reflex-notices"  # there is none in this region
# On AWS a message comes again after 120 seconds and a lease is over after 60. Here a lease is over after 3
# at most, messages of a killed mailer come after that, and the attempts at one that was reported outlast it.
SHORT_LEASE = 2
_PAUSES = {"C7N_REFLEX_REDELIVERY_SECONDS": "0.8", "C7N_REFLEX_BATCH_REDELIVERY_SECONDS": "3.2"}


@dataclass
class Stage:
    """The organisation, and the subscribers that a storm counts at."""

    organisation: OrganisationClient
    fifo_topic: str = ""
    queues: dict[str, str] = field(default_factory=dict)  # account: URL of its subscriber's queue
    fifo_queue: str = ""  # URL

    @property
    def core(self) -> str:
        """Id of core-compliance."""
        return self.organisation.directory.core.id

    @property
    def accounts(self) -> list[str]:
        """Ids of all accounts."""
        return [account.id for account in self.organisation.directory.accounts]

    @property
    def notices(self) -> str:
        """URL of the queue of notices."""
        return f"https://sqs.{REGION}.amazonaws.com/{self.core}/{NOTICE_QUEUE}"

    def client(self, service: str, account: str) -> Any:
        """A client in an account."""
        return self.organisation.session(account, REGION).client(service)

    def deploy(self, lease: int | None = None) -> None:
        """The mailer's archive, as it is or with nothing changed but how long a lease lasts (seconds)."""
        directory = self.organisation.directory
        config = mailer.load_config(ROOT / mailer.DEFAULT_CONFIG, directory)
        code = mailer.archive(ROOT / "mailer", config, directory)
        functions = self.client("lambda", self.core)
        functions.update_function_code(
            FunctionName=MAILER_FUNCTION, ZipFile=with_lease(code, lease) if lease else code
        )

    def quiet(self, minutes: int = 5) -> None:
        """Wait until nothing is under way."""
        for _ in range(minutes - 1):
            if not self.organisation.post("idle", {"timeout": 60.0})["busy"]:
                return
        self.organisation.wait_idle(60)


@contextmanager
def deployed() -> Iterator[Stage]:
    """Infrastructure in every account, the mailer, a queue subscribed to each topic, and a FIFO topic."""
    with pytest.MonkeyPatch.context() as patch:
        for name, seconds in _PAUSES.items():
            patch.setenv(name, seconds)
        with launch(ROOT / "accounts.yml") as organisation:
            run(organisation, "infrastructure", "apply")
            run(organisation, "mailer", "deploy")
            stage = Stage(organisation)
            for account in stage.accounts:
                topic = f"arn:aws:sns:{REGION}:{account}:{OWNER_TOPIC}"
                stage.queues[account] = _subscribe(stage, account, topic, SUBSCRIBER)
            sns = stage.client("sns", stage.core)
            attributes = {"FifoTopic": "true"}
            stage.fifo_topic = sns.create_topic(Name=FIFO, Attributes=attributes)["TopicArn"]
            stage.fifo_queue = _subscribe(stage, stage.core, stage.fifo_topic, f"{SUBSCRIBER}.fifo")
            yield stage


def _subscribe(stage: Stage, account: str, topic: str, name: str) -> str:
    """A new queue of the account that hears the topic; its URL."""
    sqs = stage.client("sqs", account)
    arn = f"arn:aws:sqs:{REGION}:{account}:{name}"
    admitted = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    attributes = {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [admitted]})}
    if name.endswith(".fifo"):
        attributes["FifoQueue"] = "true"
    url: str = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    stage.client("sns", account).subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return url


def with_lease(code: bytes, seconds: int) -> bytes:
    """The archive with another `receipts.lease_seconds` in its config.json."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(code)) as given, zipfile.ZipFile(made, "w") as changed:
        for info in given.infolist():
            content = given.read(info)
            if info.filename == "config.json":
                config = json.loads(content)
                config["receipts"]["lease_seconds"] = seconds
                content = json.dumps(config).encode()
            changed.writestr(info, content)
    return made.getvalue()
