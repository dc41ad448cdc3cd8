"""Every sentence that the scripts of the candidate's live interview say."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from interviews.web.candidate.words import interview_words


def room_words() -> dict[str, str]:
    return {**interview_words(), **_place_words(), **_people_words(), **_analysis_words()}


def _place_words() -> dict[str, str]:
    return {
        "waiting": _("You are ready. The interviewer lets you in."),
        "waiting_not_open": _("You are ready. The interviewer is not here yet."),
        "waiting_early": _("You are ready, and early. The interview begins {when}."),
        "waiting_removed": _(
            "The interviewer has taken you out of the interview. You can wait here or leave."
        ),
        "replanned": _("The plan of this interview was changed. This page shows how it is now."),
        "let_in": _("You are in the interview."),
        "not_begun": _("You can talk already. The interview has not begun."),
        "begun": _("The interview has begun."),
        "socket_waiting": _("The server cannot be reached. Your talk goes on; trying again."),
        "socket_away": _("The server cannot be reached. Trying again."),
        "over": _("The interview is over. Thank you."),
        "over_sending": _("{n} s of your recording are still to be sent. Keep this page open."),
        "over_sent": _("Everything is sent."),
        "over_unrecorded": _("No recording of you is held."),
        "over_part": _("A part of your recording has not arrived. Reload this page to send it."),
        "over_next": _(
            "A named person at {company} decides, and {company} contacts you. "
            "You need not do anything."
        ),
        "left": _("You have left the interview."),
        "left_more": _("It goes on without you. You can come back at any time."),
        "cancelled": _("This interview does not take place."),
        "cancelled_next": _("{company} can tell you how it goes on."),
        "opened_elsewhere": _("The interview is open in another tab or window. Go on there."),
        "link_over": _("This interview is over, or your link is no longer valid."),
        "device_lost": _("A device was disconnected. Plug it in, or choose another one."),
        "screen_failed": _("The screen could not be shared."),
        "clock": _("{time} / {minutes} min"),
        "elapsed": _("{time} since the beginning, of {minutes} minutes"),
    }


def _people_words() -> dict[str, str]:
    return {
        "you": pgettext("in the room", "You"),
        "interviewer": _("Interviewer"),
        "candidate_n": _("Candidate {n}"),
        "joined": _("{name} is here."),
        "gone": _("{name} has left."),
        "muted": _("Microphone off"),
        "camera_is_off": _("Camera is off"),
        "hand_up": _("{name} raised a hand."),
        "hand_is_up": _("Hand raised"),
        "screen_of": _("Screen of {name}"),
        "picture_of": _("Picture of {name}"),
        "connecting_to": _("Connecting to {name}…"),
        "connection_0": _("No connection"),
        "connection_1": _("Connection very weak"),
        "connection_2": _("Connection weak"),
        "connection_3": _("Connection fair"),
        "connection_4": _("Connection good"),
        "own_picture_reduced": _("The network is slow: your picture is sent smaller."),
        "own_picture_paused": _("The network is slow: only your voice is sent for now."),
        "message_from": _("Message from {name}: {text}"),
        "message_to_you": _("Message from {name}, to you alone: {text}"),
        "to_you_alone": _("to you alone"),
        "read_by_all": _("Everybody in the interview reads what you write here."),
        "read_by_interviewer": _("Only the interviewer reads what you write here."),
        "captions_later": _("Captions begin with the interview."),
        "captions_question": _("Captions show the question, not what the interviewer says."),
        "captions_all": _(
            "Captions show the question and what candidates say, not what the interviewer says."
        ),
        "question_asked": _("Question: {text}"),
        "not_sent": _("Nobody was reached. Try again in a moment."),
        "mute": _("Mute"),
        "unmute": _("Unmute"),
        "camera_off": _("Stop camera"),
        "camera_on": _("Start camera"),
        "share": _("Share screen"),
        "unshare": _("Stop sharing"),
        "hand_raise": _("Raise hand"),
        "hand_lower": _("Lower hand"),
    }


def _analysis_words() -> dict[str, str]:
    return {
        "agreed_recording": _("Recording of your picture and voice"),
        "recording_on": _("You are being recorded"),
        "recording_failed": _("Recording does not work at the moment"),
        "recording_off": _("Not recorded"),
        "recording_later": _("Recording starts with the interview"),
        "analysis_on": _("Analysis on"),
        "analysis_connecting": _("Analysis is being connected"),
        "analysis_waiting": _("Analysis is off at the moment"),
        "analysis_off": _("No analysis"),
        "analysis_later": _("Analysis starts with the interview"),
    }
