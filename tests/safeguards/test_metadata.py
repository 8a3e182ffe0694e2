"""Safeguards that a policy sets in its metadata: what is wrong there is refused before anything runs."""

from __future__ import annotations

import pytest
from c7n.exceptions import PolicyValidationError

from c7n_reflex.safeguards.metadata import check


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {},
        {"severity": "high", "owner": "someone@example.com", "undo": "text", "enforced-by": "us"},
        {"enforcement": "observe", "verify": False, "archive-finding": True, "approval-days": 0.5},
        {"limits": {"policy-per-hour": 5}},
    ],
)
def test_what_is_right_passes(metadata):
    check({"name": "p", "metadata": metadata})


@pytest.mark.parametrize(
    ("metadata", "text"),
    [
        ({"enforcment": "observe"}, "metadata.enforcment: did you mean 'enforcement'"),
        ({"Enforcement": "observe"}, "did you mean 'enforcement'"),
        ({"archive_finding": True}, "did you mean 'archive-finding'"),
        ({"verify": "no"}, "metadata.verify is 'no': write true or false"),
        ({"approval-days": 0}, "metadata.approval-days is 0"),
        ({"approval-days": True}, "metadata.approval-days is True"),
        ({"enforcement": "enforced"}, "did you mean 'enforce'"),
        ({"limits": {"policy-per-hours": 5}}, "policy-per-hour"),
    ],
)
def test_what_is_wrong_is_refused_with_the_key_and_what_to_write(metadata, text):
    with pytest.raises(PolicyValidationError, match=text) as refused:
        check({"name": "p", "metadata": metadata})
    assert "policy:p" in str(refused.value)
