"""`c7n-reflex lint`: what is wrong, or doubtful, in policies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7n_reflex.cli.options import PATH, accounts_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c7n_reflex.authoring.lint.base import Lint
    from c7n_reflex.authoring.lint.located import Report

_LEVELS = click.Choice(["error", "warning", "info"])
_FORMATS = click.Choice(["text", "json", "github", "sarif"])
_DEFAULT = Path("policies")
_PASSES = 5  # a correction may bring another mistake to light


@click.command()
@click.argument("paths", nargs=-1, type=PATH)
@accounts_option
@click.option(
    "--select", multiple=True, metavar="LINT", help="Only these: an id, the beginning of ids, a name."
)
@click.option("--ignore", multiple=True, metavar="LINT", help="Not these.")
@click.option(
    "--fail-level", type=_LEVELS, default="error", show_default=True, help="From where on the exit code is 1."
)
@click.option("--fix", is_flag=True, help="Correct names that are certainly misspelt, in the files.")
@click.option("--list", "list_", is_flag=True, help="Show all lints.")
@click.option("--output", type=_FORMATS, default="text", show_default=True)
def command(
    paths: tuple[Path, ...],
    accounts_file: Path,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_level: str,
    fix: bool,
    list_: bool,
    output: str,
) -> None:
    """Look for mistakes in policy files and folders (policies/, if none is named), offline.

    Each lint has a page in docs/lints/. A comment silences one: # reflex: ignore E101 -- reason

    \b
    Examples:
      c7n-reflex lint
      c7n-reflex lint policies/cloudtrail --select E1,destructive-without-filter
      c7n-reflex lint --fix --fail-level warning
      c7n-reflex lint --output sarif > lint.sarif

    Exit codes: 0 nothing at or above --fail-level, 1 something, 2 bad input, 3 failed.
    """
    from c7n_reflex.authoring.lint import formats, registry
    from c7n_reflex.authoring.lint.base import Severity

    lints = registry.selected(_split(select), _split(ignore))
    if list_:
        click.echo("\n".join(f"{lint.id} {lint.name}: {lint.title}" for lint in lints))
        return
    report = _linted(paths or (_DEFAULT,), lints, accounts_file, fix=fix)
    click.echo(formats.render(report, output))
    if report.at_or_above(Severity(fail_level)):
        raise click.exceptions.Exit(1)


def _linted(paths: Sequence[Path], lints: Sequence[Lint], accounts_file: Path, *, fix: bool) -> Report:
    from c7n_reflex import accounts
    from c7n_reflex.authoring.lint import engine, fixes

    directory = accounts.load(accounts_file) if accounts_file.is_file() else None
    report = engine.lint(paths, lints, accounts_file.parent, directory)
    made = 0
    for _ in range(_PASSES if fix else 0):
        corrected = fixes.apply(report.problems)
        if not corrected:
            break
        made += corrected
        report = engine.lint(paths, lints, accounts_file.parent, directory)
    if fix:
        click.echo(f"{made} corrected", err=True)
    return report


def _split(values: Sequence[str]) -> list[str]:
    """`a,b` and `--select a --select b` alike."""
    return [name.strip() for value in values for name in value.split(",") if name.strip()]
