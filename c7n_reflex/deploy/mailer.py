"""The mailer's function: its archive, and bringing it about in core-compliance's home region."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accounts import Directory
from c7n_reflex.deploy import queue_function
from c7n_reflex.deploy.queue_function import Function
from c7n_reflex.deploy.sessions import Sessions
from c7n_reflex.errors import InputError, Place, ReflexError
from c7n_reflex.settings import LEDGER_TABLE, MAILER_FUNCTION, MAILER_ROLE, NOTICE_QUEUE, OWNER_TOPIC

DEFAULT_CONFIG = Path("mailer/config.yml")
_SHORTEST_LEASE, _SLACK = 60, 30  # seconds
HANDLER = "mailer.handler.handle"

# What c7n_mailer's delivery to topics imports besides what AWS's Python runtime has. All pure Python, or with
# a fallback to it, so that the archive runs on either architecture.
_MODULES = ("c7n_mailer", "jinja2", "markupsafe", "yaml")
# Configuring one of these needs what c7n_mailer imports for its other transports.
_OTHER_TRANSPORTS = {
    "from_address",
    "smtp_server",
    "slack_token",
    "slack_webhook",
    "splunk_hec_url",
    "datadog_api_key",
}


def load_config(file: Path, directory: Directory) -> dict[str, Any]:
    """c7n-mailer's configuration with its defaults. InputError if its queue is not core-compliance's."""
    import jsonschema
    from c7n_mailer.cli import CONFIG_SCHEMA
    from c7n_mailer.utils import setup_defaults

    config = _parse(file)
    for problem in jsonschema.Draft7Validator(CONFIG_SCHEMA).iter_errors(config):
        key = ".".join(str(part) for part in problem.absolute_path)
        raise InputError(problem.message, place=Place(file, key=key or None))
    for key, value in _expected(directory).items():
        if config.setdefault(key, value) != value:
            raise InputError(
                f"{config[key]!r} is not core-compliance's",
                remedy=f"{directory.file} says {value!r}",
                place=Place(file, key=key),
            )
    setup_defaults(config)
    return config


def _parse(file: Path) -> dict[str, Any]:
    try:
        config = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError(f"is not YAML: {error.problem}", place=Place(file, line)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot be read: {error}", remedy="name it with --config", place=Place(file)
        ) from None
    if not isinstance(config, dict):
        raise InputError("is not a mapping", remedy="see docs/notices.md", place=Place(file))
    return config


def _expected(directory: Directory) -> dict[str, str]:
    settings = directory.settings
    suffix = "amazonaws.com.cn" if settings.partition == "aws-cn" else "amazonaws.com"
    return {
        "queue_url": f"https://sqs.{settings.home_region}.{suffix}/{settings.core_account}/{NOTICE_QUEUE}",
        "role": f"arn:{settings.partition}:iam::{settings.core_account}:role/{MAILER_ROLE}",
        "region": settings.home_region,
    }


def directory_file(directory: Directory) -> str:
    """accounts.yml as the function reads it (mailer/directory.py): JSON."""
    settings = directory.settings
    accounts = {
        account.id: {
            "name": account.name,
            "owner": account.owner.name if account.owner else "",
            "topic": f"arn:{settings.partition}:sns:{settings.home_region}:{account.id}:{OWNER_TOPIC}",
        }
        for account in directory.accounts
    }
    return json.dumps({"core": settings.core_account, "accounts": accounts}, indent=1, sort_keys=True)


def archive(folder: Path, config: dict[str, Any], directory: Directory) -> bytes:
    """The function's zip: `folder` (mailer/) and what it imports. The same input gives the same bytes."""
    from c7n.mu import PythonPackageArchive

    made = PythonPackageArchive()
    for name in _modules(config):
        _add_package(made, name)
    for file in sorted(folder.glob("*.py")):
        made.add_file(str(file), f"mailer/{file.name}")
    for file in sorted([*_stock_templates(), *(folder / "templates").glob("*.j2")]):
        made.add_file(str(file), f"msg-templates/{file.name}")
    packed = {**config, "templates_folders": ["msg-templates"], "receipts": _receipts(config, directory)}
    made.add_contents("config.json", json.dumps(packed, indent=1, sort_keys=True))
    made.add_contents("directory.json", directory_file(directory))
    made.close()
    return bytes(made.get_bytes())


def _receipts(config: dict[str, Any], directory: Directory) -> dict[str, Any]:
    """Where and how mailer/receipts.py notes what was sent. A lease must outlive the function's timeout."""
    lease = max(_SHORTEST_LEASE, config["timeout"] + _SLACK)
    return {"table": LEDGER_TABLE, "region": directory.settings.home_region, "lease_seconds": lease}


def _modules(config: dict[str, Any]) -> tuple[str, ...]:
    if not _OTHER_TRANSPORTS & {key for key, value in config.items() if value}:
        return _MODULES
    from c7n_mailer.deploy import CORE_DEPS

    return tuple(dict.fromkeys((*_MODULES, *CORE_DEPS)))


def _add_package(made: Any, name: str) -> None:
    """The Python files of an installed package, in order; not its compiled parts, which fit one platform."""
    import importlib

    try:
        module = importlib.import_module(name)
    except ImportError:
        return  # CORE_DEPS names packages of optional transports, too
    assert module.__file__ is not None
    root = Path(module.__file__).parent
    if Path(module.__file__).name != "__init__.py":
        made.add_file(module.__file__, Path(module.__file__).name)
        return
    for file in sorted(root.rglob("*.py")):
        made.add_file(str(file), str(Path(name) / file.relative_to(root)))


def _stock_templates() -> list[Path]:
    import c7n_mailer

    return list((Path(c7n_mailer.__file__).parent / "msg-templates").glob("*.j2"))


def apply(sessions: Sessions, directory: Directory, config: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Bring the function and its queue about; what was done, as `--json` shows it. Raises ReflexError."""
    core, settings = directory.core, directory.settings
    code = archive(folder, config, directory)
    function = Function(
        name=config.get("lambda_name", MAILER_FUNCTION),
        description=config.get("lambda_description", "Tells account owners what was changed."),
        role=config["role"],
        handler=HANDLER,
        runtime=config["runtime"],
        timeout=config["timeout"],
        memory=config["memory"],
        code=code,
    )
    try:
        client = sessions.client("lambda", core, settings.home_region)
        result = queue_function.apply(client, function)
        queue_result = queue_function.take_from_queue(client, function.name, settings.notice_queue_arn)
    except (BotoCoreError, ClientError) as error:
        raise ReflexError(
            f"cannot deploy the mailer to {core.name}: {error}",
            remedy="run `c7n-reflex infrastructure apply` first",
        ) from None
    return {
        "function": function.name,
        "account": core.id,
        "region": settings.home_region,
        "result": result,
        "queue": NOTICE_QUEUE,
        "queue_result": queue_result,
        "archive_bytes": len(code),
    }
