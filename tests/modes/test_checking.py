"""A deployed function's answer to the check of a canary."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c7n_reflex.deploy import canaries
from c7n_reflex.modes import checking
from tests.modes.support import A, call, group_policy, group_tags, security_group


def packed(folder: Path, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    """The function's folder, with a policy's config.json, as the current one."""
    config = {"execution-options": {"account_id": A}, "policies": [{**group_policy(), **changes}]}
    (folder / "config.json").write_text(json.dumps(config))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")  # as Lambda has it, whatever ran before


def test_the_policy_is_loaded_and_named(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_VERSION", "7")
    packed(tmp_path, monkeypatch)
    group = security_group(A, "open")
    assert checking.answer() == {"policy": "open", "version": "7"}
    assert group_tags(A, group) == {}


def test_a_policy_that_cannot_be_loaded_fails_the_invocation(tmp_path, monkeypatch):
    packed(tmp_path, monkeypatch, actions=["no-such-action"])
    with pytest.raises(Exception, match="no-such-action"):
        checking.answer()


def test_only_the_check_is_one():
    assert checking.is_check(json.loads(json.dumps(canaries.CHECK)))
    assert not checking.is_check({**canaries.CHECK, "detail": {}})
    assert not checking.is_check(call("sg-1"))
    assert not checking.is_check(None)
