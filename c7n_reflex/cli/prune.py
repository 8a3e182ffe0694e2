"""`c7n-reflex prune`: remove what no policy asks for any more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli import removing, selection
from c7n_reflex.errors import InputError

if TYPE_CHECKING:
    from c7n_reflex.cli.selection import Selection
    from c7n_reflex.deploy.organising import Plan


@click.command("prune")
@selection.options
@click.option("--keep-logs", is_flag=True, help="Keep the functions' log groups.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(keep_logs: bool, yes: bool, output: str, **chosen: Any) -> None:
    """Remove orphans: functions of ours that no policy asks for in their account and region.

    Their rules, targets, alarms, Config rules, Security Hub actions and logs go with them. All policies must
    be known for that, so -p is refused, and so is a -u that leaves out policies of the folder `policies`
    beside accounts.yml which are deployed.

    \b
    Examples:
      c7n-reflex plan                       # shows orphans, too
      c7n-reflex prune
      c7n-reflex prune -a payments-prod --keep-logs --yes

    Exit codes: 0 done, 1 you said no, 2 bad input (nothing was changed), 3 something failed.
    """
    from c7n_reflex.cli.plan import made
    from c7n_reflex.deploy.organising import Plan

    if chosen["policies"]:
        raise InputError(
            "-p leaves policies out, and then it is not known what is orphaned",
            remedy="leave -p out; to remove one policy everywhere: c7n-reflex destroy -p",
        )
    with selection.selected(**chosen) as selected:
        plan = made(selected)
        orphans = Plan(
            tuple(entry for entry in plan.entries if entry.kind == "orphaned"), failures=plan.failures
        )
        _check_left_out(orphans, selected)
        removing.remove(orphans, selected.directory, yes=yes, keep_logs=keep_logs, output=output)


def _check_left_out(orphans: Plan, selected: Selection) -> None:
    """InputError if an orphan's policy is in the repository, and only not in the files that were named."""
    from c7n_reflex import policyfiles

    folder = Path(selected.directory.file).parent / "policies"
    if not folder.is_dir():
        return
    named = {policy["name"] for file in selected.files for policy in file.policies}
    known = {policy.get("name") for file in policyfiles.load([folder]) for policy in file.policies}
    left_out = sorted({entry.policy for entry in orphans.entries} & known - named)
    if left_out:
        raise InputError(
            f"not orphaned, only left out by -u: {', '.join(left_out)}",
            remedy=f"leave -u out, or name {folder} too; to remove a policy: c7n-reflex destroy -p",
        )
