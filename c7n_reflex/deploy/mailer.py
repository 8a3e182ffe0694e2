"""The mailer's function: its archive, and bringing it about in core-compliance's home region."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accounts import Account, Directory
from c7n_reflex.deploy import mailer_packages, queue_function
from c7n_reflex.deploy.queue_function import Function, Taking
from c7n_reflex.deploy.sessions import Sessions
from c7n_reflex.errors import InputError, Place, ReflexError
from c7n_reflex.settings import LEDGER_TABLE, MAILER_FUNCTION, MAILER_ROLE, NOTICE_DEAD_LETTERS, NOTICE_QUEUE

DEFAULT_CONFIG = Path("mailer/config.yml")
_SHORTEST_LEASE, _SLACK = 60, 30  # seconds
HANDLER = "mailer.handler.handle"

# A few seconds let a storm come together, so that it becomes a digest (docs/notices.md); at most five batches
# at a time, so that the topics' and services' own limits are not reached.
TAKING = Taking(batch_size=50, window=5, at_once=5)
_OWN_KEYS = {"digest_from": {"type": "integer", "minimum": 0}, "tickets": {"type": "object"}}


def load_config(file: Path, directory: Directory) -> dict[str, Any]:
    """c7n-mailer's configuration with its defaults, and keys of our own (`digest_from`, `tickets`).

    InputError if something in it is wrong, or its queue is not core-compliance's.
    """
    import jsonschema
    from c7n_mailer.cli import CONFIG_SCHEMA
    from c7n_mailer.utils import setup_defaults

    config = _parse(file)
    schema = {**CONFIG_SCHEMA, "properties": {**CONFIG_SCHEMA["properties"], **_OWN_KEYS}}
    for problem in jsonschema.Draft7Validator(schema).iter_errors(config):
        key = ".".join(str(part) for part in problem.absolute_path)
        raise InputError(problem.message, place=Place(file, key=key or None))
    _check_tickets(file, config)
    for key, value in _expected(directory).items():
        if config.setdefault(key, value) != value:
            raise InputError(
                f"{config[key]!r} is not core-compliance's",
                remedy=f"{directory.file} says {value!r}",
                place=Place(file, key=key),
            )
    setup_defaults(config)
    return config


def _check_tickets(file: Path, config: dict[str, Any]) -> None:
    if not config.get("tickets"):
        return
    try:
        from mailer.tickets import settings
    except ImportError:
        return  # mailer/ is not beside the caller; the function says what is wrong when it parks a ticket
    try:
        settings.of_config(config)
    except settings.SettingsError as error:
        key = f"tickets.{error.key}" if error.key else "tickets"
        raise InputError(error.problem, remedy="see docs/tickets.md", place=Place(file, key=key)) from None


def _parse(file: Path) -> dict[str, Any]:
    try:
        config = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError(f"is not YAML: {error.problem}", place=Place(file, line)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot be read: {error}", remedy="name it with --mailer-config", place=Place(file)
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
    content = {
        "core": settings.core_account,
        "home_region": settings.home_region,
        "partition": settings.partition,
        "fallback_topic": directory.fallback_topic,
        "accounts": {account.id: _directory_entry(directory, account) for account in directory.accounts},
    }
    return json.dumps(content, indent=1, sort_keys=True)


def _directory_entry(directory: Directory, account: Account) -> dict[str, Any]:
    """Only what is set, but name, owner and topic."""
    notices = account.notices
    hours = notices.quiet_hours
    given = {
        "email": account.owner.email if account.owner else "",
        "emails": list(notices.email),
        "slack": f"slack://{notices.slack}" if notices.slack else "",
        "teams": f"teams://{notices.teams}" if notices.teams else "",
        "ticket": ":".join(notices.ticket or ()),
        "locale": notices.locale,
        "time_zone": notices.time_zone,
        "severity_floor": notices.severity_floor,
        "quiet_hours": {"from": hours.begin, "to": hours.end, "days": list(hours.days)} if hours else None,
    }
    return {
        "name": account.name,
        "owner": account.owner.name if account.owner else "",
        "topic": directory.topic(account),
        **{key: value for key, value in given.items() if value},
    }


def archive(folder: Path, config: dict[str, Any], directory: Directory) -> bytes:
    """The function's zip: `folder` (mailer/) and what it imports. The same input gives the same bytes."""
    from c7n.mu import PythonPackageArchive

    made = PythonPackageArchive()
    packages = [each for name in mailer_packages.names(config) for each in mailer_packages.files(name)]
    for file, place in [*packages, *mailer_packages.metadata(config)]:
        made.add_file(str(file), place)
    for file in sorted(folder.rglob("*.py")):
        made.add_file(str(file), f"mailer/{file.relative_to(folder).as_posix()}")
    for file in sorted([*_stock_templates(), *(folder / "templates").glob("*.j2")]):
        made.add_file(str(file), f"msg-templates/{file.name}")
    made.add_contents("config.json", json.dumps(_packed(config, directory), indent=1, sort_keys=True))
    made.add_contents("directory.json", directory_file(directory))
    made.close()
    return bytes(made.get_bytes())


def _packed(config: dict[str, Any], directory: Directory) -> dict[str, Any]:
    """The configuration as the function reads it: with where it notes what was sent, and where it parks."""
    return {
        **config,
        "templates_folders": ["msg-templates"],
        "receipts": _receipts(config, directory),
        "dead_letters": config["queue_url"].removesuffix(NOTICE_QUEUE) + NOTICE_DEAD_LETTERS,
    }


def _receipts(config: dict[str, Any], directory: Directory) -> dict[str, Any]:
    """Where and how mailer/receipts.py notes what was sent. A lease must outlive the function's timeout."""
    lease = max(_SHORTEST_LEASE, config["timeout"] + _SLACK)
    return {"table": LEDGER_TABLE, "region": directory.settings.home_region, "lease_seconds": lease}


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
        queue_result = queue_function.take_from_queue(
            client, function.name, settings.notice_queue_arn, TAKING
        )
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
