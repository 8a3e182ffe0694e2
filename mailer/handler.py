"""The mailer's Lambda function: a batch of notices from the queue, each delivered or left on the queue.

c7n-mailer polls its queue on a schedule and deletes what it could not deliver. Here SQS invokes the function
with a batch, and the function answers which messages failed: those stay, are tried again, and end in the
dead-letter queue.
"""

from __future__ import annotations

import base64
import functools
import json
import logging
import zlib
from pathlib import Path
from typing import Any

import boto3

from mailer import notice
from mailer.delivery import TopicDelivery
from mailer.directory import ACCOUNT_OWNER, CORE_COMPLIANCE, FILE, Account, Directory
from mailer.errors import BusyError, DeliveryError
from mailer.receipts import Receipts, Unclaimed

ARCHIVE = Path(__file__).resolve().parent.parent

_ELSEWHERE = "elsewhere"  # in a receipt: c7n-mailer's other transports were given the notice

log = logging.getLogger("c7n_reflex.mailer")
log.setLevel(logging.INFO)


def handle(event: dict[str, Any], _context: Any) -> dict[str, list[dict[str, str]]]:
    """Lambda's entry point for an SQS event source; answers with the messages that failed."""
    mailer = _mailer()
    failed = []
    for record in event["Records"]:
        try:
            mailer.deliver(decode(record["body"]), record["attributes"]["SentTimestamp"])
        except BusyError as busy:
            log.warning("message %s is left on the queue: %s", record["messageId"], busy)
            failed.append({"itemIdentifier": record["messageId"]})
        except Exception:
            # Whatever is wrong with one notice, the others must not wait for it.
            log.exception("message %s is left on the queue", record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def decode(body: str) -> dict[str, Any]:
    """The message of Custodian's `notify` in an SQS body, sent there directly or through a topic.

    Raises DeliveryError for anything else.
    """
    try:
        text = json.loads(body)["Message"] if body.lstrip().startswith("{") else body
        message = json.loads(zlib.decompress(base64.b64decode(text)))
    except (KeyError, ValueError, TypeError, zlib.error) as error:
        raise DeliveryError(f"not a message of notify: {type(error).__name__}: {error}") from error
    if not isinstance(message, dict) or not {"policy", "resources", "action"} <= set(message):
        raise DeliveryError("not a message of notify: policy, resources or action is missing")
    return message


class Mailer:
    """Delivers decoded messages; one for the life of the function's environment."""

    def __init__(self, config: dict[str, Any], directory: Directory, session: Any) -> None:
        """`config` is config.json: c7n-mailer's, and `receipts` with table, region and lease_seconds."""
        self._config = config
        self._directory = directory
        self._session = session
        self._topics = TopicDelivery(config, session, log)
        receipts = config["receipts"]
        dynamodb = session.client("dynamodb", region_name=receipts["region"])
        self._receipts = Receipts(dynamodb, receipts["table"], receipts["lease_seconds"])

    def deliver(self, message: dict[str, Any], sent: str) -> None:
        """Tell everyone in the message's `to` and `cc`, once, however often the notice comes.

        `sent` is SQS's SentTimestamp, milliseconds since the epoch. Raises DeliveryError if somebody was not
        told, BusyError if another invocation is about to tell them.
        """
        notice_id = str(message["action"].get("notice_id") or "")
        receipt = self._receipts.claim(notice_id)
        if receipt is None:
            log.info("notice %s was sent before", notice_id)
            return
        try:
            self._tell(message, sent, receipt)
        except Exception:
            receipt.give_back()
            raise
        receipt.close()

    def _tell(self, message: dict[str, Any], sent: str, receipt: Unclaimed) -> None:
        account = self._directory[str(message.get("account_id", ""))]
        message = {**message, "action": self._addressed(message["action"], account)}
        action = message["action"]
        action["notice"] = notice.of_message(message, account)
        packages = self._topics.get_sns_message_packages(message)
        others = [target for target in action["to"] + action["cc"] if not self._is_topic(target)]
        if not packages and not others:
            raise DeliveryError(
                f"the notice of {message['policy'].get('name')} is for nobody: `to` is {action['to']}"
            )
        failures = self._publish(packages, message, receipt)
        if others and _ELSEWHERE not in receipt.told:
            del action["notice"]
            try:
                self._deliver_elsewhere(message, others, sent)
                receipt.tell(_ELSEWHERE)
            except DeliveryError as error:
                failures.append(str(error))
        if failures:
            raise DeliveryError("; ".join(failures))

    def _addressed(self, action: dict[str, Any], account: Account) -> dict[str, Any]:
        """The action with topics for names; all topics in `to`, as c7n-mailer overlooks those in `cc`."""
        topics = {ACCOUNT_OWNER: account.topic, CORE_COMPLIANCE: self._directory.core_topic}
        to, cc = ([topics.get(each, each) for each in action.get(key) or ()] for key in ("to", "cc"))
        to += [each for each in cc if self._is_topic(each)]
        cc = [each for each in cc if not self._is_topic(each)]
        return {**action, "to": list(dict.fromkeys(to)), "cc": cc}

    def _publish(self, packages: list[Any], message: dict[str, Any], receipt: Unclaimed) -> list[str]:
        """Publish to each topic that has not been told; what went wrong."""
        failures = []
        for package in packages:
            if package["topic"] in receipt.told:
                continue
            try:
                self._topics.deliver_sns_messages([package], message)
            except DeliveryError as error:
                failures.append(str(error))
            else:
                receipt.tell(package["topic"])
        return failures

    def _is_topic(self, target: str) -> bool:
        tagged = target == "resource-owner" and bool(self._config.get("contact_tags"))
        return self._topics.target_is_sns(target) or tagged

    def _deliver_elsewhere(self, message: dict[str, Any], targets: list[str], sent: str) -> None:
        """E-mail, Slack, Datadog and Splunk: c7n-mailer as it is, imported only now, as that takes long."""
        try:
            from c7n_mailer.target import MessageTargetMixin
        except ImportError as error:
            raise DeliveryError(
                f"cannot deliver to {', '.join(targets)}: the archive is for topics only. "
                "Configure that transport in mailer/config.yml and deploy again"
            ) from error
        stock = MessageTargetMixin()
        stock.config, stock.session, stock.logger = self._config, self._session, log
        email = bool(self._config.get("from_address"))
        stock.handle_targets(message, sent, email_delivery=email, sns_delivery=False)


@functools.cache
def _mailer() -> Mailer:
    config = json.loads((ARCHIVE / "config.json").read_text(encoding="utf-8"))
    config["templates_folders"] = [str(ARCHIVE / folder) for folder in config["templates_folders"]]
    return Mailer(config, Directory.read(ARCHIVE / FILE), boto3.Session())
