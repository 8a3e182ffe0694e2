"""What `moto_mends/cloudformation_detection.py` mends, so that it can go when moto has it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from c7n_reflex.deploy import stacks
from c7n_reflex.deploy.detection.choosing import STACK
from c7n_reflex.deploy.detection.parts import PARTS as DETECTION_PARTS
from c7n_reflex.errors import ReflexError
from c7n_reflex.organisation.organisation import Organisation
from tests.deploy.detection.test_applying import CORE, HOME, PARTS, TEMPLATE


def test_moto_has_none_of_these_types_and_no_conformance_packs() -> None:
    from moto.config.models import ConfigBackend
    from moto.core.common_models import CloudFormationModel

    from c7n_reflex.organisation.moto_mends import cloudformation_detection as mended

    by_type = {
        each.cloudformation_type(): each.__module__
        for each in CloudFormationModel.__subclasses__()
        if "cloudformation_type" in vars(each)
    }
    ours = {kind for kind, module in by_type.items() if module == mended.__name__}
    services = ("AWS::Config::", "AWS::GuardDuty::", "AWS::SecurityHub::", "AWS::Macie::")
    assert {kind for kind in by_type if kind.startswith((*services, "AWS::AccessAnalyzer::"))} == ours
    assert len(ours) == 8
    assert not hasattr(ConfigBackend, "describe_conformance_packs")


@pytest.mark.organisation
def test_a_second_one_is_refused_as_by_aws(inprocess: Callable[..., Organisation]) -> None:
    """Which is why `apply` looks first. Security Hub, its aggregator and Macie are there from the start."""
    organisation = inprocess(*PARTS)
    organisation.client("guardduty", CORE, HOME).create_detector(Enable=True)
    client = organisation.client("cloudformation", CORE, HOME)
    where = {"CoreAccountId": CORE, "HomeRegion": HOME}
    refused = []
    for part in DETECTION_PARTS:
        if part.name in ("guardduty", "securityhub", "macie", "aggregator"):
            try:
                stacks.apply(client, stacks.Stack(STACK, TEMPLATE, {**where, part.parameter: "create"}))
            except ReflexError:
                refused.append(part.name)
    assert refused == ["guardduty", "securityhub", "macie", "aggregator"]
