"""Nobody sees another company's rows: every URL, socket and task."""
