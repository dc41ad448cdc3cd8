"""The gate of resumable uploads: a candidate's answers, or the interviewer's own voice.

Which of the two a token is for is said by its signature: they are signed with different salts.
"""

from __future__ import annotations

from uuid import UUID

from hireapp.core.errors import NotFound
from hireapp.vault.tus import Admission, UploadGate
from interviews.access import voice_claim
from interviews.services.room_voice import VoiceUploads
from interviews.services.uploads import CandidateUploads


class UploadGates:
    """Hands every upload to whom it concerns."""

    def __init__(self) -> None:
        self._candidates, self._voices = CandidateUploads(), VoiceUploads()

    def create(self, token: str, metadata: dict[str, str], length: int | None) -> UUID:
        return self._gate(token).create(token, metadata, length)

    def admit(self, token: str, object_id: UUID) -> Admission:
        return self._gate(token).admit(token, object_id)

    def arrived(self, object_id: UUID) -> None:
        self._candidates.arrived(object_id)

    def _gate(self, token: str) -> UploadGate:
        try:
            voice_claim(token)
        except NotFound:
            return self._candidates
        return self._voices
