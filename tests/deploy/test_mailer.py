"""The mailer's configuration and its archive, which must run on what AWS's runtime has."""

from __future__ import annotations

import importlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.accounts import Directory
from c7n_reflex.deploy import mailer, mailer_packages
from c7n_reflex.errors import InputError
from tests.mailer import messages

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "mailer" / "config.yml"

QUEUE = "queue_url: https://sqs.us-east-1.amazonaws.com/111122223333/c7n-reflex-notices"

SYSTEM = {"url": "https://x.example.com", "credentials": "ssm:/c7n-reflex/notices/tickets"}

# What AWS's Python runtime has besides the standard library.
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")


@pytest.fixture
def built(directory: Directory) -> bytes:
    return mailer.archive(ROOT / "mailer", mailer.load_config(CONFIG, directory), directory)


class TestConfig:
    def test_c7n_mailer_reads_it_too(self) -> None:
        import jsonschema
        import yaml
        from c7n_mailer.cli import CONFIG_SCHEMA

        jsonschema.validate(yaml.safe_load(CONFIG.read_text(encoding="utf-8")), CONFIG_SCHEMA)

    def test_it_is_that_of_core_compliance(self, directory: Directory) -> None:
        config = mailer.load_config(CONFIG, directory)
        assert config["queue_url"].endswith(f"/{directory.core.id}/c7n-reflex-notices")
        assert config["ses_region"] == "us-east-1"  # c7n-mailer's defaults are filled in

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("queue_url: [", r"config\.yml:1"),
            ("- a", "not a mapping"),
            ("queue_url: https://sqs.us-east-1.amazonaws.com/1/q", "not core-compliance's"),
            ("queue_url: 1", "queue_url"),
            ("quue_url: x", "quue_url"),
            ("queue_url: x\ndigest_from: many", "digest_from"),
            (f"{QUEUE}\ntickets: {{jira: {{url: x}}}}", "tickets.jira"),
        ],
    )
    def test_bad_input_is_named(self, tmp_path: Path, directory: Directory, text: str, problem: str) -> None:
        file = tmp_path / "config.yml"
        file.write_text(text)
        with pytest.raises(InputError, match=problem) as raised:
            mailer.load_config(file, directory)
        assert str(file) in str(raised.value)

    def test_a_missing_file_is_bad_input(self, tmp_path: Path, directory: Directory) -> None:
        with pytest.raises(InputError, match="cannot be read"):
            mailer.load_config(tmp_path / "none.yml", directory)


class TestArchive:
    def test_it_holds_the_directory_and_the_templates(self, built: bytes, directory: Directory) -> None:
        with zipfile.ZipFile(io.BytesIO(built)) as file:
            names = set(file.namelist())
            packed = json.loads(file.read("directory.json"))
        assert {"mailer/handler.py", "config.json", "msg-templates/remediation.j2"} <= names
        assert "msg-templates/default.j2" in names  # for policies that use `notify` itself
        assert set(packed["accounts"]) == {account.id for account in directory.accounts}

    @pytest.mark.parametrize(("timeout", "lease"), [(20, 60), (30, 60), (300, 330)])
    def test_a_lease_on_a_notice_outlives_the_function(
        self, directory: Directory, timeout: int, lease: int
    ) -> None:
        config = {**mailer.load_config(CONFIG, directory), "timeout": timeout}
        with zipfile.ZipFile(io.BytesIO(mailer.archive(ROOT / "mailer", config, directory))) as file:
            receipts = json.loads(file.read("config.json"))["receipts"]
        assert receipts == {"table": "c7n-reflex-ledger", "region": "us-east-1", "lease_seconds": lease}

    def test_it_is_small_and_fits_either_architecture(self, built: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(built)) as file:
            suffixes = {Path(name).suffix for name in file.namelist()}
        assert suffixes == {".py", ".j2", ".json"}
        assert len(built) < 400_000

    def test_the_same_input_gives_the_same_bytes(self, built: bytes, directory: Directory) -> None:
        again = mailer.archive(ROOT / "mailer", mailer.load_config(CONFIG, directory), directory)
        assert again == built

    def test_another_transport_is_packed_when_it_is_configured(
        self, built: bytes, directory: Directory
    ) -> None:
        config = {**mailer.load_config(CONFIG, directory), "ldap_uri": "ldaps://ldap.example.com"}
        assert "ldap3/__init__.py" in names(mailer.archive(ROOT / "mailer", config, directory))
        assert "ldap3/__init__.py" not in names(built)

    def test_mail_and_slack_need_nothing_more(self, built: bytes, directory: Directory) -> None:
        own = {"from_address": "c7n@example.com", "smtp_server": "smtp.example.com", "slack_token": "ssm:/t"}
        config = {**mailer.load_config(CONFIG, directory), **own}
        assert names(mailer.archive(ROOT / "mailer", config, directory)) == names(built)

    def test_tickets_bring_their_client_and_what_it_requires(
        self, built: bytes, directory: Directory
    ) -> None:
        config = {**mailer.load_config(CONFIG, directory), "tickets": {"jira": SYSTEM}}
        packed = names(mailer.archive(ROOT / "mailer", config, directory))
        # requests reads certifi's list of authorities.
        assert {"jira/__init__.py", "requests/__init__.py", "certifi/cacert.pem"} <= packed
        assert "pysnc/__init__.py" not in packed
        assert not {"jira/__init__.py", "requests/__init__.py"} & names(built)

    def test_it_knows_where_to_park(self, built: bytes, directory: Directory) -> None:
        with zipfile.ZipFile(io.BytesIO(built)) as file:
            config = json.loads(file.read("config.json"))
        assert config["dead_letters"] == f"{config['queue_url']}-dead-letter"

    def test_the_whole_package_is_in_it(self, built: bytes) -> None:
        modules = {file.relative_to(ROOT).as_posix() for file in (ROOT / "mailer").rglob("*.py")}
        assert modules <= names(built)
        assert "mailer/channels/sns.py" in modules


def names(code: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(code)) as file:
        return set(file.namelist())


def run_like_lambda(
    tmp_path: Path, code: bytes, event: dict[str, Any], runtime: tuple[str, ...], first: str = ""
) -> Any:
    """Handle the event in a process that sees the archive, these packages and the standard library only."""
    task, packages = tmp_path / "task", tmp_path / "runtime"
    packages.mkdir()
    for name in runtime:
        origin = Path(importlib.import_module(name).__file__ or "")
        source = origin.parent if origin.name == "__init__.py" else origin
        (packages / source.name).symlink_to(source)
    with zipfile.ZipFile(io.BytesIO(code)) as file:
        file.extractall(task)
    script = (
        "import json, sys\n"
        f"sys.path[:0] = [{str(task)!r}, {str(packages)!r}]\n"
        f"{first}\n"
        "from mailer.handler import handle\n"
        "print(json.dumps([handle(json.load(sys.stdin), None), 'ldap3' in sys.modules]))\n"
    )
    settings = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    # Nothing listens on the discard port: each publish fails at once, which is what makes it visible.
    settings |= {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", script],
        input=json.dumps(event),
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_runs_on_the_runtime_and_the_archive_alone(tmp_path: Path, built: bytes) -> None:
    event = messages.received(messages.packed(messages.message()))
    done = run_like_lambda(tmp_path, built, event, RUNTIME)
    assert done.returncode == 0, done.stderr
    answer, heavy = json.loads(done.stdout)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert "notice#sqs#m0 cannot be claimed in c7n-reflex-ledger" in done.stderr
    assert not heavy


def test_every_channel_is_there(tmp_path: Path, built: bytes) -> None:
    """They are imported when the function starts: what one lacks would stop all."""
    done = run_like_lambda(tmp_path, built, messages.received(), RUNTIME)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0] == {"batchItemFailures": []}


def test_tickets_clients_run_there_too(tmp_path: Path, directory: Directory) -> None:
    config = {
        **mailer.load_config(CONFIG, directory),
        "tickets": {"jira": SYSTEM, "servicenow": SYSTEM},
    }
    code = mailer.archive(ROOT / "mailer", config, directory)
    # urllib3 of the archive, as that of the runtime may be another one.
    runtime = tuple(name for name in RUNTIME if name != "urllib3")
    done = run_like_lambda(tmp_path, code, messages.received(), runtime, "import jira, pysnc")
    assert done.returncode == 0, done.stderr


def test_a_client_that_is_not_installed_is_named(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(mailer_packages._TICKETS, "jira", "no-such-distribution")
    config = {**mailer.load_config(CONFIG, directory), "tickets": {"jira": SYSTEM}}
    with pytest.raises(InputError, match="no-such-distribution, which is not installed"):
        mailer.archive(ROOT / "mailer", config, directory)


def test_a_notice_with_an_id_needs_the_table_first(tmp_path: Path, built: bytes) -> None:
    content = messages.message(action=messages.action(notice_id="e:fixed"))
    done = run_like_lambda(tmp_path, built, messages.received(messages.packed(content)), RUNTIME)
    assert json.loads(done.stdout)[0] == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert "notice#e:fixed cannot be claimed in c7n-reflex-ledger" in done.stderr
    assert "did not take the notice" not in done.stderr


def test_the_runtime_is_really_all_that_it_sees(tmp_path: Path, built: bytes) -> None:
    without = tuple(name for name in RUNTIME if name != "dateutil")
    done = run_like_lambda(tmp_path, built, messages.received(), without)
    assert "No module named 'dateutil'" in done.stderr
