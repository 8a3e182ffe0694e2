"""`deactivate-access-key` on aws.iam-user."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call, finding

POLICY = {
    "resource": "aws.iam-user",
    "filters": ["active-access-key"],
    "actions": ["deactivate-access-key"],
}
NAMED = "c7n-reflex:access-keys"  # where the modes for findings put the ids of the keys


def _user(clients: Clients, name: str, keys: int = 2) -> list[str]:
    iam = clients("iam")
    iam.create_user(UserName=name)
    return [iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"] for _ in range(keys)]


def _created(user: str, key: str) -> JSON:
    answer = {"accessKey": {"userName": user, "accessKeyId": key, "status": "Active"}}
    return call("CreateAccessKey", {"userName": user}, answer, "iam")


def key_created(clients: Clients) -> tuple[JSON, JSON]:
    """The user had a key before, which stays."""
    _, second = _user(clients, "key-created")
    return {"UserName": "key-created"}, _created("key-created", second)


def key_activated(clients: Clients) -> tuple[JSON, JSON]:
    (key,) = _user(clients, "key-activated", 1)
    parameters = {"userName": "key-activated", "accessKeyId": key, "status": "Active"}
    return {"UserName": "key-activated"}, call("UpdateAccessKey", parameters, None, "iam")


def key_in_finding(clients: Clients) -> tuple[JSON, JSON]:
    first, _ = _user(clients, "key-in-finding")
    return {"UserName": "key-in-finding", NAMED: [first]}, finding("key-in-finding")


def key_not_in_finding(clients: Clients) -> tuple[JSON, JSON]:
    _user(clients, "key-not-in-finding", 1)
    return {"UserName": "key-not-in-finding"}, finding("key-not-in-finding")


def key_inactive(clients: Clients) -> tuple[JSON, JSON]:
    (key,) = _user(clients, "key-inactive", 1)
    clients("iam").update_access_key(UserName="key-inactive", AccessKeyId=key, Status="Inactive")
    return {"UserName": "key-inactive"}, _created("key-inactive", key)


def keys_swept(clients: Clients) -> tuple[JSON, None]:
    _user(clients, "keys-swept")
    return {"UserName": "keys-swept"}, None


CASES = {
    "key-created": Case(POLICY, key_created),
    "key-activated": Case(POLICY, key_activated),
    "key-in-finding": Case(POLICY, key_in_finding),
    "key-not-in-finding": Case(POLICY, key_not_in_finding),
    "key-inactive": Case(POLICY, key_inactive),
    "keys-swept": Case(POLICY, keys_swept),
}
