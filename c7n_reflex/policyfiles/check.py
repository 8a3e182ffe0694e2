"""What is wrong in policy files, each with file, line and key.

The rules are Custodian's own: its structure, its schema of the resource types in use, and the validation of
each policy (c7n.commands.validate). What is added is where, and what was probably meant.
"""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from c7n_reflex.errors import InputError
from c7n_reflex.policyfiles.sources import Key, PolicyFile
from c7n_reflex.policyfiles.vocabulary import unknown_names

_SHOWN = 10


def check(files: Sequence[PolicyFile]) -> None:
    """InputError naming everything that is wrong, if anything is. The plugin must have been imported."""
    problems = list(_problems(files))
    if not problems:
        return
    if len(problems) == 1:
        raise problems[0]
    more = f"\nand {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
    listed = "\n".join(str(problem) for problem in problems[:_SHOWN])
    raise InputError(f"{len(problems)} mistakes in the policy files\n{listed}{more}")


def _problems(files: Sequence[PolicyFile]) -> Iterator[InputError]:
    """Each stage only where the one before found nothing, for it builds on it."""
    for stage in (structure_problems, unknown_names, schema_problems, build_problems):
        found = [problem for file in files for problem in stage(file)]
        if stage is structure_problems and not found:
            found = list(_twice(files))
        if found:
            yield from found
            return


def structure_problems(file: PolicyFile) -> Iterator[InputError]:
    """What Custodian's structure does not allow: keys that no policy has, and those that it lacks."""
    from c7n.structure import StructureParser

    if not isinstance(file.data, dict) or not isinstance(file.data.get("policies"), list):
        yield InputError("has no list of policies", remedy="begin with `policies:`", place=file.place(()))
        return
    for extra in set(file.data) - StructureParser.allowed_file_keys:
        yield _unknown_key(file, (extra,), StructureParser.allowed_file_keys)
    for index, policy in enumerate(file.data["policies"]):
        yield from _policy_structure(file, ("policies", index), policy)


def _policy_structure(file: PolicyFile, key: Key, policy: Any) -> Iterator[InputError]:
    from c7n.exceptions import PolicyValidationError
    from c7n.structure import StructureParser

    if not isinstance(policy, dict):
        yield InputError("a policy is a mapping", place=file.place(key))
        return
    missing = sorted(StructureParser.required_policy_keys - set(policy))
    if missing:
        yield InputError(f"the policy has no {' and no '.join(missing)}", place=file.place(key))
        return
    extra = sorted(map(str, set(policy) - StructureParser.allowed_policy_keys))
    for name in extra:
        yield _unknown_key(file, (*key, name), StructureParser.allowed_policy_keys)
    if extra:
        return
    try:
        StructureParser().validate_policy(policy)
    except PolicyValidationError as error:
        yield InputError(str(error).strip(), place=file.place(key))


def _unknown_key(file: PolicyFile, key: Key, known: Iterable[str]) -> InputError:
    near = difflib.get_close_matches(str(key[-1]), list(known), 1)
    remedy = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(sorted(known))}"
    return InputError(f"unknown key {key[-1]!r}", remedy=remedy, place=file.place(key))


def _twice(files: Sequence[PolicyFile]) -> Iterator[InputError]:
    first: dict[str, str] = {}
    for file in files:
        for index, policy in enumerate(file.policies):
            place = file.place(("policies", index, "name"))
            if policy["name"] in first:
                remedy = f"it is also in {first[policy['name']]}"
                yield InputError(f"policy name {policy['name']!r} is used twice", remedy=remedy, place=place)
            first.setdefault(policy["name"], str(place))


def schema_problems(file: PolicyFile) -> Iterator[InputError]:
    """What does not fit Custodian's JSON schema of the resource types in use."""
    from c7n import schema
    from c7n.structure import StructureParser

    types = tuple(sorted(StructureParser().get_resource_types(file.data)))
    validator = schema.JsonSchemaValidator(schema.generate(types))
    for error in validator.iter_errors(file.data):
        specific = schema.specific_error(error)
        if specific.validator == "type" and schema.is_c7n_placeholder(specific.instance):
            continue  # a variable that is filled in later, as Custodian's own check allows
        yield _schema_problem(file, specific)


def _schema_problem(file: PolicyFile, error: Any) -> InputError:
    key = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.schema.get("properties"), dict):
        known = error.schema["properties"]
        extra = sorted(map(str, set(error.instance) - set(known)))
        if extra:
            return _unknown_key(file, (*key, extra[0]), known)
    text = error.message if len(error.message) < 300 else f"{error.message[:300]}…"
    return InputError(text, remedy=_schema_remedy(key, error.instance), place=file.place(key))


def _schema_remedy(key: Key, instance: Any) -> str:
    block = next((part for part in ("actions", "filters") if part in key), None)
    kind = instance.get("type") if isinstance(instance, dict) else instance
    return "see c7n-reflex custodian schema" + (f" <resource>.{block}.{kind}" if block else "")


def build_problems(file: PolicyFile) -> Iterator[InputError]:
    """What Custodian finds only when it builds the policy."""
    from c7n.config import Bag, Config
    from c7n.exceptions import CustodianError
    from c7n.policy import Policy

    config = Config.empty(dryrun=True, account_id="na", region="na")
    for index, policy in enumerate(file.policies):
        try:
            Policy(copy.deepcopy(policy), config, Bag()).validate()
        # Filters and actions raise whatever their parsing raised.
        except (CustodianError, ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
            text = f"policy {policy['name']!r} is invalid: {error or type(error).__name__}"
            yield InputError(text, place=file.place(("policies", index)))
