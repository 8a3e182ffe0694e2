"""What `custodian run` and `org run` have in common: checks before anything is changed, and settings."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path

from c7n_reflex import exemptionfile, policyfiles, settings
from c7n_reflex.accounts import Directory
from c7n_reflex.errors import EnvironmentFaultError, InputError, Place
from c7n_reflex.policyfiles import PolicyFile
from c7n_reflex.safeguards import prepared, switch
from c7n_reflex.safeguards.exemptions import dumps
from c7n_reflex.safeguards.own_accounts import OWN_ACCOUNTS_VARIABLE
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
    """Tell the plugin, and child processes, where core-compliance is, and name our sessions as sweeps.

    InputError if what the environment says of the switch is not usable: functions would carry it.
    """
    try:
        switch.good_seconds()
    except ValueError as error:
        raise InputError(str(error), remedy="write a number from 0 to 60, or unset it: a minute") from None
    os.environ.update(known.as_environment())
    os.environ.setdefault(SESSION_SUFFIX, settings.SWEEP_ROLE)


@contextmanager
def exemptions_known(directory: Directory, files: Sequence[PolicyFile]) -> Iterator[None]:
    """Within, this process and its children know the exemptions.yml that is beside accounts.yml,
    and which accounts are the organisation's own.

    Where C7N_REFLEX_EXEMPTIONS is set already, that file counts. InputError if there is something wrong.
    """
    with _set(OWN_ACCOUNTS_VARIABLE, ",".join(each.id for each in directory.accounts)):
        if os.environ.get(prepared.EXEMPTIONS_VARIABLE):
            _check_prepared()
            yield
            return
        text = dumps(entry.exemption for entry in _exemptions(directory, files))
        with tempfile.NamedTemporaryFile("w", prefix="c7n-reflex-", suffix=".json", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            with _set(prepared.EXEMPTIONS_VARIABLE, file.name):
                yield


@contextmanager
def _set(variable: str, value: str) -> Iterator[None]:
    """The variable within; afterwards as it was before."""
    before = os.environ.get(variable)
    os.environ[variable] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[variable]
        else:
            os.environ[variable] = before


def _check_prepared() -> None:
    try:
        prepared.exemptions()
    except ValueError as error:
        raise InputError(
            f"{prepared.EXEMPTIONS_VARIABLE} names no exemptions: {error}",
            remedy="unset it: exemptions.yml beside accounts.yml counts then",
        ) from None


def _exemptions(directory: Directory, files: Sequence[PolicyFile]) -> Sequence[exemptionfile.Entry]:
    folder = Path(directory.file).parent
    file = folder / exemptionfile.DEFAULT_FILE
    if not file.is_file():
        return ()
    # An exemption may be from a policy that is not part of this run.
    others = policyfiles.load([folder / "policies"]) if (folder / "policies").is_dir() else []
    names = {
        str(policy["name"]) for each in (*files, *others) for policy in each.policies if "name" in policy
    }
    return exemptionfile.load(file, directory, names)


def split(values: Iterable[str]) -> list[str]:
    """`a,b` and `a b` alike, as c7n-org takes its options (c7n_org.cli.comma_expand)."""
    return [name.strip() for value in values for name in value.split(",") if name.strip()]
