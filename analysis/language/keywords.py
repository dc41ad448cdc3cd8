"""A job's keyword terms, ready to be found: built once per version of its content."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from analysis.language.terms import TermIndex
from ncs.content import JobContent

_KEPT = 64  # versions of jobs; about 1 MB and 20-100 ms each
_indexes: OrderedDict[str, TermIndex] = OrderedDict()
_lock = Lock()


def keyword_index(content: JobContent) -> TermIndex:
    """Keyword ids by their terms of both languages: Koreans say English terms."""
    with _lock:
        index = _indexes.get(content.version)
        if index is None:
            index = TermIndex({id: (*k.ko, *k.en) for id, k in content.keywords.items()})
            _indexes[content.version] = index
            if len(_indexes) > _KEPT:
                _indexes.popitem(last=False)
        _indexes.move_to_end(content.version)
        return index
