"""Addresses of a live interview on the interviewer's side."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "rooms"
R = "rooms/<uuid:room_id>/"
urlpatterns: list[URLPattern] = []
