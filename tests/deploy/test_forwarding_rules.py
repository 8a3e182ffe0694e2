"""The forwarding rules in region.yml."""

from __future__ import annotations

from typing import Any

import pytest

from c7n_reflex.deploy import forwarding_rules, stack_changes
from c7n_reflex.deploy.forwarding import Forwarding
from c7n_reflex.errors import InputError

TEMPLATE = f"Resources:\n{forwarding_rules.MARK}\nOutputs: {{}}\n"
S3: dict[str, Any] = {"source": [{"prefix": "aws."}], "detail": {"eventSource": ["s3.amazonaws.com"]}}


def names(*patterns: dict[str, Any]) -> list[tuple[str, str]]:
    found = forwarding_rules.resources(Forwarding(patterns))
    return [(logical, each["Properties"]["Name"]) for logical, each in found.items()]


def test_a_rule_is_named_after_its_service_or_source() -> None:
    assert names(S3, {"source": ["aws.config"]}, {"detail-type": ["Order  Placed"]}, {"account": ["1"]}) == [
        ("ForwardS3", "c7n-reflex-forward-s3"),
        ("ForwardConfig", "c7n-reflex-forward-config"),
        ("ForwardOrderPlaced", "c7n-reflex-forward-order-placed"),
        ("ForwardEvents", "c7n-reflex-forward-events"),
    ]


def test_a_second_rule_of_a_service_is_numbered() -> None:
    assert names(S3, {**S3, "account": ["1"]})[1] == ("ForwardS32", "c7n-reflex-forward-s3-2")


def test_the_rules_take_the_place_of_the_mark() -> None:
    text = forwarding_rules.rendered(TEMPLATE, Forwarding((S3,)))
    resources = stack_changes.parsed(text)["Resources"]
    assert resources["ForwardS3"]["Properties"]["EventPattern"] == S3
    assert forwarding_rules.MARK not in text


def test_a_template_without_a_place_is_bad_input() -> None:
    with pytest.raises(InputError, match=r"no line '# c7n-reflex: forwarding rules'"):
        forwarding_rules.rendered("Resources: {}", Forwarding())


def test_more_than_cloudformation_takes_is_bad_input() -> None:
    with pytest.raises(InputError, match="CloudFormation takes 51200"):
        forwarding_rules.rendered(TEMPLATE, Forwarding((S3,) * 100))
