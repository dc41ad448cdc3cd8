"""Sound of one speaker: activity, level, pitch, words, prosody, voice; and spoken questions."""
