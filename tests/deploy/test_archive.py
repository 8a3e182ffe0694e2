"""The archive holds what runs in a function, always the same bytes, and it does run there."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import boto3
import pytest

from c7n_reflex.deploy import archive
from c7n_reflex.deploy.archive import FunctionArchive, packed

LAMBDA_HAS = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")


def names():
    return zipfile.ZipFile(io.BytesIO(packed())).namelist()


def test_holds_custodian_the_engine_and_the_remediations():
    held = set(names())
    assert {"c7n/handler.py", "c7n_reflex/lambda_entry.py", "c7n_reflex/modes/cloudtrail.py"} <= held
    assert {"custom_actions/__init__.py", "c7n_reflex/ledger/store.py", "c7n_reflex/settings.py"} <= held


def test_holds_nothing_that_does_not_run_in_a_function():
    unwanted = ("c7n_reflex/organisation", "c7n_reflex/cli", "c7n_reflex/drill", "c7n_reflex/deploy")
    unwanted += ("c7n_reflex/operator", "moto")
    assert not [name for name in names() if name.startswith(unwanted) or name.endswith(".pyc")]


def test_the_order_of_folders_does_not_matter(monkeypatch):
    before = packed.__wrapped__()
    real = archive._files
    monkeypatch.setattr(archive, "_files", lambda packages: reversed(list(real(packages))))
    assert packed.__wrapped__() == before
    assert names() == sorted(names())


def test_a_further_package_is_packed():
    held = zipfile.ZipFile(io.BytesIO(packed(("jmespath",)))).namelist()
    assert "jmespath/__init__.py" in held
    assert "jmespath/__init__.py" not in names()


def test_the_policy_is_added_to_a_copy():
    first, second = FunctionArchive(), FunctionArchive()
    first.add_contents("config.json", "{}")
    first.close()
    second.close()
    assert "config.json" in first.get_filenames()
    assert "config.json" not in second.get_filenames()
    assert first.get_checksum() != second.get_checksum()


RUN = {
    "account": "200000000001",
    "source": "aws.ec2",
    "detail-type": "AWS API Call via CloudTrail",
    "detail": {
        "eventName": "RunInstances",
        "eventSource": "ec2.amazonaws.com",
        "responseElements": {"instancesSet": {"items": [{"instanceId": "i-0123456789abcdef0"}]}},
    },
}


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (
            {**RUN, "detail": {**RUN["detail"], "errorCode": "AccessDenied"}},
            "call-failed",
        ),
        (RUN, "names no account and region"),
        ({**RUN, "source": "mine"}, "not-subscribed"),
    ],
)
def test_it_runs_where_only_lambda_s_libraries_are(tmp_path, event, outcome):
    """The unpacked archive, run by an interpreter that sees the standard library and what AWS bundles."""
    code, libraries = tmp_path / "code", tmp_path / "libraries"
    libraries.mkdir()
    site = Path(str(boto3.__file__)).parent.parent
    for name in LAMBDA_HAS:
        found = site / name if (site / name).exists() else site / f"{name}.py"
        (libraries / found.name).symlink_to(found)
    zipfile.ZipFile(io.BytesIO(packed())).extractall(code)
    mode = {"type": "cloudtrail", "member-role": "r", "events": ["RunInstances"]}
    mode["execution-options"] = {"account_id": "111122223333"}
    policies = [{"name": "p", "resource": "aws.ec2", "mode": mode, "actions": ["quarantine", "notify-owner"]}]
    config = {"execution-options": {"account_id": "111122223333"}, "policies": policies}
    (code / "config.json").write_text(json.dumps(config))
    script = (
        f"import sys; sys.path[:0] = [{str(code)!r}, {str(libraries)!r}]\n"
        "import json; from c7n_reflex.lambda_entry import run\n"
        f"print(json.dumps(run({event!r}, None)))"
    )
    environment = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_LAMBDA_FUNCTION_NAME": "custodian-p", "PATH": ""}
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], cwd=code, env=environment, capture_output=True, text=True
    )
    assert outcome in run.stdout + run.stderr
    assert "ModuleNotFoundError" not in run.stderr
