"""`c7n-reflex notice`: look at what owners would read, before anybody reads it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli.options import PATH, accounts_option

if TYPE_CHECKING:
    from c7n_reflex.authoring.world import World

CHANNELS = ("text", "short", "html", "slack", "teams", "ticket", "json")
_FILES = {
    "text": "notice.txt",
    "short": "notice.short.txt",
    "html": "notice.html",
    "slack": "notice.slack.json",
    "teams": "notice.teams.json",
    "ticket": "notice.ticket.txt",
    "json": "notice.json",
}
# pipeline.outcome.Outcome; not imported here, so that --help is quick.
_OUTCOMES = ("fixed", "acted", "observed", "awaiting-approval", "failed", "not-fixed")


@click.group()
def command() -> None:
    """See what account owners would read.

    \b
    Example:
      c7n-reflex notice preview internet-gateway-attached --sample AttachInternetGateway --resources igws.json
    """


@command.command()
@click.argument("policy")
@click.option("-e", "--event", "event_file", type=PATH, help="An event, in any form that AWS gives it in.")
@click.option("--sample", metavar="NAME", help="A sample event instead; see sample-event.")
@click.option("-r", "--resources", type=PATH, help="What the resources look like: a list of them.")
@click.option("--answers", type=PATH, help="What AWS says to the calls of filters and actions.")
@click.option(
    "-p", "--policies", multiple=True, type=PATH, help="Policy files, folders.  [default: policies]"
)
@click.option("--outcome", type=click.Choice(_OUTCOMES), help="How it ends.  [default: as it would]")
@click.option("--channel", type=click.Choice((*CHANNELS, "all")), default="text", show_default=True)
@click.option("--output-dir", type=PATH, help="Write files there: notice.html, notice.slack.json ...")
@click.option(
    "--mailer-config",
    type=PATH,
    default=Path("mailer/config.yml"),
    show_default=True,
    help="c7n-mailer's configuration; templates/ and the code are beside it.",
)
@accounts_option
def preview(
    policy: str, channel: str, output_dir: Path | None, accounts_file: Path, mailer_config: Path, **given: Any
) -> None:
    """Show the notice that POLICY would send about an event to the owner of the account that it is about.

    POLICY is a policy's name, or a file with one. Nothing is sent, nothing is changed, and AWS is not asked:
    give --resources, and --answers where filters or actions ask AWS (as for explain). A sweep needs no event.

    \b
    Examples:
      c7n-reflex notice preview security-group-open-to-world --event event.json --resources groups.json
      c7n-reflex notice preview my-policy.yml -e event.json -r resources.json --outcome failed --channel slack
      c7n-reflex notice preview my-policy.yml -e event.json -r resources.json --channel all --output-dir out

    Exit codes: 0 shown, 2 bad input, or nobody would be told, 3 the files could not be written.
    """
    from c7n_reflex.pipeline.outcome import Outcome

    outcome = Outcome.named(given["outcome"]) if given["outcome"] else None
    found = _messages(policy, given, accounts_file, outcome)
    office = _Office(accounts_file, mailer_config)
    wanted = CHANNELS if channel == "all" else (channel,)
    _hint(found)
    office.hint(found)
    shown = {each: office.rendered(found, each) for each in wanted}
    if output_dir is not None:
        _write(shown, output_dir)
    else:
        _print(shown)


def _messages(name: str, given: dict[str, Any], accounts_file: Path, outcome: Any) -> list[dict[str, Any]]:
    from c7n_reflex.authoring import explaining, fleet, noticed
    from c7n_reflex.errors import InputError

    if Path(name).suffix in (".yml", ".yaml", ".json"):
        known = fleet.load([name])
        if len(known) != 1:
            raise InputError(
                f"{name} has {len(known)} policies", remedy="give the policy's name, with --policies"
            )
        policy = known[0]
    else:
        policy = fleet.named(fleet.load(given["policies"] or [Path("policies")]), name)
    events = [each.event for each in explaining.events_of(given["event_file"], given["sample"])]
    if not events and not policy.is_sweep:
        raise InputError("no event is given", remedy="name a file with --event, or a call with --sample")
    world = _world(given, accounts_file, policy.name)
    return [each for event in events or [None] for each in noticed.messages(policy, event, world, outcome)]


def _hint(messages: Sequence[Mapping[str, Any]]) -> None:
    """On stderr, where actions could not tell what they would change."""
    from c7n_reflex.pipeline.tell import RECORDS_KEY

    records = [record for each in messages for record in each["resources"][0].get(RECORDS_KEY) or ()]
    unknown = dict.fromkeys(record["action"] for record in records if record["before"] is None)
    if unknown:
        needs = (
            f"Not known: what {', '.join(unknown)} would find and change. Give what AWS answers by --answers."
        )
        click.echo(needs, err=True)


def _world(given: dict[str, Any], accounts_file: Path, policy: str) -> World:
    from c7n_reflex.authoring import explaining

    exemptions = explaining.exemptions_beside(accounts_file, [policy])
    return explaining.world_of(given["resources"], given["answers"], exemptions=exemptions)


class _Office:
    """The mailer that is beside its configuration, with the accounts of accounts.yml; it sends nothing."""

    def __init__(self, accounts_file: Path, mailer_config: Path) -> None:
        from c7n_reflex import accounts
        from c7n_reflex.deploy import mailer

        directory = accounts.load(accounts_file)
        self._config = mailer.load_config(mailer_config, directory)
        folder = mailer_config.resolve().parent
        import c7n_mailer

        stock = Path(c7n_mailer.__file__).parent / "msg-templates"
        self._config["templates_folders"] = [str(stock), str(folder / "templates")]
        self._mailer = _modules(folder)
        self._directory = _directory(self._mailer["directory"], mailer.directory_file(directory))

    def rendered(self, messages: Sequence[dict[str, Any]], channel: str) -> list[str]:
        """Each notice or digest as the channel shows it."""
        return [self._shown(rendering, channel) for rendering in self._renderings(messages, channel)]

    def hint(self, messages: Sequence[dict[str, Any]]) -> None:
        """On stderr, where it is not the account's owner who is told."""
        for message in messages:
            account = self._directory[message["account_id"]]
            told = self._told(message, account)
            if not any(each.via is self._mailer["model"].Via.ACCOUNT_OWNER for each in told):
                others = ", ".join(map(self._mailer["recipients"].shown, told)) or "nobody"
                click.echo(f"The owner of {account.name} would not be told: {others} would be.", err=True)
                return

    def _told(self, message: Mapping[str, Any], account: Any) -> Sequence[Any]:
        log = logging.getLogger("c7n_reflex.mailer")
        log.disabled = True  # what it would log is for those who run the mailer
        try:
            found = self._mailer["recipients"].of_message(message, account, self._directory, self._config)
        finally:
            log.disabled = False
        return list(found)

    def _renderings(self, messages: Sequence[dict[str, Any]], channel: str) -> list[Any]:
        from c7n_reflex.errors import InputError

        members = [(each, *self._addressed(each, channel)) for each in messages]
        try:
            made = self._mailer["digest"].grouped(members, self._config)
            return [each.render(self._config) for each in made]
        except self._mailer["errors"].DeliveryError as error:
            raise InputError(str(error), remedy="see docs/notices.md, Templates") from None

    def _addressed(self, message: Mapping[str, Any], channel: str) -> tuple[Any, Any]:
        account = self._directory[message["account_id"]]
        model = self._mailer["model"]
        medium = model.Medium(channel if channel in ("slack", "teams", "ticket") else "sns")
        recipient = model.Recipient(
            medium, channel, model.Via.ACCOUNT_OWNER, account.owner, account.time_zone, account.locale
        )
        return self._mailer["notice"].of_message(message, account), recipient

    def _shown(self, rendering: Any, channel: str) -> str:
        if channel in ("slack", "teams"):
            return _json(rendering.data[channel])
        if channel == "json":
            return _json(rendering.data)
        if channel in ("text", "ticket"):
            return f"{rendering.subject}\n\n{rendering.text.rstrip()}"
        shown = rendering.short if channel == "short" else rendering.html
        return str(shown).rstrip() or "(this template gives none)"


def _modules(folder: Path) -> dict[str, Any]:
    """The mailer's modules: in an installation they are not on Python's path, but beside the policies."""
    import importlib
    import sys

    if str(folder.parent) not in sys.path:
        sys.path.append(str(folder.parent))
    names = ("digest", "directory", "errors", "model", "notice", "recipients")
    try:
        return {name: importlib.import_module(f"{folder.name}.{name}") for name in names}
    except ModuleNotFoundError as error:
        from c7n_reflex.errors import InputError

        raise InputError(
            f"the mailer's code is not in {folder}: {error}", remedy="see --mailer-config"
        ) from None


def _directory(module: Any, content: str) -> Any:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "directory.json"
        file.write_text(content, encoding="utf-8")
        return module.Directory.read(file)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def _print(shown: Mapping[str, Sequence[str]]) -> None:
    for channel, texts in shown.items():
        if len(shown) > 1:
            click.echo(f"==== {channel} ====")
        click.echo("\n\n----\n\n".join(texts))
        if len(shown) > 1:
            click.echo()


def _write(shown: Mapping[str, Sequence[str]], folder: Path) -> None:
    """notice.html; of more than one notice notice-1.html, notice-2.html ..."""
    from c7n_reflex.errors import EnvironmentFaultError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for channel, texts in shown.items():
            for number, text in enumerate(texts, 1):
                name = _FILES[channel]
                name = name.replace("notice", f"notice-{number}", 1) if len(texts) > 1 else name
                (folder / name).write_text(f"{text}\n", encoding="utf-8")
                click.echo(str(folder / name))
    except OSError as error:
        raise EnvironmentFaultError(f"cannot write to {folder}: {error.strerror}") from None
