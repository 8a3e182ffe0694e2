"""The parts of detection.yml, and how to see whether an account has one already.

Each question is one read call; AWS allows one of each an account and region, whoever made it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

PACK = "c7n-reflex"  # the conformance pack's name

Client = Callable[[str], Any]  # service: a client in the account and region


@dataclass(frozen=True)
class Part:
    """One thing that may be created: its name for --detection, its parameter and logical id there."""

    name: str
    parameter: str
    resource: str
    exists: Callable[[Client, str], bool]  # client, the type of analyzer that would be made
    core_home_only: bool = False


def _recorder(client: Client, _: str) -> bool:
    """A channel without a recorder, too: there can be one channel only."""
    config = client("config")
    return bool(
        config.describe_configuration_recorders()["ConfigurationRecorders"]
        or config.describe_delivery_channels()["DeliveryChannels"]
    )


def _detector(client: Client, _: str) -> bool:
    return bool(client("guardduty").list_detectors()["DetectorIds"])


def _hub(client: Client, _: str) -> bool:
    return _answered(
        client("securityhub").describe_hub, ("InvalidAccessException", "ResourceNotFoundException")
    )


def _aggregator(client: Client, _: str) -> bool:
    try:
        return bool(client("securityhub").list_finding_aggregators()["FindingAggregators"])
    except ClientError as error:
        if error.response["Error"]["Code"] in ("InvalidAccessException", "ResourceNotFoundException"):
            return False
        raise


def _analyzer(client: Client, kind: str) -> bool:
    pages = client("accessanalyzer").get_paginator("list_analyzers").paginate(type=kind)
    return any(page["analyzers"] for page in pages)


def _macie(client: Client, _: str) -> bool:
    try:
        client("macie2").get_macie_session()
    except ClientError as error:
        # "Macie is not enabled." comes as AccessDeniedException, as does what an IAM policy forbids.
        off = error.response["Error"]["Code"] == "ResourceNotFoundException" or "not enabled" in str(error)
        if off:
            return False
        raise
    return True


def _pack(client: Client, _: str) -> bool:
    describe = client("config").describe_conformance_packs
    return _answered(lambda: describe(ConformancePackNames=[PACK]), ("NoSuchConformancePackException",))


def _answered(ask: Callable[[], object], missing: tuple[str, ...]) -> bool:
    try:
        ask()
    except ClientError as error:
        if error.response["Error"]["Code"] in missing:
            return False
        raise
    return True


PARTS = (
    Part("recorder", "ConfigRecorder", "Recorder", _recorder),
    Part("guardduty", "GuardDuty", "Detector", _detector),
    Part("securityhub", "SecurityHub", "Hub", _hub),
    Part("analyzer", "AccessAnalyzer", "Analyzer", _analyzer),
    Part("macie", "Macie", "MacieSession", _macie),
    Part("aggregator", "FindingAggregator", "Aggregator", _aggregator, core_home_only=True),
    Part("conformance-pack", "ConformancePack", "Pack", _pack),
)
