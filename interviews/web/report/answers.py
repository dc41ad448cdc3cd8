"""Finding the answer that an address names, inside its interview."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from hireapp.core.errors import PROBLEM_JSON, DomainError, NotFound, problem
from interviews.access import answer_for_member
from interviews.models import Answer, AnswerStatus

#: "2", or "2-1" for a follow-up (``InterviewQuestion.label``).
_LABEL = re.compile(r"\d{1,4}(-\d{1,2})?", re.ASCII)


def is_label(text: str) -> bool:
    """Whether an address may name a question like this."""
    return _LABEL.fullmatch(text) is not None


def submitted_answer(interview_id: UUID, answer_id: UUID) -> Answer:
    """404 for an answer of another interview, and for a take that was never handed in."""
    answer = answer_for_member(answer_id)
    if answer.interview_id != interview_id or answer.status != AnswerStatus.SUBMITTED:
        raise NotFound
    return answer


View = Callable[..., HttpResponseBase]


def json_problems(view: View) -> View:
    """Data addresses answer errors as problem documents, whatever the client accepts. What was
    written before is undone: under ``portal_view``, which has the transaction.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            connection.set_rollback(True)
            body = problem(error, request.path)
            return JsonResponse(body, status=error.status, content_type=PROBLEM_JSON)

    return answered
