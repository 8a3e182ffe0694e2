"""What a function sees: its own code, what AWS bundles, its own environment, its role."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from c7n_reflex.organisation.functions.code import BUNDLED
from c7n_reflex.organisation.organisation import Organisation

from .conftest import ACCOUNT, REGION, Stage, archive

IMPORTS = """
import importlib
def handler(event, context):
    found = {}
    for name in event:
        try:
            importlib.import_module(name)
            found[name] = True
        except ImportError:
            found[name] = False
    return found
"""


def test_only_what_aws_bundles_can_be_imported(stage: Stage) -> None:
    stage.create("imports", IMPORTS, Timeout=30)
    absent = ["moto", "yaml", "c7n", "c7n_reflex", "pytest", "click", "requests"]
    found, _ = stage.call("imports", [*BUNDLED, "json", "sqlite3", *absent])
    assert [name for name, there in found.items() if there] == [*BUNDLED, "json", "sqlite3"]


def test_the_environment_is_the_functions_own(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_MACHINE", "x")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    stage.organisation.endpoint = "http://127.0.0.1:1"
    variables = {"COLOUR": "red", "AWS_REGION": "mars"}
    stage.create(
        "env",
        "import os, sys\ndef handler(event, context): return [dict(os.environ), sys.path]",
        Environment={"Variables": variables},
    )
    (seen, path), _ = stage.call("env")
    assert seen["COLOUR"] == "red"
    assert "SECRET_OF_THE_MACHINE" not in seen
    assert "PYTHONPATH" not in seen
    assert seen["AWS_REGION"] == seen["AWS_DEFAULT_REGION"] == REGION
    assert seen["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert seen["AWS_LAMBDA_FUNCTION_NAME"] == "env"
    assert seen["LAMBDA_TASK_ROOT"] == path[0]
    assert not any("site-packages" in folder for folder in path)


def test_functions_do_not_share_files(stage: Stage) -> None:
    code = "import os, tempfile\ndef handler(e, c):\n    open(os.path.expanduser('~/mine'), 'w').close()\n"
    stage.create("writer", code + "    return tempfile.gettempdir()")
    stage.create(
        "reader", "import os\ndef handler(e, c): return os.path.exists(os.path.expanduser('~/mine'))"
    )
    folder, _ = stage.call("writer")
    assert (Path(folder) / "mine").exists()
    assert stage.call("reader")[0] is False


def test_a_function_acts_as_its_role(served: Stage) -> None:
    served.create(
        "who",
        "import boto3\ndef handler(e, c): return boto3.client('sts').get_caller_identity()['Arn']",
        Timeout=30,
    )
    assert served.call("who")[0] == f"arn:aws:sts::{ACCOUNT}:assumed-role/runner/who"


def test_clients_with_an_endpoint_of_amazons_stay_inside(served: Stage) -> None:
    url, _ = served.queue("inside")
    served.create(
        "insists",
        "import boto3\n"
        "def handler(e, c):\n"
        "    sqs = boto3.client('sqs', endpoint_url='https://sqs.eu-west-1.amazonaws.com')\n"
        "    sqs.send_message(QueueUrl=e['url'], MessageBody='sent')\n"
        "    return sqs.list_queues()['QueueUrls']",
        Timeout=30,
    )
    payload, answer = served.call("insists", {"url": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/inside"})
    assert "FunctionError" not in answer, payload
    assert [found.rsplit("/", 1)[-1] for found in payload] == ["inside"]
    assert [message["Body"] for message in served.messages(url)] == ["sent"]


def _alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


STARTS_A_CHILD = """
import os, subprocess
def handler(event, context):
    return [os.getpid(), subprocess.Popen(["sleep", "600"]).pid]
"""


def test_closing_leaves_no_process_and_no_file(inprocess: Callable[..., Organisation]) -> None:
    stage = Stage(inprocess("moto_mends.awslambda", "resource_policies", "functions"))
    stage.create("starts", STARTS_A_CHILD)
    pids, _ = stage.call("starts")
    root = stage.organisation.functions.invoker._store.root  # type: ignore[attr-defined]
    assert all(map(_alive, pids)) and root.exists()
    stage.organisation.functions.close()  # type: ignore[attr-defined]
    _until(lambda: not any(map(_alive, pids)))
    assert not root.exists()


def test_environments_end_when_the_organisation_is_killed(inprocess: Callable[..., Organisation]) -> None:
    """What a killed process leaves behind is closed pipes; the handler is in the middle of something."""
    stage = Stage(inprocess("moto_mends.awslambda", "resource_policies", "functions"))
    stage.create("starts", STARTS_A_CHILD + "\nimport threading\nthreading.Thread(target=print).start()")
    pids, _ = stage.call("starts")
    (execution,) = stage.organisation.functions.invoker.pool._idle  # type: ignore[attr-defined]
    os.close(execution._requests)
    execution._requests = os.open(os.devnull, os.O_WRONLY)
    _until(lambda: execution.process.poll() is not None and not any(map(_alive, pids)))
    assert execution.process.returncode == -9


def _until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for what another process does at its own pace."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_layers_come_after_the_code_and_before_the_bundle(stage: Stage) -> None:
    layer = archive(
        **{"python/shared": "WHOSE = 'layer'", "python/index": "never", "python/six": "WHOSE = 'layer'"}
    )
    made = stage.functions.publish_layer_version(LayerName="shared", Content={"ZipFile": layer})
    code = "import shared, six\ndef handler(e, c): return [shared.WHOSE, six.WHOSE]"
    stage.create("layered", code, Layers=[made["LayerVersionArn"]])
    assert stage.call("layered")[0] == ["layer", "layer"]


def test_without_a_port_a_function_cannot_reach_anything(stage: Stage) -> None:
    assert stage.organisation.endpoint == ""
    stage.create("env", "import os\ndef handler(e, c): return os.environ['AWS_ENDPOINT_URL']")
    assert stage.call("env")[0].startswith("http://127.0.0.1:")
