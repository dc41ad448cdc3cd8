"""Memory that native code has freed goes back to the system.

Pictures are freed by other threads than made them, and glibc keeps the holes: without this a tap
with five streams grew by 0.3 to 1 MB a minute while nothing leaked (docs/live.md).
"""

from __future__ import annotations

import asyncio
import ctypes
import platform
from typing import NoReturn

TRIM_EVERY_SECONDS = 15.0


async def keep_trimmed() -> NoReturn:
    """Until cancelled. Another C library than glibc is left to itself."""
    trim = ctypes.CDLL(None).malloc_trim if platform.libc_ver()[0] == "glibc" else None
    while True:
        await asyncio.sleep(TRIM_EVERY_SECONDS)
        if trim is not None:
            await asyncio.to_thread(trim, 0)  # 0.3 ms, without the interpreter's lock
