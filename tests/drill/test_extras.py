"""What only the drill deploys."""

from __future__ import annotations

from pathlib import Path

import pytest

from c7n_reflex.accounts import Directory
from c7n_reflex.drill import extras
from c7n_reflex.errors import InputError
from tests.conftest import ROOT

EXEMPTION = """\
exemptions:
  - {{policy: {}, account: "*", resource: igw-1, until: 2099-12-31, owner: a@example.com, reason: a mirror}}
"""


def test_the_projects_own(directory: Directory) -> None:
    found = extras.read(ROOT / "scenarios", ROOT / "policies", directory)
    assert found.policies == (ROOT / "scenarios" / "policies",)
    assert {each.policy for each in found.exemptions} >= {
        "security-group-open-to-world",
        "bucket-policy-public",
    }


def test_a_folder_of_scenarios_needs_neither(directory: Directory, tmp_path: Path) -> None:
    assert extras.read(tmp_path, ROOT / "policies", directory) == extras.Extras()


def test_exemptions_are_from_policies_of_either_folder(directory: Directory, tmp_path: Path) -> None:
    policies = tmp_path / "policies"
    policies.mkdir()
    (policies / "a.yml").write_text("policies:\n  - {name: ours, resource: aws.ec2}\n")
    for name in ("ours", "bucket-policy-public"):
        (tmp_path / "exemptions.yml").write_text(EXEMPTION.format(name))
        assert extras.read(tmp_path, ROOT / "policies", directory).exemptions[0].policy == name
    (tmp_path / "exemptions.yml").write_text(EXEMPTION.format("our"))
    with pytest.raises(InputError, match=r"exemptions\.yml:2: exemptions\[0\]\.policy"):
        extras.read(tmp_path, ROOT / "policies", directory)
