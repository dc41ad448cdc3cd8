"""How the catalogue's texts stand on a page."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from ncs.content import SLOT

register = template.Library()


@register.filter
def slot(text: str, language: str = "") -> SafeString:
    """A question with its slot marked: the word that the candidate used will stand there.
    ``language``: of the question, where it is not the page's.
    """
    with override(language or get_language()):
        words = conditional_escape(_("their word"))
    mark = f'<span class="slot">{words}</span>'
    return mark_safe(conditional_escape(text).replace(SLOT, mark))  # noqa: S308 - both are escaped


@register.filter
def error_of(errors: dict[str, str], name: str) -> str:
    """The sentence about a field, or nothing."""
    return errors.get(name, "")


@register.filter
def named(stem: str, number: int) -> str:
    """``keyword_ko`` and 3 → ``keyword_ko-3``: how errors name the fields of a list."""
    return f"{stem}-{number}"
