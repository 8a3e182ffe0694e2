"""`userIdentity` of each kind of principal."""

from __future__ import annotations

import datetime as dt

from c7n_reflex.organisation.calls import Principal
from c7n_reflex.organisation.cloudtrail.identity import Identities
from c7n_reflex.organisation.identity import root, service
from tests.organisation.cloudtrail.models import TIME

_ROLE = "arn:aws:iam::200000000001:role/path/deployer"
_SESSION = Principal(
    "AssumedRole",
    "200000000001",
    "arn:aws:sts::200000000001:assumed-role/deployer/ada",
    id="AROA1:ada",
    access_key="ASIA1",
    user_name="deployer",
    issuer_arn=_ROLE,
    issuer_id="AROA1",
)


def test_root() -> None:
    assert Identities().user_identity(root("200000000001", "AKIA1"), TIME) == {
        "type": "Root",
        "principalId": "200000000001",
        "arn": "arn:aws:iam::200000000001:root",
        "accountId": "200000000001",
        "accessKeyId": "AKIA1",
    }


def test_user() -> None:
    arn = "arn:aws:iam::200000000001:user/ada"
    principal = Principal("IAMUser", "200000000001", arn, id="AIDA1", access_key="AKIA1", user_name="ada")
    assert Identities().user_identity(principal, TIME) == {
        "type": "IAMUser",
        "principalId": "AIDA1",
        "arn": arn,
        "accountId": "200000000001",
        "accessKeyId": "AKIA1",
        "userName": "ada",
    }


def test_session_names_its_role() -> None:
    identity = Identities().user_identity(_SESSION, TIME)
    assert identity["type"] == "AssumedRole"
    assert identity["principalId"] == "AROA1:ada"
    assert identity["sessionContext"]["sessionIssuer"] == {
        "type": "Role",
        "principalId": "AROA1",
        "arn": _ROLE,
        "accountId": "200000000001",
        "userName": "deployer",
    }
    assert identity["sessionContext"]["attributes"] == {
        "creationDate": "2026-11-24T15:04:05Z",
        "mfaAuthenticated": "false",
    }


def test_a_session_keeps_its_creation_date() -> None:
    identities = Identities()
    first = identities.user_identity(_SESSION, TIME)
    assert identities.user_identity(_SESSION, TIME + dt.timedelta(hours=1)) == first


def test_service() -> None:
    identity = Identities().user_identity(service("events.amazonaws.com", "200000000001"), TIME)
    assert identity == {"type": "AWSService", "invokedBy": "events.amazonaws.com"}


def test_nobody() -> None:
    identity = Identities().user_identity(Principal("Anonymous", "", ""), TIME)
    assert identity == {"type": "AWSAccount", "principalId": "", "accountId": "anonymous"}
