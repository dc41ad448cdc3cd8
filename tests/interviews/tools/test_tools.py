"""Descriptions, questions and messages: made from the job's content, edited, used, exported."""

from __future__ import annotations

import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from hireapp.core.scope import company_scope
from interviews.models import Draft, Job, Position, Question
from interviews.services.draft import draft_create, draft_questions
from ncs.content import shared_job, shared_jobs
from ncs.discrimination import discriminating
from ncs.protected import protected_topic
from ncs.writing import Advertisement, Message, Occasion, Style, description, outreach, questions
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db
JOB = "200102"


@pytest.fixture
def client(alice: Member) -> Client:
    made = Client(headers={"accept-language": "en"})
    made.force_login(alice.user)
    return made


def only(member: Member) -> Draft:
    with company_scope(member.company.id):
        found: Draft = Draft.objects.select_related("job", "position").get()
        return found


def draft(member: Member, text: str, kind: str = "description", title: str = "Backend") -> Draft:
    with company_scope(member.company.id):
        return draft_create(
            kind=kind,  # type: ignore[arg-type]
            job=Job.objects.get(code=JOB),
            language="en",
            title=title,
            text=text,
            actor=member.actor,
        )


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_description_says_what_the_content_says_and_how_people_are_hired(
    alice: Member, client: Client, language: str
) -> None:
    answer = client.post(
        reverse("tools:description"),
        {"job": JOB, "language": language, "title": "Platform <b>engineer</b>", "place": "Busan"},
    )
    assert answer.status_code == 302
    text = only(alice).text
    content = shared_job(JOB)
    assert all(duty[language] in text for duty in content.description["duties"])
    assert "Busan" in text
    assert (
        ("결정은 사람" in text or "사람이 결정합니다" in text)
        if language == "ko"
        else "People decide" in text
    )
    page = client.get(answer["Location"]).content.decode()
    assert "<b>engineer" not in page
    assert "Wording to look at" not in page


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_first_draft_of_any_job_shuts_people_out_or_asks_what_must_not_be_asked(
    language: str,
) -> None:
    for content in shared_jobs():
        text = description(content, Advertisement("X", "Y"), language)
        assert [f.phrase for f in discriminating(text)] == [], content.code
        made = questions(content, [c.id for c in content.competencies], 30, Style.BOTH, language)
        assert len(made) == 30, content.code
        assert len({each.text for each in made}) == 30
        assert all(protected_topic(each.text) is None for each in made)
        assert all(each.reason and each.listen_for for each in made)
        for occasion in Occasion:
            message = Message("X", "Y", "Z", occasion, friendly=True, short=False)
            assert [f.phrase for f in discriminating(outreach(content, message, language))] == []


def test_questions_are_made_for_the_chosen_competencies_and_put_into_the_position(
    alice: Member, client: Client
) -> None:
    position = factories.position(alice, questions=1)
    with company_scope(alice.company.id):
        Position.objects.update(job=Job.objects.get(code=JOB))
    chosen = shared_job(JOB).competencies[0]
    asked = reverse("tools:questions")
    page = client.get(f"{asked}?position={position.id}").content.decode()
    assert chosen.name.en in page
    answer = client.post(
        asked,
        {"position": position.id, "language": "en", "number": 4, "style": "openings",
         "competencies": [chosen.id]},
    )  # fmt: skip
    made = only(alice)
    assert draft_questions(made.text) == [opening.en for opening in chosen.openings[:4]]
    assert "Listen for:" in made.text
    answer = client.post(reverse("tools:use", args=[made.id]), {"position": position.id})
    assert answer["Location"] == reverse("portal:questions", args=[position.id])
    with company_scope(alice.company.id):
        assert list(Question.objects.values_list("text", flat=True))[1:] == draft_questions(
            made.text
        )


def test_a_job_is_asked_for_before_competencies(client: Client) -> None:
    page = client.get(reverse("tools:questions")).content.decode()
    assert "Show competencies" in page
    page = client.get(reverse("tools:questions") + f"?job={JOB}").content.decode()
    assert "Make a draft" in page


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("occasion", ["invitation", "sourcing"])
@pytest.mark.parametrize("tone", ["formal", "friendly"])
def test_a_message_holds_no_persons_name_and_says_who_decides_or_how_to_stop_it(
    alice: Member, client: Client, language: str, occasion: str, tone: str
) -> None:
    client.post(
        reverse("tools:outreach"),
        {"job": JOB, "language": language, "occasion": occasion, "tone": tone, "length": "long",
         "title": "Engineer"},
    )  # fmt: skip
    text = only(alice).text
    assert ("[이름]" if language == "ko" else "[name]") in text
    assert alice.company.name in text
    if occasion == "invitation":
        assert ("결정은 사람이" if language == "ko" else "people decide") in text
        assert re.search(r"\[(면접 링크|interview link)\]", text)
    else:
        assert ("다시 연락드리지" if language == "ko" else "not write again") in text


def test_a_description_goes_into_a_position(alice: Member, client: Client) -> None:
    position = factories.position(alice)
    made = draft(alice, "# Backend\n\n- Builds things")
    client.post(reverse("tools:use", args=[made.id]), {"position": position.id})
    with company_scope(alice.company.id):
        assert Position.objects.get().description == made.text


def test_a_protected_question_never_reaches_a_position(alice: Member, client: Client) -> None:
    position = factories.position(alice, questions=0)
    made = draft(alice, "1. What broke first?\n2. Are you married?", "questions")
    page = client.get(reverse("tools:draft", args=[made.id])).content.decode()
    assert "This must not be asked" in page
    client.post(reverse("tools:use", args=[made.id]), {"position": position.id})
    with company_scope(alice.company.id):
        assert not Question.objects.exists()  # all or nothing


def test_a_draft_is_saved_renamed_duplicated_and_deleted(alice: Member, client: Client) -> None:
    made = draft(alice, "one")
    url = reverse("tools:draft", args=[made.id])
    client.post(url, {"title": "Renamed", "text": "two\r\nlines\x0b"})
    kept = only(alice)
    assert (kept.title, kept.text) == ("Renamed", "two\nlines")
    client.post(reverse("tools:duplicate", args=[made.id]))
    page = client.get(reverse("tools:index")).content.decode()
    assert "Copy of Renamed" in page
    client.post(reverse("tools:delete", args=[made.id]))
    assert only(alice).title == "Copy of Renamed"
    assert client.post(url, {"title": "", "text": ""}).status_code == 404


def test_an_empty_or_endless_draft_is_refused_and_stays_as_it_was(
    alice: Member, client: Client
) -> None:
    made = draft(alice, "one")
    url = reverse("tools:draft", args=[made.id])
    for text in ("", "x" * 20_001):
        assert client.post(url, {"title": "T", "text": text}).status_code == 422
    assert only(alice).text == "one"


HOSTILE = (
    '=cmd|" /C calc"!A0\n# <script>alert(1)</script>\n- @SUM(A1)\n1. {% now %} <w:p/> &amp;\x00'
)


def test_downloads_hold_what_was_written_and_no_more(alice: Member, client: Client) -> None:
    made = draft(alice, HOSTILE, title='a"b\r\nX: y/../이름')
    url = reverse("tools:file", args=[made.id])
    for kind in ("txt", "md", "docx"):
        answer = client.get(f"{url}?as={kind}")
        assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''a%22b")
        assert "\n" not in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert not answer["Content-Type"].startswith("text/html")
        if kind != "docx":
            assert "<script>" in answer.content.decode()
            continue
        document = Document(io.BytesIO(answer.content))
        said = [paragraph.text for paragraph in document.paragraphs]
        assert said == ['=cmd|" /C calc"!A0', "<script>alert(1)</script>", "@SUM(A1)",
                        "1. {% now %} <w:p/> &amp;"]  # fmt: skip
        assert b"fldSimple" not in document.element.xml.encode()
    assert client.get(f"{url}?as=exe").status_code == 404


def test_the_preview_marks_wording_and_runs_nothing(alice: Member, client: Client) -> None:
    made = draft(alice, "x")
    answer = client.post(
        reverse("tools:preview", args=[made.id]),
        {"text": "# <img src=x>\n- 35세 이하 여성 우대\n- Recent graduates only"},
    ).content.decode()
    assert "<img" not in answer
    assert answer.count("<mark") >= 6  # in the text and in the list of hints
    assert "ADEA" in answer
    assert only(alice).text == "x"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("만 35세 이하", "age"), ("용모 단정한 분", "appearance"), ("여성 우대", "gender"), ("군필자 우대", "military"),
        ("이력서에 사진 첨부", "appearance"), ("미혼 우대", "family"), ("수도권 출신", "origin"), ("명문대 졸업", "school"),
        ("신체 건강한 분", "disability"), ("크리스천 우대", "religion"), ("젊은 인재", "age"),
        ("young and dynamic team", "age"), ("native English speaker", "origin"), ("salesman wanted", "gender"),
        ("Ivy League graduates", "school"), ("able-bodied", "disability"),
        ("non-union shop", "union"),
    ],
)  # fmt: skip
def test_wording_that_shuts_people_out_is_found_with_its_rule(text: str, topic: str) -> None:
    found = discriminating(text)
    assert [finding.topic for finding in found] == [topic]
    assert found[0].rule.ko
    assert found[0].suggestion.en


@pytest.mark.parametrize(
    "text",
    [
        "연령 제한 없음", "성별, 나이와 관계없이 지원할 수 있습니다.", "여성 의류 MD", "출신 지역을 이유로 차별하지 않습니다.",
        "We hire regardless of age or sex.", "Younger sibling brand team", "건강 관리 앱을 만듭니다", "사진 첨부는 받지 않습니다.",
        "3년 이상 경력", "Manage ages of accounts receivable", "native app development",
    ],
)  # fmt: skip
def test_harmless_wording_is_left_alone(text: str) -> None:
    assert [finding.phrase for finding in discriminating(text)] == []


def test_the_list_costs_the_same_for_one_draft_and_fifty(alice: Member, client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("tools:index"))
        return len(queries)

    draft(alice, "x")
    client.get(reverse("tools:index"))
    one = count()
    for number in range(49):
        draft(alice, "x", title=f"Draft {number}")
    assert count() == one
