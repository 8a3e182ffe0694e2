"""What a run tells at its end: where what was matched, acted upon, denied or failed, and what was fetched."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from c7n_reflex.errors import ReflexError
from c7n_reflex.sweeps.results import Result, Status

_TIMES = {1: "once", 2: "twice"}


def tell(results: Sequence[Result], output: str) -> None:
    """Print it: `text` to standard error, `json` to standard output. ReflexError if anything failed."""
    if output == "json":
        click.echo(json.dumps(as_json(results), indent=2))
    elif results:
        click.echo(as_text(results), err=True)
    bad = [each for each in results if each.bad]
    if bad:
        raise ReflexError(
            f"{_plural(len(bad), 'failure', 'failures')}, named above", remedy="everything else was done"
        )


def _failure(result: Result) -> str:
    return f"{result.policy or 'everything'} {result.status}: {_reason(result)}"


def as_text(results: Sequence[Result]) -> str:
    """For people: a line for each account and region, what went wrong below it, and a total."""
    places: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        places[result.account, result.region].append(result)
    lines = [line for place, there in sorted(places.items()) for line in _place(*place, there)]
    return "\n".join([*lines, _total(results, len(places))])


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """For programs: every policy in every account and region, and totals."""
    ordered = sorted(results, key=lambda each: (each.account, each.region, each.policy))
    return {
        "results": [
            {
                **vars(each),
                "status": str(each.status),
                "denied": list(each.denied),
                "outcomes": dict(each.outcomes),
                "acted": each.acted,
            }
            for each in ordered
        ],
        "matched": sum(each.matched for each in results),
        "acted": sum(each.acted for each in results),
        "denied": sum(each.status is Status.DENIED for each in results),
        "failed": sum(each.status is Status.FAILED for each in results),
    }


def _place(account: str, region: str, there: Sequence[Result]) -> Iterator[str]:
    yield f"{account} {region}: {_counts(there)}{_fetches(there)}"
    for result in there:
        if result.bad:
            yield f"  {_failure(result)}"
        elif result.matched:
            acted = f", acted on {result.acted}" if result.acted else ""
            yield f"  {result.policy}: matched {result.matched}{acted}{_others(result)}"


def _reason(result: Result) -> str:
    if not result.denied:
        return result.error
    known = f" - matched {result.matched} in what could be read" if not result.error else ""
    return f"{', '.join(result.denied)}{known}"


def _others(result: Result) -> str:
    """Outcomes that are not plain success."""
    plain = {"fixed", "acted"}
    told = [f"{name} {count}" for name, count in sorted(result.outcomes.items()) if name not in plain]
    return f" ({', '.join(told)})" if told else ""


def _counts(there: Iterable[Result]) -> str:
    results = [each for each in there if each.policy]
    numbers = {
        "matched": sum(each.matched for each in results),
        "acted": sum(each.acted for each in results),
        "deployed": sum(each.status is Status.DEPLOYED for each in results),
        "denied": sum(each.status is Status.DENIED for each in results),
        "failed": sum(each.status is Status.FAILED for each in results),
    }
    shown = [f"{what} {number}" for what, number in numbers.items() if number or what == "matched"]
    return f"{_plural(len(results), 'policy', 'policies')}, {', '.join(shown)}"


def _fetches(there: Iterable[Result]) -> str:
    """`; fetched aws.security-group once for 3 policies`."""
    by_type: dict[str, list[Result]] = defaultdict(list)
    for result in there:
        if result.fetched or result.shared:
            by_type[result.resource].append(result)
    told = []
    for name, users in sorted(by_type.items()):
        times = sum(each.fetched for each in users)
        often = _TIMES.get(times, f"{times} times") if times else "not at all (known from another region)"
        told.append(f"{name} {often} for {_plural(len(users), 'policy', 'policies')}")
    return f"; fetched {', '.join(told)}" if told else ""


def _total(results: Sequence[Result], places: int) -> str:
    bad = [each for each in results if each.bad]
    where = f"in {_plural(places, 'account and region', 'accounts and regions')}"
    end = f"{_plural(len(bad), 'failure', 'failures')}" if bad else "no failures"
    return f"{where}: matched {sum(each.matched for each in results)}, " + (
        f"acted on {sum(each.acted for each in results)}, {end}"
    )


def _plural(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
