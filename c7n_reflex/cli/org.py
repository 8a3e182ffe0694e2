"""`c7n-reflex org`: c7n-org, with our actions and modes, and checks before anything is run."""

from __future__ import annotations

import copy
import logging
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
from c7n_reflex.deploy.archive import packed
from c7n_reflex.errors import InputError, Place, ReflexError

_FAILED = "Error running policy in %s @ %s exception: %s"  # c7n_org.cli.run, which then exits with 0


class _Failures(logging.Handler):
    """Notes in which accounts c7n-org failed altogether: it logs that and goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take account, region and error from c7n-org's record."""
        if record.msg == _FAILED and isinstance(record.args, tuple):
            account, region, error = record.args
            self.places.append(f"{account} {region}: {error}")


def _run(**options: Any) -> None:
    directory = accounts.load(Path(options["config"]))
    files = policyfiles.load(options["use"])
    _check_selection(directory, options)
    policyfiles.check(files)
    check_policy_names(split(options["policy"]), files)
    check_writable(options["output_dir"])
    use_settings(directory.settings)
    with ExitStack() as stack:
        stack.enter_context(exemptions_known(directory, files))
        if any("mode" in policy for file in files for policy in file.policies):
            packed()  # once, before c7n-org forks a child for each account
        stack.enter_context(load_the_plugin())
        merged = stack.enter_context(policyfiles.merged(files))
        _delegate({**options, "use": str(merged)})


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


def _delegate(options: dict[str, Any]) -> None:
    """Run c7n-org; ReflexError if it failed anywhere, also where it would say nothing and exit with 0."""
    failures, log = _Failures(), logging.getLogger("c7n_org")
    log.addHandler(failures)
    code = 0
    try:
        c7n_org.cli.run.callback(**options)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    finally:
        log.removeHandler(failures)
    if failures.places or code:
        listed = "".join(f"\n  {place}" for place in sorted(failures.places))
        raise ReflexError(f"c7n-org failed in some accounts{listed}", remedy="its messages above say why")


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
    command.callback = _run
    return command


command = click.Group(
    "org",
    help=f"c7n-org, with our actions and modes.\n\n{c7n_org.cli.cli.help or ''}",
    commands={**c7n_org.cli.cli.commands, "run": _run_command()},
)
