"""Recordings: facts of the container, one decoding pass, remuxing for playback."""
