"""The schema of a policy's `metadata`: what the engine reads and what owners are told; the rest is free."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]
SEVERITIES = ("low", "medium", "high", "critical")
_WORDS = {
    "archive-finding": "Whether the finding is archived once its resource is mended.",
    "approval-days": "For how long a change waits to be approved.",
    "verify": "Whether the resource is read again after the change.",
}


def metadata() -> JSON:
    """docs/policies.md and docs/safeguards.md in a schema."""
    return {
        "type": "object",
        "properties": {
            **_told(),
            **_safeguards(),
        },
    }


def _safeguards() -> JSON:
    """Of c7n_reflex.safeguards.metadata, whose check is the last word."""
    from c7n_reflex.safeguards import limits
    from c7n_reflex.safeguards.enforcement import Enforcement

    number = {"type": "integer", "minimum": 1}
    allowed = [str(each) for each in Enforcement if each is not Enforcement.OFF]
    return {
        "enforcement": {
            "enum": allowed,
            "description": "What is done about a match; enforce if it is not said.",
        },
        "limits": {
            "type": "object",
            "additionalProperties": False,
            "properties": dict.fromkeys(limits._KEYS, number),
            "description": "How many resources may be changed.",
        },
        "verify": {"type": "boolean", "description": _WORDS["verify"]},
        "archive-finding": {"type": "boolean", "description": _WORDS["archive-finding"]},
        "approval-days": {"type": "number", "exclusiveMinimum": 0, "description": _WORDS["approval-days"]},
    }


def _told() -> JSON:
    texts = {"type": "array", "items": {"type": "string"}}
    return {
        "severity": {"enum": list(SEVERITIES)},
        "controls": {
            "type": "array",
            "items": {"type": ["string", "object"], "additionalProperties": {"type": "string"}},
            "description": "Security Hub controls that it enforces: [S3.2], or with titles; [] for none.",
        },
        "attack": {**texts, "description": "MITRE ATT&CK techniques that it answers: [T1530]."},
        "owner": {"type": "string", "description": "Whom to ask: an e-mail address."},
        "undo": {
            "type": "string",
            "description": "What the owner can do to get it back; printed in the notice.",
        },
        "twin": {"type": "string", "description": "In a sweep: the policy that does the same on the event."},
    }
