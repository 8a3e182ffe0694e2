"""What is deployed in an account and region, as far as it is ours or has a name that is wanted."""

from __future__ import annotations

from collections.abc import Iterable

from c7n_reflex.deploy.units import UNITS, Found, Site, Survey
from c7n_reflex.deploy.units.model import OURS, OURS_VALUE, POLICY, ROLLED_BACK, missing_is

_PREFIX = "custodian-"  # of functions and rules (c7n.mu.PolicyLambda.name)


def found(site: Site, function: str) -> Found:
    """A function and all that belongs to it. `exists` is False where there is no such function."""
    survey = Survey(site, function)
    units = {unit.name: unit.found(survey) for unit in UNITS}
    return Found(function, units, survey.tags, bool(survey.latest), tuple(_disabled(survey)))


def ours(site: Site) -> dict[str, str]:
    """Name of the policy by function, of the functions that carry our tag.

    A rule of ours whose function is gone counts as its function; of which policy it was nobody knows then.
    """
    return {**_functions(site), **dict.fromkeys(_widowed(site), "")}


def _functions(site: Site) -> dict[str, str]:
    pages = (
        site.client("resourcegroupstaggingapi")
        .get_paginator("get_resources")
        .paginate(TagFilters=[{"Key": OURS, "Values": [OURS_VALUE]}], ResourceTypeFilters=["lambda:function"])
    )
    resources = [each for page in pages for each in page["ResourceTagMappingList"]]
    found = {each["ResourceARN"].split(":")[6]: _policy(each["Tags"]) for each in resources}
    # The tagging API knows a function for a while after it was deleted.
    return {name: policy for name, policy in found.items() if name in site.functions}


def _widowed(site: Site) -> Iterable[str]:
    """Rules with Custodian's prefix and our tag that have no function: asked are only those without one."""
    client = site.client("events")
    for name, rule in site.rules.items():
        if name.startswith(_PREFIX) and name not in site.functions:
            answer = missing_is({"Tags": []}, client.list_tags_for_resource, ResourceARN=rule["Arn"])
            if {"Key": OURS, "Value": OURS_VALUE} in answer["Tags"]:
                yield name


def _policy(tags: Iterable[dict[str, str]]) -> str:
    return next((tag["Value"] for tag in tags if tag["Key"] == POLICY), "")


def _disabled(survey: Survey) -> Iterable[str]:
    """What an operator did to stop the policy, which no deployment takes back."""
    rule = survey.site.rules.get(survey.name)
    if rule and rule.get("State") == "DISABLED":
        yield "its rule is disabled"
    if (survey.latest.get("Concurrency") or {}).get("ReservedConcurrentExecutions") == 0:
        yield "its concurrency is 0"
    if ROLLED_BACK in survey.tags and survey.live:
        yield f"rolled back from version {survey.tags[ROLLED_BACK]} to {survey.live['Version']}"
