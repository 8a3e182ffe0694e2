"""Sweeps are written from event policies: the same filters and action, no event, and only observing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from c7n_reflex.library import sweeps

POLICY = """\
# yaml-language-server: $schema=../../docs/schemas/policies.json
policies:
  - name: opened
    resource: aws.s3
    description: >-
      It is open.

    metadata:
      title: Open
      enforcement: approve
      because: >-
        A website may be
        open on purpose.
      severity: high
    mode:
      type: cloudtrail
      events:
        - {source: s3.amazonaws.com, event: PutBucketPolicy, ids: requestParameters.bucketName}

    filters:
      # why
      - type: event
        key: detail.eventName
        value: PutBucketPolicy
      - public-policy
    actions:
      - remove-public-statements
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cloudtrail").mkdir()
    (tmp_path / "sweeps").mkdir()
    (tmp_path / "cloudtrail" / "opened.yml").write_text(POLICY)
    return tmp_path


def swept(folder: Path) -> dict[str, object]:
    (policy,) = yaml.safe_load((folder / "sweeps" / "opened.yml").read_text())["policies"]
    return policy


def test_filters_and_actions_are_those_of_the_policy_and_nothing_is_of_an_event(folder: Path) -> None:
    assert sweeps.write(folder) == [folder / "sweeps" / "opened.yml"]
    assert swept(folder) == {
        "name": "opened-sweep",
        "resource": "aws.s3",
        "description": "It is open.",
        "metadata": {"title": "Open", "twin": "opened", "enforcement": "observe", "severity": "high"},
        "filters": ["public-policy"],
        "actions": ["remove-public-statements"],
    }


def test_writing_again_changes_nothing(folder: Path) -> None:
    sweeps.write(folder)
    assert sweeps.write(folder) == []
    assert sweeps.problems(folder) == []


def test_an_author_may_let_a_sweep_act(folder: Path) -> None:
    text = POLICY.replace(
        "      severity: high\n", "      severity: high\n      sweep-enforcement: enforce\n"
    )
    (folder / "cloudtrail" / "opened.yml").write_text(text)
    sweeps.write(folder)
    metadata = swept(folder)["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["enforcement"] == "enforce"
    assert "sweep-enforcement" not in metadata


def test_a_moment_has_no_sweep(folder: Path) -> None:
    text = POLICY.replace("      severity: high\n", "      no-sweep: it is a moment\n")
    (folder / "cloudtrail" / "opened.yml").write_text(text)
    assert sweeps.write(folder) == []


def test_what_is_missing_differs_or_has_no_policy_is_said(folder: Path) -> None:
    file = folder / "sweeps" / "opened.yml"
    assert sweeps.problems(folder) == [f"{file} is not what its policy gives"]
    sweeps.write(folder)
    file.write_text(file.read_text().replace("observe", "enforce"))
    assert sweeps.problems(folder) == [f"{file} is not what its policy gives"]
    sweeps.write(folder)
    (folder / "cloudtrail" / "opened.yml").unlink()
    assert sweeps.problems(folder) == [f"{file} is of no policy"]
