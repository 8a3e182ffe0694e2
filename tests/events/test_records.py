"""Reading CloudTrail records and EventBridge events from files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.errors import InputError
from c7n_reflex.events.records import envelope, read

_RECORD: dict[str, Any] = {
    "eventVersion": "1.11",
    "userIdentity": {"type": "Root", "accountId": "200000000001"},
    "eventTime": "2026-11-24T15:04:05Z",
    "eventSource": "ec2.amazonaws.com",
    "eventName": "AttachInternetGateway",
    "awsRegion": "eu-west-1",
    "requestParameters": {"internetGatewayId": "igw-1"},
    "eventID": "id-1",
    "eventType": "AwsApiCall",
    "recipientAccountId": "200000000001",
}
_ENVELOPE = {
    "version": "0",
    "id": "id-1",
    "detail-type": "AWS API Call via CloudTrail",
    "source": "aws.ec2",
    "account": "200000000001",
    "time": "2026-11-24T15:04:05Z",
    "region": "eu-west-1",
    "resources": [],
    "detail": _RECORD,
}
_FINDING = {
    "version": "0",
    "id": "f",
    "detail-type": "GuardDuty Finding",
    "source": "aws.guardduty",
    "account": "200000000001",
    "time": "2026-11-24T15:04:05Z",
    "region": "eu-west-1",
    "resources": [],
    "detail": {"severity": 8},
}


def _file(folder: Path, text: str, name: str = "events.json") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_envelope_of_a_record() -> None:
    assert envelope(_RECORD) == _ENVELOPE


def test_envelope_of_a_sign_in() -> None:
    made = envelope({**_RECORD, "eventType": "AwsConsoleSignIn", "eventSource": "signin.amazonaws.com"})
    assert (made["source"], made["detail-type"]) == ("aws.signin", "AWS Console Sign In via CloudTrail")


def test_the_caller_owns_a_record_without_a_recipient() -> None:
    record = {key: value for key, value in _RECORD.items() if key != "recipientAccountId"}
    assert envelope(record)["account"] == "200000000001"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (json.dumps({"Records": [_RECORD, _RECORD]}), 2),
        (json.dumps({"Records": [_RECORD]}, indent=2), 1),
        (json.dumps([_RECORD, _ENVELOPE]), 2),
        (json.dumps(_RECORD, indent=2), 1),
        (json.dumps(_RECORD), 1),
        (f"{json.dumps(_RECORD)}\n\n{json.dumps(_ENVELOPE)}\n", 2),
        (f"{json.dumps(_RECORD)}\r\n{json.dumps(_RECORD)}\r\n", 2),
        ("\ufeff" + json.dumps({"Records": [_RECORD]}), 1),
    ],
)
def test_every_form_gives_envelopes(tmp_path: Path, text: str, count: int) -> None:
    assert list(read(_file(tmp_path, text))) == [_ENVELOPE] * count


def test_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "trail.log"
    path.write_bytes(gzip.compress(json.dumps({"Records": [_RECORD]}).encode()))
    assert list(read(path)) == [_ENVELOPE]


def test_other_events_are_passed_on_as_they_are(tmp_path: Path) -> None:
    assert list(read(_file(tmp_path, json.dumps(_FINDING)))) == [_FINDING]


def test_an_envelope_is_completed_from_its_record(tmp_path: Path) -> None:
    bare = {key: _ENVELOPE[key] for key in ("source", "detail-type", "detail")}
    assert list(read(_file(tmp_path, json.dumps(bare)))) == [_ENVELOPE]


def test_line_separators_within_text_do_not_end_a_line(tmp_path: Path) -> None:
    record = {**_RECORD, "userAgent": "one\u2028two"}
    lines = f"{json.dumps(record, ensure_ascii=False)}\n{json.dumps(record, ensure_ascii=False)}"
    assert [event["detail"]["userAgent"] for event in read(_file(tmp_path, lines))] == ["one\u2028two"] * 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"{json.dumps(_RECORD)}\n{{oops", r"events\.json:2: is not JSON"),
        (f"{json.dumps(_RECORD)}\n[]", r"events\.json:2: is not an object"),
        (f'{json.dumps(_RECORD)}\n{{"eventName": "X"}}', r"events\.json:2: is no record: .*`eventSource`"),
        ('{\n "Records": [\n  {]}', r"events\.json:3: is not JSON"),
        ('{"Records": {}}', r"events\.json: Records: is not a list"),
        ('{"Records": [{}]}', r"events\.json: Records\[0\]: is no record"),
        ('{"Records": []}', r"events\.json: has no events"),
        ("", r"events\.json: has no events"),
        ('"text"', r"events\.json: is not a list"),
        (json.dumps({**_FINDING, "detail": "x"}), "`detail` is not an object"),
        (json.dumps({**_RECORD, "eventName": 1}), "`eventName` is not text"),
        ('{"detail": {}}', "is no EventBridge event: it has no `source`"),
    ],
)
def test_bad_content_is_named(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        list(read(_file(tmp_path, text)))
    assert caught.value.exit_code == 2


def test_good_lines_before_a_bad_one_are_read(tmp_path: Path) -> None:
    events = read(_file(tmp_path, f"{json.dumps(_RECORD)}\n{{oops"))
    assert next(events) == _ENVELOPE
    with pytest.raises(InputError):
        next(events)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        list(read(tmp_path / "absent"))
    with pytest.raises(InputError, match="cannot be read"):
        list(read(tmp_path))
    for name, content, problem in (
        ("cut.gz", gzip.compress(json.dumps(_RECORD).encode())[:-9], "is not a whole gzip file"),
        ("binary", b"\xff\xfe\x00", "is not UTF-8"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=problem):
            list(read(tmp_path / name))
