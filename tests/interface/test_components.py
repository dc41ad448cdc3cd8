"""Every component is shown in the styleguide, and what a template names exists."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from hireapp.core.design_samples import ICONS, ROLES
from hireapp.core.templatetags.design import clock, initials
from hireapp.core.views import SampleForm, styleguide
from tests.interface.stylesheet import STATIC, TEMPLATES, colours, pages

pytestmark = pytest.mark.urls("tests.interface.styleguide_urls")
SPRITE = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))


def _page(room: str = "") -> str:
    request = RequestFactory().get("/styleguide/", {"room": room} if room else {})
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    return styleguide(request).content.decode()


def test_the_styleguide_shows_every_component() -> None:
    text = "".join(
        path.read_text(encoding="utf-8") for path in pages() if path.parent.name != "components"
    )
    inner = "".join(
        path.read_text(encoding="utf-8") for path in (TEMPLATES / "components").glob("*.html")
    )
    unused = {
        path.name
        for path in (TEMPLATES / "components").glob("*.html")
        if f"components/{path.name}" not in text + inner
    }
    assert unused == set()


@pytest.mark.parametrize("room", ["", "candidate", "entrance"])
def test_every_room_of_the_styleguide_renders(room: str) -> None:
    page = _page(room)
    assert "</html>" in page
    assert "{%" not in re.sub(r"<pre>.*?</pre>", "", page, flags=re.S)


def test_the_styleguide_lists_all_icons_and_roles() -> None:
    assert set(ICONS) == SPRITE
    missing = {f"--{role}" for role in ROLES} - colours('[data-theme="light"]').keys()
    assert missing == set()


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {
        (path.name, name)
        for path in pages()
        for name in re.findall(
            r'components/icon\.html" with name="([\w-]+)"|\bicon="([\w-]+)"',
            path.read_text(encoding="utf-8"),
        )
        for name in name
        if name and name not in SPRITE
    }
    assert named == set()


def test_ids_on_the_styleguide_are_unique() -> None:
    page = re.sub(r"<pre>.*?</pre>", "", _page(), flags=re.S)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_a_refused_field_names_its_error_to_a_screen_reader() -> None:
    form = SampleForm(data={"limit": "5"})
    field = render_to_string("components/field.html", {"field": form["limit"]})
    described = re.search(r'aria-describedby="([^"]+)"', field)
    assert described is not None
    assert 'aria-invalid="true"' in field
    for target in described.group(1).split():
        assert f'id="{target}"' in field


def test_help_and_error_of_a_field_are_both_announced() -> None:
    field = render_to_string("components/field.html", {"field": SampleForm(data={})["title"]})
    described = re.search(r'aria-describedby="([^"]+)"', field)
    assert described is not None
    assert described.group(1).split() == ["id_title_helptext", "id_title_error"]
    assert 'id="id_title_helptext"' in field
    assert 'id="id_title_error"' in field


def test_a_button_with_only_an_icon_has_a_name() -> None:
    button = render_to_string(
        "components/button.html", {"label": "Filter", "icon": "filter", "icon_only": True}
    )
    assert 'aria-label="Filter"' in button


def test_a_name_from_outside_cannot_break_out_of_a_component() -> None:
    name = '"><script>alert(1)</script>'
    for component in ("person", "button", "badge", "chip", "notice", "stat", "empty"):
        context = {"name": name, "label": name, "text": name, "title": name, "value": name}
        assert "<script>" not in render_to_string(f"components/{component}.html", context)


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_nothing_but_itself(name: str) -> None:
    # Django renders 500.html without a request and without context processors.
    assert "</html>" in get_template(f"{name}.html").render()


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("김민수", "민수"),
        ("남궁예서", "예서"),
        ("Aleksandra Wiśniewska-Kowalczyk", "AW"),
        ("alice@example.com", "AE"),
        ("김 민수", "김민"),
        ("Jo", "J"),
        ("", "?"),
    ],
)
def test_initials_say_who_it_is_in_two_signs(name: str, short: str) -> None:
    assert initials(name) == short


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (83.9, "1:23"), (3723, "1:02:03"), (None, "–"), (-4, "0:00")],
)
def test_seconds_read_as_a_clock(seconds: float | None, words: str) -> None:
    assert clock(seconds) == words
