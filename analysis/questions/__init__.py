"""From an answer to the next question: what was said, what it touches, what to ask, and why."""
