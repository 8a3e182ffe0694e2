"""Unit `config-rule`: the rule of AWS Config that starts the function of a `config-rule` policy."""

from __future__ import annotations

from typing import Any, ClassVar

from c7n_reflex.deploy.units.model import Found, Site, Source, State, Survey, Wanted, missing_is, started_by


class ConfigRule:
    """Custodian's own rule (c7n.mu.ConfigRule). Config takes no alias: it starts the newest code."""

    name: ClassVar[str] = "config-rule"

    def wanted(self, source: Source) -> State | None:
        """What PutConfigRule takes; None for what Config does not start."""
        from c7n import mu

        mode = source.mode.policy.data["mode"]
        if not str(mode["type"]).startswith("config-"):
            return None
        source.function.arn = source.site.function_arn(source.name)
        params = mu.ConfigRule(mode, None).get_rule_params(source.function)
        return _state({**params, "Description": " ".join(str(params["Description"]).split())[:256]})

    def found(self, survey: Survey) -> State | None:
        """As DescribeConfigRules has it."""
        if not started_by(survey.tags).startswith("config-"):
            return None
        call = survey.site.client("config").describe_config_rules
        rules = missing_is({"ConfigRules": []}, call, ConfigRuleNames=[survey.name])["ConfigRules"]
        return _state(rules[0]) if rules else None

    def put(self, wanted: Wanted, found: Found) -> None:
        """PutConfigRule, or DeleteConfigRule."""
        state = wanted.units[self.name]
        if state is None:
            self.remove(wanted.site, found)
        else:
            wanted.site.client("config").put_config_rule(ConfigRule=state)

    def remove(self, site: Site, found: Found) -> None:
        """DeleteConfigRule."""
        if started_by(found.tags).startswith("config-"):
            missing_is(None, site.client("config").delete_config_rule, ConfigRuleName=found.function)


def _state(rule: dict[str, Any]) -> State:
    kept = ("ConfigRuleName", "Description", "Source", "Scope", "MaximumExecutionFrequency")
    return {key: rule[key] for key in kept if rule.get(key)}
