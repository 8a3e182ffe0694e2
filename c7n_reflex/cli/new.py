"""`c7n-reflex new`: a policy, an action or a case that is right from the start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7n_reflex.cli.options import PATH

if TYPE_CHECKING:
    from c7n_reflex.authoring.scaffolds.drafts import Draft

_dir = click.option(
    "--dir", "root", type=PATH, default=Path(), help="The project's folder.  [default: the current one]"
)
_dry_run = click.option("--dry-run", is_flag=True, help="Show the files, and write none.")


@click.group()
def command() -> None:
    """Write a new policy, action or case; nothing is ever overwritten.

    \b
    Examples:
      c7n-reflex new policy snapshot-shared --event ModifySnapshotAttribute --resource aws.ebs-snapshot
      c7n-reflex new case snapshot-shared --name "shared with a partner" --event event.json
      c7n-reflex new action unshare --resource aws.ebs-snapshot
    """


@command.command()
@click.argument("name")
@click.option(
    "--event", required=True, help="The API call or finding that starts it; see sample-event --list."
)
@click.option("--resource", required=True, help="The resource type, aws.s3.")
@click.option("--action", default="", help="What it does: a name, or YAML.  [default: one that fits]")
@click.option("--ids", default="", help="JMESPath of the resource in the call.  [default: it is looked for]")
@click.option("--sweep", is_flag=True, help="Its sweep, too: for what was there before it.")
@_dir
@_dry_run
def policy(root: Path, dry_run: bool, **asked: str) -> None:
    """Write policies/cloudtrail/NAME.yml (of a finding: policies/securityhub/) and its cases.

    The policy is complete and valid, observes only, and its cases pass; `TODO` marks what only you can say.

    \b
    Examples:
      c7n-reflex new policy snapshot-shared --event ModifySnapshotAttribute --resource aws.ebs-snapshot
      c7n-reflex new policy trail-stopped --event StopLogging --resource aws.cloudtrail --action notify-owner
      c7n-reflex new policy bucket-public --event S3.2 --resource aws.s3 --dry-run
      c7n-reflex new policy db-changed --event ModifyDBInstance --resource aws.rds \\
          --action "{type: set-public-access, state: false}" --sweep

    Exit codes: 0 written, 2 bad input: nothing was written.
    """
    from c7n_reflex.authoring.scaffolds import policies
    from c7n_reflex.authoring.scaffolds.request import Request

    request = Request(root=root, **asked)  # type: ignore[arg-type]
    _conclude(policies.drafts(request), dry_run)


@command.command()
@click.argument("name")
@click.option("--resource", required=True, help="The resource type, aws.s3.")
@_dir
@_dry_run
def action(name: str, resource: str, root: Path, dry_run: bool) -> None:
    """Write custom_actions/NAME.py, a remediation with its test, and register it.

    \b
    Examples:
      c7n-reflex new action unshare --resource aws.ebs-snapshot
      c7n-reflex new action unshare --resource aws.ebs-snapshot --dry-run

    Exit codes: 0 written, 2 bad input: nothing was written.
    """
    from c7n_reflex.authoring.scaffolds import actions

    _conclude(actions.drafts(name, resource, root), dry_run)


@command.command()
@click.argument("policy")
@click.option("--name", required=True, help="The case's name: what happens, and what comes of it.")
@click.option("--event", default="", help="A file with one event, or the name of a sample; none for a sweep.")
@click.option("--resources", type=PATH, help="What the resources look like.  [default: only their ids]")
@click.option("--answers", type=PATH, help="What AWS says to the calls of filters and actions.")
@click.option(
    "-p", "--policies", multiple=True, type=PATH, help="Policy files, folders.  [default: policies]"
)
@_dir
@_dry_run
def case(
    policy: str,
    name: str,
    event: str,
    resources: Path | None,
    answers: Path | None,
    policies: tuple[Path, ...],
    root: Path,
    dry_run: bool,
) -> None:
    """Add a case to the cases of POLICY that expects what the policy says now.

    What is in the file of cases stays as it is. Look at what was recorded: it is what the policy does, which
    need not be what it should do.

    \b
    Examples:
      c7n-reflex new case internet-gateway-attached --name "attached" --event AttachInternetGateway
      c7n-reflex new case internet-gateway-attached --name "as on Monday" \\
          --event events/monday.json --resources gateways.json --answers vpcs.yml

    Exit codes: 0 added, 2 bad input: nothing was written.
    """
    from c7n_reflex.authoring import fleet, showing
    from c7n_reflex.authoring.scaffolds import cases

    chosen = fleet.named(fleet.load(policies or [root / "policies"]), policy)
    found = cases.new(chosen, name, event, resources, answers, root)
    click.echo(found.written)
    click.echo(f"{showing.ending(found.trace)}")
    _conclude([found.draft], dry_run, show=False)


def _conclude(drafts: list[Draft], dry_run: bool, *, show: bool = True) -> None:
    """Write the files, or show what would be written."""
    from c7n_reflex.authoring.scaffolds import drafts as files

    if not dry_run:
        files.write(drafts)
        for draft in drafts:
            click.echo(f"{'changed' if draft.changed else 'wrote'} {draft.path}")
        return
    files.check(drafts)
    for draft in drafts:
        click.echo(f"would {'change' if draft.changed else 'write'} {draft.path}")
        if show:
            click.echo("".join(f"  {line}\n" for line in _shown(draft)))


def _shown(draft: Draft) -> list[str]:
    """A new file's lines; of one that is there those that are added."""
    lines = draft.text.splitlines()
    if not draft.changed:
        return lines
    import difflib

    old = draft.path.read_text(encoding="utf-8").splitlines()
    return [line[2:] for line in difflib.ndiff(old, lines) if line.startswith("+ ")]
