"""Tasks and files of one company, asked for under another's name."""

from __future__ import annotations

import ast
import contextlib
import importlib
import math
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage

import interviews.tasks
from hireapp.celery import TASKS_BY_ROLE, app
from hireapp.core.errors import NotFound
from hireapp.core.scope import OutsideScope, company_scope
from hireapp.vault.models import MediaObject
from hireapp.vault.objects import object_append, object_reader, subject_destroy
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.models import Answer, Interview
from interviews.services.uploads import CandidateUploads
from tests import factories
from tests.isolation.test_urls import _fingerprint
from tests.isolation.world import world

pytestmark = pytest.mark.django_db

# Tasks for one row, and the id of ours they are sent with.
ROW_TASKS = {
    "questions.try_answer": "try_id",
    "competencies.score": "answer_id",
    "competencies.replay": "interview_id",
    "profiles.make": "interview_id",
    "themes.make": "position_id",
    "interviews.analysis.analyse_answer": "run_id",
    "interviews.analysis.speak_questions": "interview_id",
    "interviews.mail.send_invitation": "interview_id",
    "interviews.mail.send_interviewer": "letter_id",
    "interviews.mail.send_member": "membership_id",
    "questions.listen": "answer_id",
    "rooms.hear_voice": "voice_id",
    "questions.rank": "interview_id",
    "questions.train": "model_id",
    "resumes.read": "resume_id",
    "drafts.reword": "draft_id",
}
# Tasks of live rooms, with what they are sent besides the company: ids of ours, or a value.
LIVE_TASKS: dict[str, tuple[Any, ...]] = {
    "live.look": ("room_id", math.inf),
    "live.hear": ("room_id", "seat_id"),
}
# They load models, and read no row at all.
LOADING = {"live.ready_to_look", "live.ready_to_hear"}
# Tasks without a row: they enter every company by itself.
HOUSEKEEPING = {
    "interviews.housekeeping.dispatch_due_work",
    "interviews.housekeeping.expire_interviews",
}


def _all_tasks() -> set[str]:
    for modules in TASKS_BY_ROLE.values():
        for module in modules:
            importlib.import_module(module)
    return {name for name in app.tasks if not name.startswith("celery.")}


def test_every_task_is_listed_here() -> None:
    assert _all_tasks() == {*ROW_TASKS, *LIVE_TASKS, *LOADING, *HOUSEKEEPING}


def test_every_task_module_is_imported_by_a_worker() -> None:
    folder = Path(interviews.tasks.__file__).parent
    modules = {
        f"interviews.tasks.{p.stem}" for p in folder.glob("*.py") if "@app.task" in p.read_text()
    }
    assert modules == {module for modules in TASKS_BY_ROLE.values() for module in modules}


@pytest.mark.parametrize("task", sorted(ROW_TASKS))
def test_a_task_under_another_company_touches_nothing(
    task: str, mailoutbox: list[EmailMessage]
) -> None:
    _all_tasks()
    mine = world("alice@example.com")
    charlie = factories.company(name="Other Corp").owner
    before = _fingerprint(mine)
    with contextlib.suppress(NotFound):
        app.tasks[task].run(str(charlie.company.id), str(mine.ids[ROW_TASKS[task]]))
    assert _fingerprint(mine) == before
    assert mailoutbox == []


@pytest.mark.parametrize("task", sorted(LIVE_TASKS))
def test_a_task_under_another_company_looks_at_nothing_and_hears_nothing(task: str) -> None:
    """What waits in Valkey, and what was told there, stays as it is, too."""
    _all_tasks()
    mine = world("alice@example.com")
    charlie = factories.company(name="Other Corp").owner
    keys = RoomKeys(mine.owner.company.id, mine.ids["room_id"])
    waiting = (keys.frame(mine.ids["seat_id"]), keys.sound(mine.ids["seat_id"]))
    for key in waiting:
        valkey().set(key, b"sealed", ex=60)
    before = _fingerprint(mine)
    arguments = [mine.ids.get(each, each) for each in LIVE_TASKS[task]]
    app.tasks[task].run(str(charlie.company.id), *(map(_as_sent, arguments)))
    assert _fingerprint(mine) == before
    assert valkey().mget(waiting) == [b"sealed", b"sealed"]
    assert not valkey().exists(keys.events)


def _as_sent(value: Any) -> Any:
    return value if isinstance(value, float) else str(value)


def test_task_bodies_stay_short() -> None:
    """A task loads, calls the analysis, calls a service: 15 lines."""
    for path in Path(interviews.tasks.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.decorator_list:
                first = node.body[0]
                lines = (node.end_lineno or 0) - first.lineno + 1
                assert lines <= 15, f"{path.name}:{node.name} has {lines} lines"


def test_a_file_of_another_company_cannot_be_read_filled_or_destroyed() -> None:
    mine = world("alice@example.com")
    charlie = factories.company(name="Other Corp").owner
    with company_scope(mine.owner.company.id):
        media = Answer.objects.get(id=mine.ids["answer_id"]).media
        plain = object_reader(media.id).read()
    with company_scope(charlie.company.id):
        with pytest.raises(MediaObject.DoesNotExist):
            object_reader(media.id)
        with pytest.raises(MediaObject.DoesNotExist):
            object_append(object_id=media.id, offset=media.size, data=b"x", max_bytes=10**6)
        assert subject_destroy(subject_id=mine.ids["interview_id"], reason="x").bytes_destroyed == 0
    with company_scope(mine.owner.company.id):
        assert object_reader(media.id).read() == plain
    with pytest.raises(OutsideScope):
        object_reader(media.id)


def test_an_upload_is_admitted_to_its_own_link_only() -> None:
    mine, other = world("alice@example.com"), world("charlie@example.com")
    with company_scope(mine.owner.company.id):
        media_id = Answer.objects.get(id=mine.ids["answer_id"]).media_id
    with pytest.raises(NotFound):
        CandidateUploads().admit(other.token, media_id)
    metadata = {"answer": str(mine.ids["answer_id"]), "filetype": "video/webm"}
    with pytest.raises(NotFound):
        CandidateUploads().create(other.token, metadata, None)


def test_keys_of_one_company_do_not_open_anothers_files() -> None:
    """Even with the rows' ids in hand the sealed bytes are noise: keys are wrapped per company."""
    mine, other = world("alice@example.com"), world("charlie@example.com")
    with company_scope(mine.owner.company.id):
        mine_own = Interview.objects.get(id=mine.ids["interview_id"])
        wrapped = bytes(mine_own.answers.get().media.wrapped_key)
    with company_scope(other.owner.company.id):
        media = Interview.objects.get(id=other.ids["interview_id"]).answers.get().media
        media.wrapped_key = wrapped
        from hireapp.vault.crypto import Undecryptable
        from hireapp.vault.keys import object_key

        with pytest.raises(Undecryptable):
            object_key(media)
