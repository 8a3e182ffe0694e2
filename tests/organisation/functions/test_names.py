"""How a function may be named."""

from __future__ import annotations

import pytest

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.functions.names import parse

ARN = "arn:aws:lambda:us-east-1:111122223333:function:f"


@pytest.mark.parametrize(
    ("text", "arn"),
    [
        ("f", "arn:aws:lambda:eu-west-1:200000000001:function:f"),
        ("f:live", "arn:aws:lambda:eu-west-1:200000000001:function:f:live"),
        ("111122223333:function:f", "arn:aws:lambda:eu-west-1:111122223333:function:f"),
        ("111122223333:f:2", "arn:aws:lambda:eu-west-1:111122223333:function:f:2"),
        (ARN, ARN),
        (f"{ARN}:$LATEST", f"{ARN}:$LATEST"),
    ],
)
def test_names(text: str, arn: str) -> None:
    assert parse(text, "200000000001", "eu-west-1").arn == arn


def test_a_qualifier_in_the_name_wins() -> None:
    assert parse("f", "200000000001", "eu-west-1", "1").qualifier == "1"
    assert parse("f:2", "200000000001", "eu-west-1", "1").qualifier == "2"


@pytest.mark.parametrize("text", ["", "a b", "arn:aws:sqs:us-east-1:111122223333:q", f"{ARN}:1:2"])
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(ApiError, match="validation error"):
        parse(text, "200000000001", "eu-west-1")
