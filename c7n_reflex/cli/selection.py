"""The options by which plan, deploy, prune and the like choose policies, accounts and regions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli.options import PATH, accounts_option

if TYPE_CHECKING:
    from c7n_reflex.accounts import Account, Directory
    from c7n_reflex.deploy.organising import Place
    from c7n_reflex.policyfiles import PolicyFile

DEFAULT_POLICIES = (Path("policies"),)


@dataclass(frozen=True)
class Selection:
    """What was chosen on the command line; names that do not exist are errors already."""

    directory: Directory
    files: Sequence[PolicyFile]
    accounts: Sequence[Account]
    regions: tuple[str, ...]
    policies: tuple[str, ...]

    @property
    def all_policies(self) -> bool:
        """True if no policy was left out: then what is deployed besides is orphaned."""
        return not self.policies

    def places(self) -> list[Place]:
        """Accounts and regions with what belongs there. InputError; no call is made."""
        from c7n_reflex.deploy import organising
        from c7n_reflex.deploy.sessions import Sessions

        return organising.places(
            self.directory,
            self.files,
            self.accounts,
            Sessions(),
            regions=self.regions,
            policies=self.policies,
        )


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options; the command takes them as `**chosen` and calls `selected(**chosen)`."""
    for option in reversed(
        (
            accounts_option,
            click.option(
                "-u",
                "--use",
                "files",
                type=PATH,
                multiple=True,
                help="Policy file or folder [default: policies].",
            ),
            click.option("-a", "--accounts", multiple=True, help="Only this account, by name or id; repeat."),
            click.option("-t", "--tags", multiple=True, help="Only accounts with this tag; repeat."),
            click.option("-r", "--region", "regions", multiple=True, help="Only this region; repeat."),
            click.option(
                "-p", "--policy", "policies", multiple=True, help="Only this policy (s3-*); repeat."
            ),
        )
    ):
        function = option(function)
    return function


@contextmanager
def selected(
    accounts_file: Path,
    files: tuple[Path, ...],
    accounts: tuple[str, ...],
    tags: tuple[str, ...],
    regions: tuple[str, ...],
    policies: tuple[str, ...],
) -> Iterator[Selection]:
    """Load and check all that was chosen. InputError for what is wrong or does not exist.

    Within, the settings and exemptions are known that archives are made from.
    """
    import c7n_reflex.plugin  # noqa: F401
    from c7n_reflex import accounts as directories
    from c7n_reflex import policyfiles
    from c7n_reflex.cli import checks

    directory = directories.load(accounts_file)
    loaded = policyfiles.load(files or DEFAULT_POLICIES)
    policyfiles.check(loaded)
    wanted = checks.split(policies)
    checks.check_policy_names(wanted, loaded)
    chosen = chosen_accounts(directory, checks.split(accounts), checks.split(tags))
    directory, chosen = with_regions(directory, chosen)
    check_regions(chosen, checks.split(regions))
    checks.use_settings(directory.settings)
    with checks.exemptions_known(directory, loaded):
        yield Selection(directory, loaded, chosen, tuple(checks.split(regions)), tuple(wanted))


def chosen_accounts(directory: Directory, names: list[str], tags: list[str]) -> tuple[Account, ...]:
    """All accounts, or those with these names or ids and one of the tags. InputError for unknown ones."""
    from c7n_reflex.errors import InputError

    check_tags(directory, tags)
    chosen = tuple(dict.fromkeys(directory[name] for name in names)) or directory.accounts
    tagged = tuple(each for each in chosen if not tags or set(tags) & each.tags)
    if not tagged:
        raise InputError("no account has both the name and the tag", remedy="leave out -a, or -t")
    return tagged


def with_regions(directory: Directory, chosen: tuple[Account, ...]) -> tuple[Directory, tuple[Account, ...]]:
    """With the regions that are enabled where an account says `all`; otherwise no call is made.

    Raises ReflexError if they cannot be listed.
    """
    from c7n_reflex.accountfile.entries import ALL_REGIONS

    if not any(ALL_REGIONS in account.regions for account in chosen):
        return directory, chosen
    from c7n_reflex.accountfile import regions
    from c7n_reflex.deploy.sessions import Sessions

    known = regions.resolved(directory, Sessions().client, chosen)
    return known, tuple(known[account.id] for account in chosen)


def check_tags(directory: Directory, tags: list[str]) -> None:
    """InputError for a tag that no account has."""
    import difflib

    from c7n_reflex.errors import InputError, Place

    known = sorted({tag for account in directory.accounts for tag in account.tags})
    for tag in tags:
        if tag not in known:
            near = difflib.get_close_matches(tag, known, 1)
            remedy = f"did you mean {near[0]!r}?" if near else f"known tags: {', '.join(known)}"
            raise InputError(f"no account is tagged {tag!r}", remedy=remedy, place=Place(directory.file))


def check_regions(accounts: Sequence[Account], regions: list[str]) -> None:
    """InputError for a region that no chosen account has."""
    import difflib

    from c7n_reflex.errors import InputError

    known = sorted({region for account in accounts for region in account.regions})
    for region in regions:
        if region not in known:
            near = difflib.get_close_matches(region, known, 1)
            remedy = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
            raise InputError(f"no chosen account has region {region!r}", remedy=remedy)
