"""What a run says at its end."""

from __future__ import annotations

import json

import pytest

from c7n_reflex.errors import ReflexError
from c7n_reflex.sweeps.results import Result, Status
from c7n_reflex.sweeps.summary import as_json, as_text, tell

GROUPS = {"account": "payments-prod", "region": "us-east-1", "resource": "aws.security-group"}
FINE = (
    Result(policy="a", fetched=1, matched=3, outcomes={"fixed": 2, "exempt": 1}, **GROUPS),
    Result(policy="b", shared=1, **GROUPS),
    Result(policy="c", shared=1, **GROUPS),
)
DENIED = Result(policy="d", status=Status.DENIED, denied=("ec2:DescribeVpcs AccessDenied",), **GROUPS)
FAILED = Result("web-shop-dev", "eu-west-1", "", status=Status.FAILED, error="ValueError: no role")


def test_the_text_says_where_what_happened_and_what_was_fetched():
    text = as_text(FINE).splitlines()
    assert text == [
        "payments-prod us-east-1: 3 policies, matched 3, acted 2; "
        "fetched aws.security-group once for 3 policies",
        "  a: matched 3, acted on 2 (exempt 1)",
        "in 1 account and region: matched 3, acted on 2, no failures",
    ]


def test_what_went_wrong_is_named():
    text = as_text([*FINE, DENIED, FAILED])
    assert "  d denied: ec2:DescribeVpcs AccessDenied - matched 0 in what could be read\n" in text
    assert "web-shop-dev eu-west-1: 0 policies, matched 0\n  everything failed: ValueError: no role\n" in text
    assert text.endswith("2 failures")


def test_fetched_again_after_a_change_is_said():
    again = Result(policy="d", fetched=1, **GROUPS)
    assert "fetched aws.security-group twice for 4 policies" in as_text([*FINE, again])


def test_json_has_every_policy_and_totals():
    found = as_json([DENIED, *FINE, FAILED])
    assert json.loads(json.dumps(found)) == found
    assert [each["policy"] for each in found["results"]] == ["a", "b", "c", "d", ""]
    assert (found["matched"], found["acted"], found["denied"], found["failed"]) == (3, 2, 1, 1)
    assert found["results"][3]["denied"] == ["ec2:DescribeVpcs AccessDenied"]


@pytest.mark.parametrize("bad", [DENIED, FAILED])
def test_one_failure_anywhere_fails_the_run_and_none_does_not(bad, capsys):
    tell(FINE, "text")
    assert "no failures" in capsys.readouterr().err
    with pytest.raises(ReflexError, match="1 failure") as caught:
        tell([*FINE, bad], "json")
    assert caught.value.exit_code == 3
    assert len(json.loads(capsys.readouterr().out)["results"]) == 4
