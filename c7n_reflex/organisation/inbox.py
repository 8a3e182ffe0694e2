"""What every SNS subscriber and every mail recipient got, so that a notice's arrival can be seen.

`GET inbox?account=&protocol=&topic=&endpoint=` lists messages, newest last: account, region, topic_arn,
subscription_arn, protocol ("email", "email-json", "sms", "sqs", "http", "https", "lambda", "ses"), endpoint,
subject, message, body (what went over the wire), attributes, message_id, received (epoch seconds), error (of
a delivery that failed, else ""); of a mail by SES html, too ("" if it has none). `account` is the topic's.

An HTTP subscriber of our own: subscribe `<endpoint>/_organisation/inbox/http/<name>`;
`GET inbox/http?name=` lists the documents that were posted to it.
"""

from __future__ import annotations

import email
import email.policy
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from c7n_reflex.organisation.calls import Call, Result
from c7n_reflex.organisation.control import PREFIX
from c7n_reflex.organisation.moto_mends import sns
from c7n_reflex.organisation.moto_mends.sns import Notification
from c7n_reflex.organisation.notifications import DeliveryError, body_of, deliver

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_HTTP = f"{PREFIX}inbox/http/"
_NO_SUBJECT = "AWS Notification Message"  # of an e-mail without a subject
_FILTERS = ("account", "region", "protocol", "endpoint", "message_id")

Message = dict[str, Any]


def install(organisation: Organisation) -> None:
    """Deliver notifications, keep what arrives, and serve it."""
    inbox = Inbox(organisation)
    sns.deliver_by(inbox.take)
    operations = organisation.operations
    operations.after("sns", "Publish", inbox.take_sms)
    operations.after("sns", "Subscribe", inbox.open_endpoint)
    for name, operation in (("ses", "SendEmail"), ("ses", "SendRawEmail"), ("sesv2", "SendEmail")):
        operations.after(name, operation, inbox.take_mail)
    organisation.control.route("GET", "inbox", lambda query, _: inbox.messages(query))
    organisation.control.route("GET", "inbox/http", lambda query, _: inbox.posted(query["name"]))


class Inbox:
    """Messages of all accounts in the order in which they were published."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._lock = threading.Lock()
        self._messages: list[Message] = []
        self._posted: dict[str, list[Any]] = {}

    def take(self, notification: Notification) -> None:
        """Keep it, and send it on in the background."""
        body = body_of(notification)
        _, _, _, region, account, _ = notification.topic_arn.split(":", 5)
        is_mail = notification.protocol == "email"
        message = {
            "account": account,
            "region": region,
            "topic_arn": notification.topic_arn,
            "subscription_arn": notification.subscription_arn,
            "protocol": notification.protocol,
            "endpoint": notification.endpoint,
            "subject": notification.subject or (_NO_SUBJECT if is_mail else ""),
            "message": notification.message,
            "body": body,
            "attributes": {name: str(value["Value"]) for name, value in notification.attributes.items()},
            "message_id": notification.message_id,
        }
        if notification.protocol in ("sqs", "lambda", "http", "https"):
            what = f"notification to {notification.endpoint}"
            self._organisation.submit(what, lambda: self._deliver(notification, body, message))
        else:
            self._add(message)

    def take_sms(self, call: Call, result: Result) -> None:
        """A message to a phone number, without a topic."""
        if call.params.get("PhoneNumber"):
            sms = {
                "protocol": "sms",
                "endpoint": call.params["PhoneNumber"],
                "message": call.params["Message"],
            }
            self._add(_direct(call, result, **sms))

    def take_mail(self, call: Call, result: Result) -> None:
        """A mail by SES, once for each recipient."""
        subject, text, html, recipients = _mail(call.params)
        mail = {"protocol": "ses", "subject": subject, "message": text, "html": html}
        for recipient in recipients:
            self._add(_direct(call, result, endpoint=recipient, **mail))

    def open_endpoint(self, call: Call, _: Result) -> None:
        """Serve an HTTP subscriber of our own from its subscription on."""
        path = urlsplit(call.params.get("Endpoint", "")).path
        if call.params.get("Protocol") in ("http", "https") and path.startswith(_HTTP):
            name = path.removeprefix(_HTTP)
            self._organisation.control.route(
                "POST", f"inbox/http/{name}", lambda _, body: self._post(name, body)
            )

    def messages(self, query: dict[str, str]) -> list[Message]:
        """Messages that fit the query; `topic` is an ARN or a name. Raises ValueError for an unknown key."""
        unknown = set(query) - {*_FILTERS, "topic"}
        if unknown:
            raise ValueError(f"unknown query keys: {', '.join(sorted(unknown))}")
        topic = query.get("topic")
        with self._lock:
            return [
                message
                for message in self._messages
                if all(message[key] == query[key] for key in _FILTERS if key in query)
                and (not topic or topic in (message["topic_arn"], message["topic_arn"].split(":")[-1]))
            ]

    def posted(self, name: str) -> list[Any]:
        """Documents that were posted to our HTTP subscriber `name`."""
        with self._lock:
            return list(self._posted.get(name, ()))

    def _deliver(self, notification: Notification, body: str, message: Message) -> None:
        try:
            deliver(self._organisation, notification, body)
        except DeliveryError as error:
            message["error"] = str(error)
        self._add(message)

    def _add(self, message: Message) -> None:
        with self._lock:
            self._messages.append({"error": "", **message, "received": time.time()})

    def _post(self, name: str, body: Any) -> dict[str, str]:
        with self._lock:
            self._posted.setdefault(name, []).append(body)
        return {}


def _direct(call: Call, result: Result, **more: str) -> Message:
    """A message that no topic has sent."""
    return {
        "account": call.account,
        "region": call.region,
        "topic_arn": "",
        "subscription_arn": "",
        "subject": "",
        "attributes": {},
        "message_id": result.parsed.get("MessageId", ""),
        "body": more.get("message", ""),
        **more,
    }


def _mail(params: dict[str, Any]) -> tuple[str, str, str, list[str]]:
    """Subject, text (or HTML), HTML, recipients of SES's SendEmail or SendRawEmail, in either API version."""
    content = params.get("Content", {})
    raw = params.get("RawMessage") or content.get("Raw")
    destination = params.get("Destination", {})
    recipients = [
        address for key in ("To", "Cc", "Bcc") for address in destination.get(f"{key}Addresses", [])
    ]
    if raw is None:
        message = params.get("Message") or content.get("Simple", {})
        text, html = (message["Body"].get(kind, {}).get("Data", "") for kind in ("Text", "Html"))
        return message["Subject"]["Data"], text or html, html, recipients
    data = raw["Data"] if isinstance(raw["Data"], bytes) else raw["Data"].encode()
    parsed = email.message_from_bytes(data, policy=email.policy.default)
    part, html = parsed.get_body(("plain", "html")), parsed.get_body(("html",))
    headers = [address for name in ("To", "Cc") for address in str(parsed.get(name, "")).split(",")]
    recipients = (
        recipients or params.get("Destinations") or [each.strip() for each in headers if each.strip()]
    )
    text = part.get_content() if part else ""
    return str(parsed.get("Subject", "")), text, html.get_content() if html else "", recipients
