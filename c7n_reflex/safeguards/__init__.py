"""What keeps a remediation from being made: asked in the stage `decide`, before anything is changed.

enforcement   what a policy may do: observe, ask for approval, enforce; the switch is a ceiling on it
switch        the organisation-wide switch, read by the engine
lever         the same switch, set by a person
exemptions    resources that a policy leaves alone, until a date
limits        how much may be changed for one event, and in an hour by a policy and in an account

All of it runs in the functions, and so imports nothing but boto3, Custodian and the standard library.
"""
