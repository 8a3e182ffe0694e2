"""`c7n-reflex custodian`: Custodian's command line, with our actions and modes, and checks before a run."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import c7n.cli
import click

import c7n_reflex.plugin  # noqa: F401
from c7n_reflex import accounts, policyfiles
from c7n_reflex.cli.checks import check_policy_names, check_writable, exemptions_known, use_settings
from c7n_reflex.policyfiles import PolicyFile
from c7n_reflex.sweeps import customary, summary

_NAME = "c7n-reflex custodian"


class _Argument(str):
    """An argument that knows its position; argparse hands on the very strings that it is given."""

    __slots__ = ("position",)
    position: int


@click.command(
    "custodian",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Cloud Custodian, with our actions and modes."""
    before, sys.argv = sys.argv, [_NAME, *arguments]  # argparse takes its name from there
    try:
        with ExitStack() as stack:
            prepared = _prepared(list(arguments), stack)
            if _runs(prepared):
                results = customary.run(prepared)
                summary.tell(results, "text")
            else:
                c7n.cli.main(prepared)
    finally:
        sys.argv = before


def _prepared(arguments: list[str], stack: ExitStack) -> list[str]:
    """The arguments with folders replaced by their files, after the checks that belong to `run`."""
    if not arguments or {"-h", "--help"} & set(arguments):
        return arguments
    options = _parsed(arguments)
    named = [*getattr(options, "configs", ()), *filter(None, [getattr(options, "config", None)])]
    directory = accounts.load() if accounts.DEFAULT_FILE.is_file() else None
    if directory:
        use_settings(directory.settings)
    if options.subparser == "run":
        files = _checked(options, named)
        if directory:
            stack.enter_context(exemptions_known(directory, files))
    return _with_files(arguments, named)


def _runs(arguments: list[str]) -> bool:
    if not arguments or {"-h", "--help"} & set(arguments):
        return False
    return bool(c7n.cli.setup_parser().parse_args(arguments).subparser == "run")


def _parsed(arguments: list[str]) -> argparse.Namespace:
    marked = []
    for position, argument in enumerate(arguments):
        each = _Argument(argument)
        each.position = position
        marked.append(each)
    parsed: argparse.Namespace = c7n.cli.setup_parser().parse_args(marked)
    return parsed


def _checked(options: argparse.Namespace, named: list[str]) -> list[PolicyFile]:
    files = policyfiles.load(named)
    policyfiles.check(files)
    check_policy_names(options.policy_filters, files)
    check_writable(options.output_dir)
    return files


def _with_files(arguments: list[str], named: list[Any]) -> list[str]:
    """Folders among the policy files replaced by the files in them: `validate` takes only files."""
    folders = {each.position for each in named if isinstance(each, _Argument) and Path(each).is_dir()}
    return [
        replaced
        for position, argument in enumerate(arguments)
        for replaced in (map(str, policyfiles.expand([argument])) if position in folders else [argument])
    ]
