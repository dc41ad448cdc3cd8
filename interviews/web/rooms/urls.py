"""Addresses of a live interview on the interviewer's side."""

from __future__ import annotations

from django.urls import path

from interviews.web.rooms import acts, pages

app_name = "rooms"
R = "rooms/<uuid:room_id>/"
urlpatterns = [
    path(R + "room/", pages.room, name="room"),
    path(R + "room/seats/<uuid:seat_id>/", pages.seat_information, name="seat_file"),
    path(R + "room/seats/<uuid:seat_id>/card/", pages.seat_card, name="seat_card"),
    path(R + "open/", acts.open_lobby, name="open"),
    path(R + "admit/", acts.admit, name="admit"),
    path(R + "remove/", acts.remove, name="remove"),
    path(R + "start/", acts.start, name="start"),
    path(R + "end/", acts.end, name="end"),
    path(R + "ask/", acts.ask, name="ask"),
    path(R + "notes/", acts.note, name="note"),
]
