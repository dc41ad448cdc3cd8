"""Addresses of a live interview on the interviewer's side."""

from __future__ import annotations

from django.urls import path

from interviews.web.rooms import acts, pages, planning

app_name = "rooms"
R = "rooms/<uuid:room_id>/"
urlpatterns = [
    path("rooms/", planning.rooms, name="rooms"),
    path("positions/<uuid:position_id>/rooms/new/", planning.room_new, name="new"),
    path(R, planning.room, name="detail"),
    path(R + "edit/", planning.room_edit, name="edit"),
    path(R + "cancel/", planning.room_cancelled, name="cancel"),
    path(R + "calendar.ics", planning.calendar, name="calendar"),
    path(R + "transcript/", planning.transcript, name="transcript"),
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
    path(R + "voice/", acts.voice, name="voice"),
    path(R + "voice/<uuid:voice_id>/end/", acts.voice_over, name="voice_end"),
]
