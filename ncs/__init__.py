"""The 14 groups and 34 jobs of Korea's National Competency Standards, and what is asked in each.

Data with its reader: knows neither Django nor the analysis (see docs/ncs.md).
"""
