"""One message of the notices queue as Lambda hands it over, and the message of `notify` packed in it."""

from __future__ import annotations

import base64
import json
import time
import zlib
from dataclasses import dataclass, field
from typing import Any

from mailer.errors import PermanentError

# Message attributes of ours, beside Custodian's `mtype`. A copy keeps them.
ORIGIN = "origin"  # id of the message that a copy is of, so that receipts know it
NOT_BEFORE = "not-before"  # epoch seconds: quiet hours end
REDRIVES = "redrives"  # how often it has been parked

_MOST_UNPACKED = 32 * 2**20  # bytes

_Attribute = dict[str, Any]  # as SendMessage takes it: DataType, StringValue or BinaryValue


@dataclass(frozen=True)
class Incoming:
    """A message as it was received. `attributes` are in the form that SendMessage takes."""

    id: str
    body: str = field(repr=False)
    handle: str = field(default="", repr=False)
    attempts: int = 1  # ApproximateReceiveCount: this one included
    sent: str = ""  # SentTimestamp, milliseconds since the epoch
    attributes: dict[str, _Attribute] = field(default_factory=dict)

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> Incoming:
        """Of a record of Lambda's SQS event."""
        system = record.get("attributes") or {}
        return cls(
            id=record["messageId"],
            body=record["body"],
            handle=record.get("receiptHandle", ""),
            attempts=_number(system.get("ApproximateReceiveCount"), 1),
            sent=str(system.get("SentTimestamp") or ""),
            attributes={
                name: _attribute(value) for name, value in (record.get("messageAttributes") or {}).items()
            },
        )

    @property
    def origin(self) -> str:
        """Id of the message that this is, or is a copy of."""
        return self.text(ORIGIN) or self.id

    @property
    def wait(self) -> float:
        """Seconds until it may be told; 0 if it may."""
        return max(0.0, _number(self.text(NOT_BEFORE), 0) - time.time())

    @property
    def redrives(self) -> int:
        """How often it has been parked and given back."""
        return _number(self.text(REDRIVES), 0)

    def text(self, name: str) -> str:
        """A text attribute, or ""."""
        return str(self.attributes.get(name, {}).get("StringValue") or "")


def decode(body: str) -> dict[str, Any]:
    """The message of Custodian's `notify` in an SQS body, sent there directly or through a topic.

    Raises PermanentError for anything else.
    """
    try:
        text = json.loads(body)["Message"] if body.lstrip().startswith("{") else body
        message = json.loads(_unpacked(base64.b64decode(text)))
    except (KeyError, ValueError, TypeError, RecursionError, zlib.error) as error:
        raise PermanentError(f"not a message of notify: {type(error).__name__}") from None
    if not isinstance(message, dict) or not {"policy", "resources", "action"} <= set(message):
        raise PermanentError("not a message of notify: policy, resources or action is missing")
    policy, action, resources = message["policy"], message["action"], message["resources"]
    if not isinstance(policy, dict) or not isinstance(action, dict):
        raise PermanentError("not a message of notify: policy or action is no mapping")
    if not isinstance(policy.get("metadata") or {}, dict):
        raise PermanentError("not a message of notify: the policy's metadata is no mapping")
    if not isinstance(resources, list) or not all(isinstance(each, dict) for each in resources):
        raise PermanentError("not a message of notify: resources is no list of mappings")
    return message


def _unpacked(packed: bytes) -> bytes:
    """ValueError for what would fill the function's memory: 256 KB may unpack to 256 MB."""
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(packed, _MOST_UNPACKED)
    if not unpacking.eof:
        raise ValueError("cut off, or too large")
    return text


def attribute(value: Any) -> _Attribute:
    """A text as SendMessage takes it."""
    return {"DataType": "String", "StringValue": str(value)}


def _attribute(value: dict[str, Any]) -> _Attribute:
    """Lambda's form (stringValue, dataType) in SendMessage's."""
    if value.get("binaryValue") is not None:
        return {"DataType": value["dataType"], "BinaryValue": base64.b64decode(value["binaryValue"])}
    return {"DataType": value.get("dataType", "String"), "StringValue": value.get("stringValue") or ""}


def _number(text: Any, default: int) -> int:
    try:
        return int(float(text))
    except (TypeError, ValueError, OverflowError):
        return default
