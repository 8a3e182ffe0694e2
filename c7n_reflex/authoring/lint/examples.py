"""The snippets of lints, completed to policies that Custodian accepts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_METADATA = {"enforcement": "observe", "owner": "security@example.com", "controls": ["EC2.19"]}


def complete(snippet: str) -> str:
    """A policy file: with names and metadata where there are none; one with our comments is left as it is."""
    read = yaml.safe_load(snippet)
    if "# reflex:" in snippet:
        return snippet
    policies = read.get("policies", [read])
    return yaml.safe_dump({"policies": [_completed(each) for each in policies]}, sort_keys=False)


def _completed(policy: dict[str, Any]) -> dict[str, Any]:
    return {"name": "example", "metadata": dict(_METADATA), **policy}


def write(snippet: str, others: Mapping[str, str], root: Path) -> Path:
    """Write it, and the other files it needs, below this folder; the policy file."""
    for path, text in {**others, "policies/example.yml": complete(snippet)}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root / "policies" / "example.yml"
