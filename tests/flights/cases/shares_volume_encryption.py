"""`enable-volume-encryption` on aws.account."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

ACCOUNT = {"account_id": "200000000001", "account_name": "payments-prod"}
POLICY = {
    "resource": "aws.account",
    "filters": [{"type": "default-ebs-encryption", "state": False}],
    "actions": ["enable-volume-encryption"],
}
DISABLED = call("DisableEbsEncryptionByDefault", {"DisableEbsEncryptionByDefaultRequest": ""})


def volume_encryption_disabled(clients: Clients) -> tuple[JSON, JSON]:
    clients("ec2").disable_ebs_encryption_by_default()
    return ACCOUNT, DISABLED


def volume_encryption_enabled(clients: Clients) -> tuple[JSON, JSON]:
    clients("ec2").enable_ebs_encryption_by_default()
    return ACCOUNT, DISABLED


CASES = {
    "volume-encryption-disabled": Case(POLICY, volume_encryption_disabled),
    "volume-encryption-enabled": Case(POLICY, volume_encryption_enabled),
}
