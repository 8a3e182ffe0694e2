"""`cancel-deletion`, `enable` and `enable-rotation` on aws.kms-key."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call


def _policy(state: str | JSON, action: str | JSON) -> JSON:
    return {"resource": "aws.kms-key", "filters": [state], "actions": [action]}


def _key(clients: Clients) -> str:
    return str(clients("kms").create_key(Description="orders")["KeyMetadata"]["KeyId"])


def _seen(clients: Clients, key: str, name: str) -> tuple[JSON, JSON]:
    resource = clients("kms").describe_key(KeyId=key)["KeyMetadata"]
    return resource, call(name, {"keyId": key}, None, "kms")


def deletion_scheduled(clients: Clients) -> tuple[JSON, JSON]:
    key = _key(clients)
    clients("kms").schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    return _seen(clients, key, "ScheduleKeyDeletion")


def deletion_cancelled(clients: Clients) -> tuple[JSON, JSON]:
    return _seen(clients, _key(clients), "ScheduleKeyDeletion")


def disabled(clients: Clients) -> tuple[JSON, JSON]:
    key = _key(clients)
    clients("kms").disable_key(KeyId=key)
    return _seen(clients, key, "DisableKey")


def enabled(clients: Clients) -> tuple[JSON, JSON]:
    return _seen(clients, _key(clients), "DisableKey")


def rotation_off(clients: Clients) -> tuple[JSON, JSON]:
    return _seen(clients, _key(clients), "DisableKeyRotation")


def rotation_on(clients: Clients) -> tuple[JSON, JSON]:
    key = _key(clients)
    clients("kms").enable_key_rotation(KeyId=key)
    return _seen(clients, key, "DisableKeyRotation")


DELETION = {"KeyState": "PendingDeletion"}
KEPT_DISABLED = {"type": "cancel-deletion", "enable": False}
CASES = {
    "key-deletion-scheduled": Case(_policy(DELETION, "cancel-deletion"), deletion_scheduled),
    "key-deletion-kept-disabled": Case(_policy(DELETION, KEPT_DISABLED), deletion_scheduled),
    "key-deletion-cancelled": Case(_policy(DELETION, "cancel-deletion"), deletion_cancelled),
    "key-disabled": Case(_policy({"KeyState": "Disabled"}, "enable"), disabled),
    "key-enabled": Case(_policy({"KeyState": "Disabled"}, "enable"), enabled),
    "key-rotation-off": Case(_policy("rotation-off", "enable-rotation"), rotation_off),
    "key-rotation-on": Case(_policy("rotation-off", "enable-rotation"), rotation_on),
}
