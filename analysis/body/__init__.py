"""Posture, hands and movement of the person in front of the camera."""
