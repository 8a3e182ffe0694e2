"""Unit `alarm`: an alarm on the function's errors, where `deployment.alarm` asks for one."""

from __future__ import annotations

from typing import ClassVar

from c7n_reflex.deploy.units.model import ALARM, Found, Site, Source, State, Survey, Wanted

_METRIC = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Statistic": "Sum"}
_WHEN = {"Period": 300, "EvaluationPeriods": 1, "Threshold": 1.0}


class Alarm:
    """CloudWatch's, of the policy's function."""

    name: ClassVar[str] = "alarm"

    def wanted(self, source: Source) -> State | None:
        """Any error in five minutes."""
        return {"errors": 1.0, "seconds": 300} if source.deployment.alarm else None

    def found(self, survey: Survey) -> State | None:
        """As DescribeAlarms has it."""
        alarm = survey.site.alarms.get(ALARM + survey.name)
        return None if alarm is None else {"errors": alarm["Threshold"], "seconds": alarm["Period"]}

    def put(self, wanted: Wanted, found: Found) -> None:
        """PutMetricAlarm, or DeleteAlarms."""
        if wanted.units[self.name] is None:
            self.remove(wanted.site, found)
            return
        wanted.site.client("cloudwatch").put_metric_alarm(
            AlarmName=ALARM + wanted.function,
            AlarmDescription=f"The policy {wanted.policy} failed on an event; see docs/deploy.md.",
            Dimensions=[{"Name": "FunctionName", "Value": wanted.function}],
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            TreatMissingData="notBreaching",
            **_METRIC,
            **_WHEN,
        )

    def remove(self, site: Site, found: Found) -> None:
        """DeleteAlarms."""
        name = ALARM + found.function
        if name in site.alarms:
            site.client("cloudwatch").delete_alarms(AlarmNames=[name])
