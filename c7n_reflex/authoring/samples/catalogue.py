"""From a name to its sample event."""

from __future__ import annotations

import difflib
from typing import Any, get_args

from c7n_reflex.authoring import apis
from c7n_reflex.authoring.samples import apicalls, findings, otherevents
from c7n_reflex.authoring.samples.setting import Form, PrincipalKind, Setting
from c7n_reflex.errors import InputError

_DOMAIN = ".amazonaws.com"
_FORMS: tuple[Form, ...] = get_args(Form)
_MOST_SHOWN = 5
_HOW = "`c7n-reflex sample-event --list TEXT` shows what there is"


def sample(
    name: str,
    *,
    account: str = "123456789012",
    region: str = "us-east-1",
    principal: PrincipalKind = "role",
    failed: bool = False,
    form: Form = "",
) -> dict[str, Any]:
    """An EventBridge event; the same for the same arguments, to the letter.

    `name` is an event's (RunInstances, ec2:RunInstances, RunInstances@ec2, ConsoleLogin) or a finding's:
    GuardDuty's and Macie's types, ids of Security Hub's controls (S3.2), access-analyzer:AwsS3Bucket,
    inspector:network-reachability, config:RULE, firewall-manager:security-group. `form` or a prefix asff:,
    ocsf: asks for a finding as Security Hub sends it. Raises InputError, saying what there is, for other
    names, and for those that several services have.
    """
    setting = Setting(account, region, principal, failed)
    form, name = _form(form, name.strip())
    finding = findings.sample(name, form, setting)
    if finding is not None:
        return finding
    if form:
        raise _unknown(name, findings.names())
    source, event = _event(name)
    api = apis.call(source, event)
    return apicalls.sample(api, setting) if api else otherevents.sample(source, event, setting)


def names() -> list[str]:
    """Everything that can be asked for: `service:Event`, and the findings. Takes about a second."""
    events = (f"{_short(source)}:{name}" for name, sources in apis.all_events().items() for source in sources)
    return [*sorted(events), *findings.names()]


def _form(form: Form, name: str) -> tuple[Form, str]:
    prefix, _, rest = name.partition(":")
    for each in _FORMS:
        if each and prefix == each:
            return each, rest
    return form, name


def _event(name: str) -> tuple[str, str]:
    """(source, event name) of `ec2:RunInstances`, `RunInstances@ec2` or a name that only one service has."""
    event, at, service = name.rpartition("@")
    if not at:
        service, _, event = name.rpartition(":")
    if service:
        return _of_service(service, event)
    sources = apis.sources_of(name)
    if len(sources) > 1:
        choices = ", ".join(f"{_short(source)}:{name}" for source in sources)
        raise InputError(f"several services have an event {name}", remedy=f"say which: {choices}")
    if not sources:
        raise _unknown(name, [*apis.all_events(), *findings.names()])
    return sources[0], name


def _of_service(service: str, event: str) -> tuple[str, str]:
    source = service if service.endswith(_DOMAIN) else service + _DOMAIN
    if event in apis.event_names(source):
        return source, event
    name, known = f"{service}:{event}", findings.names()
    elsewhere = [f"{_short(each)}:{event}" for each in apis.sources_of(event)]
    if source not in apis.sources():
        meant = elsewhere or _near(name, [*known, *(f"{_short(each)}:{event}" for each in apis.sources())])
        raise InputError(f"there is no event or finding {name!r}", remedy=_did_you_mean(meant))
    near = apis.nearest(source, event)
    here = [f"{_short(source)}:{near}"] if near else []
    meant = [*here, *elsewhere] if near.startswith(event) else [*elsewhere, *here]
    raise InputError(
        f"{_short(source)} has no event {event}", remedy=_did_you_mean([*meant, *_near(name, known)])
    )


def _short(source: str) -> str:
    return source.removesuffix(_DOMAIN)


def _unknown(name: str, known: list[str]) -> InputError:
    return InputError(f"there is no event or finding {name!r}", remedy=_did_you_mean(_near(name, known)))


def _near(name: str, known: list[str]) -> list[str]:
    by_lower = {each.lower(): each for each in known}
    return [by_lower[each] for each in difflib.get_close_matches(name.lower(), by_lower, 3, 0.8)]


def _did_you_mean(names: list[str]) -> str:
    return f"Did you mean {', '.join(names[:_MOST_SHOWN])}? {_HOW}" if names else _HOW
