"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

PATH = click.Path(path_type=Path)

accounts_option = click.option(
    "-c",
    "--config",
    "accounts_file",
    type=PATH,
    default=Path("accounts.yml"),
    show_default=True,
    help="The accounts and their owners.",
)
