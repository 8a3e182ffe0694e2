"""Custodian's way to test an event policy: replayed answers, and `push` of the event, by pytest.

As c7n's developer guide has it ("Testing AWS Policies": placebo flights and load_policy), without its schema
validation. This file is copied beside the flights and run there.
"""

from __future__ import annotations

import json
from pathlib import Path

import boto3
import placebo
import pytest
from c7n.config import Config
from c7n.policy import Policy
from c7n.resources import load_resources
from c7n.utils import reset_session_cache

HERE = Path(__file__).parent
CASES = [
    (number, index, entry["policy"], *case)
    for number, entry in enumerate(json.loads((HERE / "cases.json").read_text()))
    for index, case in enumerate(entry["cases"])
]
load_resources(sorted({policy["resource"] for _, _, policy, *_ in CASES}))


class Factory:
    region = "us-east-1"
    policy_name = ""
    assume_role = None

    def __init__(self, flights: Path) -> None:
        self.flights = flights

    def set_subscribers(self, subscribers: object) -> None:
        """Nobody counts."""

    def __call__(self, region: str | None = None, assume: bool = True) -> boto3.Session:
        session = boto3.Session("testing", "testing", region_name="us-east-1")
        placebo.attach(session, str(self.flights)).playback()
        return session


@pytest.mark.parametrize(("number", "index", "policy", "name", "event", "matches"), CASES)
def test_case(number, index, policy, name, event, matches, tmp_path):
    reset_session_cache()
    options = Config.empty(account_id="200000000001", region="us-east-1", output_dir=str(tmp_path))
    built = Policy(policy, options, Factory(HERE / "flights" / f"{number}-{index}"))
    built.validate()
    assert bool(built.push(event, None)) is matches
