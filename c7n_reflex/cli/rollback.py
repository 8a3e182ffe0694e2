"""`c7n-reflex rollback`: let functions run the version before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli import deployed
from c7n_reflex.cli.asking import confirm
from c7n_reflex.errors import InputError

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.deploy.organising import Outcome
    from c7n_reflex.deploy.rollback import Aim, Rollback


@click.command("rollback")
@deployed.options(policies_required=True)
@click.option("--to", type=click.IntRange(1), metavar="VERSION", help="This version, not the one before.")
@click.option("--forward", is_flag=True, help="End a rollback: back to the newest version.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(to: int | None, forward: bool, yes: bool, output: str, **chosen: Any) -> None:
    """Let the functions of a policy run the version before, with its code and its configuration.

    It holds until other code is deployed: deploying the same code again leaves it. Rules, permissions and
    retries stay as they are. The policies of the repository are not looked at.

    \b
    Examples:
      c7n-reflex rollback -p internet-gateway-attached
      c7n-reflex rollback -p 's3-*' -a payments-prod -r us-east-1 --to 3
      c7n-reflex rollback -p internet-gateway-attached --forward

    Exit codes: 0 done, 1 you said no, 2 bad input (nothing was changed), 3 something failed or has no
    version to go to.
    """
    from c7n_reflex.cli.progress import shown
    from c7n_reflex.deploy import rollback

    if forward and to is not None:
        raise InputError("--forward and --to exclude each other", remedy="leave one out")
    aim = rollback.Aim(to, forward)
    directory, places, policies = deployed.places(**chosen)
    with shown("reading", len(places)) as advance:
        planned = rollback.planned(places, policies, aim, advance)
    deployed.check_policies(policies, planned.policies, planned.failures)
    if planned.moves:
        _ask(planned, directory, yes=yes, output=output)
    outcomes = [*planned.refused, *_moved(planned, aim)]
    _show(outcomes, planned, directory, output)
    if planned.failures or any(each.result != "updated" for each in outcomes):
        raise click.exceptions.Exit(3)


def _ask(planned: Rollback, directory: Directory, *, yes: bool, output: str) -> None:
    from c7n_reflex.cli.plan import echo_lines
    from c7n_reflex.cli.removing import counted
    from c7n_reflex.deploy import showing
    from c7n_reflex.deploy.organising import Plan

    if output == "json":
        if not yes:
            raise InputError(
                "with --output json nobody is asked; nothing was changed", remedy="add --yes if you are sure"
            )
        return
    echo_lines(showing.plan_lines(Plan(planned.moves), directory))
    confirm(f"Move {counted(planned.moves)}?", yes=yes)


def _moved(planned: Rollback, aim: Aim) -> list[Outcome]:
    from c7n_reflex.cli.deploy import interruptible
    from c7n_reflex.cli.progress import shown
    from c7n_reflex.deploy import rollback

    with interruptible() as stop, shown("moving", len(planned.moves)) as advance:
        return rollback.roll_back(planned.moves, aim, stop=stop, done=advance)


def _show(outcomes: Sequence[Outcome], planned: Rollback, directory: Directory, output: str) -> None:
    from c7n_reflex.cli.plan import echo_lines
    from c7n_reflex.deploy import showing
    from c7n_reflex.deploy.organising import Plan

    if output == "json":
        shown = {
            "outcomes": [_outcome_json(each) for each in outcomes],
            "failures": [vars(failure) for failure in planned.failures],
        }
        click.echo(json.dumps(shown, indent=2))
        return
    echo_lines(showing.outcome_lines(outcomes, Plan(()), directory))
    echo_lines(deployed.failure_lines(planned.failures, directory))
    counts = Counter(each.result for each in outcomes)
    parts = [f"{count} {'moved' if result == 'updated' else result}" for result, count in counts.items()]
    click.echo(", ".join(parts) or "nothing was moved")


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    from c7n_reflex.deploy import showing

    moves = [each.fields["version"] for each in outcome.entry.differences]
    from_, to = moves[0] if moves else (None, None)
    return {**showing.outcome_json(outcome), "from": from_, "to": to}
