"""resolve: what do the resources that the event names look like now?"""

from __future__ import annotations

from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError
from c7n.exceptions import PolicyExecutionError

from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.reaction import Case, Reaction, Resource
from c7n_reflex.pipeline.seams import Site

# AWS shows a new resource everywhere only after some seconds ("eventual consistency" of the EC2 API).
CONSISTENCY_SECONDS = (1.0, 2.0)


def resolve(site: Site, reaction: Reaction) -> Reaction:
    """Each named resource as a case, those that are gone ended. EventEndedError where reading fails."""
    resources = read(site, reaction.ids)
    for seconds in CONSISTENCY_SECONDS:
        if len(resources) >= max(len(reaction.ids), 1):
            break
        site.wait(seconds)
        resources = read(site, reaction.ids)
    complete(site, reaction, resources)
    found = [Case(identity(site, each), each) for each in resources]
    return reaction.with_changes(cases=(*found, *_gone(reaction.ids, [case.identity for case in found])))


def read(site: Site, ids: Sequence[str]) -> list[Resource]:
    """The resources as they are now. EventEndedError (unreadable) where AWS does not say."""
    try:
        return site.supplier.resources(ids)
    except (ClientError, BotoCoreError, PolicyExecutionError) as error:
        raise EventEndedError(Outcome.UNREADABLE, f"{', '.join(ids)}: {error}") from error


def complete(site: Site, reaction: Reaction, resources: Sequence[Resource]) -> None:
    """What the event says of each resource, for filters and actions to see."""
    for resource in resources:
        resource.update(_notes_of(reaction, identity(site, resource)))
        try:
            site.supplier.complete(resource)
        except (ClientError, BotoCoreError) as error:
            raise EventEndedError(Outcome.UNREADABLE, f"{identity(site, resource)}: {error}") from error


def identity(site: Site, resource: Resource) -> str:
    """The id by which c7n knows the resource."""
    return str(resource[site.policy.resource_manager.resource_type.id])


def _notes_of(reaction: Reaction, name: str) -> Resource:
    own = reaction.notes.get(name)
    if own is None and len(reaction.notes) == 1:
        own = next(iter(reaction.notes.values()))  # named otherwise than c7n calls it, by its ARN perhaps
    return dict(own or {})


def _gone(ids: Sequence[str], found: Sequence[str]) -> list[Case]:
    """c7n may know by another id what the event named by its ARN: only a lack in number is certain."""
    missing = [each for each in ids if each not in found]
    missing = missing[: max(len(ids) - len(found), 0)]
    return [Case(each, {}, outcome=Outcome.GONE) for each in missing]
