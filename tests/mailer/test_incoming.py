"""Messages of the queue, whatever is in them."""

from __future__ import annotations

import base64
import json
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.errors import PermanentError
from mailer.incoming import Incoming, attribute, decode
from tests.mailer.messages import message, packed, received


def test_a_message_sent_to_the_queue() -> None:
    assert decode(packed(message())) == message()


def test_a_message_sent_through_a_topic() -> None:
    assert decode(json.dumps({"Message": packed(message())})) == message()


@pytest.mark.parametrize(
    "body",
    [
        *("", "hello", "{}", '{"Message": 1}', '{"Message": "x"}', "{broken", packed({"policy": {}})),
        packed({"policy": [], "action": {}, "resources": []}),
        base64.b64encode(zlib.compress(b"[" * 100_000)).decode(),
        *(packed({**message(), "resources": each}) for each in (None, {}, "igw-1", ["igw-1"], [None])),
        packed({**message(), "policy": {"name": "a", "metadata": ["high"]}}),
        packed(message())[:-40],
        base64.b64encode(zlib.compress(b'{"a": "' + b"x" * 40_000_000 + b'"}')).decode(),
    ],
)
def test_anything_else_is_refused(body: str) -> None:
    with pytest.raises(PermanentError, match="not a message of notify"):
        decode(body)


@given(st.text() | st.binary().map(lambda data: base64.b64encode(data).decode()))
def test_no_body_raises_anything_else(body: str) -> None:
    with pytest.raises(PermanentError):
        decode(body)


def test_a_record_is_read() -> None:
    [record] = received("body")["Records"]
    record["attributes"]["ApproximateReceiveCount"] = "3"
    record["messageAttributes"] = {
        "mtype": {"stringValue": "maidmsg/1.0", "dataType": "String"},
        "raw": {"binaryValue": base64.b64encode(b"\x00").decode(), "dataType": "Binary"},
    }
    incoming = Incoming.of_record(record)
    assert (incoming.id, incoming.body, incoming.attempts, incoming.sent) == (
        "m0",
        "body",
        3,
        "1795490000000",
    )
    assert incoming.attributes == {
        "mtype": attribute("maidmsg/1.0"),
        "raw": {"DataType": "Binary", "BinaryValue": b"\x00"},
    }
    assert (incoming.origin, incoming.wait, incoming.redrives) == ("m0", 0, 0)


def test_a_copy_knows_what_it_is_of_and_when_it_may_be_told() -> None:
    marks = {"origin": attribute("first"), "not-before": attribute(int(time.time()) + 600)}
    incoming = Incoming("copy", "", attributes=marks)
    assert incoming.origin == "first"
    assert 590 < incoming.wait <= 600


@pytest.mark.parametrize("text", ["", "soon", "nan", "1e999", "-5"])
def test_nonsense_from_others_is_nothing(text: str) -> None:
    marks = {"not-before": attribute(text), "redrives": attribute(text)}
    incoming = Incoming("m", "", attributes=marks)
    assert incoming.wait == 0
    assert incoming.redrives in (0, -5)
