"""The forms in which authors have events: which they are, and how each is put into EventBridge's envelope."""

FORMS = (
    "give EventBridge events, CloudTrail records or log files, findings (ASFF, OCSF, or as GuardDuty, "
    "Config, Access Analyzer, Macie or Inspector have them), one, a list, or one a line"
)
DEEPEST = 100
