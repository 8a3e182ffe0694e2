"""Unit `code`: the archive that the function runs from.

Compared by the digest of its sources, which is the same on every machine, as long as the code is the one that
was uploaded for them; otherwise by Lambda's CodeSha256.
"""

from __future__ import annotations

from typing import ClassVar

from c7n_reflex.deploy.units.model import CODE, Found, Site, Source, State, Survey, Wanted
from c7n_reflex.deploy.units.waiting import patiently, settled


class Code:
    """See the module."""

    name: ClassVar[str] = "code"

    def wanted(self, source: Source) -> State:
        """The digest of the sources, and what they are compiled for."""
        return {"sources": source.digest, "architecture": source.deployment.architecture}

    def found(self, survey: Survey) -> State | None:
        """As it was uploaded, or the hash of what somebody else has uploaded."""
        configuration = survey.latest.get("Configuration")
        if not configuration:
            return None
        digest, _, uploaded = survey.tags.get(CODE, "").partition(" ")
        ours = uploaded == configuration["CodeSha256"]
        return {
            "sources": digest if ours else f"other code, {configuration['CodeSha256']}",
            "architecture": (configuration.get("Architectures") or ["x86_64"])[0],
        }

    def put(self, wanted: Wanted, found: Found) -> None:  # noqa: ARG002
        """UpdateFunctionCode, not published yet."""
        client, archive = wanted.site.client("lambda"), wanted.archive()
        state = wanted.units[self.name] or {}
        answer = patiently(
            client.update_function_code,
            FunctionName=wanted.function,
            ZipFile=archive.bytes,
            Architectures=[state["architecture"]],
        )
        settled(client, wanted.function, answer)

    def remove(self, site: Site, found: Found) -> None:
        """Goes with the function."""
