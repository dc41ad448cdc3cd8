"""Faces of a recording: who is there, where they look, what the face shows (where allowed)."""

from analysis.face.columns import COLUMNS
from analysis.face.signals import FaceSignals, face_signals
from analysis.face.tracker import FACE_PURPOSES, FaceSample, FaceTracker

__all__ = ["COLUMNS", "FACE_PURPOSES", "FaceSample", "FaceSignals", "FaceTracker", "face_signals"]
