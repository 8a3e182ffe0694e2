"""`make flights`: records the flights of the remediations' tests against the embedded organisation.

Each case makes what it needs (a VPC or a bucket of its own), so that none sees what another made. What
differs from one recording to the next (ids, times, request ids) is replaced: recording again changes no file.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import placebo

from c7n_reflex.organisation.client import OrganisationClient, launch
from tests.flights.cases import CASES
from tests.flights.play import play
from tests.flights.recordings import FOLDER, NOTES

ACCOUNT = "200000000001"
REGION = "us-east-1"
_ID = re.compile(
    r"\b(igw|vpc-cidr-assoc|vpc|subnet|sgr|sg|eni|eni-attach|i|r|ami|acl|rtb|vol|snap)-([0-9a-f]{8}|[0-9a-f]{17})\b"
)
_ACCESS_KEY = re.compile(r"\bAKIA[A-Z0-9]{16}\b")
_TIME = re.compile(r"\b20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+00:?00|Z)")
_NOISE = {  # keys whose values nobody reads
    "ResponseMetadata",
    "ClientToken",
    "FunctionUrl",
    "MacAddress",
    "PrivateDnsName",
    "PrivateIpAddress",
    "PrivateIpAddresses",
    "PublicDnsName",
    "PublicIpAddress",
    "ReservationId",
    "RevisionId",
    "Association",
    "AvailabilityZone",
}
_FIXED = {"0000000000000dead"}


def main() -> int:
    """Record every case, or those named on the command line."""
    names = sys.argv[1:] or list(CASES)
    unknown = sorted(set(names) - set(CASES))
    if unknown:
        sys.stderr.write(f"no such case: {', '.join(unknown)}; known: {', '.join(CASES)}\n")
        return 2
    with launch(Path("accounts.yml")) as organisation:
        for name in names:
            with contextlib.redirect_stdout(None):  # placebo prints each time that it meets
                record(organisation, name)
            sys.stdout.write(f"recorded {name}\n")
    return 0


def record(organisation: OrganisationClient, name: str) -> None:
    """Record one case into its folder, replacing what is there."""
    case, folder = CASES[name], FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    preparing = organisation.session(ACCOUNT, REGION)
    resource, event = case.prepare(lambda service: preparing.client(service))
    session = organisation.session(ACCOUNT, REGION)
    pill = placebo.attach(session, data_path=str(folder))
    pill.record()
    resource = json.loads(json.dumps(resource, default=str))
    flight = play(session, case.policy, resource, event)
    pill.stop()
    notes = {"resource": resource, "event": event, "calls": flight.calls}
    (folder / NOTES).write_text(json.dumps(notes, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    scrub(folder)


def scrub(folder: Path) -> None:
    """Replace ids by numbered ones, times by a fixed one, and drop the HTTP metadata."""
    ids: dict[str, str] = {}
    # The notes first: what the case is about gets the lowest numbers.
    for file in sorted(folder.iterdir(), key=lambda each: (each.name != NOTES, each.name)):
        data = _without_noise(json.loads(file.read_text(encoding="utf-8")))
        text = json.dumps(data, indent=1, sort_keys=True)
        text = _TIME.sub("2026-01-01T00:00:00Z", text)
        text = _ACCESS_KEY.sub(lambda match: _numbered_key(ids, match.group()), text)
        text = _ID.sub(lambda match: _numbered(ids, match), text)
        file.write_text(text + "\n", encoding="utf-8")


def _numbered(ids: dict[str, str], match: re.Match[str]) -> str:
    prefix, digits = match.groups()
    if digits in _FIXED:
        return match.group()
    return ids.setdefault(match.group(), f"{prefix}-{len(ids) + 1:017x}")


def _numbered_key(ids: dict[str, str], key: str) -> str:
    return ids.setdefault(key, f"AKIAEXAMPLE{len(ids) + 1:09d}")


def _without_noise(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get("__class__") == "datetime":
            return {**value, "year": 2026, "month": 1, "day": 1} | dict.fromkeys(
                ("hour", "minute", "second", "microsecond"), 0
            )
        return {key: _without_noise(item) for key, item in value.items() if key not in _NOISE}
    if isinstance(value, list):
        return [_without_noise(item) for item in value]
    return value


if __name__ == "__main__":
    sys.exit(main())
