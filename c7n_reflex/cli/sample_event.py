"""`c7n-reflex sample-event`: print an event to try a policy on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from c7n_reflex.authoring.samples.setting import Form, PrincipalKind


@click.command()
@click.argument("name", required=False, default="")
@click.option("--account", metavar="ID", default="123456789012", show_default=True, help="Where it happens.")
@click.option("--region", metavar="REGION", default="us-east-1", show_default=True, help="Where it happens.")
@click.option(
    "--principal",
    type=click.Choice(["root", "user", "role"]),
    default="role",
    show_default=True,
    help="Who makes the call.",
)
@click.option("--failed", is_flag=True, help="The call is denied.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["native", "asff", "ocsf"]),
    help="Of a finding: its product's own event, or Security Hub's.",
)
@click.option("--set", "changes", metavar="PATH=VALUE", multiple=True, help="Change a field; repeatable.")
@click.option("--list", "listing", is_flag=True, help="List the names that contain NAME.")
@click.option("--output", type=click.Choice(["json", "yaml"]), default="json", show_default=True)
def command(
    name: str,
    account: str,
    region: str,
    principal: PrincipalKind,
    failed: bool,
    form: Form | None,
    changes: tuple[str, ...],
    listing: bool,
    output: str,
) -> None:
    """Print the event that EventBridge delivers for a call, a sign-in or a finding.

    NAME is an event (RunInstances, ecs:CreateCluster, ConsoleLogin) or a finding: a type of GuardDuty's or
    Macie's, a control's id (S3.2), access-analyzer:AwsS3Bucket, inspector:network-reachability,
    config:restricted-ssh, firewall-manager:security-group. The same NAME gives the same event.

    \b
    Examples:
      c7n-reflex sample-event AuthorizeSecurityGroupIngress
      c7n-reflex sample-event PutBucketPolicy --set detail.requestParameters.bucketName=reports
      c7n-reflex sample-event UnauthorizedAccess:EC2/SSHBruteForce --format asff
      c7n-reflex sample-event StopLogging --principal root --failed --output yaml
      c7n-reflex sample-event --list ec2:Modify

    Exit codes: 0 fine, 1 nothing to list, 2 no such event.
    """
    if listing:
        _list(name)
        return
    if not name:
        raise click.UsageError("Missing argument 'NAME'.")
    from c7n_reflex.authoring import samples

    event = samples.sample(
        name, account=account, region=region, principal=principal, failed=failed, form=form or ""
    )
    _show(samples.changed(event, changes), output)


def _list(wanted: str) -> None:
    from c7n_reflex.authoring import samples

    found = [each for each in samples.names() if wanted.lower() in each.lower()]
    if not found:
        click.echo(f"No name contains {wanted!r}.", err=True)
        raise click.exceptions.Exit(1)
    click.echo("\n".join(found))


def _show(value: Any, output: str) -> None:
    if output == "json":
        import json

        click.echo(json.dumps(value, indent=2))
    else:
        import yaml

        click.echo(yaml.safe_dump(value, sort_keys=False, allow_unicode=True).rstrip())
