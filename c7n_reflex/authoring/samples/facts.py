"""What a sample finding says, whatever format it is then written in."""

from __future__ import annotations

from dataclasses import dataclass

from c7n_reflex.authoring.samples.resources import Resource


@dataclass(frozen=True)
class Facts:
    """One finding of one of AWS's own products."""

    product: str  # as in the product's ARN: guardduty, securityhub, access-analyzer
    product_name: str  # GuardDuty
    id: str
    title: str
    description: str
    types: tuple[str, ...]  # in the words of the AWS Security Finding Format
    severity: str  # INFORMATIONAL, LOW, MEDIUM, HIGH, CRITICAL
    generator: str
    resources: tuple[Resource, ...]
    owner: str  # the account that the finding is about
    control: str = ""  # S3.2, of Security Hub's own findings
    product_type: str = ""  # the product's own word for what it found, where it is not in `types`
