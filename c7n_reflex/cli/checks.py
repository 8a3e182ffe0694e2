"""What `custodian run` and `org run` have in common: checks before anything is changed, and settings."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from c7n_reflex import settings
from c7n_reflex.errors import EnvironmentFaultError, InputError, Place
from c7n_reflex.policyfiles import PolicyFile
from c7n_reflex.settings import Settings

SESSION_SUFFIX = "C7N_SESSION_SUFFIX"  # c7n.credentials.SessionFactory: CloudCustodian@<suffix>


def check_policy_names(wanted: Iterable[str], files: Iterable[PolicyFile]) -> None:
    """InputError for a name or a pattern (`s3-*`) that no policy has."""
    known = [policy["name"] for file in files for policy in file.policies]
    for name in wanted:
        if not any(fnmatch(policy, name) for policy in known):
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known policies: {', '.join(known)}"
            raise InputError(f"no policy {name!r}", remedy=hint)


def check_writable(folder: str) -> None:
    """EnvironmentFaultError if output cannot be written there; URLs such as s3:// are left to Custodian."""
    if "://" in folder:
        return
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise EnvironmentFaultError(
            f"cannot be written to: {error.strerror}",
            remedy="name another folder with --output-dir",
            place=Place(folder),
        ) from None


def use_settings(known: Settings) -> None:
    """Tell the plugin, and child processes, where core-compliance is, and name our sessions as sweeps."""
    os.environ.update(known.as_environment())
    os.environ.setdefault(SESSION_SUFFIX, settings.SWEEP_ROLE)


def split(values: Iterable[str]) -> list[str]:
    """`a,b` and `a b` alike, as c7n-org takes its options (c7n_org.cli.comma_expand)."""
    return [name.strip() for value in values for name in value.split(",") if name.strip()]
