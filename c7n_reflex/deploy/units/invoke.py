"""Unit `invoke`: how often a failed event is tried again, and where it is parked with its reason."""

from __future__ import annotations

from typing import ClassVar

from c7n_reflex.deploy.units.model import Found, Site, Source, State, Survey, Wanted, missing_is, qualifier


class Invoke:
    """Lambda's EventInvokeConfig of the alias."""

    name: ClassVar[str] = "invoke"

    def wanted(self, source: Source) -> State:
        """Retries, greatest age in seconds, and the queue of failed events."""
        return {
            "retries": source.deployment.retries,
            "event-age": source.deployment.event_age,
            "on-failure": source.site.failed_events,
        }

    def found(self, survey: Survey) -> State | None:
        """As GetFunctionEventInvokeConfig has it."""
        if not survey.live:
            return None
        call = survey.site.client("lambda").get_function_event_invoke_config
        config = missing_is(None, call, FunctionName=survey.name, **survey.qualifier)
        if config is None:
            return None
        destinations = config.get("DestinationConfig") or {}
        return {
            "retries": config.get("MaximumRetryAttempts"),
            "event-age": config.get("MaximumEventAgeInSeconds"),
            "on-failure": (destinations.get("OnFailure") or {}).get("Destination"),
        }

    def put(self, wanted: Wanted, found: Found) -> None:  # noqa: ARG002
        """PutFunctionEventInvokeConfig."""
        state = wanted.units[self.name] or {}
        wanted.site.client("lambda").put_function_event_invoke_config(
            FunctionName=wanted.function,
            **qualifier(wanted.mode),
            MaximumRetryAttempts=state["retries"],
            MaximumEventAgeInSeconds=state["event-age"],
            DestinationConfig={"OnFailure": {"Destination": state["on-failure"]}},
        )

    def remove(self, site: Site, found: Found) -> None:
        """Goes with the function."""
