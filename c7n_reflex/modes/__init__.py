"""Custodian's execution modes, corrected, under their stock names (docs/modes.md).

base         what every event mode says: which events, and what they name; the pipeline does the rest
driver       takes an event from a mode through the pipeline, in each account and region that it names
deployed     how a policy becomes a function; topology: in which accounts and regions
member       a policy that works in the account and region that an event names; sessions: its AWS sessions
cloudtrail   an API call, recorded by CloudTrail; calls: which, and where their ids are
findings     what the modes for findings share; asff: which resources they name are of a policy's type
hub_finding  a finding, imported into Security Hub; translation: between its two formats
hub_action   a person's choice of a custom action in Security Hub
guard_duty   a finding that GuardDuty sends itself
event        whatever EventBridge can select
config_rule  a change that AWS Config has recorded
sweep        everything that a query returns, on demand or on a schedule
patterns     merging of event patterns
"""
