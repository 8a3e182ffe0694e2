"""Runs our own commands for a scenario, as a person of core-compliance does."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from c7n_reflex.drill import variables
from c7n_reflex.drill.calling import CallFailedError
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.model import Command
from c7n_reflex.drill.outcome import Moment
from c7n_reflex.organisation.client import OrganisationClient


def run(command: Command, performance: Performance, organisation: OrganisationClient) -> Moment:
    """The command, for the timeline; saves what the scenario says. CallFailedError if it ends otherwise."""
    arguments = [str(each) for each in variables.fill(command.arguments, performance.variables)]
    started = time.time()
    result = subprocess.run(
        [sys.executable, "-m", "c7n_reflex", *arguments, "--config", str(organisation.directory.file)],
        env=organisation.root_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    shown = " ".join(("c7n-reflex", *arguments))
    if result.returncode != command.exit:
        end = "\n".join(f"{result.stdout}{result.stderr}".splitlines()[-20:])
        message = f"{shown} was expected to exit with {command.exit}, and did with {result.returncode}: {end}"
        raise CallFailedError(message, place=command.place)
    for name, query in command.save.items():
        performance.variables[name] = _found(query, result.stdout, shown, command)
    return Moment(started, "command", shown, f"exit code {result.returncode}")


def _found(query: str, output: str, shown: str, command: Command) -> Any:
    import jmespath

    try:
        found = jmespath.search(query, json.loads(output))
    except ValueError:
        raise CallFailedError(f"{shown} printed no JSON: {output[:300]}", place=command.place) from None
    if found is None:
        raise CallFailedError(f"nothing to save at {query!r} of {shown}: {output[:300]}", place=command.place)
    return found
