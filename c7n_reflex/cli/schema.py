"""`c7n-reflex schema`: write the JSON schemas by which editors complete and check what people write."""

from __future__ import annotations

from pathlib import Path

import click

from c7n_reflex.cli.options import PATH

_KINDS = ("policies", "cases", "exemptions", "accounts")  # authoring.editorschema.KINDS, which imports c7n


@click.command()
@click.option(
    "--output-dir",
    "folder",
    type=PATH,
    default=Path("docs/schemas"),
    show_default=True,
    help="Where they are written.",
)
@click.option("--stdout", "kind", type=click.Choice(_KINDS), help="Print this one, and write none.")
@click.option(
    "--resource", "resources", multiple=True, help="Only this resource type in policies (repeat it for more)."
)
@click.option("--check", is_flag=True, help="Write nothing; say which files are not current.")
def command(folder: Path, kind: str | None, resources: tuple[str, ...], check: bool) -> None:
    """Write the JSON schemas of policies, test cases, exemptions and accounts for editors (docs/editor.md).

    \b
    Examples:
      c7n-reflex schema                                  # after an update of Custodian, or a new action
      c7n-reflex schema --check
      c7n-reflex schema --stdout policies --resource aws.s3 --resource aws.ec2

    Exit codes: 0 written or current, 1 not current (--check), 2 bad input.
    """
    from c7n_reflex.authoring import editorschema

    if kind is not None:
        click.echo(editorschema.rendered((kind,), resources)[kind], nl=False)
        return
    texts = editorschema.rendered(resources=resources)
    if not check:
        for path in editorschema.write(texts, folder):
            click.echo(path)
        return
    outdated = editorschema.outdated(texts, folder)
    for path in outdated:
        click.echo(f"{path} is not current: run c7n-reflex schema")
    if outdated:
        raise click.exceptions.Exit(1)
    click.echo(f"{len(texts)} schemas are current")
