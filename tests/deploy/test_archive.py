"""The archive holds what runs in a function, always the same bytes, and it does run there."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import boto3
import pytest
import yaml

from c7n_reflex.deploy.archive import FunctionArchive, build, packed
from c7n_reflex.deploy.archives import files

LAMBDA_HAS = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")


def unzipped(archive):
    return zipfile.ZipFile(io.BytesIO(archive))


def names():
    return unzipped(packed()).namelist()


def test_holds_custodian_the_engine_and_the_remediations():
    held = set(names())
    assert {"c7n/handler.py", "c7n_reflex/lambda_entry.py", "c7n_reflex/modes/cloudtrail.py"} <= held
    assert {"custom_actions/__init__.py", "c7n_reflex/ledger/store.py", "c7n_reflex/settings.py"} <= held


def test_holds_nothing_that_does_not_run_in_a_function():
    unwanted = ("c7n_reflex/organisation", "c7n_reflex/cli", "c7n_reflex/drill", "c7n_reflex/deploy")
    unwanted += ("c7n_reflex/operator", "moto", "c7n/cli.py", "c7n/reports/", "c7n/testing.py")
    assert not [name for name in names() if name.startswith(unwanted)]


def importers(sources, module):
    """Files that import the module, anywhere in them."""
    parent, _, leaf = re.escape(module).rpartition(r"\.")
    whole = rf"^\s*(?:from|import)\s+{re.escape(module)}\b"
    part = rf"^\s*from\s+(?:{parent}|\.+)\s+import\s+(?:\([^)]*|[^(\n]*)\b{leaf}\b"
    relative = rf"^\s*from\s+\.+{leaf}\b"
    pattern = re.compile(f"{whole}|{part}|{relative}", re.MULTILINE)
    return [name for name, text in sources.items() if pattern.search(text)]


def left_out_modules():
    return [name.rstrip("/").removesuffix(".py").replace("/", ".") for name in files.LEFT_OUT]


def test_nothing_packed_imports_what_is_left_out():
    sources = {name: text.decode() for name, text in files.of().items() if name.endswith(".py")}
    assert len(sources) > 200
    for module in left_out_modules():
        if not module.endswith("__main__"):
            assert importers(sources, module) == [], module


@pytest.mark.parametrize(
    "line",
    ["import c7n.cli", "    from c7n.cli import x", "from c7n import (a,\n  cli)", "from . import cli"],
)
def test_an_import_of_what_is_left_out_would_be_found(line):
    assert importers({"a": line}, "c7n.cli") == ["a"]
    assert importers({"a": "from c7n import client", "b": "import c7n.clients"}, "c7n.cli") == []


def test_what_is_left_out_is_there_to_be_left_out(monkeypatch):
    before = set(files.of())
    left_out = dict(files.LEFT_OUT)
    monkeypatch.setattr(files, "LEFT_OUT", {})
    more = set(files.of()) - before
    assert {name for name in left_out if not any(each.startswith(name) for each in more)} == set()


def test_the_order_of_folders_does_not_matter(monkeypatch):
    before = files.of()
    real = files._files
    monkeypatch.setattr(files, "_files", lambda packages: reversed(list(real(packages))))
    assert list(files.of().items()) == list(before.items())
    assert names() == sorted(names())


def test_another_policy_is_another_archive_and_the_same_one_is_the_same():
    first, again, other = (build({"config.json": text}) for text in ("{}", "{}", "[]"))
    assert first == again
    assert first.digest != other.digest
    assert first.sha256 != other.sha256
    assert base64.b64decode(first.sha256) == hashlib.sha256(first.bytes).digest()


def test_the_digest_is_of_the_sources_alone():
    with_bytecode, without = build({"config.json": "{}"}), build({"config.json": "{}"}, (), "python3.99")
    assert (with_bytecode.compiled, without.compiled) == (True, False)
    assert with_bytecode.digest == without.digest
    assert with_bytecode.bytes != without.bytes
    assert [name for name in names() if name.endswith(".pyc")]
    assert not [name for name in unzipped(without.bytes).namelist() if name.endswith(".pyc")]


COPY = """
import sys; sys.path.insert(0, sys.argv[1])
from c7n_reflex.deploy import archive
assert archive.__file__.startswith(sys.argv[1])
made = archive.build({"config.json": "{}", "exemptions.json": "[]"})
print(made.sha256, made.digest)
"""


def test_a_copy_elsewhere_gives_the_same_bytes(tmp_path):
    """Made in another order, under another umask, hash seed, time zone and locale, compiled anew."""
    root = Path(__file__).parents[2]
    for package in ("custom_actions", "c7n_reflex"):
        for file in sorted((root / package).rglob("*"), reverse=True):
            target = tmp_path / "elsewhere" / file.relative_to(root)
            if file.is_file() and "__pycache__" not in file.parts:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
    environment = {
        "PYTHONHASHSEED": "7",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PATH": os.environ["PATH"],
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
    }
    command = [sys.executable, "-c", COPY, str(tmp_path / "elsewhere")]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, umask=0o077, capture_output=True, text=True, check=False
    )
    here = build({"exemptions.json": "[]", "config.json": "{}"})
    assert done.stdout.split() == [here.sha256, here.digest], done.stderr


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
    assert first.size == len(first.get_bytes()) == len(first.get_stream().read())
    assert first.get_reader().read("config.json") == b"{}"


def what_aws_has(folder):
    """A folder with what AWS's runtime bundles."""
    libraries = folder / "libraries"
    libraries.mkdir()
    site = Path(str(boto3.__file__)).parent.parent
    for name in LAMBDA_HAS:
        found = site / name if (site / name).exists() else site / f"{name}.py"
        (libraries / found.name).symlink_to(found)
    return libraries


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
    code, libraries = tmp_path / "code", what_aws_has(tmp_path)
    unzipped(packed()).extractall(code)
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


SHIPPED = """
import sys; sys.path[:0] = sys.argv[1:3]
import json
import c7n_reflex.lambda_entry
from c7n import handler
for policy in json.load(sys.stdin):
    data = {"policies": [policy], "execution-options": {"account_id": "111122223333"}}
    config = handler.init_config(data)
    handler.load_resources(handler.StructureParser().get_resource_types(data))
    [loaded] = handler.PolicyCollection.from_data(data, config)
    loaded.validate()
    print(loaded.name)
"""


def test_each_shipped_policy_loads_there_from_the_bytecode(tmp_path):
    """The sources are broken: Python does not look at them, as they are as old as their bytecode says."""
    code, libraries = tmp_path / "code", what_aws_has(tmp_path)
    unzipped(packed()).extractall(code)
    for name in ("c7n_reflex/lambda_entry.py", "c7n/policy.py", "custom_actions/base.py"):
        (code / name).write_text("raise AssertionError('compiled anew')")
    written = sorted((Path(__file__).parents[2] / "policies").rglob("*.yml"))
    policies = [policy for file in written for policy in yaml.safe_load(file.read_text())["policies"]]
    assert policies
    command = [sys.executable, "-I", "-S", "-B", "-c", SHIPPED, str(code), str(libraries)]
    environment = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_LAMBDA_FUNCTION_NAME": "custodian-p", "PATH": ""}
    done = subprocess.run(
        command, input=json.dumps(policies), env=environment, cwd=code, capture_output=True, text=True
    )
    assert done.stdout.split() == [policy["name"] for policy in policies], done.stderr
