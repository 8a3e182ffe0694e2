"""Unit `alias`: the published version that events start, and how many older ones are kept to go back to."""

from __future__ import annotations

from typing import Any, ClassVar

from c7n_reflex.deploy.units.configuration import flat
from c7n_reflex.deploy.units.model import (
    ALIAS,
    ROLLED_BACK,
    Found,
    Site,
    Source,
    State,
    Survey,
    Wanted,
    missing_is,
)
from c7n_reflex.deploy.units.waiting import patiently, settled

_KEPT = 5  # versions, each with an archive of some MB of an account's 75 GB


class Alias:
    """See the module."""

    name: ClassVar[str] = "alias"

    def wanted(self, source: Source) -> State:  # noqa: ARG002
        """The newest code and configuration."""
        return {"runs": "the latest version"}

    def found(self, survey: Survey) -> State | None:
        """Whether the alias runs what the function now has."""
        live, latest = survey.live, survey.latest.get("Configuration")
        if not live or not latest:
            return None
        same = live["CodeSha256"] == latest["CodeSha256"] and flat(live) == flat(latest)
        return {"runs": "the latest version" if same else f"version {live['Version']}"}

    def put(self, wanted: Wanted, found: Found) -> None:
        """PublishVersion, and let the alias point at it. Ends a rollback."""
        client = wanted.site.client("lambda")
        answer = patiently(client.publish_version, FunctionName=wanted.function)
        settled(client, f"{wanted.function}:{answer['Version']}", answer)
        point(client, wanted.function, answer["Version"], exists=found.units.get(self.name) is not None)
        _remove_old(client, wanted.function, int(answer["Version"]))
        if ROLLED_BACK in found.tags:
            client.untag_resource(Resource=wanted.site.function_arn(wanted.function), TagKeys=[ROLLED_BACK])

    def remove(self, site: Site, found: Found) -> None:
        """Goes with the function."""


def point(client: Any, function: str, version: str, *, exists: bool) -> None:
    """Let the alias point at a version."""
    call = client.update_alias if exists else client.create_alias
    call(FunctionName=function, Name=ALIAS, FunctionVersion=version)


def versions(client: Any, function: str) -> list[int]:
    """Published versions, ascending."""
    pages = client.get_paginator("list_versions_by_function").paginate(FunctionName=function)
    found = (each["Version"] for page in pages for each in page["Versions"])
    return sorted(int(version) for version in found if version != "$LATEST")


def _remove_old(client: Any, function: str, newest: int) -> None:
    if newest <= _KEPT:
        return
    for version in versions(client, function)[:-_KEPT]:
        missing_is(None, client.delete_function, FunctionName=function, Qualifier=str(version))
