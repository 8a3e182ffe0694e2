"""The parts of a deployment: each compared, applied and removed by itself.

model          what they share: the site, what is wanted and what was found
code, configuration, alias   the function and the version of it that events start
invoke         retries, age and the destination of events that fail
permission     who may start it
rule           the rule, and its target
config_rule, action_target   what AWS Config and people start
log_group, concurrency, alarm   how long its log is kept, how much of it runs, who hears of errors
"""

from c7n_reflex.deploy.units.action_target import ActionTarget
from c7n_reflex.deploy.units.alarm import Alarm
from c7n_reflex.deploy.units.alias import Alias
from c7n_reflex.deploy.units.code import Code
from c7n_reflex.deploy.units.concurrency import Concurrency
from c7n_reflex.deploy.units.config_rule import ConfigRule
from c7n_reflex.deploy.units.configuration import Configuration
from c7n_reflex.deploy.units.invoke import Invoke
from c7n_reflex.deploy.units.log_group import LogGroup
from c7n_reflex.deploy.units.model import Found, Site, Source, State, Survey, Unit, Wanted
from c7n_reflex.deploy.units.permission import Permission
from c7n_reflex.deploy.units.rule import Rule, Target

# In the order in which they are put: what starts the function comes when it is ready.
UNITS: tuple[Unit, ...] = (
    LogGroup(),
    Configuration(),
    Code(),
    Concurrency(),
    Alias(),
    Invoke(),
    Permission(),
    ConfigRule(),
    Rule(),
    Target(),
    ActionTarget(),
    Alarm(),
)

__all__ = ["UNITS", "Found", "Site", "Source", "State", "Survey", "Unit", "Wanted"]
