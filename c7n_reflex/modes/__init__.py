"""Custodian's execution modes, corrected, under their stock names (docs/modes.md).

base         what every event mode does, stage by stage
cloudtrail   an API call, recorded by CloudTrail
hub_finding  a finding, imported into Security Hub
member       the account and region that an event names, and how to work there
resolve      what resources look like now; an error is an error
topology     in which accounts and regions a policy's function is deployed
"""
