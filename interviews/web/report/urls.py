"""Addresses of the report: one page per interview, its data, and what people may do there."""

from __future__ import annotations

from django.urls import path

from interviews.web.report import acts, export, media, pages, scores, series

app_name = "report"
I = "interviews/<uuid:interview_id>/"  # noqa: E741
A = I + "answers/<uuid:answer_id>/"
urlpatterns = [
    path(I, pages.detail, name="detail"),
    path(I + "progress/", pages.progress, name="progress"),
    path(I + "report.pdf", export.pdf, name="pdf"),
    path(I + "scorecard/", acts.scorecard, name="scorecard"),
    path(I + "decision/", acts.decision, name="decision"),
    path(I + "suggestions/<uuid:suggestion_id>/", acts.suggestion, name="suggestion"),
    path(I + "competencies/override/", scores.override, name="score_override"),
    path(I + "competencies/replay/", scores.replay, name="score_replay"),
    path(A + "video", media.video, name="video"),
    path(A + "captions.vtt", media.captions, name="captions"),
    path(A + "signals.json", series.signals, name="signals"),
    path(A + "landmarks.json", series.landmarks, name="landmarks"),
    path(A + "transcript/", acts.transcript, name="transcript"),
    path(A + "retry/", acts.retry, name="retry"),
]
