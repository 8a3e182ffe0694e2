"""`c7n-reflex notices`: what the mailer has still to do, and what it could not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli.options import accounts_option

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.operator.notices import Depth, Notices, Parked

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--queue",
    type=click.Choice(["notices", "tickets"]),
    default="notices",
    show_default=True,
    help="tickets: only what is parked because of a ticket.",
)
@click.option("--since", metavar="24h|7d|DATE", default="", help="Only what was parked since then.")
@click.option("--redrive", is_flag=True, help="Give what is shown back to the mailer.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@accounts_option
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    ids: tuple[str, ...], queue: str, since: str, redrive: bool, yes: bool, accounts_file: Path, output: str
) -> None:
    """Show what waits on the queue of notices, and what is parked with the reason; or give that back.

    An ID is that of a notice or of a message, as it is shown. Whoever has been told is not told again.

    \b
    Examples:
      c7n-reflex notices
      c7n-reflex notices --since 24h --output json
      c7n-reflex notices --redrive                                        # all that is parked
      c7n-reflex notices --redrive 5f0c3a52b7e94d0b8f5f2f6f0a1b2c3d:fixed

    Exit codes: 0 nothing is parked, 1 something is, 2 bad input, 3 failed.
    """
    from c7n_reflex import accounts
    from c7n_reflex.operator import search

    directory = accounts.load(accounts_file)
    notices = _notices(directory)
    moment = datetime.fromisoformat(search.since(since)) if since else None
    everything = notices.parked()
    chosen = _chosen(everything, ids, queue, moment)
    if redrive:
        left = len(everything) - _redrive(notices, chosen, directory, yes=yes, output=output)
    else:
        _show(notices.depth(), chosen, directory, output)
        left = len(chosen)
    if left:
        raise click.exceptions.Exit(1)


def _notices(directory: Directory) -> Notices:
    from c7n_reflex.deploy.sessions import Sessions
    from c7n_reflex.operator.notices import Notices

    sessions, region = Sessions(), directory.settings.home_region
    clients = (sessions.client(each, directory.core, region) for each in ("sqs", "cloudwatch"))
    return Notices(*clients)


def _chosen(
    everything: Sequence[Parked], ids: Sequence[str], queue: str, since: datetime | None
) -> list[Parked]:
    from c7n_reflex.errors import InputError
    from c7n_reflex.operator.notices import TICKET

    known = {name for each in everything for name in (each.id, each.notice_id) if name}
    unknown = [each for each in ids if each not in known]
    if unknown:
        raise InputError(
            f"no notice {unknown[0]!r} is parked; nothing was changed",
            remedy="`c7n-reflex notices` shows those that are",
        )
    return [
        each
        for each in everything
        if (not ids or {each.id, each.notice_id} & set(ids))
        and (queue == "notices" or TICKET in each.recipients)
        and (since is None or each.parked >= since)
    ]


def _redrive(
    notices: Notices, chosen: Sequence[Parked], directory: Directory, *, yes: bool, output: str
) -> int:
    """Ask, and give them back; how many were."""
    from c7n_reflex.cli.asking import confirm
    from c7n_reflex.errors import InputError

    if output == "json" and not yes:
        raise InputError("nothing was changed: a question is no JSON", remedy="add --yes")
    if chosen and output == "text":
        click.echo("\n".join(_lines(chosen, directory)))
    if chosen:
        confirm(f"Give {_counted(chosen)} back to the mailer?", yes=yes)
    back = notices.give_back({each.id for each in chosen}) if chosen else []
    if output == "json":
        click.echo(json.dumps({"redriven": [each.as_json(datetime.now(UTC)) for each in back]}, indent=2))
    else:
        click.echo(f"{_counted(back)} given back." if back else "Nothing was given back.")
    return len(back)


def _show(depth: Depth, parked: Sequence[Parked], directory: Directory, output: str) -> None:
    if output == "json":
        click.echo(json.dumps(_as_json(depth, parked), indent=2))
        return
    oldest = f"; the oldest for {_span(depth.oldest)}" if depth.oldest is not None else ""
    click.echo(f"{depth.waiting} waiting, {depth.in_flight} in flight, {depth.put_off} put off{oldest}")
    if not parked:
        click.echo("Nothing is parked.")
        return
    click.echo(f"{_counted(parked)} parked:")
    click.echo("\n".join(_lines(parked, directory)))
    click.echo("When that is mended: c7n-reflex notices --redrive")


def _as_json(depth: Depth, parked: Sequence[Parked]) -> dict[str, Any]:
    now = datetime.now(UTC)
    queue = {
        "waiting": depth.waiting,
        "in_flight": depth.in_flight,
        "put_off": depth.put_off,
        "oldest_seconds": depth.oldest,
    }
    return {"queue": queue, "parked": [each.as_json(now) for each in parked]}


def _lines(parked: Sequence[Parked], directory: Directory) -> list[str]:
    from c7n_reflex.operator import showing

    lines, now = list[str](), datetime.now(UTC)
    for each in parked:
        name = showing.account_name(each.account, directory)
        where = f"{name} ({each.account})" if name != each.account else each.account
        age = _span(int((now - each.parked).total_seconds()))
        tried = f"attempt {each.attempts}, " if each.attempts else ""
        about = ", ".join(part for part in (where, each.policy) if part) or "no message of notify"
        lines += [f"  {each.name}", f"      {about}", f"      {tried}{age} ago: {each.reason}"]
        if each.recipients:
            lines.append(f"      not told: {each.recipients}")
    return lines


def _counted(parked: Sequence[Parked]) -> str:
    return "1 notice" if len(parked) == 1 else f"{len(parked)} notices"


def _span(seconds: int) -> str:
    """In the largest unit of which there are two, or one where that is all."""
    for size, unit in _UNITS:
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{max(seconds, 0)} s"
