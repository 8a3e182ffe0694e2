"""Delivery to SNS topics: c7n-mailer's, but a notice that cannot be published is an error, not a log line.

What c7n-mailer 0.6.52 does instead (sns_delivery.py): a failed publish is logged and the message is deleted;
the client has the session's region and not the topic's; topics outside of the `aws` partition are no topics;
an unknown template is sent as the text "None" or not at all; the subject, which whoever may send to the queue
chooses, is run as a template with all of Python in reach.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from c7n_mailer.sns_delivery import SnsDelivery
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mailer.errors import DeliveryError
from mailer.notice import Notice

_TOPIC = re.compile(r"^arn:aws[a-z-]*:sns:([a-z0-9-]+):(\d{12}):[\w.-]+$")
_LONGEST_SUBJECT = 100  # characters; SNS refuses more
_LONGEST_BODY = 240_000  # bytes; SNS refuses more than 256 KB with the attributes
_CUT = "\n\n... (cut: the notice is longer than SNS allows; the ledger has all of it)"

log = logging.getLogger("c7n_reflex.mailer")


class TopicDelivery(SnsDelivery):  # type: ignore[misc, unused-ignore]
    """Publishes rendered notices to topics of any account, region and partition."""

    def target_is_sns(self, target: str) -> bool:
        """True for the ARN of a topic."""
        return bool(_TOPIC.match(target))

    def get_sns_message_packages(self, sqs_message: dict[str, Any]) -> list[dict[str, Any]]:
        """`{topic, subject, sns_message}` for each topic. DeliveryError if there is no such template."""
        subject = subject_of(sqs_message)
        topics = self.get_sns_addrs_to_resources_map(sqs_message)
        return [self.get_sns_message_package(sqs_message, topic, subject, topics[topic]) for topic in topics]

    def get_sns_message_package(
        self, sqs_message: dict[str, Any], policy_sns_address: str, subject: str, resources: list[Any]
    ) -> dict[str, Any]:
        """Render the template. Raises DeliveryError if there is none of that name."""
        package: dict[str, Any] = super().get_sns_message_package(
            sqs_message, policy_sns_address, subject, resources
        )
        if package["sns_message"] is None:
            raise DeliveryError(f"no template {sqs_message['action'].get('template')!r}")
        return package

    def deliver_sns_message(
        self, topic: str, subject: str, rendered_jinja_body: str, sqs_message: dict[str, Any]
    ) -> None:
        """Publish to one topic. Raises DeliveryError if SNS does not take it."""
        notice: Notice = sqs_message["action"]["notice"]
        try:
            answer = self._client(topic).publish(
                TopicArn=topic,
                Subject=ascii_subject(f"{notice.account.name}: {subject}"),
                Message=_fitting(rendered_jinja_body),
                MessageAttributes=_attributes(notice),
            )
        except (BotoCoreError, ClientError) as error:
            raise DeliveryError(f"{topic} did not take the notice of {notice.policy}: {error}") from error
        self.logger.info(
            "told %s of %s in %s (%s)", topic, notice.policy, notice.account.name, answer["MessageId"]
        )

    def _client(self, topic: str) -> Any:
        """A client in the topic's region, with the role that `cross_accounts` has for its account, if any."""
        match = _TOPIC.match(topic)
        assert match is not None
        region, account = match.groups()
        if (account, region) not in self.sns_cache:
            role = self.config.get("cross_accounts", {}).get(account)
            self.sns_cache[account, region] = self.session.client(
                "sns", region_name=region, **(self._credentials(role) if role else {})
            )
        return self.sns_cache[account, region]

    def _credentials(self, role: str) -> dict[str, str]:
        given = self.aws_sts.assume_role(RoleArn=role, RoleSessionName="CustodianNotification")["Credentials"]
        return {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }

    def __init__(self, config: dict[str, Any], session: Any, logger: Any) -> None:
        super().__init__(config, session, logger)
        self.session = session


def subject_of(message: dict[str, Any]) -> str:
    """The policy's subject with the prefix of the notice's kind ("Approval wanted: ...")."""
    action, policy = message["action"], message["policy"]
    text = str(action.get("subject") or f"Custodian notification - {policy.get('name')}")
    names = ("account", "account_id", "partition", "event", "region")
    given = {name: message.get(name, "") for name in names} | {"action": action, "policy": policy}
    try:
        text = ImmutableSandboxedEnvironment().from_string(text).render(given) or text
    except Exception:
        # A name with braces in it, or an attempt: shown as it is.
        log.warning("the subject of %s is no template", policy.get("name"), exc_info=True)
    notice: Notice = action["notice"]
    return text if text.startswith(notice.kind.prefix) else f"{notice.kind.prefix}{text}"


def ascii_subject(text: str) -> str:
    """`text` as SNS accepts it for a subject: one line of at most 100 ASCII characters."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split())).encode("ascii", "ignore").decode()
    plain = "".join(character for character in plain if character.isprintable()).strip()
    return plain if len(plain) <= _LONGEST_SUBJECT else f"{plain[: _LONGEST_SUBJECT - 3].rstrip()}..."


def _fitting(body: str) -> str:
    encoded = body.encode()
    if len(encoded) <= _LONGEST_BODY:
        return body
    return encoded[:_LONGEST_BODY].decode(errors="ignore") + _CUT


def _attributes(notice: Notice) -> dict[str, dict[str, str]]:
    """For subscriptions' filter policies."""
    values = {
        "account": notice.account.id,
        "policy": notice.policy,
        "severity": notice.severity,
        "outcome": notice.outcome,
    }
    return {name: {"DataType": "String", "StringValue": value} for name, value in values.items() if value}
