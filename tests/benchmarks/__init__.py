"""How fast Octavo is, as ratios against a floor in the same run; never a test."""
