"""Unit `concurrency`: how many events are handled at a time. 0 is an operator's stop, and is kept."""

from __future__ import annotations

from typing import ClassVar

from c7n_reflex.deploy.units.model import Found, Site, Source, State, Survey, Wanted


class Concurrency:
    """Lambda's reserved concurrency; None is not reserved."""

    name: ClassVar[str] = "concurrency"

    def wanted(self, source: Source) -> State:
        """`mode.concurrency`, or that of the deployment's settings."""
        written = source.function.concurrency
        return {"reserved": source.deployment.concurrency if written is None else written}

    def found(self, survey: Survey) -> State | None:
        """As GetFunction has it."""
        if not survey.latest:
            return None
        return {"reserved": (survey.latest.get("Concurrency") or {}).get("ReservedConcurrentExecutions")}

    def put(self, wanted: Wanted, found: Found) -> None:
        """PutFunctionConcurrency or DeleteFunctionConcurrency."""
        client, reserved = wanted.site.client("lambda"), (wanted.units[self.name] or {})["reserved"]
        there = (found.units.get(self.name) or {}).get("reserved")
        if reserved is None and there is not None:
            client.delete_function_concurrency(FunctionName=wanted.function)
        elif reserved != there:
            client.put_function_concurrency(
                FunctionName=wanted.function, ReservedConcurrentExecutions=reserved
            )

    def remove(self, site: Site, found: Found) -> None:
        """Goes with the function."""
