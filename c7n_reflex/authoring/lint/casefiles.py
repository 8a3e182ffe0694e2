"""The case files of `tests/policies/`, as far as lints look into them: which policy, and whether it acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex.authoring.lint.base import Fleet, LintedPolicy
from c7n_reflex.pipeline.outcome import Outcome, Stage

POLICIES, CASES = Path("policies"), Path("tests/policies")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# How a policy ends that would have acted, had its author wanted more than that.
_ACTS = {
    "enforce": {Outcome.ACTED, Outcome.FIXED, Outcome.TOLD},
    "observe": {Outcome.ACTED, Outcome.FIXED, Outcome.TOLD, Outcome.OBSERVED},
    "approve": {Outcome.ACTED, Outcome.FIXED, Outcome.TOLD, Outcome.AWAITING_APPROVAL},
}
_QUIET = (Stage.ROUTE, Stage.LOCATE, Stage.RESOLVE, Stage.DECIDE)
_DONE = ("actions", "calls", "changes")  # of `expect`: something is done if one of them is not empty


@dataclass(frozen=True)
class Cases:
    """What the case file of a policy has for it. `file` is relative to the project's folder."""

    file: Path
    acting: bool  # a case in which the policy acts
    quiet: bool  # and one in which it does not


def cases_of(policy: LintedPolicy, fleet: Fleet) -> Cases | None:
    """None where there is no place for cases, or a case file that `c7n-reflex test` will complain about."""
    file = _mirrored(policy.file.path, fleet.root)
    if file is None:
        return None
    try:
        data = _read(fleet.root, file)
    except yaml.YAMLError:
        return None
    expected = list(_expected(data, policy.name))
    enforcement = str((policy.data.get("metadata") or {}).get("enforcement", "enforce"))
    acts = [_acts(each, enforcement) for each in expected]
    return Cases(file, True in acts, False in acts)


def _mirrored(file: Path, root: Path) -> Path | None:
    """`tests/policies/x.yml` of `policies/x.yml`; None for files elsewhere, and projects without cases."""
    try:
        inner = file.resolve().relative_to((root / POLICIES).resolve())
    except ValueError:
        return None
    return CASES / inner.with_suffix(".yml") if (root / CASES).is_dir() else None


def _read(root: Path, file: Path) -> Any:
    for suffix in (".yml", ".yaml"):
        path = (root / file).with_suffix(suffix)
        if path.is_file():
            return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    return None


def _expected(data: Any, policy: str) -> Iterator[Mapping[str, Any]]:
    """`expect` of the policy's cases that are not skipped."""
    file = data if isinstance(data, Mapping) else {}
    for case in file.get("tests") or ():
        if not isinstance(case, Mapping) or case.get("skip"):
            continue
        expected = case.get("expect")
        if case.get("policy", file.get("policy")) == policy and isinstance(expected, Mapping):
            yield expected


def _acts(expected: Mapping[str, Any], enforcement: str) -> bool | None:
    """None where it does not say."""
    outcome, stage = expected.get("outcome"), expected.get("stage")
    if outcome in _ACTS.get(enforcement, _ACTS["enforce"]):
        return True
    if outcome is not None:
        return False if outcome in {each for each in Outcome if each.stage in _QUIET} else None
    if any(expected.get(key) for key in _DONE):
        return True
    return False if stage in _QUIET or "denied" in expected or expected.get("matched") == [] else None
