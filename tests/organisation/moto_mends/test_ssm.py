"""Parameters have a greatest size."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.organisation import Organisation

STOCK = """
import boto3, moto
with moto.mock_aws():
    ssm = boto3.client("ssm", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    print(ssm.put_parameter(Name="p", Type="String", Value="x" * 5000)["Version"])
"""


def test_stock_moto_still_has_none() -> None:
    done = subprocess.run([sys.executable, "-c", STOCK], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1", "moto refuses long values now: remove the mend"


@pytest.mark.parametrize(
    ("tier", "size", "accepted"),
    [
        ("Standard", 4096, True),
        ("Standard", 4097, False),
        ("Advanced", 8192, True),
        ("Advanced", 8193, False),
        ("Intelligent-Tiering", 5000, True),
    ],
)
def test_by_tier(inprocess: Callable[..., Organisation], tier: str, size: int, accepted: bool) -> None:
    ssm = inprocess("moto_mends.ssm").client("ssm", "200000000001", "us-east-1")
    given = {"Name": "p", "Type": "String", "Value": "x" * size, "Tier": tier}
    if accepted:
        assert ssm.put_parameter(**given)["Version"] == 1
        return
    with pytest.raises(ClientError, match="maximum parameter value") as raised:
        ssm.put_parameter(**given)
    assert raised.value.response["Error"]["Code"] == "ValidationException"
