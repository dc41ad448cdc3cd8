"""Looks and listens. Pure: arrays and text in, frozen dataclasses out.

Knows nothing of Django, Celery or the network. ``analysis.types`` is the only module that the
rest of the product may import; the workers also import ``analysis.pipeline``.
"""
