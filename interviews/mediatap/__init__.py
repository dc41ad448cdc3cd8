"""The media tap: joins a live room as a silent peer of each candidate (aiortc) and passes on frames
and sound, nothing else. A process of its own (``manage.py mediatap``); docs/live.md.
"""
