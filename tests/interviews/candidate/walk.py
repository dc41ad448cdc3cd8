"""A candidate without a browser: a test client that follows the page's own forms and endpoints."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from hireapp.vault.objects import object_append
from interviews.models import Answer, Interview, InterviewQuestion
from interviews.services.uploads import CandidateUploads
from tests.factories import Invitation

RECORDING = str(Purpose.RECORDING)
EVERYTHING = object()


class Walker:
    """Speaks English unless told otherwise; enforces CSRF only where a test asks for it."""

    def __init__(self, invited: Invitation, *, language: str = "en") -> None:
        self.invited = invited
        self.client = Client(headers={"user-agent": "Walker/1.0"})
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        self.base = f"/i/{invited.token}/"

    def get(self, path: str = "") -> Any:
        return self.client.get(self.base + path)

    def post(self, path: str, **form: Any) -> Any:
        return self.client.post(self.base + path, form)

    def call(self, path: str, **body: Any) -> Any:
        return self.client.post(self.base + path, json.dumps(body), content_type="application/json")

    def notice(self) -> tuple[str, list[str]]:
        """The fingerprint of the notice and the purposes with a switch, as the page shows them."""
        page = self.get("consent/?place=said").content.decode()
        digest = re.search(r'name="notice" value="([0-9a-f]{64})"', page)
        assert digest, page[:2000]
        return digest.group(1), re.findall(r'name="agree" value="([a-z.]+)"', page)

    def consent(self, agree: Any = EVERYTHING, *, country: str = "KR") -> Any:
        self.get()
        self.post("consent/place/", country=country)
        digest, purposes = self.notice()
        agreed = purposes if agree is EVERYTHING else agree
        return self.post("consent/", notice=digest, agree=agreed)

    def questions(self) -> list[UUID]:
        with company_scope(self.invited.claim.company_id):
            rows = InterviewQuestion.objects.filter(interview=self.invited.interview)
            return list(rows.order_by("order").values_list("id", flat=True))

    def begin(self, question: UUID) -> Any:
        return self.call("answers/", question=str(question))

    def upload(self, answer: str, data: bytes = b"webm" * 100, *, complete: bool = True) -> UUID:
        """Through the gate that the uploads use, and the vault behind it."""
        metadata = {"answer": answer, "filetype": "video/webm;codecs=vp8,opus"}
        media = CandidateUploads().create(
            self.invited.token, metadata, len(data) if complete else None
        )
        with company_scope(self.invited.claim.company_id):
            object_append(object_id=media, offset=0, data=data, max_bytes=10**6)
        return media

    def record(self, question: UUID, *, seconds: float = 12.0) -> Any:
        """A whole answer: begun, uploaded, submitted."""
        answer = self.begin(question).json()["id"]
        self.upload(answer)
        return self.call(f"answers/{answer}/submit/", seconds=seconds)

    def interview(self) -> Interview:
        with company_scope(self.invited.claim.company_id):
            interview: Interview = Interview.objects.select_related(
                "candidate", "company", "position"
            ).get(id=self.invited.interview.id)
            return interview

    def answers(self) -> list[Answer]:
        with company_scope(self.invited.claim.company_id):
            rows = Answer.objects.select_related("media", "question")
            return list(rows.order_by("question__order", "take"))
