"""What only the drill deploys: policies beside its scenarios, and exemptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from c7n_reflex import exemptionfile, policyfiles
from c7n_reflex.accounts import Directory
from c7n_reflex.drill.loader import EXEMPTIONS
from c7n_reflex.safeguards.exemptions import Exemption

POLICIES = "policies"  # folder beside the scenarios


@dataclass(frozen=True)
class Extras:
    """Deployed in addition to the policies, and instead of their exemptions."""

    policies: tuple[Path, ...] = ()  # folders
    exemptions: tuple[Exemption, ...] = ()


def read(scenarios: Path, policies: Path, directory: Directory) -> Extras:
    """What is in the folder of the scenarios. InputError, with file, line and key, for a mistake."""
    folder = scenarios / POLICIES
    folders = (folder,) if folder.is_dir() else ()
    file = scenarios / EXEMPTIONS
    if not file.is_file():
        return Extras(folders)
    entries = exemptionfile.load(file, directory, _names((policies, *folders)))
    return Extras(folders, tuple(entry.exemption for entry in entries))


def _names(folders: Iterable[Path]) -> set[str]:
    files = policyfiles.load(folders)
    return {str(policy["name"]) for file in files for policy in file.policies if "name" in policy}
