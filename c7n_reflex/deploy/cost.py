"""An estimate of what the planned functions cost in a month: published prices, us-east-1, no free tiers."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from c7n_reflex.deploy.organising import Plan

PRICED_ON = "2026-11-25"
# US dollars: https://aws.amazon.com/lambda/pricing/ and /cloudwatch/pricing/
PER_REQUEST = 0.20 / 1e6
PER_GB_SECOND = 0.0000166667
PER_ALARM = 0.10
PER_LOG_GB = 0.50
SECONDS = 4.0  # of a cold function that acts
LOG_KB = 20.0  # of an invocation


@dataclass(frozen=True)
class Cost:
    """Dollars a month, and what they rest on."""

    functions: int
    alarms: int
    events: int  # of each function
    dollars: float

    def as_json(self) -> dict[str, object]:
        """For `--output json`."""
        return {**asdict(self), "priced_on": PRICED_ON}

    def as_text(self) -> str:
        """One line."""
        return (
            f"Estimated cost: ${self.dollars:,.2f} a month for {self.functions} functions, "
            f"with {self.events} events each (prices of {PRICED_ON}; docs/deploy.md)"
        )


def of_plan(plan: Plan, events: int) -> Cost:
    """`events`: a month, that match a policy's rule in an account and region; AWS's own are free to match.

    Of everything that will be deployed after the plan: created, updated and unchanged."""
    there = [entry.wanted for entry in plan.entries if entry.wanted]
    alarms = sum(1 for wanted in there if wanted.units["alarm"])
    memory = sum((wanted.units["configuration"] or {}).get("MemorySize", 0) for wanted in there) / 1024
    invocations = len(there) * events
    dollars = (
        invocations * PER_REQUEST
        + memory * events * SECONDS * PER_GB_SECOND
        + invocations * LOG_KB / 1e6 * PER_LOG_GB
        + alarms * PER_ALARM
    )
    return Cost(len(there), alarms, events, round(dollars, 2))
