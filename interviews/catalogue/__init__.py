"""The 14 groups and 34 jobs of Korea's National Competency Standards (see docs/ncs.md)."""
