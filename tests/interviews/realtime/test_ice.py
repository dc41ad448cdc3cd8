"""STUN and TURN servers as browsers are told them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from hireapp.settings.parsing import ice_policy, ice_urls
from interviews.realtime.ice import ice_servers, turn_credential

ONLY_443 = ["turns:turn.example.com:443?transport=tcp"]


def test_the_credential_is_what_a_turn_server_computes() -> None:
    # openssl: printf %s 1433895918:interviewer | openssl dgst -sha1 -hmac north -binary | base64
    assert turn_credential("north", "1433895918:interviewer") == "B7rGYJ77MZJS6wqS9cMKGuUuVyU="


def test_a_turn_server_takes_the_credential_until_it_has_run_out(settings: Any) -> None:
    settings.STUN_URLS, settings.TURN_URLS = ["stun:stun.example.com"], ONLY_443
    settings.TURN_SECRET, settings.TURN_SECONDS = "secret", 600
    stun, turn = ice_servers("interviewer", now=1_000.9)
    assert stun == {"urls": ["stun:stun.example.com"]}
    assert turn["urls"] == ONLY_443
    assert turn["username"] == "1600:interviewer"
    key = hmac.new(b"secret", turn["username"].encode(), hashlib.sha1)
    assert base64.b64decode(turn["credential"]) == key.digest()


def test_without_servers_browsers_are_told_none(settings: Any) -> None:
    settings.STUN_URLS = settings.TURN_URLS = []
    assert ice_servers("interviewer", now=0.0) == []


def test_addresses_are_those_of_the_protocol() -> None:
    assert ice_urls(ONLY_443[0] + ", turn:192.0.2.1", "turn", "turns") == [
        *ONLY_443,
        "turn:192.0.2.1",
    ]
    for wrong in ("https://turn.example.com", "stun:stun.example.com", "turn:", "turns://x"):
        with pytest.raises(ImproperlyConfigured):
            ice_urls(wrong, "turn", "turns")


def test_what_could_never_connect_is_refused_at_the_start() -> None:
    assert ice_policy("relay", turn_urls=ONLY_443, turn_secret="x") == "relay"
    for policy, urls, secret in (("relay", [], "x"), ("all", ONLY_443, ""), ("none", [], "")):
        with pytest.raises(ImproperlyConfigured):
            ice_policy(policy, turn_urls=urls, turn_secret=secret)
