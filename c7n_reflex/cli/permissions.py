"""`c7n-reflex permissions`: from policies to what their roles need of IAM, and whether they have it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli.options import PATH, accounts_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c7n_reflex.deploy.permissions import Need

ROLES = ("core", "lambda", "member", "undo", "ledger", "operator", "mailer", "deployer")


@click.command("permissions")
@click.option(
    "-u", "--use", "files", type=PATH, multiple=True, help="Policy file or folder [default: policies]."
)
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, help="Only this role; repeat.")
@click.option("-p", "--policy", "policies", multiple=True, help="Only this policy (s3-*); repeat.")
@click.option("--output", type=click.Choice(["text", "json", "yaml"]), default="text", show_default=True)
@click.option("--explain", is_flag=True, help="Show what needs each action.")
@click.option("--diff", is_flag=True, help="Compare with what the accounts' roles are granted; reads only.")
@accounts_option
@click.option(
    "-a", "--accounts", multiple=True, help="With --diff: only this account, by name or id; repeat."
)
@click.option(
    "--check", is_flag=True, help="Compare with permissions.yml and account.yml of infrastructure/."
)
@click.option("--write", is_flag=True, help="Write them: account.yml between its markers only.")
def command(
    files: tuple[Path, ...],
    roles: tuple[str, ...],
    policies: tuple[str, ...],
    output: str,
    explain: bool,
    diff: bool,
    accounts_file: Path,
    accounts: tuple[str, ...],
    check: bool,
    write: bool,
) -> None:
    """Show what each role needs of IAM, and because of which policy. AWS is asked with --diff only.

    \b
    Examples:
      c7n-reflex permissions --role member --explain
      c7n-reflex permissions -u policies/cloudtrail -p security-group-* --output json
      c7n-reflex permissions --diff -a payments-prod
      c7n-reflex permissions --write
      c7n-reflex permissions --check

    Exit codes: 0 fine, 1 a file is not current or a role differs, 2 bad input, 3 an account cannot be read.
    """
    if diff + check + write > 1:
        raise click.UsageError("give one of --diff, --check and --write")
    if (check or write) and (files or roles or policies or explain or output != "text"):
        raise click.UsageError("--check and --write are about all policies and roles: give no other option")
    if diff and (policies or explain or output == "yaml" or "deployer" in roles):
        raise click.UsageError("--diff is about all policies of the infrastructure's roles, as text or JSON")
    if accounts and not diff:
        raise click.UsageError("-a goes with --diff")
    needs = _needs(files, policies)
    if diff:
        _diff(needs, accounts_file, accounts, roles, output)
    elif check or write:
        _golden(needs, write=write)
    else:
        chosen = roles or (("lambda", "member", "undo") if policies else ROLES)
        click.echo(_shown(needs, chosen, output, explain=explain))


def _needs(files: tuple[Path, ...], names: tuple[str, ...]) -> Sequence[Need]:
    from fnmatch import fnmatchcase

    import c7n_reflex.plugin  # noqa: F401
    from c7n_reflex import policyfiles
    from c7n_reflex.cli import checks
    from c7n_reflex.cli.selection import DEFAULT_POLICIES
    from c7n_reflex.deploy.permissions import engine, of_files

    loaded = policyfiles.load(files or DEFAULT_POLICIES)
    policyfiles.check(loaded)
    wanted = checks.split(names)
    checks.check_policy_names(wanted, loaded)
    found = of_files(loaded, lambda name: not wanted or any(fnmatchcase(name, each) for each in wanted))
    return found if wanted else (*found, *engine.needs())


def _diff(
    needs: Sequence[Need], accounts_file: Path, accounts: tuple[str, ...], roles: tuple[str, ...], output: str
) -> None:
    from c7n_reflex import accounts as directories
    from c7n_reflex.cli import checks, plan, selection
    from c7n_reflex.cli.progress import shown
    from c7n_reflex.deploy.permissions import comparing, golden, showing
    from c7n_reflex.deploy.sessions import Sessions

    directory = directories.load(accounts_file)
    chosen = selection.chosen_accounts(directory, checks.split(accounts), [])
    with shown("reading", len(chosen)) as advance:
        found = comparing.of_accounts(Sessions(), directory, chosen, needs, roles=roles, done=advance)
    differences, failures = found
    because = {(role, action): why for role in ROLES for action, why in golden.because(needs, role).items()}
    if output == "json":
        click.echo(json.dumps(showing.diff_json(differences, failures, because), indent=2))
    else:
        plan.echo_lines(showing.diff_lines(differences, failures, directory, because))
        click.echo(showing.summary(differences, failures))
    if failures:
        raise click.exceptions.Exit(3)
    if not all(each.is_none for each in differences):
        raise click.exceptions.Exit(1)


def _golden(needs: Sequence[Need], *, write: bool) -> None:
    from c7n_reflex.deploy.permissions import golden

    if write:
        for file, text in golden.files(needs).items():
            file.write_text(text, encoding="utf-8")
            click.echo(f"wrote {file}")
        return
    if difference := golden.difference(needs):
        click.echo(difference)
        click.echo("Review the difference, then: c7n-reflex permissions --write", err=True)
        raise click.exceptions.Exit(1)


def _shown(needs: Sequence[Need], roles: Sequence[str], output: str, *, explain: bool) -> str:
    from c7n_reflex.deploy.permissions import golden, statements

    if output == "text":
        return "\n".join(line for role in roles for line in _lines(needs, role, explain=explain))
    data: dict[str, Any] = {
        role: {
            "statements": [each.as_json() for each in statements(needs, role)],
            **({"because": golden.because(needs, role)} if explain else {}),
        }
        for role in roles
    }
    if output == "json":
        return json.dumps(data, indent=2)
    import yaml

    return str(yaml.safe_dump(data, sort_keys=False)).rstrip()


def _lines(needs: Sequence[Need], role: str, *, explain: bool) -> list[str]:
    from c7n_reflex.deploy.permissions import ROLES as NAMES
    from c7n_reflex.deploy.permissions import golden, statements

    why = golden.because(needs, role)
    lines = [f"{role}: {NAMES[role]}"]
    for each in statements(needs, role):
        lines += [f"  on {arn}" for arn in each.resources]
        lines += [f"  if {json.dumps(each.condition)}"] if each.condition else []
        for action in each.actions:
            lines += [f"    {action}"]
            lines += [f"        {reason}" for reason in why[action]] if explain else []
    return lines
