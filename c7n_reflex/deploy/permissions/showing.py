"""What a comparison with the accounts found, as text and as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from c7n_reflex.accounts import Directory
from c7n_reflex.deploy.permissions.comparing import Difference, Failure
from c7n_reflex.deploy.permissions.granted import Grant
from c7n_reflex.deploy.permissions.needs import ROLES

Because = Mapping[tuple[str, str], Sequence[str]]  # reasons by role (a key of ROLES) and action


def diff_lines(
    differences: Sequence[Difference], failures: Sequence[Failure], directory: Directory, because: Because
) -> Iterator[tuple[str, str]]:
    """(text, rich style) of each line. Roles that differ in the same way are shown once."""
    for same in _grouped(differences):
        first, names = same[0], ", ".join(directory[each.account].name for each in same)
        shown = _anonymous(first)
        yield f"{ROLES[first.role]} ({first.role}) in {names}", "bold"
        if not first.exists:
            yield "  there is no such role; run `c7n-reflex infrastructure apply`", "red"
            continue
        for resource, actions in _by_resource(shown.missing):
            yield f"  + needed and missing, on {resource}:", "green"
            for action in actions:
                yield f"      {action}, for {'; '.join(because.get((first.role, action), ()))}", "green"
        for resource, actions in _by_resource(shown.excess):
            yield f"  - granted and not needed, on {resource}: {', '.join(actions)}", "red"
    for failure in failures:
        name = directory[failure.account].name
        yield f"x {name} ({failure.account}): cannot be read: {failure.reason}", "bold red"


def _grouped(differences: Sequence[Difference]) -> Iterator[list[Difference]]:
    groups: dict[Any, list[Difference]] = defaultdict(list)
    for each in differences:
        if not each.is_none:
            shown = _anonymous(each)
            groups[shown.role, shown.exists, shown.missing, shown.excess].append(each)
    yield from groups.values()


def _by_resource(grants: Sequence[Grant]) -> Iterator[tuple[str, list[str]]]:
    actions: dict[str, list[str]] = defaultdict(list)
    for each in grants:
        actions[each.resource].append(each.action)
    yield from sorted(actions.items())


def _anonymous(difference: Difference) -> Difference:
    """What it is in every account: ACCOUNT for the account's id."""

    def shown(grants: Sequence[Grant]) -> tuple[Grant, ...]:
        return tuple(
            Grant(each.action, each.resource.replace(f":{difference.account}:", ":ACCOUNT:"))
            for each in grants
        )

    return Difference(
        "", difference.role, shown(difference.missing), shown(difference.excess), difference.exists
    )


def summary(differences: Sequence[Difference], failures: Sequence[Failure]) -> str:
    """`2 of 20 roles differ; 1 account could not be read`."""
    count = sum(not each.is_none for each in differences)
    text = (
        f"{count} of {len(differences)} roles differ" if count else f"{len(differences)} roles are as needed"
    )
    unread = f"; {len(failures)} accounts could not be read" if failures else ""
    return text + unread


def diff_json(
    differences: Sequence[Difference], failures: Sequence[Failure], because: Because
) -> dict[str, Any]:
    """For `--output json`: `roles`, each with `missing` and `excess`, and `failures`."""
    return {
        "roles": [_role_json(each, because) for each in differences],
        "failures": [vars(each) for each in failures],
    }


def _role_json(difference: Difference, because: Because) -> dict[str, Any]:
    return {
        "account": difference.account,
        "role": ROLES[difference.role],
        "exists": difference.exists,
        "missing": [
            {**vars(each), "because": list(because.get((difference.role, each.action), ()))}
            for each in difference.missing
        ],
        "excess": [vars(each) for each in difference.excess],
    }
