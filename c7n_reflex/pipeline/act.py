"""act: run the actions, each recording what it found and what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from botocore.exceptions import BotoCoreError, ClientError
from c7n.exceptions import CustodianError

from c7n_reflex.ledger import Record, Result
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.reaction import Case, Reaction
from c7n_reflex.pipeline.seams import Site


def act(site: Site, reaction: Reaction) -> Reaction:
    """Each case with the records of its actions; ended where one of them failed."""
    for key, action in site.actions:
        cases = [case for case in reaction.going_on if not _is_done(site, case, key)]
        if cases:
            reaction = reaction.replaced(_run(site, reaction, key, action, cases))
    return reaction


def _is_done(site: Site, case: Case, key: str) -> bool:
    """True for a stock action that an earlier attempt finished: it would do it again.

    A remediation reads before it changes, and so may always be run again.
    """
    if not case.earlier or case.again or case.entry is None or hasattr(dict(site.actions)[key], "remediate"):
        return False
    record = case.entry.actions.get(key)
    return record is not None and record.outcome is Result.CHANGED


def _run(site: Site, reaction: Reaction, key: str, action: object, cases: Sequence[Case]) -> dict[str, Case]:
    try:
        records = site.executor.act(action, key, cases, reaction)
    except (ClientError, BotoCoreError, CustodianError) as error:
        raise EventEndedError(Outcome.FAILED, f"{key}: {error}") from error
    return {case.identity: _with_record(case, key, records) for case in cases}


def _with_record(case: Case, key: str, records: Mapping[str, Record]) -> Case:
    assert case.entry is not None
    record = records[case.identity]
    entry = case.entry.with_changes(actions={**case.entry.actions, key: record})
    acted = case.with_changes(entry=entry)
    return acted.ended(Outcome.FAILED, record.error) if record.outcome is Result.FAILED else acted
