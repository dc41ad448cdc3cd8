"""Looking and listening while an interview goes on: a frame here, a few seconds of sound there,
and little memory of each person. The same networks as for recordings (``analysis.pipeline``).
"""
