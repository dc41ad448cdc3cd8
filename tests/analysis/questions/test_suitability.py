"""Which jobs a text speaks of, and what says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.__main__ import main
from analysis.questions.passages import LONGEST, MOST, passages
from analysis.questions.suitability import label_scores, suitability

RESUME = """
JANE DOE      1 Main Street      555 0100
Summary     Hard-working professional. References on request.
EXPERIENCE
• Sous chef, Hotel Riverside, 2015 - 2019     Prepared stocks, sauces and soups
• Grilled meat and fish to order     • Wrote the menu and ordered vegetables, meat and fish
• Kept the kitchen clean and checked storage temperatures
EDUCATION      High school diploma      Hobbies: hiking, chess
"""
KOREAN = "어린이집에서 만 2세 반 담임을 맡아 낮잠과 급식을 지도했고 학부모와 상담했습니다."


def test_a_messy_resume_fits_its_job_and_quotes_its_lines() -> None:
    found = suitability(RESUME)
    best = found.fits[0]
    assert best.code == "130101"
    assert best.reasons
    for reason in best.reasons:
        assert RESUME[reason.quote.start : reason.quote.end] == reason.quote.text
        assert reason.line.code == best.code
    assert all("Hobbies" not in reason.quote.text for reason in best.reasons)


def test_korean_and_english_share_one_space() -> None:
    assert suitability(KOREAN).fits[0].code == "070301"
    english = (
        "I taught the two-year-olds at a nursery, put them down for naps and talked to parents."
    )
    assert suitability(english).fits[0].code == "070301"


def test_shares_of_jobs_and_of_no_job_add_up_to_one() -> None:
    found = suitability(RESUME)
    assert len(found.fits) == 34
    assert sum(fit.score for fit in found.fits) + found.unrelated == pytest.approx(1, abs=1e-4)


def test_lines_of_every_resume_speak_of_no_job() -> None:
    found = suitability(
        "Good team player.\nFluent English.\nReferences available.\nMobile 555 0100"
    )
    assert found.unrelated > found.fits[0].score


@pytest.mark.parametrize("text", ["", "   \n", "12345 !!! --", "."])
def test_a_text_without_words_fits_nothing(text: str) -> None:
    assert suitability(text).fits == ()
    assert not label_scores(text, ["Chef", "Lawyer"]).any()


def test_the_same_text_has_the_same_scores() -> None:
    assert suitability(RESUME) == suitability(RESUME)


def test_passages_are_cut_at_columns_bullets_and_sentences_and_never_too_long() -> None:
    text = "One here.   Two there • three\nfour\n" + "word " * 200
    found = passages(text)
    assert [piece.text for piece in found[:4]] == ["One here.", "Two there", "three", "four"]
    assert all(len(piece.text) <= LONGEST for piece in found)
    assert all(text[piece.start : piece.end] == piece.text for piece in found)
    assert len(passages("\n".join(f"line number {n}" for n in range(3000)))) == MOST


def test_evaluate_jobs_writes_a_row_for_every_text(tmp_path: Path) -> None:
    data, out = tmp_path / "jobs.csv", tmp_path / "out.json"
    text = RESUME.replace("\n", " ").replace('"', "")
    data.write_text(f'text,label\n"{text}",Chef\n"{KOREAN}",Teacher\n"",Chef\n')
    labels = "Chef;Teacher;Accountant;Mechanic"
    status = main(["evaluate", "jobs", str(data), "--labels", labels, "--json", str(out)])
    assert status == 0
    found = json.loads(out.read_text())
    assert found["n"] == 3
    assert found["rows"][0]["label"] == "Chef"
    assert found["rows"][0]["jobs"][0][:2] == ["130101", "Food Preparation"]
    assert found["rows"][0]["groups"][0][0] == "13"
    assert found["rows"][2]["jobs"] == []
    assert found["top1"] == pytest.approx(2 / 3, abs=1e-3)  # a text without words is a miss


@pytest.mark.parametrize("labels", ["Chef", "Lawyer;Nurse"])
def test_labels_that_cannot_be_ranked_are_refused(tmp_path: Path, labels: str) -> None:
    data = tmp_path / "jobs.csv"
    data.write_text("text,label\nI cook,Chef\n")
    assert main(["evaluate", "jobs", str(data), "--labels", labels]) == 2
