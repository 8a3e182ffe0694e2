"""The drill from end to end: what it shows, and that it turns red for what is broken, and only for that."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
import pytest

import c7n_reflex.plugin  # noqa: F401 - registers our actions
from c7n_reflex import policyfiles
from c7n_reflex.accounts import Directory
from c7n_reflex.authoring import eventfiles, fleet
from c7n_reflex.authoring.trace import Trace
from c7n_reflex.deploy.permissions import comparing, engine, of_files
from c7n_reflex.deploy.permissions.comparing import Difference
from c7n_reflex.deploy.permissions.granted import Granted, of_role
from c7n_reflex.drill import extras, loader, play
from c7n_reflex.drill.cast import cast, participants
from c7n_reflex.drill.outcome import Drill
from c7n_reflex.drill.stage import Stage
from c7n_reflex.errors import Place
from c7n_reflex.organisation.client import OrganisationClient, launch
from c7n_reflex.organisation.functions import call_recorder
from c7n_reflex.pipeline.outcome import Outcome
from c7n_reflex.settings import MAILER_FUNCTION
from tests import famous
from tests.conftest import ROOT
from tests.deploy.permissions import allowing
from tests.proofs import agreement

pytestmark = pytest.mark.organisation

POLICIES = (
    "bucket-policy-public",
    "bucket-public-access-block-removed",
    "guardduty-instance-compromised",
    "internet-gateway-attached",
    "security-group-open-to-world",
)

# One for each policy of the library; each is played once.
LIBRARY = {each.name for each in loader.load(ROOT / "scenarios" / loader.LIBRARY)}


# `make drill` plays all of them; here a sixth does, so that the tests stay below a quarter of an hour.
_STEP = 1 if os.environ.get("C7N_REFLEX_WHOLE_LIBRARY") else 6
PLAYED_OF_LIBRARY = set(sorted(LIBRARY)[::_STEP])
PLAYED = [
    each.name
    for each in loader.load(ROOT / "scenarios")
    if each.name not in LIBRARY or each.name in PLAYED_OF_LIBRARY
]


def _famous(whole: _Finished) -> list[dict[str, Any]]:
    """What was played of all but the library."""
    return [row for row in whole.data["scenarios"] if row["scenario"] not in LIBRARY]


# How the safeguards' scenarios end, and whether the owner is told of it.
SAFEGUARDS = {
    "security-group-exempt": ("exempt", False),
    "bucket-acl-observed": ("observed", True),
    "instances-stopped-limit": ("over-limit", False),
    "guardduty-finding-spoofed": ("spoofed", False),
    "internet-gateway-switch-observe": ("observed", True),
}


@dataclass(frozen=True)
class _Finished:
    code: int
    data: dict[str, Any]
    page: str
    progress: str
    calls: Path  # what each function called
    invocations: list[dict[str, Any]]
    trail: list[dict[str, Any]]
    findings: list[dict[str, Any]]  # as core-compliance has them in the end
    made: frozenset[allowing.Made]  # calls of our roles, reads too
    granted: dict[tuple[str, str], Granted]  # what they may do, by account and role
    differences: list[Difference]  # from what they need, in core-compliance and a solution account


@pytest.fixture(scope="module")
def whole(directory: Directory, tmp_path_factory: pytest.TempPathFactory) -> _Finished:
    """The drill as a newcomer runs it, once, with every function's calls recorded."""
    folder = tmp_path_factory.mktemp("drill")
    report, calls = folder / "drill.html", folder / "calls"
    calls.mkdir()
    command = [sys.executable, "-m", "c7n_reflex", "drill", "--json", "--keep", "--report", str(report)]
    command += [part for name in PLAYED for part in ("--scenario", name)]
    result = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder), call_recorder.VARIABLE: str(calls)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert result.stdout, result.stderr
    data = json.loads(result.stdout)
    process = psutil.Process(data["kept"]["pid"])
    organisation = OrganisationClient(data["kept"]["environment"]["AWS_ENDPOINT_URL"], directory)
    try:
        invocations, trail = organisation.get("invocations"), organisation.get("trail")
        findings = _findings(organisation)
        made = _made(organisation, calls)
        granted, differences = _granted(organisation, made), _differences(organisation)
    finally:
        process.terminate()
        process.wait(120)  # every function's process ends with it
    return _Finished(
        code=result.returncode,
        data=data,
        page=report.read_text(),
        progress=result.stderr,
        calls=calls,
        invocations=invocations,
        trail=trail,
        findings=findings,
        made=made,
        granted=granted,
        differences=differences,
    )


def _findings(organisation: OrganisationClient) -> list[dict[str, Any]]:
    core = organisation.directory.core
    clients = [organisation.session(core.id, region).client("securityhub") for region in core.regions]
    return [{**finding} for client in clients for finding in client.get_findings()["Findings"]]


def _made(organisation: OrganisationClient, calls: Path) -> frozenset[allowing.Made]:
    """Management events from the trail, data events from what the functions recorded."""
    core = organisation.directory.core.id
    recordings = [pickle.loads(file.read_bytes()) for file in calls.glob("*.pickle")]
    data_events = (made for each in recordings for made in allowing.in_recording(each, core))
    return frozenset({*allowing.in_trail(organisation.get("trail", reads="true")), *data_events})


def _iam(organisation: OrganisationClient, account: str) -> Any:
    return organisation.session(account, organisation.directory.settings.home_region).client("iam")


def _granted(
    organisation: OrganisationClient, made: frozenset[allowing.Made]
) -> dict[tuple[str, str], Granted]:
    found = {
        (account, role): of_role(_iam(organisation, account), role)
        for account, role in sorted({(each.account, each.role) for each in made})
    }
    return {key: granted for key, granted in found.items() if granted is not None}


def _differences(organisation: OrganisationClient) -> list[Difference]:
    directory = organisation.directory
    needs = (*of_files(policyfiles.load((ROOT / "policies",))), *engine.needs())
    places = [(directory.core, comparing.IN_CORE), (participants(directory, 1)[0], comparing.IN_SOLUTION)]
    return [
        comparing.of_role(_iam(organisation, account.id), account, directory.settings, needs, role)
        for account, roles in places
        for role in roles
    ]


def test_everything_is_as_expected(whole: _Finished) -> None:
    failed = [
        (row["scenario"], row["account_name"], row["region"], check)
        for row in whole.data["scenarios"]
        for check in row["checks"]
        if not check["passed"]
    ]
    assert failed == []
    assert whole.data["unexplained_changes"] == []
    assert whole.data["passed"] is True
    assert whole.code == 0


def test_every_account_both_regions_and_both_topologies_take_part(whole: _Finished) -> None:
    attacks = [row for row in _famous(whole) if row["policy"]]
    assert {row["policy"] for row in attacks} == set(POLICIES)
    assert whole.data["accounts"] == 10
    for policy in POLICIES:
        regions = {row["region"] for row in attacks if row["policy"] == policy}
        assert regions == {"us-east-1", "eu-west-1"}, policy
    in_core = {
        row["policy"] for row in attacks if {seen["account"] for seen in row["seen_by"]} == {"111122223333"}
    }
    assert in_core == {"bucket-policy-public", "guardduty-instance-compromised"}


def test_each_attack_is_seen_undone_and_told_in_seconds(whole: _Finished) -> None:
    for row in _famous(whole):
        if row["policy"]:
            assert row["actions"], row["scenario"]
            assert row["policy"] in {seen["function"] for seen in row["seen_by"]}
            assert 0 < row["seconds_to_fix"] < row["seconds_to_notice"] < 60
            assert len(row["owners_told"]) == 1


def test_near_misses_are_left_alone(whole: _Finished) -> None:
    near_misses = [row for row in _famous(whole) if not row["policy"] and row["scenario"] not in SAFEGUARDS]
    assert len(near_misses) >= 8
    for row in near_misses:
        assert (row["actions"], row["owners_told"], row["outcomes"], row["parked"]) == ([], [], [], 0)


@pytest.mark.parametrize(("scenario", "ended"), SAFEGUARDS.items())
def test_safeguards_hold_back_and_say_so(whole: _Finished, scenario: str, ended: tuple[str, bool]) -> None:
    (row,) = [row for row in whole.data["scenarios"] if row["scenario"] == scenario]
    outcome, is_told = ended
    assert row["actions"] == []
    assert {seen["outcome"] for seen in row["seen_by"]} - {"no-match"} == {outcome}
    assert bool(row["owners_told"]) is is_told
    assert bool(row["alarmed"]) is (outcome == "over-limit")
    assert bool(row["parked"]) is (outcome in ("over-limit", "spoofed"))
    assert [each["outcome"] for each in row["outcomes"]] == ([] if row["parked"] else [outcome])


def test_what_was_fixed_is_in_the_ledger_and_can_be_undone(whole: _Finished) -> None:
    for row in _famous(whole):
        if row["policy"]:
            undone = ["undone"] if row["scenario"] == "internet-gateway-undone" else []
            assert [each["outcome"] for each in row["outcomes"]] == ["fixed", *undone], row["scenario"]
    assert "c7n-reflex undo" in whole.page
    assert "c7n-reflex switch observe" in whole.page


def test_the_library_acts_once_and_what_it_did_is_taken_back(whole: _Finished) -> None:
    played = [row for row in whole.data["scenarios"] if row["scenario"] in LIBRARY]
    assert {row["scenario"] for row in played} == PLAYED_OF_LIBRARY
    undone = [row for row in played if any(check["kind"] == "undone" for check in row["checks"])]
    assert len(undone) > len(played) / 2
    for row in played:
        assert bool(row["actions"]) is bool(row["policy"]), row["scenario"]


def test_every_call_of_our_roles_is_allowed_by_what_the_templates_grant(whole: _Finished) -> None:
    """By action and resource; every action that can be limited to resources was recorded with its own."""
    refused = [each for each in sorted(whole.made) if not each.is_allowed(whole.granted)]
    assert not refused, "\n".join(map(str, refused))
    assert [each for each in sorted(whole.made) if not each.resources] == []
    called = {each.role.removeprefix("c7n-reflex-") for each in whole.made}
    assert called == {"lambda", "member", "undo", "ledger", "operator", "mailer"}
    reads = {each.action for each in whole.made}
    assert reads >= {"ec2:DescribeVpcs", "s3:GetBucketPolicy", "ssm:GetParameter", "sts:AssumeRole"}


def test_roles_are_granted_nothing_that_nobody_needs(whole: _Finished) -> None:
    assert [each for each in whole.differences if not each.is_none] == []
    assert len(whole.differences) == len(comparing.IN_CORE) + len(comparing.IN_SOLUTION)


def test_the_report_tells_of_every_scenario(whole: _Finished) -> None:
    for row in whole.data["scenarios"]:
        assert f'id="{row["id"]}"' in whole.page
    assert "Drill: <span" in whole.page


@dataclass(frozen=True)
class _Agreement:
    """Every invocation of a policy's function in the drill, and the same event explained."""

    policies: dict[str, fleet.FleetPolicy]
    attempts: list[agreement.Attempt]
    compared: list[tuple[agreement.Attempt, Trace]]
    excluded: list[str]  # why


@pytest.fixture(scope="module")
def agreed(whole: _Finished, directory: Directory) -> _Agreement:
    """Explained offline, from the reads that the functions made."""
    folders = [
        ROOT / "policies" / "cloudtrail",
        ROOT / "policies" / "securityhub",
        ROOT / "scenarios/policies",
    ]
    # Of the library those that began it: approvals of the others have moments of their own.
    policies = {each.name: each for each in fleet.load(folders) if _is_compared(each.name)}
    exemptions = extras.read(ROOT / "scenarios", ROOT / "policies", directory).exemptions
    found = agreement.attempts(whole.calls, whole.invocations)
    attempts = [each for each in found if _is_compared(each.policy)]
    reasons = [agreement.incomparable(each, attempts) for each in attempts]
    compared = [
        (each, agreement.retraced(each, policies[each.policy], exemptions))
        for each, reason in zip(attempts, reasons, strict=True)
        if not reason
    ]
    return _Agreement(policies, attempts, compared, [reason for reason in reasons if reason])


def _is_compared(policy: str) -> bool:
    return policy in POLICIES or policy.startswith("drill-")


def test_explain_ends_every_event_as_the_function_did(agreed: _Agreement) -> None:
    for attempt, trace in agreed.compared:
        explained = [agreement.comparable(end) for end in agreement.ends_of(trace)]
        lived = [agreement.comparable(end) for end in attempt.ends]
        assert explained == lived, f"{attempt.policy} {attempt.event_id}"
    assert {attempt.policy for attempt, _ in agreed.compared} >= set(POLICIES)
    outcomes = {str(end.outcome) for attempt, _ in agreed.compared for end in attempt.ends}
    assert outcomes >= {"fixed", "no-match", *(outcome for outcome, _ in SAFEGUARDS.values())}
    assert len(agreed.excluded) < len(agreed.attempts) / 5, agreed.excluded


def test_explain_foresees_what_each_change_leaves(agreed: _Agreement) -> None:
    foreseen = set()
    for attempt, trace in agreed.compared:
        planned = agreement.planned(trace)
        for key, record in attempt.changes.items():
            assert planned[key].before == record["before"], key
            assert planned[key].change == record["change"], key
            if planned[key].after is not None:
                assert planned[key].after == record["after"], key
                foreseen.add(planned[key].type)
    # A quarantine makes a group whose id nobody knows beforehand.
    known = {"detach", "remove-public-statements", "restore-public-access-block", "revoke-open-ingress"}
    assert foreseen >= known


def test_explain_foresees_who_is_told_and_which_findings_are_closed(agreed: _Agreement) -> None:
    closed = 0
    for attempt, trace in agreed.compared:
        if trace.outcome is not Outcome.OVER_LIMIT:  # of which the platform's owners are told
            assert bool(attempt.notices) is any(each.told for each in trace.resources), attempt.event_id
        written = [each for target in trace.targets for each in target.written_back]
        assert written == attempt.written_back
        closed += len(written)
    assert closed


def test_explain_says_subscribed_where_eventbridge_delivers(
    whole: _Finished, agreed: _Agreement, directory: Directory
) -> None:
    calls = _calls_since_deployment(whole.trail)
    core = directory.core.id
    explained = {
        (policy.name, core if agreement.runs_in_core(policy) else event["account"], agreement.event_id(event))
        for event in calls
        for policy in agreed.policies.values()
        if agreement.would_start(policy, event, core)
    }
    started = [each for each in agreed.attempts if "eventID" in each.event["detail"]]
    assert explained == {(each.policy, each.account, each.event_id) for each in started}
    assert len(calls) > 3 * len(explained) > 0  # most of them concern nobody


def test_explain_says_subscribed_where_findings_are_delivered(
    whole: _Finished, agreed: _Agreement, directory: Directory
) -> None:
    started = {
        (each.policy, *_state(finding))
        for each in agreed.attempts
        for finding in each.event["detail"].get("findings", ())
    }
    for attempt in agreed.attempts:
        if attempt.event["detail"].get("findings"):
            assert agreement.would_start(agreed.policies[attempt.policy], attempt.event, directory.core.id)
    left_alone = 0
    for finding in whole.findings:
        (given,) = eventfiles.wrap(finding, Place(Path("finding.json")))
        for policy in agreed.policies.values():
            expected = (policy.name, *_state(finding)) in started
            assert agreement.would_start(policy, given.event, directory.core.id) is expected, finding["Id"]
            left_alone += not expected and policy.data["mode"]["type"] == "hub-finding"
    assert left_alone > 4


def _calls_since_deployment(trail: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events of calls, all of which met every rule."""
    ready = max(each["time_ms"] for each in trail if each["detail"]["eventName"] == "PutTargets")
    return [each for each in trail if each["time_ms"] > ready]


def _state(finding: dict[str, Any]) -> tuple[str, ...]:
    """Each state of a finding is an event of its own."""
    return finding["Id"], finding["RecordState"], finding["Workflow"]["Status"]


@pytest.fixture(scope="module")
def stage(directory: Directory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrganisationClient]:
    """Two solution accounts with everything deployed."""
    with launch(ROOT / "accounts.yml") as organisation:
        folder = tmp_path_factory.mktemp("stage")
        taking_part = participants(directory, 2)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(ROOT)
            Stage(directory, taking_part, famous.copied(folder / "policies"), folder).deploy(organisation)
        yield organisation


def _play(organisation: OrganisationClient, *names: str) -> Drill:
    """The named scenarios; or all that need neither an act of their own nor what only the drill deploys."""
    directory = organisation.directory
    scenarios = loader.select(loader.load(ROOT / "scenarios"), names)
    apart = {*SAFEGUARDS, *LIBRARY}
    played = [each for each in scenarios if names or (each.act == 1 and each.name not in apart)]
    return play.play(cast(played, directory, participants(directory, 2)), organisation)


@contextmanager
def _switched_off(organisation: OrganisationClient, policy: str) -> Iterator[None]:
    """The policy's rules are disabled, wherever it has one."""
    accounts = [organisation.directory.core, *participants(organisation.directory, 2)]
    clients = [
        organisation.session(account.id, region).client("events")
        for account in accounts
        for region in account.regions
    ]
    name = f"custodian-{policy}"
    deployed = [client for client in clients if client.list_rules(NamePrefix=name)["Rules"]]
    assert deployed
    for client in deployed:
        client.disable_rule(Name=name)
    yield
    for client in deployed:
        client.enable_rule(Name=name)


def test_policies_switched_off_turn_their_scenarios_red_and_no_other(stage: OrganisationClient) -> None:
    off = (POLICIES[0], *POLICIES[2:4])  # of calls and of findings, in core-compliance and in each account
    with ExitStack() as switched:
        for policy in off:
            switched.enter_context(_switched_off(stage, policy))
        drill = _play(stage)
    red = {(outcome.scenario, outcome.policy) for outcome in drill.outcomes if not outcome.passed}
    theirs = {(each.scenario, each.policy) for each in drill.outcomes if each.policy in off}
    assert red == theirs
    assert {policy for _, policy in red} == set(off)
    assert drill.unexplained == []
    for outcome in drill.outcomes:
        if outcome.policy in off:
            assert {"state", "notices", "reaction", "outcomes"} <= {check.kind for check in outcome.failures}


def test_without_the_drills_exemptions_the_exempt_scenario_turns_red(stage: OrganisationClient) -> None:
    (outcome,) = _play(stage, "security-group-exempt").outcomes
    assert {check.kind for check in outcome.failures} >= {"state", "reaction", "outcomes", "notices"}
    assert [each.outcome for each in outcome.outcomes] == ["fixed"]


def test_an_undo_that_is_not_made_turns_its_scenario_red(stage: OrganisationClient) -> None:
    (scenario,) = loader.select(loader.load(ROOT / "scenarios"), ["internet-gateway-undone"])
    cut = replace(scenario, steps=scenario.steps[:-1])
    taking_part = participants(stage.directory, 1)
    (outcome,) = play.play(cast([cut], stage.directory, taking_part), stage).outcomes
    assert {check.kind for check in outcome.failures} == {"state", "changes", "outcomes"}


def test_a_broken_mailer_turns_the_notices_red_and_nothing_else(stage: OrganisationClient) -> None:
    core = stage.directory.core
    client = stage.session(core.id, core.regions[0]).client("lambda")
    (mapping,) = client.list_event_source_mappings(FunctionName=MAILER_FUNCTION)["EventSourceMappings"]
    before = len(stage.get("inbox", protocol="email"))
    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    drill = _play(stage)
    for outcome in drill.outcomes:
        kinds = {check.kind for check in outcome.failures}
        assert kinds == ({"notices"} if outcome.policy else set()), outcome.scenario
    assert drill.unexplained == []

    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
    stage.wait_idle(60)
    told = len(stage.get("inbox", protocol="email")) - before
    assert told == sum(outcome.policy is not None for outcome in drill.outcomes)  # late, but none is lost


def test_replays_records_and_leaves_the_organisation_running(directory: Directory, tmp_path: Path) -> None:
    record = {
        "eventSource": "ec2.amazonaws.com",
        "eventTime": "2026-01-01T00:00:00Z",
        "awsRegion": "us-east-1",
        "recipientAccountId": "999999999999",
        "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::999999999999:user/eve"},
    }
    attach = {
        "eventName": "AttachInternetGateway",
        "requestParameters": {"internetGatewayId": "igw-0123456789abcdef0"},
    }
    file = tmp_path / "log.json"
    file.write_text(json.dumps({"Records": [record | attach, record | {"eventName": "RunInstances"}]}))
    command = [sys.executable, "-m", "c7n_reflex", "drill", "--attack", str(file), "--accounts", "1"]
    command += ["--policies", str(famous.copied(tmp_path / "policies"))]
    result = subprocess.run(
        [*command, "--keep", "--json"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},  # its logs stay as long as it does
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    data = json.loads(result.stdout)
    process = psutil.Process(data["kept"]["pid"])
    try:
        attached, ran = data["reactions"]
        assert [(f["function"], f["status"]) for f in attached["functions"]] == [
            ("custodian-internet-gateway-attached", "ok")
        ]
        assert (attached["recorded_account"], attached["account_name"]) == ("999999999999", "payments-prod")
        assert ran["functions"] == []
        kept = OrganisationClient(data["kept"]["environment"]["AWS_ENDPOINT_URL"], directory)
        assert kept.get("health")
    finally:
        process.terminate()
        process.wait(30)
