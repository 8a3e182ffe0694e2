"""The policies as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from c7n_reflex.policyfiles import sources

POLICIES = Path("policies")


@dataclass(frozen=True)
class Shown:
    """One policy."""

    file: Path
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.data["name"])

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What it says of itself."""
        return self.data.get("metadata") or {}

    @property
    def mode(self) -> Mapping[str, Any]:
        """When and where it runs; empty for a sweep."""
        return self.data.get("mode") or {}

    @property
    def remediations(self) -> tuple[str, ...]:
        """The types of the actions that change something."""
        types = (
            each if isinstance(each, str) else str(each["type"]) for each in self.data.get("actions", ())
        )
        return tuple(each for each in types if each != "notify-owner")

    @property
    def topic(self) -> str:
        """The first of its tags."""
        return str((self.data.get("tags") or ["other"])[0])

    @property
    def does(self) -> str:
        """`acts`, `acts once approved`, `observes` or `tells`."""
        if not self.remediations:
            return "tells"
        enforcement = self.metadata.get("enforcement", "enforce")
        return {"enforce": "acts", "approve": "acts once approved"}.get(enforcement, "observes")

    @property
    def reacts_to(self) -> str:
        """Calls, or the kind of event."""
        if self.mode.get("type") == "cloudtrail":
            calls = dict.fromkeys(
                str(each["event"]) if not isinstance(each, str) else each for each in self.mode["events"]
            )
            return ", ".join(calls)
        pattern = self.mode.get("pattern") or {}
        return ", ".join(pattern.get("detail-type", [])) or "a finding in Security Hub"


def load(folder: Path = POLICIES) -> tuple[Shown, ...]:
    """All of them, sweeps too, in the order of their files."""
    files = sources.load([folder])
    return tuple(Shown(file.path, data) for file in files for data in file.policies)
