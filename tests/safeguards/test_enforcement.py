"""What a policy may do, and the switch as a ceiling."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from c7n.exceptions import PolicyValidationError

from c7n_reflex.safeguards.enforcement import Enforcement, effective, of_policy

OFF, OBSERVE, APPROVE, ENFORCE = Enforcement


def policy(metadata: Any) -> dict[str, Any]:
    return {"name": "open-bucket", "resource": "aws.s3", "metadata": metadata}


@pytest.mark.parametrize("value", [OBSERVE, APPROVE, ENFORCE])
def test_a_policy_says_what_it_may_do(value: Enforcement) -> None:
    assert of_policy(policy({"enforcement": str(value)})) is value


@pytest.mark.parametrize("data", [policy({}), policy(None), {"name": "bare"}])
def test_without_a_word_it_enforces(data: dict[str, Any]) -> None:
    assert of_policy(data) is ENFORCE


@pytest.mark.parametrize(
    ("written", "named", "advice"),
    [
        ("enfroce", "'enfroce'", "did you mean 'enforce'"),
        ("Observe", "'Observe'", "did you mean 'observe'"),
        ("7", "7", "one of observe, approve, enforce"),
        ("[enforce]", "['enforce']", "'enforce'"),
        ("null", "None", "one of observe"),
        ("'off'", "'off'", "'observe'"),
        ("off", "'off'", "c7n-reflex switch off"),  # YAML 1.1 reads it as False
        ("on", "'on'", "one of"),
    ],
)
def test_anything_else_is_refused(written: str, named: str, advice: str) -> None:
    metadata = yaml.safe_load(f"enforcement: {written}")
    with pytest.raises(PolicyValidationError) as raised:
        of_policy(policy(metadata))
    text = str(raised.value)
    assert "policy:open-bucket metadata.enforcement" in text
    assert named in text
    assert advice in text


@pytest.mark.parametrize(
    ("switch", "expected"),
    [
        (OFF, [OFF, OFF, OFF]),
        (OBSERVE, [OBSERVE, OBSERVE, OBSERVE]),
        (ENFORCE, [OBSERVE, APPROVE, ENFORCE]),
    ],
)
def test_the_switch_is_a_ceiling(switch: Enforcement, expected: list[Enforcement]) -> None:
    assert [effective(each, switch) for each in (OBSERVE, APPROVE, ENFORCE)] == expected
