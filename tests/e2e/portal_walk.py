"""The steps of a recruiter, as a person takes them: by what is written on the page."""

from __future__ import annotations

import re
from uuid import uuid4

from playwright.sync_api import Page, expect


def unused_email() -> str:
    """A second try of a test meets the system that the first one left."""
    return f"han-{uuid4().hex[:8]}@example.com"


def sign_up(page: Page, url: str, *, email: str, company: str) -> None:
    page.goto(f"{url}/account/signup/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill("correct horse battery staple")
    page.get_by_label("Your name").fill("Han Seo-yeon")
    page.get_by_label("Company name").fill(company)
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url(lambda address: "/account/" not in address)  # signed in, before going on


def create_position(
    page: Page, *, title: str, language: str = "English", follow_ups: int = 0, job: str = ""
) -> None:
    """A form proposes two follow-ups, most walks want none; ``job``: its value, "" for any."""
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/positions/new/", page.url))
    page.get_by_label("Title").fill(title)
    page.get_by_label("Search jobs").fill("software")
    found = page.locator(f'[name=job][value="{job}"]') if job else page.get_by_role("radio").first
    found.check()
    page.get_by_label("Interview language").select_option(label=language)
    page.get_by_label("Place of work").select_option(label="South Korea")
    page.get_by_label("Follow-up questions").fill(str(follow_ups))
    page.get_by_role("button", name="Create and write questions").click()


def add_question(page: Page, text: str, *, answer_seconds: int = 60) -> None:
    form = page.get_by_role("region", name="Add a question")
    form.get_by_label("Question", exact=True).fill(text)
    form.get_by_label("Thinking time").fill("5")
    form.get_by_label("Answer limit").fill(str(answer_seconds))
    form.get_by_role("button", name="Add question").click()
    expect(page.get_by_role("paragraph").filter(has_text=text).first).to_be_visible()


def invite(page: Page, *, name: str, email: str) -> str:
    """Invites one candidate and returns the token of the link that the page shows."""
    page.get_by_role("link", name="Add candidates").first.click()
    form = page.get_by_role("region", name="One candidate")
    form.get_by_label("Name", exact=True).fill(name)
    form.get_by_label("E-mail", exact=True).fill(email)
    form.get_by_role("button", name="Invite").click()
    page.get_by_role("link", name=f"Invitation of {name}").click()
    link = page.get_by_label("The candidate’s own link")
    expect(link).to_be_visible()
    return link.input_value().rstrip("/").rsplit("/", 1)[-1]
