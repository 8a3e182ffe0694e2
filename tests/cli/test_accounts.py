"""`c7n-reflex accounts`: validate, generate and coverage, on the organisation of accounts.yml."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from c7n_reflex import accounts
from c7n_reflex.accounts import Account
from c7n_reflex.cli import accounts as cli
from c7n_reflex.deploy import sessions
from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.organisation.organisation import Organisation

ROOT = Path(__file__).parents[2]
CORE, SOLUTION, DENIED = "111122223333", "200000000001", "200000000002"
TOPIC = "c7n-reflex-notices"
STACK = json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}})


def run(*arguments: str) -> Result:
    done = CliRunner().invoke(cli.command, arguments)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


class InProcess:
    """Stands in for `Sessions`: the same clients, without a socket."""

    organisation: Organisation
    denied: tuple[str, ...] = ()

    def client(self, service: str, account: Account, region: str) -> Any:
        if account.id in self.denied and service != "organizations":
            raise ReflexError(f"cannot assume {account.role}")
        return self.organisation.client(service, account.id, region)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """An account file of core and two solution accounts."""
    text = (ROOT / "accounts.yml").read_text().partition('  - account_id: "200000000003"')[0]
    file = tmp_path / "accounts.yml"
    file.write_text(text)
    return file


@pytest.fixture
def organisation(inprocess: Callable[..., Organisation], monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """The organisation of the project's accounts.yml (11 accounts); commands call it in process."""
    built = inprocess("moto_mends.performance", "moto_mends.cloudformation", "seed")
    monkeypatch.setattr(InProcess, "organisation", built, raising=False)
    monkeypatch.setattr(sessions, "Sessions", InProcess)

    def clients(_: str | None) -> tuple[Any, Any]:
        return tuple(built.client(service, CORE, "us-east-1") for service in ("organizations", "account"))

    monkeypatch.setattr(cli, "_clients", clients)
    return built


class TestValidate:
    def test_a_good_file_is_summed_up(self, few: Path) -> None:
        done = run("validate", "-c", str(few))
        assert done.exit_code == 0
        assert "3 accounts in 2 regions (eu-west-1, us-east-1)" in done.output
        assert f"core-compliance ({CORE}), home region us-east-1" in done.output

    def test_all_that_is_wrong_is_named_with_its_line(self, few: Path) -> None:
        few.write_text(few.read_text().replace("[us-east-1, eu-west-1]", "[us-east, eu-west-1]"))
        done = run("validate", "-c", str(few))
        assert done.exit_code == 2
        assert done.output.count("'us-east' is not a region") == 3
        assert "accounts.yml:22: accounts[0].regions" in done.output
        found = json.loads(run("validate", "-c", str(few), "--output", "json").output)
        assert [each["key"] for each in found["problems"]] == [f"accounts[{n}].regions" for n in range(3)]

    def test_a_missing_file_is_bad_input(self) -> None:
        with pytest.raises(InputError, match="no such file"):
            run("validate", "-c", "none.yml")

    @pytest.mark.organisation
    def test_live_all_faults_are_shown(
        self, few: Path, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert run("validate", "--live", "-c", str(few)).exit_code == 0
        monkeypatch.setattr(InProcess, "denied", (DENIED,))
        text = (
            few.read_text()
            .replace(SOLUTION, "299999999999")
            .replace("[us-east-1, eu-west-1]", "[us-east-1, xx-north-9]", 1)
        )
        few.write_text(text)
        done = run("validate", "--live", "-c", str(few))
        assert done.exit_code == 1
        assert f"core-compliance ({CORE}): region xx-north-9 is not enabled" in done.output
        assert "payments-prod (299999999999): is not in the organisation" in done.output
        assert f"payments-dev ({DENIED}): cannot assume" in done.output


@pytest.mark.organisation
class TestGenerate:
    def test_what_is_generated_can_be_loaded_and_is_the_same_again(
        self, organisation: Organisation, tmp_path: Path
    ) -> None:
        out = tmp_path / "new.yml"
        client = organisation.client("organizations", CORE, "us-east-1")
        tags = [{"Key": "owner", "Value": "Ann"}, {"Key": "owner-email", "Value": "ann@example.com"}]
        client.tag_resource(ResourceId=SOLUTION, Tags=tags)
        unit = client.create_organizational_unit(ParentId=client.list_roots()["Roots"][0]["Id"], Name="Pay")
        root = client.list_parents(ChildId=SOLUTION)["Parents"][0]["Id"]
        client.move_account(
            AccountId=SOLUTION, SourceParentId=root, DestinationParentId=unit["OrganizationalUnit"]["Id"]
        )
        organisation.client("account", DENIED, "us-east-1").put_alternate_contact(
            AlternateContactType="SECURITY",
            EmailAddress="sec@example.com",
            Name="Sec",
            PhoneNumber="1",
            Title="t",
        )
        printed = run("generate", "--core", CORE, "-r", "us-east-1,eu-west-1")
        assert run("generate", "--core", CORE, "-r", "us-east-1,eu-west-1", "--out", str(out)).output == ""
        assert out.read_text() == printed.output
        directory = accounts.load(out)
        assert len(directory.accounts) == 11
        assert directory.core.id == CORE
        owners = {each.id: each.owner.email for each in directory.accounts if each.owner}
        assert owners == {SOLUTION: "ann@example.com", DENIED: "sec@example.com"}
        assert "path:/Pay" in directory[SOLUTION].tags
        assert directory[DENIED].regions == ("us-east-1", "eu-west-1")

    def test_a_merge_adds_what_is_new_and_keeps_the_rest(self, organisation: Organisation, few: Path) -> None:
        before = few.read_text()
        printed = run("generate", "--merge", str(few))
        assert few.read_text() == before
        assert "new: 200000000003 web-shop-prod" in printed.stderr
        assert "gone" not in printed.stderr
        run("generate", "--merge", str(few), "--out", str(few))
        assert few.read_text().startswith(before.rstrip("\n"))
        assert len(accounts.load(few).accounts) == 11
        again = run("generate", "--merge", str(few), "--out", str(few))
        assert again.stderr == f"renamed: {CORE} core-compliance is 'master' now\n"  # as moto calls it

    def test_nothing_is_written_over(self, organisation: Organisation, few: Path) -> None:
        before = few.read_text()
        for arguments, message in (
            (("--out", str(few)), "is there already"),
            (("--core", SOLUTION, "--merge", str(few), "--out", str(few)), "--core"),
            (("--ou", "/Nope"), "/Nope"),
            (("-r", "us-esat", "--out", str(few.parent / "new.yml")), "'us-esat' is not a region"),
            (("--out", str(few.parent / "none" / "x.yml")), "no such folder"),
        ):
            with pytest.raises(InputError, match=message):
                run("generate", *(() if "--core" in arguments else ("--core", CORE)), *arguments)
        assert few.read_text() == before
        assert [each.name for each in few.parent.iterdir()] == [few.name]


@pytest.mark.organisation
class TestCoverage:
    def covered(self, organisation: Organisation, account: str, address: str) -> None:
        """The stacks' names, and the topic that they have."""
        for region in ("us-east-1", "eu-west-1"):
            client = organisation.client("cloudformation", account, region)
            client.create_stack(StackName="c7n-reflex-region", TemplateBody=STACK)
        client = organisation.client("cloudformation", account, "us-east-1")
        client.create_stack(StackName="StackSet-c7n-reflex-account-1", TemplateBody=STACK)
        sns = organisation.client("sns", account, "us-east-1")
        topic = sns.create_topic(Name=TOPIC)["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=address)

    def test_all_are_covered(self, organisation: Organisation, few: Path) -> None:
        for each in accounts.load(few).accounts:
            assert each.owner
            self.covered(organisation, each.id, each.owner.distribution_list)
        client = organisation.client("organizations", CORE, "us-east-1")
        for each in accounts.load(ROOT / "accounts.yml").accounts[3:]:
            client.remove_account_from_organization(AccountId=each.id)
        done = run("coverage", "-c", str(few))
        assert done.exit_code == 0
        assert "3 covered" in done.output

    def test_what_is_missing_closed_and_incomplete(self, organisation: Organisation, few: Path) -> None:
        self.covered(organisation, SOLUTION, "somebody.else@example.com")
        few.write_text(few.read_text().replace(DENIED, "299999999999"))
        done = run("coverage", "-c", str(few), "--output", "json")
        assert done.exit_code == 1
        found = {each["account_id"]: each for each in json.loads(done.output)}
        assert len(found) == 12
        assert found[CORE]["reasons"][0] == "stack c7n-reflex-account is not there"
        assert found[SOLUTION]["reasons"] == ["the owner's subscription is absent"]
        assert found[SOLUTION]["regions"][1] == {"region": "eu-west-1", "stack": True, "functions": 0}
        states = {each: found[each]["state"] for each in (SOLUTION, DENIED, "299999999999")}
        assert states == {SOLUTION: "incomplete", DENIED: "missing", "299999999999": "closed"}

    def test_a_denied_account_hides_no_other(
        self, organisation: Organisation, few: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(InProcess, "denied", (DENIED,))
        done = run("coverage", "-c", str(few))
        assert done.exit_code == 3
        assert f"payments-dev ({DENIED}): cannot assume" in done.output
        assert "8 missing, 1 denied" in done.output
