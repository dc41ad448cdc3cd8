"""Every sentence that the modules of the interviewer's screen say, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from interviews.web.candidate.words import device_words


def screen_words() -> dict[str, str]:
    return {
        **device_words(),
        **_asking_words(),
        **_pane_words(),
        **_seen_words(),
        **_heard_words(),
        **_off_words(),
        **_bar_words(),
    }


def _asking_words() -> dict[str, str]:
    return {
        "asked": pgettext("button", "Asked"),
        "asked_one": _("Asked to {name}"),
        "asked_all": _("Asked to everybody"),
        "questions_changed": _("The questions have just changed. Press again to ask this one."),
        "path": _("How this question came about:"),
        "earlier": _("Earlier"),
        "remove": _("Remove"),
        "no_suggestions": _(
            "Recommended questions stand here a few seconds after the candidate has said "
            "something. Each shows which words led to it."
        ),
        "new_suggestions": _("New recommended questions for {name}"),
        "act_failed": _("That did not reach the server. Try again; nothing was changed twice."),
        "saving": _("Saving…"),
        "saved": _("Draft saved at {time}"),
        "unsaved": _("Not saved. Check the connection; what you wrote is still here."),
        "not_loaded": _("This could not be loaded. Choose the tab again in a moment."),
        "about_everybody": _("about everybody"),
        "you": pgettext("in the room", "You"),
        "message_from": _("Message from {name}: {text}"),
        "chat_none": _("What is written here goes from browser to browser and is not kept."),
        "chat_nobody": _("reached nobody"),
        "chat_to_one": pgettext("chat", "to {name}"),
        "chat_to_all": pgettext("chat", "to everybody"),
        "message_to_one": _("Message to {name} alone"),
        "message_to_all": _("Message to everybody"),
        "strip": _(
            "{time} so far: speaks {spoke}, looks away {away}, number of questions asked: {asked}"
        ),
    }


def _pane_words() -> dict[str, str]:
    return {
        "here_no": _("Not here yet"),
        "waits": _("{name} waits to be let in"),
        "waiting_now": _("Waiting now: {n} of {total}"),
        "nobody_waits": _("Nobody waits yet."),
        "here_waiting": _("Waits in the lobby"),
        "here_joining": _("Connecting…"),
        "here_here": "",
        "here_removed": _("Removed"),
        "camera_off": _("Camera off"),
        "my_screen": _("Your screen"),
        "screen_of": _("Screen of {name}"),
        "no_device": _("None found"),
        "device_lost": _("A device was disconnected. Another one is used as soon as there is one."),
        "quality_unknown": _("Connection unknown"),
        "quality_0": _("No connection"),
        "quality_1": _("Connection very weak"),
        "quality_2": _("Connection weak"),
        "quality_3": _("Connection good"),
        "quality_4": _("Connection very good"),
    }


def _seen_words() -> dict[str, str]:
    return {
        "face_none": _("No face in the picture"),
        "faces": _("{n} faces in the picture"),
        "gaze_unknown": _("cannot be told"),
        "gaze_screen": _("at the screen"),
        "gaze_away": _("away"),
        "to_left": _("left {n}°"),
        "to_right": _("right {n}°"),
        "up": _("up {n}°"),
        "down": _("down {n}°"),
        "tilt": _("tilted {n}°"),
        "straight": _("straight"),
        "upright": _("as usual"),
        # xgettext:no-python-format
        "lean_in": _("leans in, {n} % nearer"),
        # xgettext:no-python-format
        "lean_back": _("leans back, {n} % further"),
        "uneven": _("shoulders {n}° uneven"),
        "hands_0": _("no hand seen"),
        "hands_1": _("one hand seen"),
        "hands_2": _("both hands seen"),
        "moving": _("moves"),
        "face_happy": _("happy"),
        "face_neutral": _("neutral"),
        "face_surprise": _("surprise"),
        "face_sad": _("sad"),
        "face_fear": _("fear"),
        "face_angry": _("angry"),
        "face_disgust": _("disgust"),
    }


def _heard_words() -> dict[str, str]:
    return {
        "wpm": _("{n} words/min"),
        "nothing_said": _("Nothing said yet."),
        "evidence": _("Words that count for it"),
        "untouched": _("Nothing yet of: {names}"),
        "answer_empty": _("Nothing could be understood so far."),
        "answer_short": _("Only a few words so far."),
        "answer_refusal": _("The candidate would rather not answer."),
        "answer_gibberish": _("The words make no sentence."),
        "answer_profane": _("There was strong language."),
        "answer_instruction": _("The words speak to the machine instead of answering."),
        "answer_echo": _("The question was read back."),
        "answer_other_language": _("This was said in another language."),
        "answer_off_topic": _("Nothing of this belongs to the job so far."),
        "answer_doubtful": _("The recogniser is not sure what was said."),
        "voice_tiredness": _("tiredness"),
        "voice_joy": _("joy"),
        "voice_excitement": _("excitement"),
        "voice_relaxation": _("relaxation"),
        "voice_comfortable": _("comfort"),
        "voice_tension": _("tension"),
        "voice_lethargy": _("lethargy"),
        "voice_stability": _("stability"),
        "voice_anxiety": _("anxiety"),
    }


def _off_words() -> dict[str, str]:
    """Why nothing is analysed. Talk goes on in every case."""
    return {
        # Refused and not offered read alike: a refusal must never look like something.
        "off_nothing": _("Not analysed"),
        "off_away": _("Analysis is off: no connection to it"),
        "off_silent": _("Analysis is off: nothing arrives"),
        "off_no_media": _("Analysis is off: no picture or sound arrives"),
        "off_connection_lost": _("Analysis is off: its connection was lost"),
        "off_refused": _("Analysis is off: its connection failed"),
        "off_too_much": _("Analysis is off: too much picture or sound arrives"),
        "off_not_allowed": _("Analysis is off: not allowed"),
        "off_unconfirmed": _("Analysis is off: consent cannot be checked"),
        "off_stopped": _("Analysis is off"),
        "behind_late": _("{n} pictures came too late and were left out."),
        "behind_overloaded": _("{n} s of sound could not be listened to in time."),
    }


def _bar_words() -> dict[str, str]:
    return {
        "clock": _("{time} / {minutes} min"),
        "planned": _("Planned {time}, {minutes} min"),
        "ends_soon": _("Ends in less than 5 min"),
        "over_time": _("Over the planned time"),
        "recording": _("Recording {n} of {total}"),
        "not_recording": _("Not recording"),
        "analysing": _("Analysing {n} of {total}"),
        "nothing_analysed": _("Nothing analysed"),
        "admit_all": _("Admit all who wait ({n})"),
        "room_away": _("Reconnecting. Talk goes on."),
        "dashboard_away": _("Signals are reconnecting. Talk goes on."),
        "closed": _("Not connected. Reload the page."),
        "voice_failed": _("Your voice is not being recorded. It is tried again in a moment."),
        "voice_left": _("The rest of your recorded voice is being sent. Keep this page open."),
        "voice_arrived": _("Your recorded voice has arrived completely."),
        "voice_cut": _("The end of your recorded voice could not be sent any more."),
        "elsewhere": _("This room was opened in another window. Go on there."),
    }
