"""Unit `log-group`: how long the function's log is kept."""

from __future__ import annotations

from typing import ClassVar

from botocore.exceptions import ClientError

from c7n_reflex.deploy.units.model import LOG_GROUP, Found, Site, Source, State, Survey, Wanted, missing_is


class LogGroup:
    """Lambda makes the group by itself when the function first runs, and keeps it for ever."""

    name: ClassVar[str] = "log-group"

    def wanted(self, source: Source) -> State:
        """Days."""
        return {"retention": source.deployment.log_retention}

    def found(self, survey: Survey) -> State | None:
        """As DescribeLogGroups has it."""
        group = survey.site.log_groups.get(LOG_GROUP + survey.name)
        return None if group is None else {"retention": group.get("retentionInDays")}

    def put(self, wanted: Wanted, found: Found) -> None:
        """CreateLogGroup where there is none, and PutRetentionPolicy."""
        client, name = wanted.site.client("logs"), LOG_GROUP + wanted.function
        if found.units.get(self.name) is None:
            try:
                client.create_log_group(logGroupName=name)
            except ClientError as error:
                if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
                    raise
        days = (wanted.units[self.name] or {})["retention"]
        client.put_retention_policy(logGroupName=name, retentionInDays=days)

    def remove(self, site: Site, found: Found) -> None:
        """DeleteLogGroup."""
        name = LOG_GROUP + found.function
        if name in site.log_groups:
            missing_is(None, site.client("logs").delete_log_group, logGroupName=name)
