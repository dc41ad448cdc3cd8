"""Whole systems in which processes are killed at random moments."""
