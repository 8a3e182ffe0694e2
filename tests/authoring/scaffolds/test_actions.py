"""A new remediation is registered, found by Custodian and clean."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from c7n_reflex.authoring.scaffolds import actions, drafts
from c7n_reflex.errors import InputError
from custom_actions import ACTIONS
from custom_actions.base import Remediation

ROOT = Path(__file__).parents[3]
WRITTEN = [
    "custom_actions/mend_group.py",
    "custom_actions/__init__.py",
    "tests/custom_actions/test_mend_group.py",
    "docs/actions.md",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for path in ("c7n_reflex/ledger.py", "custom_actions/base.py", "tests/custodian.py"):
        (root / path).parent.mkdir()  # ruff sorts imports by what is there
        (root / path).touch()
    for path in ("custom_actions/__init__.py", "docs/actions.md", "pyproject.toml"):
        (root / path).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / path, root / path)
    found = actions.drafts("mend-group", "security-group", root)
    assert [str(each.path.relative_to(root)) for each in found] == WRITTEN
    drafts.write(found)
    drafts.write(actions.drafts("mend-function", "aws.lambda", root))
    return root


def load(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_a_remediation_whose_example_is_valid(project):
    cls = load(project / "custom_actions/mend_group.py").MendGroup
    assert issubclass(cls, Remediation)
    assert cls.permissions == ("ec2:DescribeSecurityGroups",)
    assert "undo" in cls.__dict__
    (policy,) = yaml.safe_load(cls.__doc__.partition(".. code-block:: yaml")[2])["policies"]
    assert policy["resource"] == "aws.security-group"
    assert policy["actions"] == ["mend-group"]


def test_it_reads_one_resource_by_a_fresh_call(project):
    import boto3
    from botocore.stub import Stubber

    client = boto3.client("ec2", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    cls = load(project / "custom_actions/mend_group.py").MendGroup
    tags = [{"Key": "a", "Value": "b"}]
    with Stubber(client) as stub:
        stub.add_response(
            "describe_security_groups", {"SecurityGroups": [{"Tags": tags}]}, {"GroupIds": ["sg-1"]}
        )
        stub.add_response("describe_security_groups", {"SecurityGroups": []}, {"GroupIds": ["sg-1"]})
        action = cls.__new__(cls)
        assert action.read(lambda service: client, {"GroupId": "sg-1"}) == {"tags": tags}
        assert action.read(lambda service: client, {"GroupId": "sg-1"}) is None


def test_where_custodian_does_not_know_how_it_is_left_to_the_author(project):
    cls = load(project / "custom_actions/mend_function.py").MendFunction
    with pytest.raises(NotImplementedError, match="TODO"):
        cls.__new__(cls).read(lambda service: None, {"FunctionName": "f"})


def test_it_is_registered_and_on_the_page(project):
    found = load(project / "custom_actions/__init__.py").ACTIONS
    assert found["aws.security-group"] == {
        **ACTIONS["aws.security-group"],
        "mend-group": "custom_actions.mend_group:MendGroup",
    }
    assert found["aws.lambda"]["mend-function"] == "custom_actions.mend_function:MendFunction"
    assert list(found)[-1] == "*"
    page = (project / "docs/actions.md").read_text(encoding="utf-8")
    remediations = page.partition("## Telling")[0]
    assert "| `aws.security-group` | `mend-group` |" in remediations


def test_everything_is_formatted_and_lint_clean(project):
    for arguments in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."],
            cwd=project,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout


def test_its_test_passes_as_it_is(project):
    module = load(project / "custom_actions/mend_group.py")
    cls = module.MendGroup
    change = cls.__new__(cls).plan({"GroupId": "example"}, {"tags": [{"Key": "a"}]}, None)
    assert "example" in change.summary
    assert cls.__new__(cls).plan({"GroupId": "example"}, {"tags": []}, None) is None


@pytest.mark.parametrize(
    ("name", "resource", "message"),
    [
        ("delete", "aws.security-group", "has an action 'delete' already"),
        ("revoke-open-ingress", "security-group", "has an action 'revoke-open-ingress' already"),
        ("MendGroup", "security-group", "mend-group"),
        ("mend", "aws.security-grop", "did you mean 'aws.security-group'"),
    ],
)
def test_what_is_there_or_is_no_name_is_refused(project, name, resource, message):
    with pytest.raises(InputError, match=message):
        actions.drafts(name, resource, project)


def test_it_is_made_only_where_a_project_is(tmp_path):
    with pytest.raises(InputError, match="is not there"):
        actions.drafts("mend-group", "security-group", tmp_path)
