"""What is wrong with `owner` and `notices`: file, line, key, and nothing secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from c7n_reflex import accounts
from c7n_reflex.accountfile import Notices, Owner, QuietHours, checks
from c7n_reflex.errors import InputError

CORE = """\
  - account_id: "111122223333"
    name: core
    role: arn:aws:iam::111122223333:role/R
    regions: [us-east-1]
    tags: [core-compliance]
"""
SECRET = "hooks.slack.com/services/T0/B0/not-for-logs"


def load(path: Path, text: str, defaults: str = "") -> accounts.Directory:
    """The directory of core (line 2 of the file on, after `defaults`) with more of its keys (line 7 on)."""
    file = path / "accounts.yml"
    file.write_text(f"{defaults}accounts:\n{CORE}{text}")
    return accounts.load(file)


def refused(path: Path, text: str, defaults: str = "") -> InputError:
    with pytest.raises(InputError) as raised:
        load(path, text, defaults)
    assert raised.value.exit_code == 2
    return raised.value


FULL = """\
    owner: {name: Ann, email: ann@example.com}
    notices:
      topic: security-notices.fifo
      email: [a@example.com, b@example.com]
      slack: "#security"
      teams: ssm:/c7n-reflex/notices/teams
      locale: de
      time_zone: Europe/Berlin
      ticket: {system: servicenow, project: Cloud Security}
      severity_floor: medium
      quiet_hours: {from: "20:00", to: "07:00", days: [fri, mon]}
"""


def test_all_keys_are_read(tmp_path: Path) -> None:
    core = load(tmp_path, FULL).core
    assert core.owner == Owner("Ann", "ann@example.com", "")
    assert core.notices == Notices(
        topic="security-notices.fifo",
        email=("a@example.com", "b@example.com"),
        slack="#security",
        teams="ssm:/c7n-reflex/notices/teams",
        locale="de",
        time_zone="Europe/Berlin",
        ticket=("servicenow", "Cloud Security"),
        severity_floor="medium",
        quiet_hours=QuietHours("20:00", "07:00", ("mon", "fri")),
    )


def test_without_any_the_topic_is_the_conventional_one(tmp_path: Path) -> None:
    directory = load(tmp_path, "")
    assert directory.core.notices == Notices(topic="c7n-reflex-notices", locale="en", time_zone="UTC")
    assert directory.topic(directory.core) == "arn:aws:sns:us-east-1:111122223333:c7n-reflex-notices"
    assert directory.fallback_topic == directory.topic(directory.core)


def test_an_account_has_the_last_word_over_what_is_for_all(tmp_path: Path) -> None:
    defaults = """\
vars:
  notices: {time_zone: Europe/Rome, locale: it, severity_floor: high, fallback_topic: nobody}
"""
    directory = load(tmp_path, "    notices: {locale: fr, severity_floor: null}\n", defaults)
    notices = directory.core.notices
    assert (notices.time_zone, notices.locale, notices.severity_floor) == ("Europe/Rome", "fr", "")
    assert directory.fallback_topic == "arn:aws:sns:us-east-1:111122223333:nobody"


@pytest.mark.parametrize(
    ("region", "role", "partition"),
    [
        ("us-gov-west-1", "Deployer", "aws-us-gov"),
        ("cn-north-1", "arn:aws-cn:iam::111122223333:role/R", "aws-cn"),
        ("cn-north-1", "Deployer", "aws-cn"),
        ("eu-west-1", "Deployer", "aws"),
    ],
)
def test_a_topics_name_is_of_the_accounts_partition_and_home_region(
    tmp_path: Path, region: str, role: str, partition: str
) -> None:
    file = tmp_path / "accounts.yml"
    text = f"accounts:\n{CORE}".replace("us-east-1", region).replace("arn:aws:iam::111122223333:role/R", role)
    file.write_text(text)
    directory = accounts.load(file)
    topic = directory.topic(directory.core)
    assert topic == f"arn:{partition}:sns:{region}:111122223333:c7n-reflex-notices"


@pytest.mark.parametrize(
    ("text", "place", "message", "remedy"),
    [
        ("    owner: {name: x, mail: y}", ":7: accounts[0].owner.mail", "an owner has the keys", "'email'"),
        ("    owner: {name: x}", ":7: accounts[0].owner", "'email' is missing", "docs/accounts.md"),
        ("    owner: Ann", ":7: accounts[0].owner", "'Ann' is not an owner", ""),
        ("    notices:\n      emial: []", ":8: accounts[0].notices.emial", "'emial' is not known", "'email'"),
        ("    notices: {fallback_topic: x}", ":7: accounts[0].notices.fallback_topic", "not known", ""),
        (
            "    notices:\n      email:\n        - a@b.c\n        - Ann",
            ":10: accounts[0].notices.email[1]",
            "'Ann' is not an e-mail address",
            "",
        ),
        ("    notices: {email: 'a@b.c'}", ":7: accounts[0].notices.email", "is not a list", ""),
        ('    notices: {email: ["a@b.c\\n"]}', ":7: accounts[0].notices.email[0]", "not an e-mail", ""),
        (
            "    notices: {topic: arn:aws:s3:::x}",
            ":7: accounts[0].notices.topic",
            "a topic's name or ARN",
            "",
        ),
        (
            "    notices: {locale: no}",
            ":7: accounts[0].notices.locale",
            "False is not a language in quotes",
            "",
        ),
        (
            "    notices: {time_zone: Europe/Berln}",
            ":7: accounts[0].notices.time_zone",
            "IANA",
            "'Europe/Berlin'",
        ),
        ("    notices: {time_zone: ../../etc/x}", ":7: accounts[0].notices.time_zone", "IANA", ""),
        (
            "    notices: {severity_floor: hihg}",
            ":7: accounts[0].notices.severity_floor",
            "'hihg' is not",
            "",
        ),
        (
            "    notices:\n      ticket: {system: jira, project: Payments}",
            ":8: accounts[0].notices.ticket.project",
            "not the key of a Jira project",
            "PAY-123",
        ),
        (
            "    notices: {ticket: {system: jira}}",
            ":7: accounts[0].notices.ticket",
            "'project' is missing",
            "",
        ),
        (
            "    notices: {quiet_hours: {from: 20:00, to: '07:00'}}",
            ":7: accounts[0].notices.quiet_hours.from",
            "1200 is not a time of day in quotes",
            "",
        ),
        (
            "    notices: {quiet_hours: {from: '24:00', to: '07:00'}}",
            ":7: accounts[0].notices.quiet_hours.from",
            "'24:00' is not",
            "",
        ),
        (
            "    notices: {quiet_hours: {from: '20:00', to: '20:00'}}",
            ":7: accounts[0].notices.quiet_hours",
            "never end",
            "days",
        ),
        (
            "    notices: {quiet_hours: {from: '20:00', to: '21:00', days: [monday]}}",
            ":7: accounts[0].notices.quiet_hours.days[0]",
            "'monday' is not a day",
            "",
        ),
        (
            "    notices: {ticket: {system: jira, project: P}}",
            ":7: accounts[0].notices.ticket.project",
            "'P' is not the key of a Jira project",
            "PAY-123",
        ),
        (
            "    notices: {quiet_hours: {}}",
            ":7: accounts[0].notices.quiet_hours",
            "the keys of quiet_hours are from, to, days",
            "",
        ),
        (
            "    owner: {name: Ann, email: ann}",
            ":7: accounts[0].owner.email",
            "'ann' is not an e-mail address",
            "",
        ),
        (
            "    owner: {name: Ann, email: a@b.c, distribution_list: a@b..c}",
            ":7: accounts[0].owner.distribution_list",
            "'a@b..c' is not an e-mail address",
            "",
        ),
        ("    notices: [topic]", ":7: accounts[0].notices", "is not a mapping", ""),
    ],
)
def test_a_mistake_has_its_place_and_its_remedy(
    tmp_path: Path, text: str, place: str, message: str, remedy: str
) -> None:
    error = refused(tmp_path, f"{text}\n")
    assert str(error.place).endswith(f"accounts.yml{place}")
    assert message in error.message
    assert remedy in error.remedy


@pytest.mark.parametrize(
    "text",
    [
        f"slack: https://{SECRET}",
        f"teams: ' HTTPS://{SECRET}'",
        f"email: [https://{SECRET}]",
        f"time_zone: https://{SECRET}",
        f"ticket: {{system: jira, project: 'https://{SECRET}'}}",
        f"slakc: https://{SECRET}",
        f"slack: slack://{SECRET}",
        f"slack: {SECRET}",
        f"topic: webhook://{SECRET}",
        f"time_zone: see https://{SECRET}",
        f"ticket: {{system: jira, project: see https://{SECRET}}}",
        f"time_zone: webhook://{SECRET}",
    ],
)
def test_a_webhooks_url_is_refused_and_not_printed(tmp_path: Path, text: str) -> None:
    error = refused(tmp_path, f"    notices:\n      {text}\n")
    assert error.place is not None
    assert error.place.line == 8
    assert "not-for-logs" not in str(error)
    assert "ssm:/" in f"{error.message}{error.remedy}" or "https://" not in text.lower()


@pytest.mark.parametrize(
    ("defaults", "place", "message"),
    [
        ("notices: {locale: de}\n", ":1: notices", "c7n-org refuses"),
        ("vars:\n  notices: {fallback: x}\n", ":2: vars.notices.fallback", "'fallback' is not known"),
        (f"vars:\n  notices: {{slack: 'https://{SECRET}'}}\n", ":2: vars.notices.slack", "clear text"),
        ("vars: [notices]\n", ":1: vars", "not a mapping"),
    ],
)
def test_what_is_for_all_accounts_is_checked(tmp_path: Path, defaults: str, place: str, message: str) -> None:
    error = refused(tmp_path, "", defaults)
    assert str(error.place).endswith(f"accounts.yml{place}")
    assert message in error.message
    assert "not-for-logs" not in str(error)


@pytest.mark.parametrize("key", ["slack", "teams"])
def test_a_webhook_may_be_one_key_of_a_secret(tmp_path: Path, key: str) -> None:
    notices = load(
        tmp_path, f'    notices: {{{key}: "secretsmanager:c7n-reflex/hooks#payments"}}\n'
    ).core.notices
    assert getattr(notices, key) == "secretsmanager:c7n-reflex/hooks#payments"


def test_many_accounts_are_read_without_reading_the_time_zones_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def zones() -> set[str]:
        asked.append("again")
        return {"Asia/Tokyo"}

    checks._zones.cache_clear()
    monkeypatch.setattr("zoneinfo.available_timezones", zones)
    for _ in range(3):
        load(tmp_path, "    notices: {time_zone: Asia/Tokyo}\n")
    checks._zones.cache_clear()
    assert asked == ["again"]
