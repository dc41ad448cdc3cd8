"""Reads candidates out of pasted text: one a line, as CSV, from a spreadsheet, or "Name <mail>"."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_PEOPLE = 200
MAX_NAME = 100
MAX_EMAIL = 254
_HEADS = {"name", "이름", "성명", "full name", "email", "e-mail", "mail", "이메일", "메일"}
# A name travels into mails and exports: no addresses that mail programs turn into links, and
# nothing that a spreadsheet would run as a formula (OWASP, CSV injection).
_LINK = re.compile(r"(https?:|www\.|[a-z0-9-]+\.(com|net|org|ru|kr|io|xyz|top|info)\b)", re.I)
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class PastedPerson:
    """``problem`` says what to mend; empty when the line can be used."""

    line: int
    name: str
    email: str
    problem: str | Promise = ""


def read_people(text: str) -> list[PastedPerson]:
    """Every line that is not empty, in order, each with what is wrong with it.

    Reads at most ``MAX_PEOPLE`` lines; the caller tells when there were more (``too_many``).
    """
    people: list[PastedPerson] = []
    seen: set[str] = set()
    for number, cells in _lines(text):
        if len(people) == MAX_PEOPLE:
            break
        if not people and {cell.lower() for cell in cells} & _HEADS:
            continue
        name, email = _name_and_email(cells)
        problem = _problem(name, email)
        if not problem and email in seen:
            problem = _("This address stands in an earlier line.")
        seen.add(email)
        people.append(PastedPerson(number, name[:MAX_NAME], email[:MAX_EMAIL], problem))
    return people


def too_many(text: str) -> bool:
    return sum(1 for _line in _lines(text)) > MAX_PEOPLE + 1


def name_problem(name: str) -> str | Promise:
    """Why this cannot be a person's name; empty when it can."""
    if not name:
        return _("The name is missing.")
    if len(name) > MAX_NAME:
        return _("The name is longer than 100 characters.")
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} for sign in name):
        return _("The name has signs in it that cannot be printed.")
    if name.startswith(_FORMULA) or _LINK.search(name) or "<" in name or ">" in name:
        return _("This does not look like a person's name.")
    return ""


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """``(line number, cells)``; a line that ``csv`` cannot read is one cell."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip():
            continue
        delimiter = next((sign for sign in "\t;" if sign in line), ",")
        try:
            cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
        except csv.Error:
            cells = [line]
        yield number, [cell.strip() for cell in cells if cell.strip()]


def _name_and_email(cells: list[str]) -> tuple[str, str]:
    """The cell with an @ is the address, the first other one the name."""
    if len(cells) == 1 and "@" not in cells[0]:
        return cells[0], ""
    if len(cells) == 1:
        name, email = parseaddr(cells[0])
        if not name and " " in cells[0]:
            name, _space, email = cells[0].rpartition(" ")
        return " ".join(name.split()), email.strip().lower()
    email = next((cell for cell in cells[::-1] if "@" in cell), "")
    name = next((cell for cell in cells if cell != email), "")
    return " ".join(name.split()), email.strip("<>").lower()


def _problem(name: str, email: str) -> str | Promise:
    if not email:
        return _("There is no e-mail address in this line.")
    if len(email) > MAX_EMAIL:
        return _("The e-mail address is too long.")
    try:
        validate_email(email)
    except ValidationError:
        return _("This is not an e-mail address.")
    return name_problem(name)
