"""Every socket."""

from __future__ import annotations

from django.urls import path

from interviews.realtime.dashboard import DashboardConsumer
from interviews.realtime.progress import ProgressConsumer

socket_urls = [
    path("ws/progress/", ProgressConsumer.as_asgi()),  # type: ignore[arg-type]
    path("ws/rooms/<uuid:room_id>/dashboard/", DashboardConsumer.as_asgi()),  # type: ignore[arg-type]
]
