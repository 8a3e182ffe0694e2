"""From a fresh interpreter to a function's first client, beside the archive and handler of stock Custodian.

    .venv/bin/python -m benchmarks.cold_start [--runs 9]

For each resource type the same policy is packed by both, unpacked into a folder that is not written to, and
loaded by an interpreter that sees the standard library, the folder, and what AWS's runtime bundles: import of
the handler, its loading of the policy, and a client of the resource's service. The runs of both take turns;
the medians are compared, and what each says of the policy. Processor time (user and system) is steadier than
time on a machine that others use.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import boto3

from c7n_reflex.deploy.archive import build

# As in "Lambda runtimes" of the Lambda Developer Guide: the SDK, and what it depends on.
LAMBDA_HAS = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")
# (resource, event source, API call, ids)
KINDS = (
    ("aws.s3", "s3", "PutBucketPolicy", "requestParameters.bucketName"),
    ("aws.iam-user", "iam", "CreateAccessKey", "requestParameters.userName"),
    ("aws.security-group", "ec2", "AuthorizeSecurityGroupIngress", "requestParameters.groupId"),
)
SCRIPT = """
import sys
sys.path[:0] = sys.argv[1:3]
import importlib, json
importlib.import_module(sys.argv[3])
from c7n import handler
data = json.load(open("config.json"))
config = handler.init_config(data)
handler.load_resources(handler.StructureParser().get_resource_types(data))
[policy] = handler.PolicyCollection.from_data(data, config)
policy.validate()
factory = policy.session_factory
if "c7n_reflex" in sys.modules:
    from c7n_reflex.modes.sessions import sharing_models
    factory = sharing_models(factory)
from c7n.utils import local_session
manager = policy.resource_manager
client = local_session(factory).client(manager.resource_type.service)
print(json.dumps({
    "policy": policy.name, "resource": manager.type, "mode": policy.data["mode"]["type"],
    "filters": [each.type for each in manager.filters], "actions": [each.type for each in manager.actions],
    "client": client.meta.service_model.service_name, "operations": len(client.meta.method_to_api_mapping),
}))
"""
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_LAMBDA_FUNCTION_NAME": "custodian-bench",
    "PATH": "",
}
Measured = tuple[float, float, Any]  # seconds, seconds of the processor, what was said


def main() -> None:
    """Run both, and print a table; exit code 1 if they do not say the same."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        libraries = _libraries(Path(name) / "libraries")
        same = [_compared(Path(name), libraries, kind, runs) for kind in KINDS]
    print(f"  what both say of the policy is the same: {'yes' if all(same) else 'NO'}")
    sys.exit(0 if all(same) else 1)


def _libraries(folder: Path) -> Path:
    folder.mkdir()
    site = Path(str(boto3.__file__)).parent.parent
    for name in LAMBDA_HAS:
        found = site / name if (site / name).exists() else site / f"{name}.py"
        (folder / found.name).symlink_to(found)
    return folder


def _compared(folder: Path, libraries: Path, kind: tuple[str, ...], runs: int) -> bool:
    config = json.dumps(_config(kind))
    mine = _unpacked(folder / f"ours-{kind[0]}", build({"config.json": config}).bytes)
    stock = _unpacked(folder / f"stock-{kind[0]}", _stock(config))
    ours, theirs = [], []
    for _ in range(runs + 1):
        ours.append(_started(mine, libraries, "c7n_reflex.lambda_entry"))
        theirs.append(_started(stock, libraries, "custodian_policy"))
    # The first of each has read the files from disk.
    wall, peer_wall = _median(ours[1:], 0), _median(theirs[1:], 0)
    busy, peer_busy = _median(ours[1:], 1), _median(theirs[1:], 1)
    print(
        f"  {kind[0]:20} c7n-reflex {wall:.3f} s  custodian {peer_wall:.3f} s  ratio {wall / peer_wall:.2f}"
        f"   processor {busy:.3f} s  {peer_busy:.3f} s  ratio {busy / peer_busy:.2f}"
    )
    return all(each[2] == ours[0][2] for each in ours + theirs)


def _config(kind: tuple[str, ...]) -> dict[str, Any]:
    kind_of_resource, source, event, ids = kind
    call = {"source": f"{source}.amazonaws.com", "event": event, "ids": ids}
    policy = {
        "name": "bench",
        "resource": kind_of_resource,
        "mode": {"type": "cloudtrail", "events": [call]},
        "filters": [{"tag:bench": "yes"}, {"tag:other": "absent"}],
        "actions": [{"type": "tag", "key": "other", "value": "yes"}],
    }
    return {"execution-options": {"account_id": "111122223333"}, "policies": [policy]}


def _stock(config: str) -> bytes:
    """As c7n.mu.PolicyLambda packs it."""
    from c7n import mu

    archive = mu.custodian_archive()
    archive.add_contents("config.json", config)
    archive.add_contents("custodian_policy.py", mu.PolicyHandlerTemplate)
    archive.close()
    content: bytes = archive.get_bytes()
    return content


def _unpacked(folder: Path, archive: bytes) -> Path:
    zipfile.ZipFile(io.BytesIO(archive)).extractall(folder)
    for each in folder.rglob("*"):
        each.chmod(0o555 if each.is_dir() else 0o444)
    return folder


def _started(code: Path, libraries: Path, module: str) -> Measured:
    # -B: whoever runs this may be root, whom no mode keeps from writing.
    base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info[1]}"
    command = [str(base), "-I", "-S", "-B", "-c", SCRIPT, str(code), str(libraries), module]
    before, begun = _processor(), time.perf_counter()
    done = subprocess.run(command, cwd=code, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    taken, busy = time.perf_counter() - begun, _processor() - before
    assert done.returncode == 0, done.stderr
    return taken, busy, json.loads(done.stdout.splitlines()[-1])


def _processor() -> float:
    """Seconds of all child processes so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _median(measured: list[Measured], index: int) -> float:
    return statistics.median(each[index] for each in measured)


if __name__ == "__main__":
    main()
