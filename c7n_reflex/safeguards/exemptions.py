"""Which resources a policy leaves alone, and until when: what a function knows of exemptions.yml.

`c7n_reflex.exemptionfile` reads the YAML, resolves the names of accounts and checks everything; here is what
it becomes: JSON in the function's archive. What is matched by globs is matched as by `fnmatch.fnmatchcase`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

__all__ = ["ANY", "PACKED", "Exemption", "dumps", "for_policy", "load_packed", "loads", "matching"]

ANY = "*"
PACKED = "exemptions.json"  # in the archive's top folder
_KEYS = ("Key", "key", "TagKey")  # services differ: EC2, ECS, KMS
_VALUES = ("Value", "value", "TagValue")


@dataclass(frozen=True)
class Exemption:
    """Leave this alone. Exactly one of `resource` and `tags` is given; ValueError otherwise."""

    policy: str  # glob on policies' names
    account: str  # 12 digits, or "*"
    region: str  # a region's name, or "*"
    until: date  # the last day, in UTC, on which it applies
    owner: str  # e-mail address of who answers for it
    reason: str
    resource: str = ""  # glob on an id or ARN of the resource
    tags: Mapping[str, str] = field(default_factory=dict, hash=False)  # key: glob on its value; all hold
    ticket: str = ""

    def __post_init__(self) -> None:
        """Refuse what would match nothing, or everything, by mistake."""
        if bool(self.resource) == bool(self.tags):
            raise ValueError("an exemption has either a resource or tags")

    def expired(self, today: date) -> bool:
        """True from the day after `until`."""
        return today > self.until

    def applies_to(
        self, account: str, region: str, resource: Mapping[str, Any], ids: Collection[str]
    ) -> bool:
        """True if account, region and resource are those that are meant, whatever the date and the policy."""
        if self.account not in (ANY, account) or self.region not in (ANY, region):
            return False
        if self.resource:
            return any(fnmatchcase(identity, self.resource) for identity in ids)
        tags = _tags(resource)
        return all(key in tags and fnmatchcase(tags[key], glob) for key, glob in self.tags.items())

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "until": self.until.isoformat()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Exemption:
        """From JSON. ValueError for whatever `as_dict` does not give."""
        try:
            values = {**data, "until": date.fromisoformat(data["until"])}
            texts = [value for key, value in data.items() if key != "tags"]
            texts += [*data.get("tags", {}).keys(), *data.get("tags", {}).values()]
            if not all(isinstance(text, str) for text in texts):
                raise ValueError("something that should be a text is not")
            return cls(**values)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not an exemption: {error!r}") from error


def _tags(resource: Mapping[str, Any]) -> dict[str, str]:
    """A resource's tags, whichever of its shapes the service gives them in."""
    given = resource.get("Tags") or resource.get("tags") or ()
    if isinstance(given, Mapping):
        return {str(key): str(value) for key, value in given.items()}
    tags = [tag for tag in given if isinstance(tag, Mapping)]
    return {key: _first(tag, _VALUES) for tag in tags if (key := _first(tag, _KEYS))}


def _first(tag: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((str(tag[name]) for name in names if tag.get(name) is not None), "")


def matching(
    exemptions: Iterable[Exemption],
    *,
    policy: str,
    account: str,
    region: str,
    resource: Mapping[str, Any],
    ids: Collection[str],
    today: date,
) -> Exemption | None:
    """The first exemption that holds for the resource today (a day in UTC), or None.

    `resource` is as Custodian describes it; `ids` are its id and its ARN.
    """
    return next(
        (
            exemption
            for exemption in for_policy(exemptions, policy)
            if not exemption.expired(today) and exemption.applies_to(account, region, resource, ids)
        ),
        None,
    )


def for_policy(exemptions: Iterable[Exemption], name: str) -> tuple[Exemption, ...]:
    """Those that concern the policy, expired ones included: an archive must not change with the date."""
    return tuple(exemption for exemption in exemptions if fnmatchcase(name, exemption.policy))


def dumps(exemptions: Iterable[Exemption]) -> str:
    """JSON to pack as `exemptions.json`; the same exemptions give the same text."""
    listed = [exemption.as_dict() for exemption in exemptions]
    return json.dumps({"exemptions": listed}, indent=1, sort_keys=True)


def loads(text: str) -> tuple[Exemption, ...]:
    """What `dumps` wrote. ValueError for anything else."""
    data = json.loads(text)
    if not isinstance(data, dict) or set(data) != {"exemptions"} or not isinstance(data["exemptions"], list):
        raise ValueError("not a list of exemptions")
    return tuple(Exemption.from_dict(item) for item in data["exemptions"])


def load_packed(folder: Path | str) -> tuple[Exemption, ...]:
    """The exemptions in an unpacked archive; none where no file is. ValueError if it cannot be read."""
    file = Path(folder) / PACKED
    try:
        return loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise ValueError(f"{PACKED} cannot be read: {error}") from error
