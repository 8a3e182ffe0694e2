"""exemptions.yml: what is read, and each mistake with file, line and key."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex import accounts, exemptionfile
from c7n_reflex.errors import InputError
from c7n_reflex.safeguards.exemptions import Exemption

ROOT = Path(__file__).parents[1]
POLICIES = ("bucket-policy-public", "internet-gateway-attached")
GOOD = """\
exemptions:
  - policy: bucket-*
    account: payments-prod
    resource: press-kit-*
    until: 2027-03-31
    owner: ann@example.com
    reason: The press kit
      is meant for everybody.
"""


def load(text: str, folder: Path, directory: accounts.Directory) -> list[Exemption]:
    file = folder / "exemptions.yml"
    file.write_text(textwrap.dedent(text), encoding="utf-8")
    return [entry.exemption for entry in exemptionfile.load(file, directory, POLICIES)]


def test_the_projects_own_file_is_good(directory: accounts.Directory) -> None:
    exemptionfile.load(ROOT / "exemptions.yml", directory, POLICIES)


def test_names_of_accounts_become_ids(tmp_path: Path, directory: accounts.Directory) -> None:
    assert load(GOOD, tmp_path, directory) == [
        Exemption(
            policy="bucket-*",
            account="200000000001",
            region="*",
            until=date(2027, 3, 31),
            owner="ann@example.com",
            reason="The press kit is meant for everybody.",
            resource="press-kit-*",
        )
    ]


def test_everything_that_may_be_said(tmp_path: Path, directory: accounts.Directory) -> None:
    text = GOOD.replace("resource: press-kit-*", 'tags: {public: "*"}')
    text = text.replace("until: 2027-03-31", 'until: "2027-03-31"\n    region: eu-west-1\n    ticket: SEC-1')
    [one] = load(text.replace("payments-prod", '"*"'), tmp_path, directory)
    assert (one.account, one.region, one.tags, one.ticket) == ("*", "eu-west-1", {"public": "*"}, "SEC-1")
    assert one.until == date(2027, 3, 31)


def test_an_expired_one_is_no_mistake(tmp_path: Path, directory: accounts.Directory) -> None:
    [one] = load(GOOD.replace("2027", "2020"), tmp_path, directory)
    assert one.until.year == 2020


def test_where_each_is_written(tmp_path: Path, directory: accounts.Directory) -> None:
    file = tmp_path / "exemptions.yml"
    file.write_text(GOOD, encoding="utf-8")
    [entry] = exemptionfile.load(file, directory, POLICIES)
    assert str(entry.place) == f"{file}:2: exemptions[0]"


@pytest.mark.parametrize("text", ["exemptions: []", "exemptions:"])
def test_none(text: str, tmp_path: Path, directory: accounts.Directory) -> None:
    assert load(text, tmp_path, directory) == []


@pytest.mark.parametrize(
    ("old", "new", "where", "problem", "remedy"),
    [
        ("    until:", "    untill:", ":5: exemptions[0].untill", "unknown key 'untill'", "'until'"),
        ("    until: 2027-03-31\n", "", ":2: exemptions[0]", "no `until`", "until: 2026-12-31"),
        ("    owner: ann@example.com\n", "", ":2: exemptions[0]", "no `owner`", "address"),
        ("2027-03-31", "31.03.2027", ":5: exemptions[0].until", "'31.03.2027' is not a day", "2026-12-31"),
        ("2027-03-31", "20270331", ":5: exemptions[0].until", "is not a day", "2026-12-31"),
        ("2027-03-31", "2027-03-31 12:00:00", ":5: exemptions[0].until", "is not a day", "2026-12-31"),
        ("2027-03-31", "'2027-02-30'", ":5: exemptions[0].until", "is not a day", "2026-12-31"),
        ("2027-03-31", "2027-02-30", ":5: until", "is not a day", "calendar"),  # YAML itself refuses it
        ("2027-03-31", "2027-W13-3", ":5: exemptions[0].until", "is not a day", "2026-12-31"),
        ("ann@example.com", "Ann", ":6: exemptions[0].owner", "'Ann' is not an address", "e-mail"),
        (
            "bucket-*",
            "bukcet-policy-public",
            ":2: exemptions[0].policy",
            "no policy",
            "'bucket-policy-public'",
        ),
        ("bucket-*", "ec2-*", ":2: exemptions[0].policy", "no policy 'ec2-*'", "known policies: bucket-p"),
        ("payments-prod", "payments-pord", ":3: exemptions[0].account", "no account", "'payments-prod'"),
        ("payments-prod", "999999999999", ":3: exemptions[0].account", "is not a text", "in quotes"),
        ("payments-prod", "'999999999999'", ":3: exemptions[0].account", "no account", ""),
        ("press-kit-*", "''", ":4: exemptions[0].resource", "'' is not a text", "ARN"),
        ("press-kit-*", "x\n    tags: {a: b}", ":2: exemptions[0]", "both", "exactly one"),
        ("    resource: press-kit-*\n", "", ":2: exemptions[0]", "neither", "exactly one"),
        ("resource: press-kit-*", "tags: {}", ":4: exemptions[0].tags", "no tags", "key"),
        (
            "resource: press-kit-*",
            "tags: {public: yes}",
            ":4: exemptions[0].tags.public",
            "not a text",
            "quotes",
        ),
        ("    reason", "    region: moon\n    reason", ":7: exemptions[0].region", "not a region", '"*"'),
    ],
)
def test_a_mistake_is_named_with_its_place(
    old: str, new: str, where: str, problem: str, remedy: str, tmp_path: Path, directory: accounts.Directory
) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as raised:
        load(GOOD.replace(old, new), tmp_path, directory)
    text = str(raised.value)
    assert f"exemptions.yml{where}" in text
    assert problem in text
    assert remedy in text
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no list of exemptions"),
        ("- a", "no list of exemptions"),
        ("exemptions: {}", "no list of exemptions"),
        ("exemptions: [a]", "is a mapping"),
        ("exemption: []\nexemptions: []", "unknown key 'exemption'"),
        ("exemptions: [", "is not YAML"),
        ("exemptions: []\nexemptions: []", "twice"),
    ],
)
def test_another_shape(text: str, problem: str, tmp_path: Path, directory: accounts.Directory) -> None:
    with pytest.raises(InputError, match=problem):
        load(text, tmp_path, directory)


def test_all_mistakes_are_listed_at_once(tmp_path: Path, directory: accounts.Directory) -> None:
    text = GOOD.replace("payments-prod", "nobody").replace("ann@example.com", "Ann")
    with pytest.raises(InputError) as raised:
        load(text, tmp_path, directory)
    assert "2 mistakes" in str(raised.value)
    assert ":3: exemptions[0].account" in str(raised.value)
    assert ":6: exemptions[0].owner" in str(raised.value)


def test_a_missing_file_is_bad_input(tmp_path: Path, directory: accounts.Directory) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        exemptionfile.load(tmp_path / "none.yml", directory, POLICIES)


def test_what_is_read_survives_the_archive(tmp_path: Path, directory: accounts.Directory) -> None:
    from c7n_reflex.safeguards import exemptions

    read: list[Any] = load(GOOD, tmp_path, directory)
    assert list(exemptions.loads(exemptions.dumps(read))) == read
