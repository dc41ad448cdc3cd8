"""What the pages show and do."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from hireapp.audit.models import AuditEntry
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Company, Membership, Role
from interviews.models import Candidate, Interview, Job, Position, Question
from tests import factories
from tests.factories import Member


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def position_data(**changes: object) -> dict[str, object]:
    job = Job.objects.first()
    assert job is not None
    return {
        "title": "Backend engineer",
        "job": job.code,
        "language": "en",
        "country": "KR",
        "description": "",
        "link_valid_days": "14",
        "follow_ups": "0",
        "follow_up_depth": "1",
    } | changes


def test_from_an_empty_company_to_an_invitation(alice: Member, alice_client: Client) -> None:
    made = alice_client.post(reverse("portal:position_new"), position_data())
    with company_scope(alice.company.id):
        position = Position.objects.get()
    questions = reverse("portal:questions", args=[position.id])
    assert made.headers["Location"] == questions
    alice_client.post(reverse("portal:question_suggest", args=[position.id]), {"n": ["0", "2"]})
    alice_client.post(
        reverse("portal:question_new", args=[position.id]),
        {"text": "Why us?", "thinking_seconds": 10, "answer_seconds": 60, "retakes": 0},
    )
    invited = alice_client.post(
        reverse("portal:add_one", args=[position.id]),
        {"name": "Kim Min-su", "email": "minsu@example.com", "language": "en"},
    )
    with company_scope(alice.company.id):
        interview = Interview.objects.get()
        assert list(interview.questions.values_list("order", flat=True)) == [1, 2, 3]
    assert invited.headers["Location"] == reverse("portal:invitation", args=[interview.id])
    page = text(alice_client, invited.headers["Location"])
    link = re.search(r'value="(http[^"]+/i/[^"]+)"', page)
    assert link
    assert "<svg" in page
    path = "/" + link[1].split("/", 3)[3]
    assert Client().get(path).status_code == 200  # the candidate's side opens with it


def test_a_form_that_is_refused_keeps_what_was_typed(alice: Member, alice_client: Client) -> None:
    answer = alice_client.post(
        reverse("portal:position_new"), position_data(title="Kept title", job="", link_valid_days=0)
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Kept title"' in page
    assert "Choose the job that comes closest." in page
    with company_scope(alice.company.id):
        assert not Position.objects.exists()


def test_the_job_list_is_narrowed_in_either_language(alice_client: Client) -> None:
    url = reverse("portal:jobs")
    for query in ("반도체", "semicon", "190306"):
        found = re.findall(r'value="(\d{6})"', text(alice_client, f"{url}?jobs={query}"))
        assert found == ["190306"], query
    kept = text(alice_client, f"{url}?jobs=nothing-like-it&job=190306")
    assert 'name="job" value="190306" checked' in kept


def test_editing_a_position_is_audited_with_what_changed(
    alice: Member, alice_client: Client
) -> None:
    position = factories.position(alice)
    alice_client.post(
        reverse("portal:position_edit", args=[position.id]),
        position_data(job=position.job_id, title="Renamed", blind="on"),
    )
    with company_scope(alice.company.id):
        position.refresh_from_db()
        entry = AuditEntry.objects.filter(action="position.updated").get()
    assert (position.title, position.blind) == ("Renamed", True)
    assert entry.detail["changed"] == ["title", "blind"]


def test_questions_are_edited_moved_and_deleted(alice: Member, alice_client: Client) -> None:
    position = factories.position(alice, questions=3)
    with company_scope(alice.company.id):
        first, second, third = Question.objects.filter(position=position)
    args = [position.id, third.id]
    answer = alice_client.post(
        reverse("portal:question_place", args=args), {"to": "1"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<div id="questions"')
    alice_client.post(
        reverse("portal:question_edit", args=args),
        {"text": "Edited", "thinking_seconds": 0, "answer_seconds": 30, "retakes": 2},
    )
    alice_client.post(reverse("portal:question_remove", args=[position.id, first.id]))
    with company_scope(alice.company.id):
        found = list(Question.objects.filter(position=position).values_list("order", "text"))
    assert found == [(1, "Edited"), (2, second.text)]


def test_a_question_of_another_position_cannot_be_reached(
    alice: Member, alice_client: Client
) -> None:
    one, other = factories.position(alice), factories.position(alice)
    with company_scope(alice.company.id):
        question = Question.objects.filter(position=other).first()
    assert question is not None
    url = reverse("portal:question_remove", args=[one.id, question.id])
    assert alice_client.post(url).status_code == 404


def test_a_refused_question_keeps_what_was_typed(alice: Member, alice_client: Client) -> None:
    position = factories.position(alice)
    answer = alice_client.post(
        reverse("portal:question_new", args=[position.id]),
        {"text": "Half a question", "thinking_seconds": 9999, "answer_seconds": 1, "retakes": 0},
    )
    assert answer.status_code == 422
    assert "Half a question" in answer.content.decode()


def test_pasting_shows_each_line_before_anything_is_sent(
    alice: Member, alice_client: Client
) -> None:
    position = factories.position(alice)
    known = factories.candidate(alice, name="Known Person", email="known@example.com")
    factories.invitation(
        alice, position=position, candidate=factories.candidate(alice, email="in@example.com")
    )
    people = "New, new@example.com\nOther Name, known@example.com\nIn, in@example.com\n=1+1, x@x.io"
    url = reverse("portal:add_many", args=[position.id])
    page = alice_client.post(url, {"people": people}).content.decode()
    for words in (
        "New candidate.",
        "Known candidate: keeps the name on file.",
        "Already invited to this position.",
        "This does not look like a person&#x27;s name.",
        "Invite 2 candidates",
    ):
        assert words in page
    with company_scope(alice.company.id):
        assert Interview.objects.count() == 1
    alice_client.post(url, {"people": people, "invite": "1"})
    with company_scope(alice.company.id):
        assert Interview.objects.count() == 3
        assert Candidate.objects.get(id=known.id).name == "Known Person"
    again = alice_client.post(url, {"people": people, "invite": "1"}, follow=True)
    assert "None of these lines can be invited." in again.content.decode()


def test_hostile_names_are_shown_as_text(alice: Member, alice_client: Client) -> None:
    position = factories.position(alice)
    page = alice_client.post(
        reverse("portal:add_many", args=[position.id]),
        {"people": '"<img src=x onerror=alert(1)>",x@example.com'},
    ).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_candidate_is_not_invited_twice(alice: Member, alice_client: Client) -> None:
    position = factories.position(alice)
    data = {"name": "Kim", "email": "kim@example.com", "language": "en", "mail": "on"}
    url = reverse("portal:add_one", args=[position.id])
    assert alice_client.post(url, data).status_code == 302
    answer = alice_client.post(url, data)
    assert answer.status_code == 409
    assert "already has an interview" in answer.content.decode()


def test_a_closed_position_takes_no_candidates(alice: Member, alice_client: Client) -> None:
    position = factories.position(alice)
    status = reverse("portal:position_status", args=[position.id])
    alice_client.post(status, {"status": "closed"})
    add = reverse("portal:add", args=[position.id])
    assert "Reopen it before you invite" in text(alice_client, add)
    data = {"name": "Kim", "email": "kim@example.com", "language": "en"}
    one = reverse("portal:add_one", args=[position.id])
    assert alice_client.post(one, data).status_code == 409
    alice_client.post(status, {"status": "open"})
    assert alice_client.post(one, data).status_code == 302


def test_a_colleague_is_added_moved_and_let_go(alice: Member, alice_client: Client) -> None:
    alice_client.post(
        reverse("portal:member_new"),
        {"name": "Dana", "email": "Dana@Example.com", "role": "reviewer"},
    )
    with company_scope(alice.company.id):
        membership = Membership.objects.get(user__email="dana@example.com")
    args = [membership.id]
    alice_client.post(reverse("portal:member_role", args=args), {"role": "auditor"})
    again = alice_client.post(
        reverse("portal:member_new"), {"name": "D", "email": "dana@example.com", "role": "owner"}
    )
    assert again.status_code == 422
    assert "already a member" in again.content.decode()
    alice_client.post(reverse("portal:member_end", args=args))
    with company_scope(alice.company.id):
        membership.refresh_from_db()
        actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert membership.role == Role.AUDITOR
    assert membership.ended_at is not None
    assert actions[-3:] == ["membership.created", "membership.role_changed", "membership.ended"]


def test_the_last_owner_stays(alice: Member, alice_client: Client) -> None:
    url = reverse("portal:member_end", args=[alice.membership.id])
    page = alice_client.post(url, follow=True).content.decode()
    assert "A company needs at least one owner" in page


def test_emotion_is_switched_on_in_korea_and_cannot_be_in_the_eu(
    alice: Member, alice_client: Client
) -> None:
    url = reverse("portal:purposes_save")
    wanted = {"purpose": ["face.emotion", "identity.invented", "speech.transcript"]}
    alice_client.post(url, wanted)
    with company_scope(alice.company.id):
        assert Company.objects.get().opted_in_purposes == ["face.emotion"]
    alice_client.post(
        reverse("portal:company_save"), {"name": "Hanbit", "country": "DE", "contact_email": ""}
    )
    alice_client.post(url, wanted)
    with company_scope(alice.company.id):
        assert Company.objects.get().opted_in_purposes == []
    page = text(alice_client, reverse("portal:settings"))
    assert "Forbidden in the EU" in page
    assert "eu-ai-act.5-1-f" in page


def test_the_audit_log_is_filtered_and_its_chain_checked(
    alice: Member, alice_client: Client
) -> None:
    factories.invitation(alice)
    url = reverse("portal:audit")
    page = text(alice_client, f"{url}?about=interview.")
    assert "interview.invited" in page
    assert "position.created" not in page
    assert "No entry fits" in text(alice_client, f"{url}?q=nobody-did-this")
    chain = text(alice_client, reverse("portal:audit_chain"))
    with company_scope(alice.company.id):
        assert f"Chain verified: {AuditEntry.objects.count()} entries" in chain


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?page=99999",
        "?page=x",
        "?sort=-nothing",
        "?status=nothing",
        "?before=x",
        "?q=%25",
    ],
)
@pytest.mark.parametrize("name", ["interviews", "candidates", "positions", "audit"])
def test_no_address_is_too_strange(
    alice: Member, alice_client: Client, name: str, query: str
) -> None:
    factories.invitation(alice)
    text(alice_client, reverse(f"portal:{name}") + query)


def test_home_without_anything_says_how_to_begin(alice_client: Client) -> None:
    assert "Create one, write its questions" in text(alice_client, reverse("portal:home"))


def test_a_person_without_a_company_sets_one_up(client: Client, db: None) -> None:
    client.force_login(factories.user())
    client.post(reverse("portal:company_new"), {"name": "New Company", "country": "KR"})
    assert "New Company" in text(client, reverse("portal:home"))


def test_signing_up_makes_a_company_and_leads_to_its_home(client: Client, db: None) -> None:
    answer = client.post(
        reverse("account_signup"),
        {
            "email": "new.owner@example.com",
            "password1": "correct horse battery",
            "name": "New Owner",
            "company_name": "Fresh Ltd",
        },
    )
    assert answer.headers["Location"] == reverse("portal:home")
    page = text(client, reverse("portal:home"))
    assert "Fresh Ltd" in page
    assert "New Owner" in page


def test_a_visitor_is_asked_to_sign_in_first(client: Client, db: None) -> None:
    answer = client.get("/")
    assert answer.headers["Location"].startswith(reverse("account_login"))
