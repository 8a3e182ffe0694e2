"""What to try next, and how to use an organisation that was kept."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from c7n_reflex.drill.outcome import Drill

if TYPE_CHECKING:
    from c7n_reflex.organisation.client import OrganisationClient


def what_next(drill: Drill) -> str:
    """Commands worth trying, with names from this drill."""
    chosen = next((outcome for outcome in drill.outcomes if not outcome.passed), None)
    chosen = chosen or next((o for o in drill.outcomes if o.scenario == o.policy), drill.outcomes[0])
    lines = [
        ("a timeline of every scenario", "c7n-reflex drill --report drill.html"),
        ("one scenario alone, in one account", f"c7n-reflex drill --scenario {chosen.scenario} --accounts 1"),
        ("attack it yourself: leave it running", "c7n-reflex drill --keep"),
        ("replay CloudTrail records of yours", "c7n-reflex drill --attack FILE"),
        ("a scenario of your own", "docs/drill.md"),
    ]
    width = max(len(what) for what, _ in lines)
    return "\n".join(["What to try next:", *(f"  {what:<{width}}  {how}" for what, how in lines)])


def environment_of(organisation: OrganisationClient) -> dict[str, str]:
    """The variables that point AWS clients at the organisation."""
    from c7n_reflex.organisation import environment

    core = organisation.directory.core
    return environment.variables(organisation.endpoint, core.id, core.regions[0])


def kept(organisation: OrganisationClient) -> str:
    """The variables as shell lines, and how to stop it."""
    lines = [f"export {name}={shlex.quote(value)}" for name, value in environment_of(organisation).items()]
    return "\n".join(
        ["The organisation keeps running. To use it:", *lines, f"kill {organisation.pid}  # stops it", ""]
    )
