"""What happens to an event, stage by stage: route, locate, resolve, decide, act, verify, report."""
