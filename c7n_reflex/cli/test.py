"""`c7n-reflex test`: hold policies against cases, offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli.options import PATH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c7n_reflex.authoring.cases.model import CaseResult
    from c7n_reflex.authoring.cases.session import Session
    from c7n_reflex.authoring.cases.watch import Round

OUTPUTS = ("text", "json", "junit", "github")
_PERCENT = click.FloatRange(0, 100)


@click.command()
@click.argument("paths", nargs=-1, type=PATH)
@click.option(
    "-k", "expression", metavar="EXPR", default="", help="Only cases like: 'bucket and not exempt'."
)
@click.option("-x", "stop", is_flag=True, help="Stop at the first that does not pass.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Show every case, and what the policy did, stage by stage."
)
@click.option("--watch", is_flag=True, help="Stay, and run again what a change of a file concerns.")
@click.option("--output", type=click.Choice(OUTPUTS), default="text", show_default=True)
@click.option(
    "--policies", multiple=True, type=PATH, metavar="PATH", help="Policy files, folders.  [default: policies]"
)
@click.option("--coverage", is_flag=True, help="Show what of the policies no case exercises.")
@click.option("--min-coverage", type=_PERCENT, metavar="PCT", help="Fail below this; with --coverage.")
@click.option("--html", type=PATH, metavar="FILE", help="Write the coverage as a page; with --coverage.")
@click.option("--mutate", is_flag=True, help="Change the policies, and see whether the cases notice.")
@click.option("--min-score", type=_PERCENT, metavar="PCT", help="Fail below this; with --mutate.")
def command(paths: tuple[Path, ...], policies: tuple[Path, ...], **options: Any) -> None:
    """Run the cases in PATHS (default tests/policies): each says what an event should do to a policy.

    AWS is not asked, and nothing is changed. A case of which not enough is given to say how it ends is
    UNKNOWN, and fails the run; so does a run of no case at all.

    \b
    Examples:
      c7n-reflex test
      c7n-reflex test tests/policies/cloudtrail -k "security-group and not exempt" -x
      c7n-reflex test --watch
      c7n-reflex test --coverage --min-coverage 90 --mutate --min-score 80
      c7n-reflex test --output junit > results.xml

    Exit codes: 0 all passed, 1 some did not, 2 a file or an option is wrong, 3 failed.
    """
    from c7n_reflex.authoring.cases.session import CASES, POLICIES

    _check(options)
    where, whose = paths or (CASES,), policies or (POLICIES,)
    options["whole"] = not (paths or options["expression"] or options["stop"])
    if options["watch"]:
        _watch(where, whose, options)
        return
    if not _run(where, whose, options):
        raise click.exceptions.Exit(1)


def _check(options: dict[str, Any]) -> None:
    """Refuses options that have no meaning together; a threshold asks for what it is a threshold of."""
    options["coverage"] |= options["min_coverage"] is not None or options["html"] is not None
    options["mutate"] |= options["min_score"] is not None
    if options["watch"] and (options["output"] != "text" or options["coverage"] or options["mutate"]):
        raise click.UsageError("--watch prints text, without coverage and mutation.")
    if options["stop"] and (options["coverage"] or options["mutate"]):
        raise click.UsageError("-x leaves cases out: it says nothing of coverage or mutation.")


def _run(paths: Sequence[Path], policies: Sequence[Path], options: dict[str, Any]) -> bool:
    """True if everything is fine."""
    import time

    from c7n_reflex.authoring.cases import session

    started = time.perf_counter()
    given = session.prepare(paths, policies, options["expression"])
    if nothing := session.nothing_to_run(given, paths, options["expression"]):
        click.echo(f"Nothing was tested: {nothing}.", err=True)
        return False
    done = []
    for result in session.results(given.cases, stop_at_first=options["stop"]):
        done.append(result)
        _show(result, options)
    _conclude(given, done, time.perf_counter() - started, options)
    more, fine = _more(given, done, options)
    _print(done, more, options)
    return fine and all(each.ok for each in done)


def _show(result: CaseResult, options: dict[str, Any]) -> None:
    from c7n_reflex.authoring.cases.formats import text

    if options["output"] == "text":
        for line in text.result_lines(result, verbose=options["verbose"]):
            click.echo(line)


def _conclude(given: Session, done: Sequence[CaseResult], seconds: float, options: dict[str, Any]) -> None:
    """The summary; on stderr where the output is for programs."""
    from c7n_reflex.authoring.cases.formats import text

    is_text = options["output"] == "text"
    if len(done) < len(given.cases):
        click.echo(f"{len(given.cases) - len(done)} were not run.", err=not is_text)
    if given.untested and options["whole"]:
        click.echo(f"Without any case: {', '.join(given.untested)}", err=not is_text)
    click.echo(text.summary(done, seconds), err=not is_text)


def _more(given: Session, done: Sequence[CaseResult], options: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """(coverage and mutation for JSON, whether they are as good as they have to be)."""
    more: dict[str, Any] = {}
    fine = True
    if options["coverage"]:
        more["coverage"], good = _coverage(given, done, options)
        fine &= good
    if options["mutate"]:
        more["mutation"], good = _mutation(given, options)
        fine &= good
    return more, fine


def _coverage(given: Session, done: Sequence[CaseResult], options: dict[str, Any]) -> tuple[Any, bool]:
    from c7n_reflex.authoring import coverage

    measured = coverage.measure(given.fleet, done)
    if options["html"] is not None:
        options["html"].write_text(coverage.html(measured), encoding="utf-8")
    click.echo(coverage.text(measured), err=options["output"] != "text")
    return coverage.as_dict(measured), _is_enough("coverage", measured.percent, options["min_coverage"])


def _mutation(given: Session, options: dict[str, Any]) -> tuple[Any, bool]:
    from c7n_reflex.authoring import mutation

    with mutation.progress() as progress:
        report = mutation.mutate(given.fleet, [each.case for each in given.cases], progress)
    click.echo(mutation.text(report), err=options["output"] != "text")
    return mutation.as_dict(report), _is_enough("mutation score", report.score, options["min_score"])


def _is_enough(what: str, percent: float, least: float | None) -> bool:
    if least is None or percent >= least:
        return True
    click.echo(f"The {what} is {percent:.1f}%, less than {least:g}%.", err=True)
    return False


def _print(done: Sequence[CaseResult], more: dict[str, Any], options: dict[str, Any]) -> None:
    """The output for programs."""
    from c7n_reflex.authoring.cases import formats

    if options["output"] == "text":
        return
    if said := formats.render(options["output"], done, more):
        click.echo(said)


def _watch(paths: Sequence[Path], policies: Sequence[Path], options: dict[str, Any]) -> None:
    """Until it is interrupted."""
    import time

    from c7n_reflex.authoring.cases.watch import Watch

    watch = Watch(paths, policies, options["expression"])
    try:
        while True:
            started = time.perf_counter()
            if (done := watch.step()) is not None:
                _show_round(done, time.perf_counter() - started, options)
            time.sleep(0.2)
    except KeyboardInterrupt:
        click.echo()


def _show_round(done: Round, seconds: float, options: dict[str, Any]) -> None:
    from c7n_reflex.authoring.cases.formats import text

    if done.error is not None:
        click.echo(f"Error: {done.error}")
        return
    for result in done.run:
        _show(result, options)
    click.echo(text.summary(done.run, seconds))
    failing = [each.case.id for each in done.standing if not each.ok and each not in done.run]
    if failing:
        click.echo(f"Not passing from before: {', '.join(failing)}")
