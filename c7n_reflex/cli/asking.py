"""Asking before something is changed."""

from __future__ import annotations

import click

from c7n_reflex.errors import InputError


def confirm(question: str, *, yes: bool) -> None:
    """Go on if `yes`, or if the person says so; otherwise exit with 1. InputError if nobody answers."""
    if yes:
        return
    try:
        agreed = click.confirm(question)
    except click.Abort:
        raise InputError("nobody answered; nothing was changed", remedy="add --yes if you are sure") from None
    if not agreed:
        click.echo("Nothing was changed.")
        raise click.exceptions.Exit(1)
