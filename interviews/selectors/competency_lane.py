"""The lane "words matched to competencies": what was said of which competency, and when."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import get_language, gettext

from analysis.questions.rubric import Part
from analysis.types import Purpose
from interviews.models import AnswerScore
from interviews.selectors.competencies import may_show
from interviews.selectors.content import content_of
from interviews.selectors.timeline import SURE, Lane, State


def competency_lane(answer_id: UUID, purposes: Collection[Purpose]) -> Lane | None:
    """None where nothing was matched, typed words have no time, or consent is missing."""
    row = AnswerScore.objects.filter(answer_id=answer_id, current=True).first()
    if row is None or not may_show(purposes):
        return None
    language = "ko" if (get_language() or "en").startswith("ko") else "en"
    names = {each.id: each.name[language] for each in content_of(row.content_version).competencies}
    states: list[State] = [
        {
            "kind": each["id"],
            "label": f"{names[each['id']]}: {span['text']}",
            "start": span["start_s"],
            "end": span["end_s"],
            "sure": None,
            "short": span["text"],
        }
        for each in row.result["competencies"]
        for point in each["points"]
        if point["part"] == Part.COVERAGE
        for span in point["evidence"]
        if span["start_s"] is not None
    ]
    if not states:
        return None
    return {
        "key": "competencies",
        "label": gettext("Words matched to competencies"),
        "unit": "",
        "kind": "states",
        "hue": 3,
        "size": "thin",
        "low": 0.0,
        "high": 1.0,
        "digits": 0,
        "up": "",
        "down": "",
        "sure": SURE,
        "series": [],
        "states": states,
    }
