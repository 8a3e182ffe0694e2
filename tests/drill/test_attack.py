"""Which account a recorded event goes to, and what becomes of it there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.accounts import Directory
from c7n_reflex.drill import attack
from c7n_reflex.errors import InputError


def _file(folder: Path, *accounts: str, region: str = "us-east-1") -> Path:
    records = [
        {
            "eventSource": "ec2.amazonaws.com",
            "eventName": "RunInstances",
            "eventTime": "2026-01-01T00:00:00Z",
            "awsRegion": region,
            "eventID": f"{index}",
            "recipientAccountId": account,
            "userIdentity": {"accountId": account, "arn": f"arn:aws:iam::{account}:user/eve"},
        }
        for index, account in enumerate(accounts)
    ]
    file = folder / "log.json"
    file.write_text(json.dumps({"Records": records}))
    return file


def test_known_accounts_stay_and_strangers_are_mapped_in_turn(directory: Directory, tmp_path: Path) -> None:
    file = _file(tmp_path, "999999999999", "200000000005", "888888888888", "999999999999")
    replays = attack.read(file, directory.solutions, None)
    assert [replay.account.id for replay in replays] == [
        "200000000001",
        "200000000005",
        "200000000002",
        "200000000001",
    ]


def test_the_event_is_moved_whole(directory: Directory, tmp_path: Path) -> None:
    file = _file(tmp_path, "999999999999", region="ap-south-1")
    (replay,) = attack.read(file, directory.solutions, directory["payments-dev"])
    assert "999999999999" not in json.dumps(replay.event)
    assert replay.event["detail"]["userIdentity"]["arn"] == "arn:aws:iam::200000000002:user/eve"
    assert replay.event["detail"]["awsRegion"] == replay.region == "us-east-1"
    assert replay.recorded_account == "999999999999"


def test_launch_tells_which_functions_each_event_started(directory: Directory, tmp_path: Path) -> None:
    replays = attack.read(_file(tmp_path, "200000000001", "200000000002"), directory.solutions, None)
    sent: list[Any] = []

    class Fake:
        def post(self, route: str, body: Any) -> None:
            sent.append((route, body["account"], body["region"]))

        def wait_idle(self, timeout: float) -> None:
            pass

        def get(self, route: str) -> list[dict[str, Any]]:
            event_id = replays[1].event["id"]
            return [{"name": "custodian-p", "account": "1", "status": "ok", "event_id": event_id}]

    first, second = attack.launch(replays, Fake())  # type: ignore[arg-type]
    assert sent == [("events", "200000000001", "us-east-1"), ("events", "200000000002", "us-east-1")]
    assert first.functions == ()
    assert second.functions == (("custodian-p", "1", "ok", ""),)


def test_a_file_that_is_none_is_named(directory: Directory, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.json"):
        attack.read(tmp_path / "missing.json", directory.solutions, None)


def test_an_account_within_a_longer_number_is_not_replaced(directory: Directory, tmp_path: Path) -> None:
    file = _file(tmp_path, "999999999999")
    file.write_text(file.read_text().replace("user/eve", "user/igw-0999999999999"))
    (replay,) = attack.read(file, directory.solutions, None)
    assert replay.event["detail"]["userIdentity"]["arn"] == "arn:aws:iam::200000000001:user/igw-0999999999999"


def _line(stage: str, outcome: str, **more: Any) -> str:
    return json.dumps({"policy": "p", "stage": stage, "outcome": outcome, **more})


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (f"START\n{_line('resolve', 'gone', end=True)}\nEND\n", "resolve: gone"),
        (f"{_line('resolve', 'pass')}\n{_line('report', 'fixed', end=True)}\n", "report: fixed"),
        (f"Error: no end of line{_line('decide', 'over-limit', end=True)}\nEND\n", "decide: over-limit"),
        (f"{_line('resolve', 'pass')}\nEND\n", ""),  # it stopped half way
        ('{"policy": "p", broken\n{"policy": 1}\n[]\n', ""),
        ("START\nEND\n", ""),
    ],
)
def test_the_last_outcome_of_the_log_is_shown(log: str, expected: str) -> None:
    assert attack.decided({"log": log}) == expected
    assert attack.decided({}) == ""
