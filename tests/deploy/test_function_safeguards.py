"""What a function carries of the safeguards: its policy's exemptions, and how long it believes the switch."""

from __future__ import annotations

import importlib
import inspect
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import c7n_reflex.plugin  # noqa: F401
from c7n_reflex.deploy.function import PolicyFunction
from c7n_reflex.safeguards import own_accounts
from c7n_reflex.safeguards.exemptions import PACKED, Exemption, dumps, loads
from c7n_reflex.safeguards.prepared import EXEMPTIONS_VARIABLE
from c7n_reflex.safeguards.switch import SECONDS_VARIABLE
from custom_actions import ACTIONS, FILTERS
from tests.modes.support import A, group_policy, policy


def _exemption(of_policy: str) -> Exemption:
    day = date(2099, 12, 31)
    return Exemption(of_policy, "*", "*", day, "a@example.com", "a mirror", tags={"public": "yes"})


def _contents(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *known: Exemption, seconds: str = ""
) -> dict[str, Any]:
    """What the archives of two policies have of their own, deployed while these exemptions are known."""
    file = tmp_path / "known.json"
    file.write_text(dumps(known))
    monkeypatch.setenv(EXEMPTIONS_VARIABLE, str(file))
    built = {}
    for name in ("open", "shut"):
        function = PolicyFunction(policy(group_policy(name=name), tmp_path, account=A))
        built[name] = function.contents()
    return built


def test_an_exemption_changes_only_the_functions_of_its_policy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = _contents(monkeypatch, tmp_path)
    after = _contents(monkeypatch, tmp_path, _exemption("op*"))
    assert after["open"] != before["open"]
    assert after["shut"] == before["shut"]
    assert _contents(monkeypatch, tmp_path) == before


def test_the_function_has_its_own_exemptions_and_no_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "known.json"
    file.write_text(dumps([_exemption("open"), _exemption("shut")]))
    monkeypatch.setenv(EXEMPTIONS_VARIABLE, str(file))
    packed = PolicyFunction(policy(group_policy(), tmp_path, account=A)).contents()[PACKED]
    assert [each.policy for each in loads(packed)] == ["open"]


def test_how_long_the_switch_is_believed_is_carried_only_where_it_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    function = PolicyFunction(policy(group_policy(), tmp_path, account=A))
    assert SECONDS_VARIABLE not in function.environment["Variables"]
    monkeypatch.setenv(SECONDS_VARIABLE, "0")
    assert function.environment["Variables"][SECONDS_VARIABLE] == "0"
    monkeypatch.setenv(SECONDS_VARIABLE, "3600")
    with pytest.raises(ValueError, match="from 0 to 60"):
        assert function.environment


def _packed(tmp_path: Path, *filters: str) -> dict[str, str]:
    data = {"name": "trusts", "resource": "aws.iam-role", "filters": list(filters)}
    data["mode"] = {**group_policy()["mode"], "events": [{"source": "x", "event": "y", "ids": "z"}]}
    return PolicyFunction(policy(data, tmp_path, account=A)).contents()


def test_the_own_accounts_are_in_the_archives_of_those_that_ask_for_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(own_accounts.OWN_ACCOUNTS_VARIABLE, "200000000001,111122223333")
    asking, other = _packed(tmp_path, "trusts-outside"), _packed(tmp_path, "admin-policy")
    assert asking[own_accounts.PACKED] == '["111122223333", "200000000001"]'
    assert own_accounts.PACKED not in other


def test_without_knowing_them_no_archive_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(own_accounts.OWN_ACCOUNTS_VARIABLE)
    with pytest.raises(ValueError, match="own accounts are unknown"):
        _packed(tmp_path, "trusts-outside")


def test_whatever_asks_for_them_says_so() -> None:
    """A class that uses them without the mark would find none in Lambda."""
    for names in (*ACTIONS.values(), *FILTERS.values()):
        for reference in names.values():
            module, _, name = reference.partition(":")
            cls = getattr(importlib.import_module(module), name)
            uses = any(
                "own_accounts()" in inspect.getsource(each)
                for each in cls.__mro__
                if "custom" in each.__module__
            )
            assert uses is bool(getattr(cls, own_accounts.NEEDED, False)), reference
