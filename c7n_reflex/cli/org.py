"""`c7n-reflex org`: c7n-org, with our actions and modes, and checks before anything is run."""

from __future__ import annotations

import copy
import functools
import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import c7n_org.cli
import click

from c7n_reflex import accounts, policyfiles
from c7n_reflex.accounts import Directory
from c7n_reflex.cli.checks import (
    check_policy_names,
    check_writable,
    exemptions_known,
    split,
    use_settings,
)
from c7n_reflex.cli.children import load_the_plugin
from c7n_reflex.deploy import archive
from c7n_reflex.errors import InputError, Place, ReflexError
from c7n_reflex.sweeps import everywhere, summary

_UNLISTED = (
    "error (%s) listing available regions for account:%s - %s"  # c7n_org.cli: that account is left out
)


def _run(output: str, **options: Any) -> None:
    directory = accounts.load(Path(options["config"]))
    files = policyfiles.load(options["use"])
    _check_selection(directory, options)
    policyfiles.check(files)
    check_policy_names(split(options["policy"]), files)
    check_writable(options["output_dir"])
    use_settings(directory.settings)
    policies = [policy for file in files for policy in file.policies]
    with ExitStack() as stack:
        stack.enter_context(exemptions_known(directory, files))
        if any("mode" in policy for policy in policies):
            archive.common((), archive.RUNTIME)  # once, before a child is forked for each account
        stack.enter_context(load_the_plugin())
        try:
            results = everywhere.run(policies, options)
        except SystemExit as exit_:  # Custodian's, before anything is run: there is no region, perhaps
            raise ReflexError("nothing was run", remedy="the messages above say why") from exit_
    summary.tell(results, output)


def _check_selection(directory: Directory, options: dict[str, Any]) -> None:
    for name in split([*options["accounts"], *options["not_accounts"]]):
        directory[name]
    known = {tag for account in directory.accounts for tag in account.tags}
    for tag in split(options["tags"]):
        if tag not in known:
            tags = ", ".join(sorted(known))
            raise InputError(
                f"no account is tagged {tag!r}", remedy=f"known tags: {tags}", place=Place(directory.file)
            )


def _run_command() -> click.Command:
    """c7n-org's `run`, with several -u, files or folders, and no cache unless asked for one."""
    command: click.Command = copy.copy(c7n_org.cli.run)
    command.params = [copy.copy(param) for param in command.params]
    for param in command.params:
        if param.name == "use" and isinstance(param, click.Option):
            param.multiple, param.help = True, "Policy file or folder; can be given several times"
        if param.name == "cache_period" and isinstance(param, click.Option):
            # A sweep acts on what it reads: what was true a quarter of an hour ago will not do.
            param.default, param.help = 0, "Minutes for which resources are cached (default: not at all)"
            param.show_default = True
    told = "What is said at the end: text on standard error, or JSON on standard output"
    formats = click.Choice(["text", "json"])
    command.params.append(
        click.Option(["--output"], type=formats, default="text", show_default=True, help=told)
    )
    command.callback = _run
    return command


class _Unlisted(logging.Handler):
    """Notes the accounts that c7n-org leaves out, as it may not list their regions."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take code, account and message from c7n-org's record."""
        if record.msg == _UNLISTED and isinstance(record.args, tuple):
            code, account, message = record.args
            self.accounts.append(f"{account}: the regions cannot be listed: {code} {message}")


def _honest(stock: click.Command) -> click.Command:
    """c7n-org's command, which fails with exit code 3 and a message if it failed in any account."""
    command, run = copy.copy(stock), stock.callback
    assert run is not None

    @functools.wraps(run)
    def callback(**options: Any) -> None:
        unlisted = _Unlisted()
        c7n_org.cli.log.addHandler(unlisted)
        try:
            _stock(run, options)
        finally:
            c7n_org.cli.log.removeHandler(unlisted)
        if unlisted.accounts:
            listed = "".join(f"\n  {each}" for each in sorted(unlisted.accounts))
            raise ReflexError(f"c7n-org left accounts out{listed}", remedy="the others were done")

    command.callback = callback
    return command


def _stock(run: Callable[..., Any], options: dict[str, Any]) -> None:
    """ReflexError for whatever it raises, and for its exit code."""
    try:
        run(**options)
    except SystemExit as exit_:
        if exit_.code:
            raise ReflexError(
                "c7n-org failed in some accounts", remedy="its messages above say why"
            ) from None
    except (click.ClickException, click.Abort):
        raise
    except Exception as error:  # of whatever account: c7n-org would end with a traceback
        if options.get("debug"):
            raise
        told = f"c7n-org failed: {type(error).__name__}: {error}"
        raise ReflexError(told, remedy="its messages above say where") from error


command = click.Group(
    "org",
    help=f"c7n-org, with our actions and modes.\n\n{c7n_org.cli.cli.help or ''}",
    commands={
        **c7n_org.cli.cli.commands,
        **{name: _honest(c7n_org.cli.cli.commands[name]) for name in ("report", "run-script")},
        "run": _run_command(),
    },
)
