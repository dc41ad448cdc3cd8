"""Every socket."""

from __future__ import annotations

from django.urls import path

from interviews.realtime.dashboard import DashboardConsumer
from interviews.realtime.progress import ProgressConsumer
from interviews.realtime.room import CandidateConsumer, InterviewerConsumer

socket_urls = [
    path("ws/progress/", ProgressConsumer.as_asgi()),  # type: ignore[arg-type]
    path("ws/rooms/<uuid:room_id>/", InterviewerConsumer.as_asgi()),  # type: ignore[arg-type]
    path("ws/i/<str:token>/room/", CandidateConsumer.as_asgi()),  # type: ignore[arg-type]
    path("ws/rooms/<uuid:room_id>/dashboard/", DashboardConsumer.as_asgi()),  # type: ignore[arg-type]
]
