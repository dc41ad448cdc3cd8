"""Error rates and equal error rates against answers worked out by hand, and on real files."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from analysis.evaluation import speakers, transcript
from analysis.evaluation.common import UnusableData
from analysis.evaluation.wording import edit_distance, english_words, korean_words
from analysis.weights import WeightStore

OPTIONS = {"limit": None, "device": "cpu", "threads": 1}


def labelled(folder: Path, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    with (folder / "INDEX.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return folder


@pytest.fixture
def store() -> WeightStore:
    return WeightStore()


@pytest.fixture
def recordings(store: WeightStore, tmp_path: Path) -> Path:
    """A folder with the packaged recordings under their own names."""
    for file in store.path("samples_speech").glob("*.wav"):
        (tmp_path / file.name).symlink_to(file)
    return tmp_path


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Fourteen sixty-nine, fourteen seventy;", "1469 1470"),
        ("In 1,469 it cost $5 and 20%.", "in 1469 it cost 5 dollars and 20 percent"),
        ("Mr. O’Neil, e.g., isn't here", "mister oneil eg isnt here"),
        ("one thousand seven hundred and seventy-five", "1775"),
        ("five hundred thousand and a half", "500000 and a half"),
        ("twenty-five and six", "25 and 6"),
        ("Um, we, uh, went", "we went"),
        ("Café naïve", "cafe naive"),
        ("", ""),
    ],
)
def test_what_cannot_be_heard_is_taken_out_of_english(written: str, words: str) -> None:
    assert english_words(written) == words.split()


def test_korean_loses_its_punctuation_only() -> None:
    assert korean_words("네, 안녕하세요! 3년간…") == ["네", "안녕하세요", "3년간"]


@pytest.mark.parametrize(
    ("reference", "heard", "errors"),
    [
        ("a b c d", "a x c d e", 2),
        ("", "a b", 2),
        ("a b", "", 2),
        ("a b c", "b c", 1),
        ("a", "a", 0),
    ],
)
def test_edit_distance_counts_substitutions_deletions_and_insertions(
    reference: str, heard: str, errors: int
) -> None:
    assert edit_distance(reference.split(), heard.split()) == errors


def test_korean_spacing_is_no_character_error() -> None:
    own = transcript.counted("안녕 하세요.", "안녕하세요", "ko", 1.0, 1.0, 1.0)
    assert (own.character_errors, own.characters) == (0, 5)
    assert (own.word_errors, own.words) == (2, 2)


def test_errors_are_counted_over_all_files_together() -> None:
    counts = [
        transcript.Counts(1, 1, 1, 4, 1.0, 0.1, 0.1),
        transcript.Counts(0, 9, 0, 36, 9.0, 0.4, 0.9),
    ]
    scores = transcript.scores(counts)
    assert scores["wer"] == pytest.approx(0.1)
    assert scores["cer"] == pytest.approx(0.025)
    assert scores["rtf"] == pytest.approx(0.05)
    assert scores["wer_low"] <= scores["wer"] <= scores["wer_high"]


def test_recordings_are_scored_by_language(recordings: Path, store: WeightStore) -> None:
    text = "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better."
    wrong = "Nobody ever said these words at all, we think."
    rows = [("beckett.wav", text, "en"), ("success.wav", wrong, "en")]
    result = transcript.evaluate(
        labelled(recordings, ("file", "label", "language"), rows), store=store, **OPTIONS
    )
    # beckett at most one error of 12; the chime has no words: all nine are missing
    assert result["en"]["n"] == 2
    assert 9 / 21 - 1e-5 <= result["en"]["wer"] <= 10 / 21 + 1e-5
    assert 0 < result["en"]["rtf"] < 1
    assert set(result["en"]) >= {"n", "wer", "cer", "rtf"}


def test_an_unknown_language_is_named(recordings: Path, store: WeightStore) -> None:
    folder = labelled(recordings, ("file", "label", "language"), [("beckett.wav", "x", "qq")])
    with pytest.raises(UnusableData, match=r"beckett.wav.*qq"):
        transcript.evaluate(folder, store=store, **OPTIONS)


def test_a_file_that_is_no_sound_is_named(tmp_path: Path, store: WeightStore) -> None:
    (tmp_path / "notes.wav").write_text("not a sound")
    folder = labelled(tmp_path, ("file", "label", "language"), [("notes.wav", "x", "en")])
    with pytest.raises(UnusableData, match=r"notes\.wav"):
        transcript.evaluate(folder, store=store, **OPTIONS)


def test_voices_that_separate_have_no_equal_error() -> None:
    pairs = np.array([(1, 0.9), (1, 0.8), (0, 0.6), (0, 0.3)], float)
    eer, threshold = speakers.equal_error(pairs)
    assert eer == 0.0
    assert threshold == pytest.approx(0.7)


def test_swapped_voices_err_on_every_pair() -> None:
    pairs = np.array([(0, 0.9), (0, 0.8), (1, 0.6), (1, 0.3)], float)
    assert speakers.equal_error(pairs)[0] == 1.0


def test_one_of_four_on_the_wrong_side_is_a_quarter() -> None:
    own = [(1, s) for s in (0.9, 0.8, 0.7, 0.2)]
    other = [(0, s) for s in (0.6, 0.4, 0.3, 0.1)]
    # Between 0.4 and 0.6: one own rejected (0.25) and one stranger accepted (0.25).
    assert speakers.equal_error(np.array(own + other, float)) == (0.25, pytest.approx(0.5))


def test_one_kind_of_pair_is_not_enough() -> None:
    with pytest.raises(UnusableData, match="two speakers"):
        speakers.scores(np.array([(1, 0.9), (1, 0.8)], float))


def test_packaged_readers_are_told_apart(recordings: Path, store: WeightStore) -> None:
    rows = [("two_cities.wav", "speaker=a"), ("clone-test.wav", "speaker=b")]
    (recordings / "again.wav").symlink_to(store.path("samples_speech") / "two_cities.wav")
    rows.append(("again.wav", "speaker=a"))
    result = speakers.evaluate(
        labelled(recordings, ("file", "label"), rows), store=store, **OPTIONS
    )
    assert result["n_pairs"] == 3
    assert result["eer"] == 0.0
    assert result["other_median"] < result["threshold"] < result["same_median"]
