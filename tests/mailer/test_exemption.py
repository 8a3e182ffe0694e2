"""An entry for exemptions.yml, as the file's own reader and matcher understand it."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex import accounts, exemptionfile
from mailer import exemption
from tests.conftest import ROOT

TODAY = date(2026, 11, 24)


def lines(**changes: Any) -> tuple[str, ...]:
    given = {
        "policy": "bucket-policy-public",
        "account": "200000000003",
        "region": "eu-west-1",
        "resource": "web-shop-press-kit",
        "owner": "ann@example.com",
        "today": TODAY,
    }
    return exemption.entry(**{**given, **changes})


def test_it_is_an_entry_of_the_file_once_it_is_pasted(tmp_path: Path) -> None:
    file = tmp_path / "exemptions.yml"
    file.write_text("\n".join(["exemptions:", *(f"  {line}" for line in lines())]), encoding="utf-8")
    directory = accounts.load(ROOT / "accounts.yml")
    [found] = exemptionfile.load(file, directory, ["bucket-policy-public", "bucket-policy-public-sweep"])
    made = found.exemption
    assert (made.account, made.region, made.owner) == ("200000000003", "eu-west-1", "ann@example.com")
    assert made.until == date(2027, 2, 22)
    assert made.applies_to("200000000003", "eu-west-1", {}, ["web-shop-press-kit"])
    assert not made.applies_to("200000000003", "eu-west-1", {}, ["web-shop-press-kit-2"])


@pytest.mark.parametrize("policy", ["bucket-policy-public", "bucket-policy-public-sweep"])
def test_the_policy_and_its_sweep_leave_it_alone(policy: str) -> None:
    [entry] = yaml.safe_load("\n".join(lines(policy=policy)))
    assert fnmatchcase("bucket-policy-public", entry["policy"])
    assert fnmatchcase("bucket-policy-public-sweep", entry["policy"])
    assert not fnmatchcase("bucket-policy", entry["policy"])


def test_without_an_address_somebody_has_to_be_written_in() -> None:
    [entry] = yaml.safe_load("\n".join(lines(owner="Ann")))
    assert entry["owner"] == exemption.SOMEBODY


# What is special in globs and in YAML comes up often.
NAMES = st.text(st.characters(codec=None)) | st.text(st.sampled_from('ab1[]!*?"\\\n\u202e#: '))


@settings(deadline=None)
@given(NAMES)
def test_any_name_means_itself_and_ends_nothing(name: str) -> None:
    made = lines(resource=name)
    assert len(made) == 7
    assert all(line.isprintable() for line in made)
    [entry] = yaml.safe_load("\n".join(made))
    assert fnmatchcase(name, entry["resource"])
    for other in (f"{name}x", name.replace("*", "x"), name.replace("?", "x")):
        assert fnmatchcase(other, entry["resource"]) == (other == name)
    assert set(entry) == {"policy", "account", "region", "resource", "until", "owner", "reason"}
