"""Results for people: what failed, with file and line, what was expected and found, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from c7n_reflex.authoring import showing
from c7n_reflex.authoring.cases.model import CaseResult, CaseVerdict, Difference
from c7n_reflex.authoring.cases.parting import where, why

_WORDS = {
    CaseVerdict.PASS: "passed",
    CaseVerdict.FAIL: "failed",
    CaseVerdict.UNKNOWN: "unknown",
    CaseVerdict.SKIP: "skipped",
}


def result_lines(result: CaseResult, *, verbose: bool = False) -> Iterator[str]:
    """One case. One that passed is a line, and none at all unless verbose."""
    case = result.case
    if result.verdict is CaseVerdict.PASS and not verbose:
        return
    if result.verdict is CaseVerdict.SKIP:
        yield f"SKIP {case.id}: {case.skip}"
        return
    yield f"{result.verdict.upper()} {case.id}"
    if not result.ok:
        yield from (f"  {line}" for line in failure_lines(result))
    if verbose and result.trace is not None:
        yield from (f"  {line}" for line in showing.lines(result.trace))


def failure_lines(result: CaseResult) -> Iterator[str]:
    """What was expected, what was found, and why; file and line of each."""
    for difference in result.differences:
        yield from _difference(difference)
    if not result.differences:
        yield where(result.case.place)
    yield from why(result)


def _difference(difference: Difference) -> Iterator[str]:
    yield f"{where(difference.place)} expect.{difference.key}"
    yield f"  expected  {shown(difference.expected)}"
    yield f"  actual    {shown(difference.actual)}"


def shown(value: Any) -> str:
    """An expected or actual value in a line; as YAML's flow style has it."""
    if value in (None, [], {}, ""):
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(each)}" for key, each in value.items())
    if isinstance(value, list):
        joint = "; " if any(isinstance(each, dict) for each in value) else ", "
        return joint.join(shown(each) for each in value)
    return str(value)


def summary(results: Sequence[CaseResult], seconds: float) -> str:
    """`10 passed, 1 failed, 1 skipped of 3 policies in 0.12 s`."""
    counts = Counter(each.verdict for each in results)
    said = ", ".join(f"{counts[verdict]} {word}" for verdict, word in _WORDS.items() if counts[verdict])
    policies = len({each.case.policy for each in results})
    return f"{said}, {policies} polic{'y' if policies == 1 else 'ies'}, in {seconds:.2f} s"


def render(results: Iterable[CaseResult], *, verbose: bool = False) -> str:
    """All that is to be said of the results, without the summary; empty if all passed."""
    blocks = ["\n".join(result_lines(each, verbose=verbose)) for each in results]
    return "\n".join(block for block in blocks if block)
