"""Whether a finding's sender may say what it says.

Whoever may call BatchImportFindings imports for the product `<his account>/default`, writes names, titles and
resources as he likes, and only the product ARN and the account he cannot choose.
https://docs.aws.amazon.com/securityhub/latest/APIReference/API_BatchImportFindings.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c7n_reflex import settings
from c7n_reflex.events.findings import asff, products, reading
from c7n_reflex.events.findings.model import Finding, SpoofedFindingError
from c7n_reflex.events.findings.reading import at, text

_HUB_FORMATS = ("asff", "ocsf")


def check(finding: Finding, envelope_account: str) -> None:
    """SpoofedFindingError if the finding claims a product or an account that its sender cannot speak for.

    `envelope_account` is the `account` of the EventBridge event: an administrator's for its members. A
    finding of AWS's own products may come from any; one that somebody imported only from the account that
    it is about or from core-compliance, where it is known which that is.
    """
    if finding.format in _HUB_FORMATS:
        product = products.of_arn(finding.product_arn)
        if product is None:
            raise SpoofedFindingError(f"{finding.product_arn or 'nothing'!r} is not the ARN of a product")
        _check_importer(finding, product, envelope_account)
        _check_claims(finding, product)
    _check_accounts(finding)


def _check_importer(finding: Finding, product: products.Product, envelope_account: str) -> None:
    if product.of_aws:
        return
    if reading.is_account(product.company) and product.company != finding.account:
        raise SpoofedFindingError(f"account {product.company} imported it for {finding.account}")
    known = settings.from_environment()
    if known and envelope_account not in (finding.account, known.core_account):
        raise SpoofedFindingError(f"it is about {finding.account}, but account {envelope_account} sent it")


def _check_claims(finding: Finding, product: products.Product) -> None:
    sender = f"account {product.company}" if reading.is_account(product.company) else product.name
    for name in _claimed_names(finding):
        claim = products.claimed_product(name)
        if claim and claim != product.name:
            raise SpoofedFindingError(f"{sender} imported it in the name of {claim}")
    if not product.of_aws and any(map(products.claims_aws, _claimed_companies(finding))):
        raise SpoofedFindingError(f"{sender} imported it in the name of aws")


def _claimed_names(finding: Finding) -> Iterator[str]:
    raw: Any = finding.raw
    yield text(at(raw, "ProductName"))
    yield text(at(raw, "ProductFields", "aws/securityhub/ProductName"))
    yield text(at(raw, "metadata", "product", "name"))


def _claimed_companies(finding: Finding) -> Iterator[str]:
    raw: Any = finding.raw
    yield text(at(raw, "CompanyName"))
    yield text(at(raw, "ProductFields", "aws/securityhub/CompanyName"))
    yield text(at(raw, "metadata", "product", "vendor_name"))


def _check_accounts(finding: Finding) -> None:
    """Only Access Analyzer finds in one account what belongs to another, and says so."""
    may_name = {finding.account, *_resource_owners(finding)}
    for resource in finding.resources:
        if resource.account not in may_name:
            raise SpoofedFindingError(f"a finding of account {finding.account} names {resource.id}")


def _resource_owners(finding: Finding) -> set[str]:
    if finding.format == "access-analyzer":
        return {text(at(finding.raw, "resourceOwnerAccount"))}
    product = products.of_arn(finding.product_arn)
    if finding.format == "asff":
        return {asff.resource_owner(finding.raw, product)}
    if finding.format != "ocsf" or not product or not product.of_aws or product.name != asff.ACCESS_ANALYZER:
        return set()
    return {
        text(at(each, "owner", "account", "uid")) for each in reading.mappings(at(finding.raw, "resources"))
    }
