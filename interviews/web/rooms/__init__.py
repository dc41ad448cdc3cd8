"""Live interviews as the interviewer has them: the one screen, and the acts on it."""
