"""Which values CloudTrail never shows, and what it shows instead."""

from __future__ import annotations

import re

from botocore.model import Shape

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"

# What stands in a secret's place; None leaves the field out. Seen in recorded events of these services.
_MASKS: dict[str, str | None] = {
    "docdb": "****",
    "ec2": "<sensitiveDataRemoved>",
    "iam": None,
    "lambda": None,
    "neptune": "****",
    "rds": "****",
    "redshift": "****",
}

# botocore marks secrets with the `sensitive` trait; these are text that it does not mark everywhere.
_SECRET_NAMES = re.compile(
    r"(password|secretaccesskey|secretstring|secretbinary|sessiontoken|clientsecret|authtoken|privatekey|userdata"
    r"|keymaterial|plaintext|zipfile)$",
    re.IGNORECASE,
)
# Marked, but shown by CloudTrail: which key encrypts a bucket is no secret.
_SHOWN = {("s3", "KMSMasterKeyID"), ("s3", "KeyId"), ("s3", "KMSKeyId"), ("s3", "KMSKeyArn")}


def is_secret(service: str, member: str, shape: Shape) -> bool:
    """True if the value of this member must not be shown."""
    if shape.metadata.get("sensitive"):
        return (service, member) not in _SHOWN
    return shape.type_name in ("string", "blob") and bool(_SECRET_NAMES.search(member))


def mask(service: str) -> str | None:
    """What CloudTrail shows instead of a secret of this service; None for nothing at all."""
    return _MASKS.get(service, HIDDEN)
