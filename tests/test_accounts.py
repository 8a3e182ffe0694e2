"""The directory of accounts and what is wrong with a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from c7n_reflex import accounts
from c7n_reflex.errors import InputError

ENTRY = {
    "account_id": "111122223333",
    "name": "core",
    "role": "arn:aws:iam::111122223333:role/R",
    "regions": ["us-east-1"],
    "tags": ["core-compliance"],
}


def write(path: Path, *entries: object) -> Path:
    file = path / "accounts.yml"
    file.write_text(yaml.safe_dump({"accounts": list(entries)}))
    return file


def test_our_own_file_has_a_core_and_ten_solution_accounts(directory: accounts.Directory) -> None:
    assert directory.core.name == "core-compliance"
    assert len(directory.solutions) == 10
    assert all(account.owner and account.owner.distribution_list for account in directory.accounts)
    assert all(len(account.regions) == 2 for account in directory.accounts)
    assert directory.settings.home_region == "us-east-1"


def test_an_account_is_found_by_id_and_by_name(directory: accounts.Directory) -> None:
    assert directory["payments-prod"] is directory["200000000001"]


def test_an_unknown_account_gets_the_nearest_name(directory: accounts.Directory) -> None:
    with pytest.raises(InputError, match="no account 'payment-prod'") as raised:
        directory["payment-prod"]
    assert "payments-prod" in raised.value.remedy


def test_a_bare_role_name_becomes_an_arn(tmp_path: Path) -> None:
    directory = accounts.load(write(tmp_path, {**ENTRY, "role": "Deployer"}))
    assert directory.core.role == "arn:aws:iam::111122223333:role/Deployer"


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([{**ENTRY, "account_id": "123"}], r"accounts\[0\].account_id"),
        ([{**ENTRY, "regions": "us-east-1"}], r"accounts\[0\].regions"),
        ([{k: v for k, v in ENTRY.items() if k != "name"}], "'name' is a required property"),
        ([{**ENTRY, "tags": []}], "0 accounts are tagged"),
        ([{**ENTRY, "regions": []}], r"accounts\[0\].regions: core-compliance has no region"),
        ([ENTRY, {**ENTRY, "account_id": "222222222222", "name": "two"}], "2 accounts are tagged"),
        ([ENTRY, {**ENTRY, "tags": []}], "id '111122223333' is used twice"),
        ([{**ENTRY, "owner": {"name": "x", "mail": "y"}}], "an owner has the keys"),
        ([], "has no accounts"),
    ],
)
def test_a_bad_entry_is_named(tmp_path: Path, entries: list[object], message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        accounts.load(write(tmp_path, *entries))
    assert "accounts.yml" in str(raised.value)
    assert raised.value.exit_code == 2


def test_broken_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "accounts.yml"
    file.write_text("accounts:\n  - name: x\n   bad: [\n")
    with pytest.raises(InputError, match=r"accounts.yml:3: is not YAML"):
        accounts.load(file)


def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        accounts.load(tmp_path / "absent.yml")
