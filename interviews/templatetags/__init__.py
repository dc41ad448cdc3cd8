"""Template filters of the interview domain."""
