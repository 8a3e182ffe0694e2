"""Entries for accounts of AWS Organizations, and their merge into a file that a person keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex import accounts
from c7n_reflex.accountfile import generating, merging
from c7n_reflex.accountfile.generating import Wishes
from c7n_reflex.accountfile.organization import Contact, Member
from c7n_reflex.errors import InputError
from tests.accountfile.members import CORE, member

WISHES = Wishes(core=CORE)
KEPT = f"""\
# by hand
accounts:
    - account_id: "{CORE}"   # the one
      name: security
      role: Role
      regions: [us-east-1]
      tags: [core-compliance]
      custom: kept
    - {{account_id: "200000000001", name: account-1, role: Role, regions: [all]}}

# about vars
vars: {{a: 1}}
"""


def loaded(folder: Path, text: str) -> accounts.Directory:
    file = folder / "accounts.yml"
    file.write_text(text)
    return accounts.load(file)


def entry(each: Member, wishes: Wishes = WISHES) -> dict[str, object]:
    [found] = yaml.safe_load(generating.entry(each, each.name, wishes))
    assert isinstance(found, dict)
    return found


def test_a_file_has_core_first_and_what_is_not_active_as_a_remark(tmp_path: Path) -> None:
    members = [member(2), member(1, state="SUSPENDED"), member(0), member(3)]
    text = generating.whole(members, WISHES, ["200000000003"])
    directory = loaded(tmp_path, text)
    assert [account.id for account in directory.accounts] == [CORE, "200000000002"]
    assert "# left out: 200000000001 account-1 (SUSPENDED)" in text
    assert directory["account-2"].tags == {"solution", "path:/Workloads", "path:/Workloads/Prod"}
    assert "no such role in the management account" in text


@pytest.mark.parametrize("core", ["", "999999999999", "200000000001"])
def test_core_is_an_active_account(core: str) -> None:
    with pytest.raises(InputError, match="core-compliance") as raised:
        generating.whole([member(0), member(1, state="SUSPENDED")], Wishes(core=core))
    assert f"--core ID: {CORE}" in raised.value.remedy


def test_the_owner_is_of_the_tags_first() -> None:
    contacts = {"SECURITY": Contact("Sec", "sec@example.com")}
    tags = (("owner", "Ann"), ("owner-email", "ann@example.com"))
    assert entry(member(1, tags=tags, contacts=contacts))["owner"] == {
        "name": "Ann",
        "email": "ann@example.com",
        "distribution_list": "sec@example.com",
    }
    assert entry(member(1, tags=tags))["owner"] == {"name": "Ann", "email": "ann@example.com"}


def test_without_tags_the_owner_is_a_contact_and_without_one_nobody() -> None:
    contacts = {"OPERATIONS": Contact("Ops", "ops@example.com")}
    found = entry(member(1, tags=(("owner-email", "not an address"),), contacts=contacts))["owner"]
    assert found == {"name": "Ops", "email": "ops@example.com", "distribution_list": "ops@example.com"}
    assert "owner" not in entry(member(1))


def test_role_and_name_are_templates() -> None:
    wishes = Wishes(role="arn:aws:iam::{Id}:role/x/Deploy", name="{account_id}-{name}")
    assert entry(member(1), wishes)["role"] == "arn:aws:iam::200000000001:role/x/Deploy"
    assert generating.names_of([member(1)], wishes) == {"200000000001": "200000000001-account-1"}
    with pytest.raises(InputError, match="--name"):
        generating.names_of([member(1)], Wishes(name="{nobody}"))


def test_names_that_are_used_twice_get_their_id() -> None:
    names = generating.names_of(
        [member(1, name="x"), member(2, name="x"), member(3, name="y")], WISHES, ["y"]
    )
    assert list(names.values()) == ["x-200000000001", "x-200000000002", "y-200000000003"]


@settings(max_examples=60)
@given(
    st.text(min_size=1), st.text(), st.text(), st.sampled_from(["true", "0123", "a: b", "#x", "- y", "1e3"])
)
def test_any_text_comes_back_as_it_is(name: str, key: str, value: str, odd: str) -> None:
    clean = [each.encode("utf-8", "replace").decode() for each in (name, key, value)]
    found = entry(member(1, name=clean[0], email=odd, tags=((clean[1], clean[2]), (odd, odd))))
    assert (found["name"], found["email"]) == (clean[0], odd)
    tags = found["tags"]
    assert isinstance(tags, list)
    assert f"{clean[1]}:{clean[2]}" in tags
    assert f"{odd}:{odd}" in tags


class TestMerge:
    def merged(self, folder: Path, *members: Member, wishes: Wishes = WISHES) -> merging.Merged:
        directory = loaded(folder, KEPT)
        return merging.merge(directory, members, {each.id: each for each in members}, wishes)

    def test_new_accounts_come_behind_the_others_and_nothing_else_changes(self, tmp_path: Path) -> None:
        found = self.merged(tmp_path, member(0, name="security"), member(1), member(2))
        assert [each.id for each in found.new] == ["200000000002"]
        head, tail = KEPT[: KEPT.index("\n# about")], KEPT[KEPT.index("\n# about") :]
        assert found.text.startswith(f'{head}\n    - account_id: "200000000002"\n      name: account-2\n')
        assert found.text.endswith(tail)
        directory = loaded(tmp_path, found.text)
        assert [each.name for each in directory.accounts] == ["security", "account-1", "account-2"]
        assert directory.core.raw["custom"] == "kept"

    def test_merging_again_changes_nothing(self, tmp_path: Path) -> None:
        members = [member(0, name="security"), member(1)]
        found = self.merged(tmp_path, *members)
        assert (found.text, found.new, found.gone, found.renamed) == (KEPT, (), (), ())

    def test_what_is_gone_or_renamed_is_said_and_stays(self, tmp_path: Path) -> None:
        found = self.merged(tmp_path, member(0, name="other-name"))
        assert found.text == KEPT
        assert [(each.id, state) for each, state in found.gone] == [("200000000001", "")]
        assert [(each.id, name) for each, name in found.renamed] == [(CORE, "other-name")]
        [(_, state)] = self.merged(tmp_path, member(0), member(1, state="CLOSED")).gone
        assert state == "CLOSED"

    def test_core_cannot_be_moved(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="--core"):
            self.merged(tmp_path, member(0), wishes=Wishes(core="200000000001"))

    def test_a_list_in_one_line_is_refused(self, tmp_path: Path) -> None:
        account = f'account_id: "{CORE}", name: c, role: Role, regions: [us-east-1], tags: [core-compliance]'
        text = f"accounts: [{{{account}}}]"
        directory = loaded(tmp_path, text)
        with pytest.raises(InputError, match="in one line"):
            merging.merge(directory, [member(1)], {}, WISHES)

    def test_a_file_without_a_line_break_at_its_end(self, tmp_path: Path) -> None:
        directory = loaded(tmp_path, KEPT.partition("\n\n")[0])
        found = merging.merge(directory, [member(2)], {}, WISHES)
        assert len(loaded(tmp_path, found.text).accounts) == 3
