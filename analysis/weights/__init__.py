"""Pretrained weights: what they are (manifest), how they get here (install), where they lie."""

from analysis.weights.store import MissingWeights, WeightStore, default_folder, installed

__all__ = ["MissingWeights", "WeightStore", "default_folder", "installed"]
