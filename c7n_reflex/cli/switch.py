"""`c7n-reflex switch`: stop every policy in the organisation, or let them act again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli.options import accounts_option
from c7n_reflex.errors import InputError, ReflexError

if TYPE_CHECKING:
    from c7n_reflex.safeguards.lever import Setting

_CHOICES = ("off", "observe", "enforce")
_MEANING = {
    "off": "policies do nothing, events are only noted",
    "observe": "policies record what they would change, and change nothing",
    "enforce": "each policy does what its metadata.enforcement says",
}
_UNKNOWN = "policies only observe until it is set: c7n-reflex switch enforce"


@click.command()
@click.argument("position", required=False, type=click.Choice(_CHOICES))
@click.option("--reason", default="", help="Why; kept with the switch.")
@accounts_option
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(position: str | None, reason: str, accounts_file: Path, output: str) -> None:
    """Show or set the organisation-wide switch. It holds for every policy in every account.

    \b
    Examples:
      c7n-reflex switch                                   # where it is, who set it, when and why
      c7n-reflex switch off --reason "INC-4711: wrong buckets"
      c7n-reflex switch observe                           # change nothing, but record what would be changed
      c7n-reflex switch enforce

    Exit codes: 0 fine, 1 there is no valid position, 2 bad input, 3 failed.
    """
    _check_reason(position, reason)
    client = _client(accounts_file)
    if position is None:
        setting = _asked(client)
        _show(setting, output)
        if setting is None or not setting.valid:
            raise click.exceptions.Exit(1)
    else:
        before = _before(client)
        _turn(client, position, reason)
        _show_change(before, position, reason, output)


def _check_reason(position: str | None, reason: str) -> None:
    from c7n_reflex.safeguards.lever import LONGEST_REASON

    if reason and position is None:
        raise InputError("--reason goes with a position", remedy=f"name one of {', '.join(_CHOICES)}")
    if len(reason) > LONGEST_REASON:
        raise InputError(
            f"the reason has {len(reason)} characters, at most {LONGEST_REASON} can be kept",
            remedy="name a ticket",
        )


def _client(accounts_file: Path) -> Any:
    from c7n_reflex import accounts
    from c7n_reflex.deploy.sessions import Sessions

    directory = accounts.load(accounts_file)
    return Sessions().client("ssm", directory.core, directory.settings.home_region)


def _asked(client: Any) -> Setting | None:
    from c7n_reflex.safeguards import lever

    setting: Setting | None = _trying("read", lambda: lever.last_setting(client))
    return setting


def _before(client: Any) -> str:
    """The position so far, in words where there is none; that it is not known must not stop anybody."""
    try:
        setting = _asked(client)
    except ReflexError:
        return "unknown"
    return setting.position if setting else "not set"


def _turn(client: Any, position: str, reason: str) -> None:
    from c7n_reflex.safeguards import lever
    from c7n_reflex.safeguards.enforcement import Enforcement

    _trying("set", lambda: lever.turn(client, Enforcement(position), _caller(client), reason))


def _caller(client: Any) -> str:
    """The person who asks, not the role of core-compliance that all of them assume."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        sts = boto3.client("sts", region_name=client.meta.region_name)
        return str(sts.get_caller_identity()["Arn"])
    except (BotoCoreError, ClientError):
        return "unknown"


def _trying(what: str, call: Callable[[], Any]) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return call()
    except (BotoCoreError, ClientError) as error:
        raise ReflexError(
            f"the switch cannot be {what}: {error}",
            remedy="check your credentials, and core-compliance's `role` in accounts.yml; in an emergency, "
            "set core-compliance's SSM parameter /c7n-reflex/switch in the AWS console",
        ) from None


def _show(setting: Setting | None, output: str) -> None:
    if output == "json":
        click.echo(json.dumps(_as_json(setting), indent=2))
    elif setting is None:
        click.echo(f"not set: {_UNKNOWN}")
    else:
        meaning = _MEANING.get(setting.position.strip().lower(), f"not a position: {_UNKNOWN}")
        click.echo(f"{setting.position} - {meaning}")
        click.echo(f"set by {setting.set_by or 'somebody'} at {setting.set_at:%Y-%m-%d %H:%M:%S %Z}".rstrip())
        if setting.reason:
            click.echo(f"reason: {setting.reason}")


def _as_json(setting: Setting | None) -> dict[str, Any]:
    if setting is None:
        return {"position": None, "valid": False}
    return {
        "position": setting.position,
        "valid": setting.valid,
        "set_by": setting.set_by,
        "set_at": setting.set_at.isoformat(),
        "reason": setting.reason,
        "version": setting.version,
    }


def _show_change(before: str, position: str, reason: str, output: str) -> None:
    from c7n_reflex.safeguards.switch import GOOD_SECONDS

    if output == "json":
        changed = {
            "before": before,
            "after": position,
            "reason": reason,
            "seconds_at_most": int(GOOD_SECONDS),
        }
        click.echo(json.dumps(changed, indent=2))
        return
    click.echo(f"{before} -> {position} - {_MEANING[position]}")
    click.echo(f"Functions that are running see it within {GOOD_SECONDS:.0f} seconds.")
