"""The sweep of each event policy: the same filters and action, without an event, and only observing.

A sweep is written from its policy and not by hand, so that the two cannot drift apart: YAML's anchors do not
reach into another file, and one file with both would let `custodian run` deploy the event policy.
The text is taken over line by line, comments included.

Of a policy's metadata, `no-sweep: <why>` says that there is none (a moment, such as a login, and no state),
and `sweep-enforcement` that it does more than observe. Policies on findings have sweeps that are written by
hand, as their event's pattern becomes a filter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from c7n_reflex.policyfiles.sources import PolicyFile, read

FROM = "cloudtrail"
TO = "sweeps"
_POLICY = re.compile(r"  - name: (?P<name>\S+)")
_ENFORCEMENT = ("      ", "enforcement")
_NOT_OF_SWEEPS = {("    ", "mode"), ("      ", "because"), ("      ", "sweep-enforcement")}
_EVENT_FILTER = re.compile(r"      - type: event\s*$")


def rendered(folder: Path) -> dict[Path, str]:
    """Each sweep file below the folder of all policies, as it should be."""
    files = sorted((folder / FROM).glob("*.yml"))
    found = {folder / TO / file.name: sweep_of(file) for file in files}
    return {file: text for file, text in found.items() if text}


def sweep_of(file: Path) -> str:
    """The text of the file's sweeps; empty if none of its policies has one."""
    head, policies = _parts(file.read_text(encoding="utf-8").splitlines())
    known = _metadata(read(file))
    bodies = [
        line
        for name, lines in policies
        if "no-sweep" not in known[name]
        for line in _sweep(name, lines, known[name].get("sweep-enforcement", "observe"))
    ]
    return "\n".join([*head, *bodies]) + "\n" if bodies else ""


def _metadata(file: PolicyFile) -> dict[str, dict[str, str]]:
    """By the policy's name."""
    return {str(each["name"]): each.get("metadata") or {} for each in file.policies}


def _parts(lines: list[str]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """(what is above the first policy, each policy's name and lines)."""
    head: list[str] = []
    policies: list[tuple[str, list[str]]] = []
    for line in lines:
        if found := _POLICY.match(line):
            policies.append((found["name"], []))
        (policies[-1][1] if policies else head).append(line)
    kept = [line for line in head if line.startswith(("# yaml-language-server", "policies:"))]
    return kept, policies


def _sweep(name: str, lines: list[str], enforcement: str) -> Iterator[str]:
    left_out = ""  # the indentation of a block that is left out; empty: none is
    for line in lines:
        indent = line[: len(line) - len(line.lstrip())]
        if left_out and (not line.strip() or len(indent) > len(left_out)):
            continue
        left_out = ""
        key = line.strip().partition(":")[0]
        if (indent, key) in _NOT_OF_SWEEPS or _EVENT_FILTER.match(line):
            left_out = indent
        elif (indent, key) == _ENFORCEMENT:
            yield f"      twin: {name}  # does the same within seconds"
            yield f"      enforcement: {enforcement}"
        else:
            yield f"  - name: {name}-sweep" if line.startswith("  - name:") else line


def problems(folder: Path) -> list[str]:
    """What is not current, a sentence each: sweeps that are missing, differ, or have no policy any more."""
    wanted = rendered(folder)
    found = [
        f"{file} is not what its policy gives"
        for file, text in wanted.items()
        if not file.is_file() or file.read_text(encoding="utf-8") != text
    ]
    by_hand = {file.name for file in (folder / "securityhub").glob("*.yml")}
    extra = [file for file in sorted((folder / TO).glob("*.yml")) if file not in wanted]
    return [
        *found,
        *(f"{file} is of no policy" for file in extra if file.name not in by_hand and _is_twin(file)),
    ]


def _is_twin(file: Path) -> bool:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    return any("twin" in (each.get("metadata") or {}) for each in data["policies"])


def write(folder: Path) -> list[Path]:
    """Write all that is not current; the files that were."""
    changed = []
    for file, text in rendered(folder).items():
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            changed.append(file)
    return changed
