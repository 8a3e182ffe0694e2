"""Where flights are kept, and how one is replayed: without network, and strictly."""

from __future__ import annotations

import functools
import json
from collections import Counter
from pathlib import Path
from typing import Any

import boto3
import placebo

from tests.flights.cases import CASES
from tests.flights.play import Flight, play

FOLDER = Path(__file__).parent / "recorded"
NOTES = "flight.json"  # the resource, the event and the calls of the recording


@functools.cache
def replay(name: str) -> Flight:
    """Play a case on its recording. AssertionError if the calls differ from those recorded."""
    folder = FOLDER / name
    notes = json.loads((folder / NOTES).read_text(encoding="utf-8"))
    session = boto3.Session("testing", "testing", "testing", "us-east-1")
    pill = placebo.attach(session, data_path=str(folder))
    pill.playback()
    flight = play(session, CASES[name].policy, notes["resource"], notes["event"])
    assert flight.calls == notes["calls"], f"other calls than recorded: {_difference(flight.calls, notes)}"
    return flight


def _difference(calls: list[dict[str, Any]], notes: dict[str, Any]) -> str:
    def count(each: list[dict[str, Any]]) -> Counter[str]:
        return Counter(json.dumps(call, sort_keys=True) for call in each)

    made, recorded = count(calls), count(notes["calls"])
    return f"only now {list(made - recorded)}; only recorded {list(recorded - made)}"
