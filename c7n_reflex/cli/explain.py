"""`c7n-reflex explain`: what a policy would do about an event, stage by stage, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli.options import PATH, accounts_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c7n_reflex.authoring.explaining import Explained
    from c7n_reflex.authoring.fleet import FleetPolicy
    from c7n_reflex.authoring.world import World

_SWITCH = ("enforce", "approve", "observe", "off")


@click.command()
@click.argument("policy", required=False)
@click.option("--policy", "named", metavar="NAME", help="The same as the argument.")
@click.option("-e", "--event", "event_file", type=PATH, help="Events, in any form that AWS gives them in.")
@click.option("--sample", metavar="NAME", help="A sample event instead; see sample-event.")
@click.option("-r", "--resources", type=PATH, help="What the resources look like: a list of them.")
@click.option("--answers", type=PATH, help="What AWS says to the calls of filters and actions.")
@click.option("--live", is_flag=True, help="Ask AWS, with your own credentials; nothing is changed.")
@click.option(
    "-p", "--policies", multiple=True, type=PATH, help="Policy files, folders.  [default: policies]"
)
@click.option("--switch", type=click.Choice(_SWITCH), default="enforce", show_default=True)
@click.option("--clock", type=click.DateTime(), help="The time it is taken to be, in UTC.")
@click.option("--account", default="", help="Where the function runs.  [default: where the event arrived]")
@click.option("-v", "--verbose", is_flag=True, help="Of a fleet, also who would not react, and why.")
@click.option("--output", type=click.Choice(("text", "json")), default="text", show_default=True)
@accounts_option
def command(policy: str | None, named: str | None, output: str, verbose: bool, **given: Any) -> None:
    """Show what POLICY would do about an event: each stage, and why it went on or stopped there.

    POLICY is a policy's name, or a file with policies; without it every policy is asked. Nothing is changed,
    and without --live AWS is not asked: what only AWS could tell is UNKNOWN. A sweep needs no event.

    \b
    Examples:
      c7n-reflex explain security-group-open-to-world --event event.json --resources groups.json
      c7n-reflex explain --event cloudtrail.json.gz
      c7n-reflex explain internet-gateway-attached --sample AttachInternetGateway --live

    Exit codes: 0 explained, 2 bad input.
    """
    from c7n_reflex.authoring import explaining, showing

    fleet, single = _fleet(policy or named, given["policies"])
    events = explaining.events_of(given["event_file"], given["sample"])
    _check(fleet, events)
    explained = explaining.explain(fleet, events, _world(fleet, given))
    if output == "json":
        click.echo(explaining.as_json(explained))
        return
    for each in explained:
        click.echo(f"{each.summary}" + (f"  {each.place}" if each.place and len(explained) > 1 else ""))
        lines = _each(each) if single else showing.fleet_lines(each.traces, verbose=verbose)
        click.echo("\n".join([*lines, ""]))


def _fleet(name: str | None, paths: Sequence[Path]) -> tuple[list[FleetPolicy], bool]:
    """(the policies that are asked, whether it is just one)."""
    from c7n_reflex.authoring import fleet

    if name and Path(name).suffix in (".yml", ".yaml", ".json"):
        found = fleet.load([name])
        return found, len(found) == 1
    known = fleet.load(paths or [Path("policies")])
    return ([fleet.named(known, name)], True) if name else (known, False)


def _check(fleet: Sequence[FleetPolicy], events: Sequence[Any]) -> None:
    """InputError where there is nothing to explain."""
    from c7n_reflex.errors import InputError

    if not events and not any(each.is_sweep for each in fleet):
        raise InputError("no event is given", remedy="name a file with --event, or a call with --sample")
    if events and all(each.is_sweep for each in fleet):
        raise InputError("no event starts a sweep", remedy="leave the event out; give --resources")


def _world(fleet: Sequence[FleetPolicy], given: dict[str, Any]) -> World:
    from c7n_reflex.authoring import explaining
    from c7n_reflex.errors import InputError

    if given["live"] and all(each.is_sweep for each in fleet):
        raise InputError("--live is for events", remedy="see `c7n-reflex custodian run --dryrun` for a sweep")
    account = given["account"]
    if given["live"] and not account and not (given["resources"] or given["answers"]):
        account = explaining.own_account()
    return explaining.world_of(
        given["resources"],
        given["answers"],
        switch=given["switch"],
        clock=given["clock"],
        account=account,
        exemptions=explaining.exemptions_beside(given["accounts_file"], [each.name for each in fleet]),
        live=given["live"],
    )


def _each(explained: Explained) -> list[str]:
    from c7n_reflex.authoring import showing

    return [line for trace in explained.traces for line in showing.lines(trace)]
