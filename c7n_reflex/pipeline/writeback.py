"""What a finding is told of its end: a status and a note, so that nobody works on it twice."""

from __future__ import annotations

from c7n_reflex.events.findings.model import Finding
from c7n_reflex.pipeline.outcome import Outcome
from c7n_reflex.pipeline.reaction import Case, Reaction
from c7n_reflex.pipeline.seams import Site

LONGEST_NOTE = 512  # characters, by Security Hub's API
_STATUS = {
    Outcome.FIXED: "RESOLVED",
    Outcome.UNCHANGED: "RESOLVED",
    Outcome.GONE: "RESOLVED",
    **dict.fromkeys(
        (
            *(Outcome.ACTED, Outcome.OBSERVED, Outcome.EXEMPT, Outcome.AWAITING_APPROVAL, Outcome.FAILED),
            *(Outcome.TOLD, Outcome.NOT_FIXED, Outcome.APPROVAL_EXPIRED, Outcome.STATE_CHANGED),
        ),
        "NOTIFIED",
    ),
}


def owed_status(reaction: Reaction, case: Case) -> str:
    """The status that the case's finding should be given and has not been; empty if none."""
    if not reaction.findings or case.entry is None or case.outcome is None:
        return ""
    status = _STATUS.get(case.outcome, "")
    return status if status != case.entry.written_back else ""


def write_back(site: Site, reaction: Reaction, case: Case) -> Case:
    """Tell the findings that are about the case's resource."""
    status = owed_status(reaction, case)
    if not status or case.entry is None or case.outcome is None:
        return case
    for finding in findings_of(reaction, case):
        site.executor.write_back(finding, status, note_of(case))
    entry = case.entry.with_changes(written_back=status)
    site.ledger.save(entry, "written_back")
    return case.with_changes(entry=entry)


def findings_of(reaction: Reaction, case: Case) -> tuple[Finding, ...]:
    """The findings that name the case's resource; all, if none can be told to."""
    about = [each for each in reaction.findings if any(_is(named.id, case) for named in each.resources)]
    return tuple(about) or reaction.findings


def _is(identity: str, case: Case) -> bool:
    return identity == case.identity or identity.endswith((f"/{case.identity}", f":{case.identity}"))


def note_of(case: Case) -> str:
    """What the note says; the record's id at its end, however long the rest is."""
    assert case.entry is not None
    assert case.outcome is not None
    changes = " ".join(record.change for record in case.entry.records() if record.change)
    text = " ".join(filter(None, (case.outcome.sentence, changes, case.detail)))
    end = f" (c7n-reflex entry {case.entry.id})"
    return text[: LONGEST_NOTE - len(end)] + end
