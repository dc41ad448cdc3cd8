"""Everything under ``/i/<token>/``: pages, and the endpoints that the pages' own scripts call."""

from __future__ import annotations

from django.urls import path

from interviews.api.candidate import answers as api_answers
from interviews.api.candidate import room as api_room
from interviews.api.candidate import session as api_session
from interviews.web.candidate import consent, data, interview, pages, questionnaire, room

app_name = "candidate"

urlpatterns = [
    path("<str:token>/", pages.welcome, name="welcome"),
    path("<str:token>/how-it-works/", pages.how_it_works, name="how"),
    path("<str:token>/help/", pages.help_page, name="help"),
    path("<str:token>/pause/", pages.pause, name="pause"),
    path("<str:token>/person/", pages.person, name="person"),
    path("<str:token>/person/changed-my-mind/", pages.person_withdraw, name="person_withdraw"),
    path("<str:token>/consent/", consent.notice, name="consent"),
    path("<str:token>/consent/place/", consent.place, name="place"),
    path("<str:token>/interview/", interview.interview, name="interview"),
    path("<str:token>/room/", room.room, name="room"),
    path("<str:token>/receipt/", interview.receipt, name="receipt"),
    path("<str:token>/how-you-work/", questionnaire.questionnaire, name="questionnaire"),
    path("<str:token>/how-you-work/delete/", questionnaire.delete, name="questionnaire_delete"),
    path("<str:token>/data/", data.overview, name="data"),
    path("<str:token>/data/consent/", data.consent_change, name="data_consent"),
    path("<str:token>/data/note/", data.note, name="data_note"),
    path("<str:token>/data/delete/", data.delete, name="data_delete"),
    # Endpoints
    path("<str:token>/state/", api_session.state, name="api_state"),
    path("<str:token>/probe/", api_session.probe, name="api_probe"),
    path("<str:token>/questions/<uuid:question_id>/speech/", api_session.speech, name="api_speech"),
    path("<str:token>/room/continue/", api_room.go_on, name="api_room_continue"),
    path("<str:token>/answers/", api_answers.begin, name="api_begin"),
    path("<str:token>/answers/<uuid:answer_id>/submit/", api_answers.submit, name="api_submit"),
    path("<str:token>/answers/<uuid:answer_id>/discard/", api_answers.discard, name="api_discard"),
    path("<str:token>/answers/<uuid:answer_id>/go-on/", api_answers.go_on, name="api_go_on"),
    path("<str:token>/answers/<uuid:answer_id>/media/", api_answers.media, name="api_media"),
]
