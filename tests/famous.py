"""The five policies that began the library: tests of deploying and drilling need no more."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import ROOT

FILES = {
    "cloudtrail": (
        "bucket_policy_public",
        "bucket_public_access_block_removed",
        "internet_gateway_attached",
        "security_group_open_to_world",
    ),
    "securityhub": ("guardduty_instance",),
}


def copied(folder: Path) -> Path:
    """The folder, with just these policies in it and their sweeps."""
    for room, names in FILES.items():
        for name in names:
            for source in (room, "sweeps"):
                (folder / source).mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / "policies" / source / f"{name}.yml", folder / source)
    return folder
