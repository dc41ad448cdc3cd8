"""``python -m ncs [CODE ...]``: checks job files and counts what is in them.

Exit status 1 when a file breaks the schema or contradicts itself; every problem is named.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ncs.content import UnusableJob, content_codes, job_document, parse_job


def main(codes: Sequence[str]) -> int:
    """Check the named jobs, or all of them."""
    wrong = 0
    for code in codes or content_codes():
        try:
            job = parse_job(job_document(code))
        except UnusableJob as error:
            wrong += 1
            print(f"{code}: not usable", *error.problems, sep="\n  ")
            continue
        questions = sum(len(node.questions) for node in job.nodes.values())
        print(
            f"{code}: {len(job.competencies)} competencies, {len(job.keywords)} keywords, "
            f"{len(job.trees)} trees, {len(job.nodes)} nodes, {questions} follow-ups, "
            f"{sum(len(c.openings) for c in job.competencies)} openings"
        )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
