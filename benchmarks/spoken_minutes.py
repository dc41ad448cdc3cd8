"""Answers of about a minute, written for this benchmark and said by the server's English voice."""

from __future__ import annotations

import io
from functools import cache

import av

from interviews.demo.recordings import Clip, compose

MINUTES = (
    "Last year I was responsible for the payment service of an online shop. One evening the "
    "service became very slow, and customers could not finish their orders. I looked at the "
    "monitoring first and saw that the response time of the database had gone up. The "
    "connection pool was full, because one new query did not use an index. I took the change "
    "back at once, so that people could pay again. Then I wrote a test that fails when a query "
    "scans the whole table, and I added the index in a separate release. With my team I "
    "reviewed all other queries of that release. We also agreed on a limit for connections per "
    "service. As a result the response time fell from three seconds to two hundred "
    "milliseconds, and in the following six months we had no such incident again. I also wrote "
    "a short report for the sales team, in plain words, because they had to explain the evening "
    "to our customers. One thing I would do differently today is to try such a change with real "
    "data first.",
    "In my last project we replaced an old program that calculated insurance prices. Nobody had "
    "documented the requirements, so I interviewed four colleagues who used it every day and "
    "wrote down twelve rules. I designed an interface between the new service and the old "
    "database, and I wrote unit tests for each rule before I wrote the code. In the code review "
    "a colleague found that I had rounded some amounts too early. I corrected it and added "
    "those cases to the tests. We deployed the new version to ten percent of the users first, "
    "compared the results with the old program every night, and fixed three differences. After "
    "four weeks we switched the old program off. The calculation became five times faster, and "
    "support received half as many questions as before. What helped most was that I could ask "
    "the people who knew the rules. I also prepared a plan for going back, and we practised it "
    "once on a Friday morning, before we needed it.",
    "I once had a conflict with a designer about the architecture of a mobile application. He "
    "wanted to load everything at the start, and I was worried about slow networks. I did not "
    "want to argue without data, so I built a small prototype of both versions and measured the "
    "loading time on three old phones. With his version the first page took eight seconds, with "
    "mine two, but some later pages felt slower. We talked about it for an hour and found a "
    "third way: we loaded the first page at once and prepared the others in the background. I "
    "wrote the caching and a colleague tested it on different devices. The number of people who "
    "left during the start dropped by forty percent. I learned that measuring together is "
    "better than being right alone. Afterwards I presented the figures to the whole department, "
    "and two other teams used the same method for their applications. The designer and I still "
    "work together very well.",
)


@cache
def recorded(text: str) -> tuple[bytes, float]:
    """A webm with a real face and this text, and its length in seconds."""
    data = compose(Clip("single_face.mp4", None, 0.0, 0.0, (0.1, 0.0, 0.75), says=text))
    with av.open(io.BytesIO(data)) as clip:
        assert clip.duration is not None
        return data, clip.duration / 1e6
