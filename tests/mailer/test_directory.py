"""The packed directory: what was accounts.yml, what an older one lacks, and whom it does not know."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from c7n_reflex import accounts
from c7n_reflex.deploy.mailer import directory_file
from mailer.directory import Account, Directory
from mailer.quiet import QuietHours
from tests.mailer import messages
from tests.mailer.messages import CORE, CORE_TOPIC, PAYMENTS, PAYMENTS_TOPIC, UNKNOWN

TIMES = (time(20), time(7))
ACCOUNTS = f"""\
vars:
  notices: {{time_zone: Europe/Berlin, fallback_topic: nobody}}
accounts:
  - account_id: "{CORE}"
    name: core
    role: arn:aws-us-gov:iam::{CORE}:role/R
    regions: [us-gov-west-1]
    tags: [core-compliance]
  - account_id: "{PAYMENTS}"
    name: payments-prod
    role: arn:aws-us-gov:iam::{PAYMENTS}:role/R
    regions: [us-gov-east-1]
    owner: {{name: Ann, email: ann@example.com}}
    notices:
      topic: pay.fifo
      email: [pay@example.com]
      slack: "#pay"
      teams: secretsmanager:c7n-reflex/pay
      locale: de
      ticket: {{system: jira, project: PAY}}
      severity_floor: medium
      quiet_hours: {{from: "20:00", to: "07:00", days: [mon]}}
"""


@pytest.fixture
def packed(tmp_path: Path) -> Directory:
    (tmp_path / "accounts.yml").write_text(ACCOUNTS)
    file = tmp_path / "directory.json"
    file.write_text(directory_file(accounts.load(tmp_path / "accounts.yml")))
    return Directory.read(file)


def test_all_of_accounts_yml_arrives(packed: Directory) -> None:
    account = packed[PAYMENTS]
    hours = account.quiet_hours
    assert hours is not None
    assert account == Account(
        id=PAYMENTS,
        name="payments-prod",
        topic=f"arn:aws-us-gov:sns:us-gov-west-1:{PAYMENTS}:pay.fifo",
        owner="Ann",
        email="ann@example.com",
        emails=("pay@example.com",),
        slack="slack://#pay",
        teams="teams://secretsmanager:c7n-reflex/pay",
        ticket="jira:PAY",
        locale="de",
        time_zone="Europe/Berlin",
        severity_floor="medium",
        quiet_hours=QuietHours(hours.begin, hours.end, ("mon",)),
    )
    assert packed.fallback_topic == f"arn:aws-us-gov:sns:us-gov-west-1:{CORE}:nobody"
    assert packed.core.time_zone == "Europe/Berlin"


def test_a_topic_that_is_named_is_in_the_account_and_the_home_region(packed: Directory) -> None:
    assert packed.topic(packed[PAYMENTS], "x") == f"arn:aws-us-gov:sns:us-gov-west-1:{PAYMENTS}:x"
    assert packed.topic(packed[UNKNOWN], "x") == f"arn:aws-us-gov:sns:us-gov-west-1:{UNKNOWN}:x"


def test_a_directory_of_before_is_read(tmp_path: Path) -> None:
    entry = {"name": "core", "owner": "Security", "topic": CORE_TOPIC}
    (tmp_path / "directory.json").write_text(json.dumps({"core": CORE, "accounts": {CORE: entry}}))
    found = Directory.read(tmp_path / "directory.json")
    assert found[CORE] == Account(CORE, "core", CORE_TOPIC, "Security")
    assert (found.fallback_topic, found.home_region, found.partition) == (CORE_TOPIC, "us-east-1", "aws")


def test_an_unknown_account_has_the_fallback_topic_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    account = messages.directory()[UNKNOWN]
    assert (account.known, account.topic) == (False, CORE_TOPIC)
    assert UNKNOWN in caplog.text
    caplog.clear()
    assert messages.directory()[PAYMENTS].topic == PAYMENTS_TOPIC
    assert not caplog.records


def test_our_own_accounts_hold_nothing_back(directory: accounts.Directory) -> None:
    """The drill expects that every owner is told at once."""
    packed = json.loads(directory_file(directory))["accounts"].values()
    assert not any("quiet_hours" in each for each in packed)
    assert {each.get("severity_floor", "low") for each in packed} == {"low"}
    assert all("time_zone" in each for each in packed)


class TestQuietUntil:
    def test_it_is_the_owners_clock(self) -> None:
        account = Account("1", "x", "", time_zone="Asia/Tokyo", quiet_hours=QuietHours(*TIMES))
        assert account.quiet_until(datetime(2026, 11, 24, 12, tzinfo=UTC)) == datetime(
            2026, 11, 24, 22, tzinfo=UTC
        )
        assert account.quiet_until(datetime(2026, 11, 24, 23, tzinfo=UTC)) is None

    def test_without_quiet_hours_there_are_none(self) -> None:
        assert Account("1", "x", "").quiet_until(datetime(2026, 11, 24, 3, tzinfo=UTC)) is None

    def test_a_moment_without_a_zone_is_no_moment(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            Account("1", "x", "").quiet_until(datetime(2026, 11, 24))

    def test_where_the_system_has_no_zones_dateutil_has_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("mailer.plain.ZoneInfo", _unknown)
        zone = Account("1", "x", "", time_zone="Asia/Tokyo").zone
        assert datetime(2026, 11, 24, tzinfo=zone).utcoffset() == datetime(2026, 11, 24, 9) - datetime(
            2026, 11, 24
        )

    def test_a_zone_that_nobody_knows_is_utc_and_logged(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.ERROR):
            assert Account("1", "x", "", time_zone="Mars/Olympus").zone is UTC
        assert "Mars/Olympus" in caplog.text


def _unknown(key: str) -> None:
    import zoneinfo

    raise zoneinfo.ZoneInfoNotFoundError(key)
