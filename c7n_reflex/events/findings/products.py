"""Which product a finding is of: told by its product ARN, which no sender can choose."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-internal-providers.html
_PRODUCT_ARN = re.compile(
    r"arn:[\w-]+:securityhub:(?P<region>[\w-]*):(?P<account>[0-9]{12})?:product(v2)?"
    r"/(?P<company>[^/\s]+)/(?P<product>[^/\s]+)",
    re.ASCII,
)
_NAMES = {
    "access-analyzer": "iam access analyzer",
    "inspector2": "inspector",
    "macie2": "macie",
    "securityhub": "security hub",
    "ssm-patch-manager": "systems manager patch manager",
}
# What only AWS may send findings of, without blanks, and as people also write it.
_AWS_OWN = {
    **{
        name.replace(" ", ""): name
        for name in (
            *("config", "detective", "firewall manager", "guardduty", "health", "iam access analyzer"),
            *("inspector", "iot device defender", "macie", "security hub", "systems manager patch manager"),
        )
    },
    "accessanalyzer": "iam access analyzer",
    "inspector2": "inspector",
    "securityhubcspm": "security hub",
}
_AWS_COMPANIES = {"aws", "amazon", "amazonwebservices"}


@dataclass(frozen=True)
class Product:
    """A product ARN's parts; `company` is an account's number for what a customer imports himself."""

    company: str
    product: str
    region: str

    @property
    def of_aws(self) -> bool:
        """True for AWS's own products."""
        return self.company == "aws"

    @property
    def name(self) -> str:
        """Plain name, such as `security hub`; `company/product` of a product that is not AWS's own."""
        if not self.of_aws:
            return f"{self.company}/{self.product}"
        return _NAMES.get(self.product, self.product.replace("-", " "))


def of_arn(arn: str) -> Product | None:
    """The product with this ARN, in Security Hub CSPM (`product/`) or Security Hub (`productv2/`)."""
    match = _PRODUCT_ARN.fullmatch(arn)
    return Product(match["company"], match["product"].lower(), match["region"]) if match else None


def claimed_product(name: str) -> str:
    """Which of AWS's own products this name claims, however it is written; empty if none."""
    return _AWS_OWN.get(_squashed(name), "")


def claims_aws(company: str) -> bool:
    """True if this company name says AWS."""
    return _squashed(company) in _AWS_COMPANIES


def _squashed(name: str) -> str:
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))
    return re.sub(r"^(aws|amazon)(?=.)", "", letters) if letters not in _AWS_COMPANIES else letters
