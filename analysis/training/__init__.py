"""Making training samples and training what the product ships: commands, never imported by it."""
