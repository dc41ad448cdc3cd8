"""What is only true while a live interview goes on: it stands in Valkey, and rows do without it."""
