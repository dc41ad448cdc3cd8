"""The catalogue in the portal: finding a job, reading its trees, editing for one company."""

from __future__ import annotations

import html
import re
from typing import Any
from unicodedata import normalize

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hireapp.core.scope import company_scope
from interviews.models import CompanyContent
from interviews.selectors.content import content_of, version_in_use
from interviews.web.portal.competency_draft import CompetencyDraft
from interviews.web.portal.description_draft import DescriptionDraft
from interviews.web.portal.tree_draft import TreeDraft
from ncs.content import JobContent, content_version, job_document, shared_job, shared_jobs
from tests.factories import Member

pytestmark = pytest.mark.django_db
CODE, COMPETENCY, TREE = "200102", "backend-design", "quality-release"


def page(client: Client, name: str, *args: str, **query: str) -> str:
    answer = client.get(reverse(f"portal:{name}", args=args), query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def competency_form(content: JobContent) -> dict[str, Any]:
    """What the browser sends when nothing was touched."""
    draft = CompetencyDraft.of(content, COMPETENCY)
    return {
        "based_on": content.version,
        "name_ko": draft.name.ko,
        "name_en": draft.name.en,
        "about_ko": draft.about.ko,
        "about_en": draft.about.en,
        "keyword_id": [row.id for row in draft.keywords],
        "keyword_ko": [row.ko for row in draft.keywords],
        "keyword_en": [row.en for row in draft.keywords],
        "opening_ko": [row.ko for row in draft.openings],
        "opening_en": [row.en for row in draft.openings],
        "note": "",
    }


def tree_form(content: JobContent) -> dict[str, Any]:
    draft = TreeDraft.of(content, TREE, "en")
    assert draft is not None
    questions = [(n, q) for n, node in enumerate(draft.nodes) for q in node.questions]
    return {
        "based_on": content.version,
        "name_ko": draft.name.ko,
        "name_en": draft.name.en,
        "node_id": [row.id for row in draft.nodes],
        "node_depth": [row.depth for row in draft.nodes],
        "node_ko": [row.term.ko for row in draft.nodes],
        "node_en": [row.term.en for row in draft.nodes],
        "node_competency": [row.competency for row in draft.nodes],
        "node_keywords": [row.keywords for row in draft.nodes],
        "question_node": [n for n, _q in questions],
        "question_asks": [q.asks for _n, q in questions],
        "question_ko": [q.text.ko for _n, q in questions],
        "question_en": [q.text.en for _n, q in questions],
        "note": "",
    }


def post(client: Client, name: str, data: dict[str, Any], *args: str) -> Any:
    return client.post(reverse(f"portal:{name}", args=[CODE, *args]), data)


def own_content(member: Member) -> JobContent:
    with company_scope(member.company.id):
        return content_of(version_in_use(CODE))


def test_every_job_stands_in_the_list_and_words_narrow_it(alice_client: Client) -> None:
    url = re.compile(r'href="/jobs/(\d{6})/"')
    assert len(set(url.findall(page(alice_client, "catalogue")))) == 34
    assert url.findall(page(alice_client, "catalogue", q="백엔드")) == [CODE]
    assert "No job fits" in page(alice_client, "catalogue", q="xyzzy")


@pytest.mark.parametrize("code", [job.code for job in shared_jobs()])
def test_a_job_shows_all_that_it_has(alice_client: Client, code: str) -> None:
    shown, content = page(alice_client, "job", code), shared_job(code)
    for node in content.nodes.values():
        assert f'id="node-{node.id}"' in shown
        for question in node.questions:
            assert html.unescape(question.text.en.split("{term}")[-1]) in shown
    for competency in content.competencies:
        assert competency.name.en in shown
        assert all(opening.en in shown for opening in competency.openings)


def test_a_job_or_version_that_does_not_exist_is_404(alice_client: Client) -> None:
    assert alice_client.get("/jobs/999999/").status_code == 404
    assert alice_client.get(f"/jobs/{CODE}/?version=abc").status_code == 404
    assert alice_client.get(f"/jobs/{CODE}/edit/tree/no-such-tree/").status_code == 404
    assert alice_client.get(f"/jobs/{CODE}/edit/competency/no-such/").status_code == 404


def test_saving_a_form_untouched_changes_nothing(alice: Member, alice_client: Client) -> None:
    content = shared_job(CODE)
    document = job_document(CODE)
    assert post(alice_client, "competency_edit", competency_form(content), COMPETENCY)
    assert post(alice_client, "tree_edit", tree_form(content), TREE).status_code == 302
    for job in shared_jobs():
        document = job_document(job.code)
        for competency in job.competencies:
            same = CompetencyDraft.of(job, competency.id).into(document, job)
            assert content_version(same) == job.version, (job.code, competency.id)
        for tree in job.trees:
            for language in ("ko", "en"):
                draft = TreeDraft.of(job, tree.id, language)
                assert draft is not None
                assert draft.errors(job) == {}
                assert content_version(draft.into(document, job)) == job.version, tree.id
        described = DescriptionDraft.of(job)
        assert described.errors(job) == {}
        assert content_version(described.into(document, job)) == job.version
    with company_scope(alice.company.id):
        assert not CompanyContent.objects.exists()


def test_a_competency_gets_a_keyword_and_loses_one(alice: Member, alice_client: Client) -> None:
    form = competency_form(shared_job(CODE))
    gone = form["keyword_id"].pop(1)
    del form["keyword_ko"][1], form["keyword_en"][1]
    form["keyword_id"].append("")
    form["keyword_ko"].append("이벤트 소싱, 이벤트 저장소")
    form["keyword_en"].append("event sourcing, event store")
    assert post(alice_client, "competency_edit", form, COMPETENCY).status_code == 302
    content = own_content(alice)
    assert content.keywords["event-sourcing"].en == ("event sourcing", "event store")
    assert gone not in content.keywords
    assert all(gone not in node.keywords for node in content.nodes.values())
    assert "Own version" in page(alice_client, "catalogue")


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    alice: Member, alice_client: Client
) -> None:
    form = competency_form(shared_job(CODE))
    form["opening_en"][0] = "Are you married?"
    form["keyword_en"][0] = "slow query, something new"
    form["about_ko"] = ""
    form["note"] = "Half done"
    answer = post(alice_client, "competency_edit", form, COMPETENCY)
    shown = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert 'id="opening_en-0_error"' in shown
    assert "Fair Hiring Procedure Act" in shown
    assert "“slow query” already belongs to “slow query”." in shown
    assert 'id="about_ko_error"' in shown
    for typed in ("Are you married?", "slow query, something new", "Half done"):
        assert typed in shown
    with company_scope(alice.company.id):
        assert not CompanyContent.objects.exists()


def test_buttons_add_move_and_remove_without_saving(alice_client: Client) -> None:
    form = competency_form(shared_job(CODE))
    count = len(form["opening_ko"])
    for act, expected in (("add:opening", count + 1), ("remove:opening:0", count - 1)):
        shown = post(alice_client, "competency_edit", form | {"act": act}, COMPETENCY)
        assert shown.status_code == 200
        assert shown.content.decode().count('name="opening_ko"') == expected
    moved = post(alice_client, "competency_edit", form | {"act": "down:opening:0"}, COMPETENCY)
    shown = html.unescape(moved.content.decode())
    assert shown.index(form["opening_ko"][1]) < shown.index(form["opening_ko"][0])
    for nonsense in ("remove:opening:99", "up", "remove:x:0", "add:child:999", ":::", "up:node:-1"):
        assert (
            post(alice_client, "competency_edit", form | {"act": nonsense}, COMPETENCY).status_code
            == 200
        )
        assert (
            post(
                alice_client, "tree_edit", tree_form(shared_job(CODE)) | {"act": nonsense}, TREE
            ).status_code
            == 200
        )


def test_a_branch_moves_with_all_that_hangs_on_it() -> None:
    draft = TreeDraft.of(shared_job(CODE), TREE, "en")
    assert draft is not None
    names = [row.id for row in draft.nodes]
    roots = [n for n, row in enumerate(draft.nodes) if row.depth == 0]
    draft.act(f"down:node:{roots[0]}")
    moved = names[roots[1] : roots[2]] + names[: roots[1]] + names[roots[2] :]
    assert [row.id for row in draft.nodes] == moved
    draft.act(f"up:node:{roots[2] - roots[1]}")
    assert [row.id for row in draft.nodes] == names
    draft.act("remove:node:0")
    assert [row.id for row in draft.nodes] == names[roots[1] :]


def test_a_tree_gets_a_branch_with_a_question(alice: Member, alice_client: Client) -> None:
    form = tree_form(shared_job(CODE))
    place = len(form["node_id"])
    for field, value in {
        "node_id": "",
        "node_depth": 1,
        "node_ko": "카나리 배포",
        "node_en": "Canary release",
        "node_competency": "delivery",
        "node_keywords": "rollback, ci/cd",
        "question_node": place,
        "question_asks": "reason",
        "question_ko": "몇 퍼센트의 사용자부터 내보내셨고, 왜 그 비율이었나요?",
        "question_en": "With what share of users did you begin, and why that share?",
    }.items():
        form[field].append(value)
    answer = post(alice_client, "tree_edit", form, TREE)
    assert answer.status_code == 302, re.findall("field-error.*?</div>", answer.content.decode())
    node = own_content(alice).nodes["canary-release"]
    assert node.keywords == ("rollback", "ci-cd")
    assert node.questions[0].asks == "reason"


def test_a_tree_says_what_is_missing(alice_client: Client) -> None:
    form = tree_form(shared_job(CODE))
    form["node_keywords"][0] = "no such word"
    form["node_competency"][1] = ""
    form["question_ko"][0] = "{term}을(를) 말씀하셨는데 몇 년생이세요?"
    shown = html.unescape(post(alice_client, "tree_edit", form, TREE).content.decode())
    assert "“no such word” is no keyword of this job." in shown
    assert "Choose the competency that this is about." in shown
    assert "Act on Prohibition of Age Discrimination" in shown
    assert "{term} has to stand in both languages" in shown


def test_a_file_goes_out_and_comes_in_again(alice: Member, alice_client: Client) -> None:
    sent = alice_client.get(reverse("portal:job_download", args=[CODE]))
    document = yaml.safe_load(sent.content)
    assert content_version(document) == shared_job(CODE).version
    assert post(alice_client, "job_upload", {"text": "not: [closed"}).status_code == 422
    assert post(alice_client, "job_upload", {"text": "just words"}).status_code == 422
    assert post(alice_client, "job_upload", {"text": "code: '200102'"}).status_code == 422
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"
    nul = yaml.safe_dump(document | {"summary": {"ko": "한글\0", "en": "NUL \0"}})
    assert post(alice_client, "job_upload", {"text": bomb}).status_code == 422
    assert post(alice_client, "job_upload", {"text": nul}).status_code == 422
    document["summary"]["en"] = "Edited in a file."
    text = yaml.safe_dump(document, allow_unicode=True)
    assert post(alice_client, "job_upload", {"text": text, "note": "by file"}).status_code == 302
    assert own_content(alice).summary.en == "Edited in a file."


def test_a_file_saved_with_single_jamo_is_read_like_any_other(
    alice: Member, alice_client: Client
) -> None:
    sent = alice_client.get(reverse("portal:job_download", args=[CODE]))
    document = yaml.safe_load(sent.content)
    document["summary"]["en"] = "Saved on a Mac."
    text = normalize("NFD", yaml.safe_dump(document, allow_unicode=True))
    file = SimpleUploadedFile("job.yaml", text.encode())
    assert post(alice_client, "job_upload", {"file": file}).status_code == 302
    assert own_content(alice).summary.en == "Saved on a Mac."
    assert own_content(alice).summary.ko == shared_job(CODE).summary.ko


def test_the_history_compares_and_restores(alice: Member, alice_client: Client) -> None:
    form = competency_form(shared_job(CODE)) | {"about_en": "Our own view of it.", "note": "Ours"}
    post(alice_client, "competency_edit", form, COMPETENCY)
    shown = page(alice_client, "job_history", CODE)
    assert "Our own view of it." in shown
    assert "1 difference" in shown
    assert "Ours" in shown
    post(alice_client, "job_restore", {"version": shared_job(CODE).version})
    assert own_content(alice).version == shared_job(CODE).version
    assert "Back to the shared original" in page(alice_client, "job_history", CODE)


def test_two_who_edit_at_once_are_told_and_lose_nothing(alice_client: Client) -> None:
    form = competency_form(shared_job(CODE))
    post(alice_client, "competency_edit", form | {"about_en": "The first one's words."}, COMPETENCY)
    second = post(alice_client, "competency_edit", form | {"about_en": "The second's."}, COMPETENCY)
    shown = html.unescape(second.content.decode())
    assert second.status_code == 422
    assert "A colleague saved another version" in shown
    assert "The second's." in shown


def test_pages_cost_as_many_queries_with_six_versions_as_with_one(
    alice: Member, alice_client: Client
) -> None:
    def cost(name: str, *args: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(alice_client, name, *args)
        return len(queries)

    def save(n: int) -> None:
        form = competency_form(own_content(alice)) | {"about_en": f"Our view, version {n}."}
        assert post(alice_client, "competency_edit", form, COMPETENCY).status_code == 302

    names = (("catalogue",), ("job", CODE), ("job_history", CODE))
    save(0)
    for name in names:
        page(alice_client, *name)
    before = [cost(*name) for name in names]
    for n in range(1, 6):
        save(n)
    page(alice_client, "job", CODE)  # says that it was saved
    assert [cost(*name) for name in names] == before
