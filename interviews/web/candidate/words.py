"""Every sentence that the interview page's scripts say, in the reader's language.

``{n}``-like places are filled in by ``words.js``.
"""

from __future__ import annotations

from django.utils.translation import gettext as _


def interview_words() -> dict[str, str]:
    return {**_check_words(), **_question_words(), **_upload_words(), **_trouble_words()}


def device_words() -> dict[str, str]:
    """What the scripts say that camera and microphone share: also on the interviewer's page."""
    return {**_device_names(), **_trouble_words()}


def _device_names() -> dict[str, str]:
    return {
        "camera_n": _("Camera {n}"),
        "microphone_n": _("Microphone {n}"),
        "device_none": _("Not in use"),
    }


def _check_words() -> dict[str, str]:
    return {
        **_device_names(),
        "level_silent": _("Nothing heard yet. Say a few words."),
        "level_quiet": _("Quiet. Come closer or speak up a little."),
        "level_good": _("Good. You are heard well."),
        "level_loud": _("Very loud. Move back a little."),
        "light_good": _("The light is good."),
        "light_dark": _("It is rather dark. Turn on a light in front of you."),
        "light_bright": _("It is very bright. Turn away from the lamp or window."),
        "light_behind": _("The light comes from behind you. Face the window or lamp."),
        "light_flat": _("The picture is hazy. Wipe the lens or add some light."),
        "frame_good": _("You are well in the picture."),
        "frame_nobody": _("Nobody is seen yet. Sit so that your face is inside the outline."),
        "frame_far": _("You are far away. Come a little closer."),
        "frame_close": _("You are very close. Move back a little."),
        "frame_aside": _("Move towards the middle of the picture."),
        "frame_several": _("There seems to be more than one person. Please be alone if you can."),
        "frame_unknown": _("Sit so that your face is inside the outline."),
        "network_checking": _("Checking the connection…"),
        "network_good": _("The connection is fast enough ({n} Mb/s up)."),
        "network_slow": _(
            "The connection is slow ({n} Mb/s up). Your answers will still arrive: "
            "they are kept on this device until they have."
        ),
        "network_none": _("No connection at the moment. It is checked again on its own."),
        "sound_playing": _("Playing a short sound…"),
        "sound_played": _("Did you hear it? If not, turn up the volume of your device."),
        "practice_left": _("{n} s left"),
        "practice_done": _("This is how you will look and sound. It stays on this device."),
    }


def _question_words() -> dict[str, str]:
    return {
        "question_of": _("Question {n} of {total}"),
        "follow_up_to": _("Follow-up to question {n}"),
        "refers_to_words": _("This refers to what you said: “{words}”."),
        "refers_to_answer": _("This refers to your last answer."),
        "interviewer_thinking": _("Your answer is saved. The interviewer is thinking about it."),
        "decided_in": _("At most {n} seconds more."),
        "minutes_left": _("About {n} min left"),
        "speaking": _("The question is being read to you."),
        "spoken_blocked": _("Press “Hear the question” to have it read to you."),
        "no_voice": _("This device has no voice for this language. Please read the question."),
        "thinking": _("Time to think"),
        "thinking_left": _("{n} seconds left to think"),
        "starts_soon": _("Recording starts in {n} seconds"),
        "connecting": _("Connecting…"),
        "recording": _("Recording"),
        "recording_started": _("Recording. You have {n} seconds."),
        "seconds_left": _("{n} seconds left"),
        "last_seconds": _("{n} seconds left. Come to an end in your own time."),
        "time_is_up": _("The time is up. Your answer is complete."),
        "too_short": _("That was very short. You can record it again or keep it."),
        "record_again": _("Record again"),
        "retakes_left": _("Record again ({n} left)"),
        "saved_of": _("Saved. {n} of {total}."),
        "all_saved": _("Saved. {n} of {total}. That was the last question."),
        "stopped_at": _("Your recording stopped at {time}."),
        "waits": _("Your answer is recorded. It only has to be submitted."),
        "stopped": _("Your recording was interrupted."),
        "stopped_nothing": _("Your recording was interrupted before anything was saved."),
        "keep_costs": _("Recording again uses up a retake."),
        "keep_free": _("Recording again does not use up a retake."),
        "keep_only": _("There is no retake left, so please keep what was saved."),
        "clock_of": _("{time} of {total}"),
    }


def _upload_words() -> dict[str, str]:
    return {
        "to_send": _("{n} s to send"),
        "all_sent": _("Everything is sent."),
        "offline": _("No connection. {n} s are kept on this device and sent when it is back."),
        "retrying": _("The server does not answer. {n} s are kept here; trying again."),
        "sending_old": _("Sending what was left from last time: {n} s."),
        "memory_only": _("This browser keeps nothing on the device: leave the page open."),
    }


def _trouble_words() -> dict[str, str]:
    return {
        "denied": _("The browser was not allowed to use your camera and microphone."),
        "denied_chrome": _(
            "Click the icon to the left of the address, allow camera and microphone, "
            "then press “Try again”."
        ),
        "denied_safari": _(
            "On iPhone and iPad: tap “aA” or the page icon next to the address, then Website "
            "Settings, and allow camera and microphone. On a Mac: Safari, Settings for This "
            "Website. Then press “Try again”."
        ),
        "denied_firefox": _(
            "Click the crossed-out camera next to the address, remove the block, "
            "then press “Try again”."
        ),
        "denied_other": _(
            "Allow camera and microphone for this page in your browser's settings, "
            "then press “Try again”."
        ),
        "not_found": _("No camera or no microphone was found. Plug one in, then try again."),
        "in_use": _(
            "The camera or microphone is used by another program. Close it, then try again."
        ),
        "unsupported": _(
            "This browser cannot record video. Open the link in a current Chrome, Edge, "
            "Firefox or Safari."
        ),
        "insecure": _("A browser gives the camera only to secure pages. Use the https address."),
        "lost": _("The camera or microphone was disconnected. What you said until then is safe."),
        "recorder_failed": _("The browser stopped recording. What you said until then is safe."),
        "other_tab": _("The interview is open in another tab or window. Go on there."),
        "elsewhere": _("This answer was continued on another device. Reload the page to go on."),
        "too_large": _(
            "The recording became larger than allowed. Reload the page to keep what was sent."
        ),
        "ended": _("This interview cannot be continued at the moment. Reload the page to see why."),
        "refused": _("The server did not take this: {reason}"),
        "reload": _("Reload the page"),
        "try_again": _("Try again"),
    }
