"""The environment variables that point AWS clients of any kind at the organisation."""

from __future__ import annotations

import os
from pathlib import Path

SHIM = Path(__file__).parent / "shim"


def variables(endpoint: str, core_account: str, region: str) -> dict[str, str]:
    """What to set so that boto3, `aws`, `custodian`, `c7n-org` and `c7n-mailer` act as core's root here."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": core_account,
        "AWS_SECRET_ACCESS_KEY": "embedded",
        "AWS_DEFAULT_REGION": region,
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "AWS_EC2_METADATA_DISABLED": "true",
        # sends clients that insist on an amazonaws.com URL to the endpoint, too (c7n's aws.sqs does)
        "PYTHONPATH": str(SHIM),
    }


def subprocess_environment(added: dict[str, str]) -> dict[str, str]:
    """Our own environment without its AWS settings, plus `added` (PYTHONPATH is extended)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    path = [added.get("PYTHONPATH", ""), kept.get("PYTHONPATH", "")]
    return {**kept, **added, "PYTHONPATH": os.pathsep.join(part for part in path if part)}
