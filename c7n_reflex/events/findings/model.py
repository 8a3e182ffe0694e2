"""One finding, whatever the format it arrived in, and the errors of those that cannot be used.

FindingError (ValueError)
├── MalformedFindingError   what arrived is no finding: no id, no account, not a mapping
└── SpoofedFindingError     the finding claims a product or an account that its sender cannot speak for
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Finding", "FindingError", "MalformedFindingError", "Named", "SpoofedFindingError"]


class FindingError(ValueError):
    """The finding cannot be used."""


class MalformedFindingError(FindingError):
    """What arrived is no finding, or says not even whose it is."""


class SpoofedFindingError(FindingError):
    """The finding claims a product or an account that its sender cannot speak for."""


@dataclass(frozen=True)
class Named:
    """One resource that a finding names."""

    type: str  # as the AWS Security Finding Format spells it, such as AwsEc2Instance
    id: str  # ARN, or a bare id such as i-0123
    account: str  # 12 digits
    region: str  # where to look; of a global resource any region of the account does
    # `access_key_id` through which a user or role was named, `object_key` of the object in a bucket
    details: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Finding:
    """What a finding says, in the words of the AWS Security Finding Format, whatever its own format says.

    https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
    """

    id: str
    product_arn: str  # empty in events that the product itself sends
    product: str  # guardduty, security hub, config ...; company/product of a product that is not AWS's own
    account: str  # 12 digits
    region: str
    title: str
    severity: str  # INFORMATIONAL, LOW, MEDIUM, HIGH, CRITICAL; empty if the product does not rate
    control: str  # Security Hub's, such as S3.2; empty if no control made the finding
    types: tuple[str, ...]
    generator: str
    updated_at: str  # ISO 8601, when the product last changed it
    record_state: str  # ACTIVE, ARCHIVED
    workflow: str  # NEW, NOTIFIED, SUPPRESSED, RESOLVED
    compliance: str  # PASSED, FAILED, WARNING, NOT_AVAILABLE; empty if it is not about compliance
    note_author: str
    note_updated_at: str
    resources: tuple[Named, ...]
    format: str  # asff, ocsf, guardduty, access-analyzer, macie, inspector2, config
    raw: Mapping[str, Any] = field(compare=False, repr=False)
