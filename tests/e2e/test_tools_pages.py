"""Résumés and tools in a real browser: axe, widths, themes, both languages, dropping a file.

``HIREAPP_SCREENSHOTS=folder`` keeps the pictures.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, expect, sync_playwright

from hireapp.core.scope import company_scope
from interviews.models import Draft, DraftKind, Job, Position, Resume
from interviews.services.draft import draft_create
from interviews.services.resume import resume_upload
from interviews.tasks.resumes import read_resume
from ncs.content import shared_job
from ncs.writing import Advertisement, description
from tests import factories
from tests.analysis.language.resume_samples import PEOPLE, docx_plain, pdf_form
from tests.e2e.apart import apart
from tests.e2e.browser import CHROMIUM, FLAGS, device
from tests.e2e.server import WebServer
from tests.e2e.test_portal_pages import sign_in, violations
from tests.factories import Invitation, Member

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LOOKS = ((360, "light", "ko"), (1440, "dark", "en"), (1440, "light", "ko"), (360, "dark", "en"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()


def invite(owner: Member) -> Invitation:
    position = factories.position(owner, title="수석 백엔드 개발자 (Platform, hybrid)", questions=1)
    with company_scope(owner.company.id):
        Position.objects.update(job=Job.objects.get(code="200102"))
        position = Position.objects.get(id=position.id)
    return factories.invitation(owner, position=position)


def put_and_read(owner: Member, invited: Invitation) -> None:
    with company_scope(owner.company.id):
        resume = resume_upload(
            candidate=invited.interview.candidate,
            file_name="이력서_김하늘_2026-11_최종_final_수정본.pdf",
            data=pdf_form(PEOPLE[0]),
            actor=owner.actor,
        )
    read_resume(str(owner.company.id), str(resume.id))


def make_draft(owner: Member) -> Draft:
    text = description(
        shared_job("200102"), Advertisement("백엔드 개발자", "한빛", place="부산"), "ko"
    )
    with company_scope(owner.company.id):
        return draft_create(
            kind=DraftKind.DESCRIPTION,
            job=Job.objects.get(code="200102"),
            language="ko",
            title="백엔드 개발자 (Platform team, a name that is long enough to wrap twice)",
            text=f"{text}\n\n- 만 35세 이하, 용모 단정한 분",
            actor=owner.actor,
        )


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_pages_pass_axe_and_fit(
    chromium: Browser,
    running_server: WebServer,
    company_owner: Member,
    width: int,
    theme: str,
    language: str,
) -> None:
    def prepare() -> tuple[Invitation, Draft]:
        invited = invite(company_owner)
        put_and_read(company_owner, invited)
        return invited, make_draft(company_owner)

    invited, draft = apart(prepare)
    paths = {
        "candidate": f"/candidates/{invited.interview.candidate_id}/",
        "report": f"/interviews/{invited.interview.id}/",
        "tools": "/tools/",
        "description": "/tools/description/",
        "questions": "/tools/questions/?job=200102",
        "questions-job": "/tools/questions/",
        "outreach": "/tools/outreach/",
        "draft": f"/tools/drafts/{draft.id}/",
        "candidates-own": f"/i/{invited.token}/data/",
    }
    keep = os.environ.get("HIREAPP_SCREENSHOTS")
    options = {
        "viewport": {"width": width, "height": 900},
        "color_scheme": theme,
        "locale": {"ko": "ko-KR", "en": "en-US"}[language],
    }
    with device(chromium, **options) as watched:
        page = sign_in(watched, running_server.url, company_owner)
        for name, path in paths.items():
            page.goto(running_server.url + path)
            page.wait_for_load_state("networkidle")
            if name in ("candidate", "report"):
                page.evaluate(
                    "document.querySelectorAll('[class*=resume] details, .resume-open')"
                    ".forEach((each) => (each.open = true))"
                )
            if keep:
                file = Path(keep) / f"{name}-{width}-{theme}-{language}.png"
                page.screenshot(path=str(file), full_page=True)
            assert violations(page) == [], name
            spare = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(spare) <= 0, f"{name} scrolls sideways"
        assert watched.complaints == []


def test_a_file_is_chosen_and_read_while_one_looks(
    chromium: Browser, running_server: WebServer, company_owner: Member, tmp_path: Path
) -> None:
    invited = apart(lambda: invite(company_owner))
    file, wrong = tmp_path / "cv.docx", tmp_path / "cv.png"
    file.write_bytes(docx_plain(PEOPLE[6]))
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 50)

    def read() -> None:
        with company_scope(company_owner.company.id):
            resume = Resume.objects.get()
        read_resume(str(company_owner.company.id), str(resume.id))
        connection.close()

    with device(chromium, viewport={"width": 1280, "height": 800}) as watched:
        page = sign_in(watched, running_server.url, company_owner)
        page.goto(f"{running_server.url}/candidates/{invited.interview.candidate_id}/")
        page.set_input_files("#resume-input", str(wrong))
        expect(page.locator("[data-resume-error]")).to_contain_text("picture")
        page.set_input_files("#resume-input", str(file))
        expect(page.get_by_text("Being read", exact=True)).to_be_visible()
        apart(read)
        expect(page.get_by_text("Senior Backend Engineer · Northwind Systems")).to_be_visible(
            timeout=10_000
        )


def test_the_preview_follows_the_editor(
    chromium: Browser, running_server: WebServer, company_owner: Member
) -> None:
    draft = apart(lambda: make_draft(company_owner))
    with device(chromium, viewport={"width": 1280, "height": 800}) as watched:
        page = sign_in(watched, running_server.url, company_owner)
        page.goto(f"{running_server.url}/tools/drafts/{draft.id}/")
        editor = page.locator("#id_text")
        editor.fill("# Hello\n\n- native English speaker <b>wanted</b>")
        preview = page.locator("#draft-preview")
        expect(preview.locator("mark").first).to_have_text("native English speaker")
        expect(preview).to_contain_text("<b>wanted</b>")
        expect(editor).to_be_focused()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        assert watched.complaints == []
