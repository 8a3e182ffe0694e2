"""The quick check refuses what the slow one refuses, in its words, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from c7n_reflex import policyfiles
from c7n_reflex.authoring.cases import policies
from c7n_reflex.errors import InputError
from tests.authoring.cases.conftest import POLICIES


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("      - State.Name: running\n", "      - {type: value, keyy: a}\n"),
        ("      - State.Name: running\n", "      - {type: valeu, key: a}\n"),
        ("      - State.Name: running\n", "      - {type: value, key: a, op: equall, value: 1}\n"),
        ("      - State.Name: running\n", "      - {type: ephemeral, key: a}\n"),
        ("      - State.Name: running\n", "      - runing\n"),
        ("      - State.Name: running\n", "      - 3\n"),
        ("          - not:\n", "          - nto:\n"),
        ("              - type: value\n", "              - type: valu\n"),
        ("      - stop\n", "      - stopp\n"),
        ("      - stop\n", "      - {type: stop, forse: true}\n"),
        ("      type: cloudtrail\n", "      type: cloudtrial\n"),
        ("      type: cloudtrail\n", "      type: cloudtrail\n      timout: 3\n"),
        ("    resource: aws.ec2\n", "    resource: aws.ec3\n"),
        ("    resource: aws.ec2\n", "    resource: [aws.ec2]\n"),
        ("    resource: aws.ec2\n", "    resource: aws.ec2\n    tags: 1\n"),
        ("    resource: aws.ec2\n", "    resource: aws.ec2\n    filter: []\n"),
        ("  - name: stop-swept\n", "  - name: stop-on-start\n"),
        ("policies:\n", "polices:\n"),
    ],
)
def test_what_is_wrong_is_refused_as_the_full_check_does(tmp_path: Path, before: str, after: str) -> None:
    assert before in POLICIES
    path = tmp_path / "a.yml"
    path.write_text(POLICIES.replace(before, after, 1))
    with pytest.raises(InputError) as quick:
        policies.load([path])
    with pytest.raises(InputError) as full:
        policyfiles.check(policyfiles.load([path]))
    assert str(quick.value) == str(full.value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("    resource: aws.ec2\n", "    resource: ec2\n"),
        ("      - State.Name: running\n", "      - {type: value, key: a, op: gte, value: 1}\n"),
        ("      - State.Name: running\n", "      - ephemeral\n"),
        ("      - stop\n", "      - {type: stop, terminate-ephemeral: true}\n"),
        ("      - State.Name: running\n", "      - {type: event, key: detail.x, value: 1}\n"),
    ],
)
def test_what_is_right_passes_without_the_full_check(
    tmp_path: Path, before: str, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policyfiles, "check", None)
    path = tmp_path / "a.yml"
    path.write_text(POLICIES.replace(before, after, 1))
    assert [each.name for each in policies.load([path])] == ["stop-on-start", "stop-swept"]
