"""What one process at a time may hold: a key in Valkey with its holder's name, which runs out.

``KEYS[1]``: the key. ``ARGV[1]``: the holder. ``ARGV[2]`` of ``CLAIM``: milliseconds.
"""

from __future__ import annotations

# Mine, nobody's, or one that ran out while its holder was busy becomes mine; another's stays.
CLAIM = """
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
RELEASE = """
if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end
return 1
"""
