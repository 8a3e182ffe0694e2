"""Which calls are forwarded to core-compliance."""

from __future__ import annotations

from pathlib import Path

import pytest

from c7n_reflex.deploy.forwarding import Forwarding, of_policies
from c7n_reflex.errors import InputError

ROOT = Path(__file__).parents[2]


def write(folder: Path, mode: str, name: str = "a.yml") -> Path:
    (folder / name).write_text(f"policies:\n  - name: p\n    resource: aws.s3\n    mode: {mode}\n")
    return folder


def test_the_calls_of_policies_with_a_member_role(tmp_path: Path) -> None:
    event = "{source: kms.amazonaws.com, event: DisableKey, ids: x}"
    write(tmp_path, f"{{type: cloudtrail, member-role: r, events: [CreateBucket, {event}]}}")
    found = of_policies(tmp_path)
    assert found == Forwarding(("CreateBucket", "DisableKey"), ("kms.amazonaws.com", "s3.amazonaws.com"))


@pytest.mark.parametrize(
    "mode",
    [
        "{type: cloudtrail, role: r, events: [CreateBucket]}",  # runs in each account itself
        "{type: hub-finding, member-role: r}",  # Security Hub brings these
        "{type: pull}",
    ],
)
def test_no_other_policy_needs_forwarding(tmp_path: Path, mode: str) -> None:
    assert of_policies(write(tmp_path, mode)) == Forwarding((), ())


def test_the_policies_of_this_project() -> None:
    assert of_policies(ROOT / "policies") == Forwarding(("PutBucketPolicy",), ("s3.amazonaws.com",))


def test_an_event_without_a_known_service_is_bad_input(tmp_path: Path) -> None:
    write(tmp_path, "{type: cloudtrail, member-role: r, events: [NoSuchCall]}")
    with pytest.raises(InputError, match="NoSuchCall") as raised:
        of_policies(tmp_path)
    assert str(tmp_path / "a.yml") in str(raised.value)


def test_broken_yaml_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text("policies:\n  - name: [\n")
    with pytest.raises(InputError, match=r"b\.yml:3"):
        of_policies(tmp_path)


def test_a_missing_folder_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        of_policies(tmp_path / "none")


def test_a_shortcut_is_forwarded_under_the_name_that_cloudtrail_records(tmp_path):
    mode = "{type: cloudtrail, member-role: r, events: [CreateFunction]}"
    (tmp_path / "p.yml").write_text(f"policies: [{{name: p, resource: aws.lambda, mode: {mode}}}]")
    assert of_policies(tmp_path).events == ("CreateFunction20150331",)
