"""Speed, as ratios against a stock peer that does the same in the same run. Run by hand, never by tests."""
