"""Which roles a person is let into, and by which way."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.accounts import Directory
from c7n_reflex.errors import ReflexError
from c7n_reflex.operator import sessions
from c7n_reflex.operator.sessions import Operator, session_name

CORE, ACCOUNT = "111122223333", "200000000001"
OPERATOR = f"arn:aws:iam::{CORE}:role/c7n-reflex-operator"
UNDO = f"arn:aws:iam::{ACCOUNT}:role/c7n-reflex-undo"


class Sts:
    """An STS client of somebody; notes which roles are assumed, and refuses some."""

    def __init__(self, who: str, log: list[tuple[str, str]], refused: tuple[str, ...]) -> None:
        self.who, self.log, self.refused = who, log, refused

    def get_caller_identity(self) -> dict[str, str]:
        return {"Arn": self.who, "Account": self.who.split(":")[4]}

    def assume_role(self, RoleArn: str, RoleSessionName: str) -> dict[str, Any]:  # noqa: N803
        self.log.append((self.who, RoleArn))
        if f"{self.who} {RoleArn}" in self.refused or self.who in self.refused:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "AssumeRole")
        keys = {"AccessKeyId": RoleArn, "SecretAccessKey": RoleSessionName, "SessionToken": "t"}
        return {"Credentials": keys}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Whose credentials there are; what they assumed is in `log`, as (who, role)."""
    found = SimpleNamespace(me=f"arn:aws:iam::{CORE}:user/alice", log=[], refused=(), names=[])

    class Session:
        def __init__(self, key: str, name: str, token: str, region_name: str) -> None:
            self.key = key
            found.names.append(name)

        def client(self, service: str, **_: Any) -> Sts:
            assert service == "sts"
            return Sts(self.key, found.log, found.refused)

    class Accounts:
        def client(self, service: str, account: Any, region: str) -> Sts:
            return Sts(account.role, found.log, found.refused)

    monkeypatch.setattr(boto3, "client", lambda service, **_: Sts(found.me, found.log, found.refused))
    monkeypatch.setattr(boto3, "Session", Session)
    monkeypatch.setattr(sessions, "Sessions", Accounts)
    return found


def test_from_within_core_the_operator_s_role_is_assumed_directly(
    world: SimpleNamespace, directory: Directory
) -> None:
    operator = Operator(directory)
    operator.undo_session(ACCOUNT, "eu-west-1")
    assert world.log == [(world.me, OPERATOR), (OPERATOR, UNDO)]
    assert world.names == ["alice", "alice"]
    assert operator.caller == world.me


@pytest.mark.parametrize("me", [f"arn:aws:iam::{CORE}:root", "arn:aws:iam::999999999999:user/bob"])
def test_root_and_others_go_by_the_role_of_accounts_yml(
    world: SimpleNamespace, directory: Directory, me: str
) -> None:
    world.me = me
    operator = Operator(directory)
    operator.undo_session(ACCOUNT, "eu-west-1")
    assert world.log == [(directory.core.role, OPERATOR), (OPERATOR, UNDO)]
    assert operator.caller == me


def test_so_does_who_may_not_assume_it_directly(world: SimpleNamespace, directory: Directory) -> None:
    world.refused = (f"{world.me} {OPERATOR}",)
    Operator(directory).undo_session(ACCOUNT, "eu-west-1")
    assert world.log == [(world.me, OPERATOR), (directory.core.role, OPERATOR), (OPERATOR, UNDO)]


def test_the_operator_s_role_is_assumed_once(world: SimpleNamespace, directory: Directory) -> None:
    operator = Operator(directory)
    operator.undo_session(ACCOUNT, "eu-west-1")
    operator.undo_session("200000000002", "eu-west-1")
    assert [role for _, role in world.log].count(OPERATOR) == 1


def test_who_is_not_let_in_is_told_what_to_do(world: SimpleNamespace, directory: Directory) -> None:
    world.refused = (OPERATOR,)
    with pytest.raises(ReflexError, match="infrastructure apply") as raised:
        Operator(directory).undo_session(ACCOUNT, "eu-west-1")
    assert UNDO in raised.value.message


def test_without_credentials_nothing_is_assumed(
    world: SimpleNamespace, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_: Sts) -> None:
        raise ClientError({"Error": {"Code": "ExpiredToken", "Message": "no"}}, "GetCallerIdentity")

    monkeypatch.setattr(Sts, "get_caller_identity", unknown)
    with pytest.raises(ReflexError, match="check your AWS credentials"):
        Operator(directory).ledger()
    assert world.log == []


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin/alice@example.com", "alice@example.com"),
        ("arn:aws:iam::1:root", "root"),
        ("arn:aws:iam::1:user/division/müller", "m-ller"),
        ("arn:aws:iam::1:user/a", "a-"),
    ],
)
def test_the_session_is_named_after_the_person(arn: str, name: str) -> None:
    assert session_name(arn) == name


@settings(deadline=None)
@given(st.text())
def test_any_name_makes_a_session_name(arn: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_+=,.@-]{2,64}", session_name(arn))
