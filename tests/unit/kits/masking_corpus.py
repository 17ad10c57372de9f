"""What a log must not keep and what it must: planted secrets and personal data, each in the shapes people log it in, and harmless text that looks alike.

The secrets are made up and put together here, so that no scanner of this repository takes them for real ones.
"""

from __future__ import annotations

import base64
import json
import random
import string
import uuid
from dataclasses import dataclass

_RANDOM = random.Random(20240607)
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Planted:
    value: object
    """What is logged: text, or any data."""
    secret: str
    """What must not be found in what is written."""


def _letters(count: int, alphabet: str = _LETTERS) -> str:
    return "".join(_RANDOM.choice(alphabet) for _ in range(count))


def _segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _jwt() -> str:
    return f"{_segment({'alg': 'HS256', 'typ': 'JWT'})}.{_segment({'sub': _letters(8), 'iat': 1700000000})}.{_letters(43)}"


def _luhn(prefix: str, length: int) -> str:
    digits = prefix + "".join(_RANDOM.choice("0123456789") for _ in range(length - len(prefix) - 1))
    total = sum(d if i % 2 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(int(c) for c in reversed(digits)))
    return digits + str(-total % 10)


def _in_fours(text: str, separator: str = " ") -> str:
    return separator.join(text[i : i + 4] for i in range(0, len(text), 4))


def _sixteen(digits: str) -> bool:
    return len(digits) == 16


KEYS = [
    "password", "PASSWORD", "Password", "passwd", "pwd", "userPassword", "user_password", "user-password", "newPassword", "passwordConfirmation", "DB_PASSWORD", "dbPasswd", "passphrase",
    "secret", "clientSecret", "client_secret", "CLIENT-SECRET", "secretKey", "aws_secret_access_key", "webhookSecret", "token", "accessToken", "access_token", "refresh_token", "ACCESS_TOKEN",
    "idToken", "csrfToken", "x-csrf-token", "authToken", "accesstoken", "api_key", "apiKey", "apikey", "API-KEY", "X-Api-Key", "stripeApiKey", "authorization", "Authorization",
    "proxy-authorization", "cookie", "Cookie", "set-cookie", "setCookie", "session", "sessionId", "session_id", "sessionid", "connect.sid", "ssn", "SSN", "socialSecurityNumber", "card",
    "cardNumber", "card_number", "creditCard", "credit-card", "cvv", "cvc", "pin", "otp", "iban", "privateKey", "private_key", "encryptionKey", "credentials", "jwt", "accessKeyId", "signature",
]
"""Names under which a value is secret whatever it looks like."""

CARDS = [_luhn("4", 16), _luhn("4539", 16), _luhn("51", 16), _luhn("55", 16), _luhn("2223", 16), _luhn("37", 15), _luhn("34", 15), _luhn("6011", 16), _luhn("65", 16), _luhn("36", 14), _luhn("3530", 16), _luhn("62", 16)]
IBANS = [
    "DE89370400440532013000", "FR1420041010050500013M02606", "GB29NWBK60161331926819", "NL91ABNA0417164300", "ES9121000418450200051332", "IT60X0542811101000000123456", "CH9300762011623852957",
    "BE68539007547034", "AT611904300234573201", "NO9386011117947", "SE4550000000058398257466", "PL61109010140000071219812874", "PT50000201231234567890154", "LU280019400644750000",
]
"""The examples of the IBAN registry."""
MAILS = [
    "ada@example.com", "grace.hopper@navy.example.org", "o'brien@example.ie", "first.last+tag@mail.example.co.uk", "USER_99@EXAMPLE.COM", "a@b.io", "jürgen@example.de", "x-y@sub-domain.example.museum", "12345@example.net",
    "name%40example.com", "no.reply@xn--bcher-kva.example",
]
TOKENS = [
    "AKIA" + _letters(16, string.ascii_uppercase + string.digits), "ASIA" + _letters(16, string.ascii_uppercase + string.digits), "ghp_" + _letters(36), "gho_" + _letters(36), "ghs_" + _letters(36),
    "github_pat_" + _letters(22) + "_" + _letters(59), "glpat-" + _letters(20), "xoxb-" + "123456789012-1234567890123-" + _letters(24), "xoxp-" + "123456789012-" + _letters(32), "xapp-1-" + _letters(30),
    "sk_live_" + _letters(24), "sk_test_" + _letters(24), "rk_live_" + _letters(24), "whsec_" + _letters(32), "sk-" + _letters(48), "sk-proj-" + _letters(60), "sk-ant-api03-" + _letters(60), "sk-or-v1-" + _letters(64, "0123456789abcdef"),
    "AIza" + _letters(35), "npm_" + _letters(36), "pypi-" + _letters(80), "hf_" + _letters(34), "SG." + _letters(22) + "." + _letters(43), "dop_v1_" + _letters(64, "0123456789abcdef"), "shpat_" + _letters(32, "0123456789abcdef"),
    "hvs." + _letters(24), "123456789:AA" + _letters(33), "dckr_pat_" + _letters(27),
]
KEY_BLOCK = f"-----BEGIN RSA PRIVATE KEY-----\n{_letters(64)}\n{_letters(64)}\n-----END RSA PRIVATE KEY-----"


def _planted() -> list[Planted]:
    found = []
    for i, key in enumerate(KEYS):
        secret = "Zq" + _letters(10)
        found.append(Planted([{key: secret}, {"user": {"profile": {key: secret}}}, {"list": [1, {key: secret}]}, {key: {"inner": [secret]}}, {"headers": [[key, secret]]}][i % 5], secret))
    for i, key in enumerate(["password", "passwd", "secret", "token", "access_token", "api_key", "apikey", "API-KEY", "client_secret", "DB_PASSWORD", "refreshToken", "X-Api-Key", "session_id", "aws_secret_access_key", "auth_token", "pwd"]):
        for shape in ("login failed: {}={} for bob", "{}: {}", '{{"{}":"{}","n":1}}', "https://x.example/cb?a=1&{}={}&b=2", "config {}='{}', retry", "{} = {}; next", "{{ {}: '{}' }}", '"{{\\"{}\\":\\"{}\\"}}"')[i % 2 :: 2]:
            secret = "Zq" + _letters(12)
            found.append(Planted(shape.format(key, secret), secret))
    for shape in ('{{"password":"{}"}}', 'password="{}"', "secret: '{}'"):
        found.append(Planted(shape.format("correct horse battery"), "horse battery"))
    for shape in ("mail to {} failed", "<{}>", "user={};", '{{"to":"{}"}}', "{}"):
        found += [Planted(shape.format(mail), mail) for mail in MAILS[:: 2 if shape != "{}" else 1]]
    for card in CARDS:
        found += [Planted(f"card {card} declined", card), Planted({"note": f"paid with {_in_fours(card)}."}, _in_fours(card))]
    found += [Planted(f"pan={_in_fours(card, '-')}", _in_fours(card, "-")) for card in CARDS if _sixteen(card)]
    found += [Planted({"value": int(card)}, card) for card in CARDS[:4]]
    for iban in IBANS:
        found += [Planted(f"to account {iban} today", iban), Planted(f"IBAN {_in_fours(iban)} and more", _in_fours(iban)), Planted(f"({iban.lower()})", iban.lower())]
    for token in TOKENS:
        found += [Planted(f"using {token} now", token), Planted({"note": [f"key '{token}',"]}, token)]
    for _ in range(4):
        jwt = _jwt()
        found += [Planted(f"jwt {jwt} rejected", jwt[-30:]), Planted(f"Authorization: Bearer {jwt}", jwt[-30:]), Planted({"url": f"/cb#id_token={jwt}"}, jwt[-30:])]
    for scheme in ("Bearer", "bearer", "Token", "Basic"):
        secret = base64.b64encode(f"user:{_letters(9)}".encode()).decode()
        found += [Planted(f"Authorization: {scheme} {secret}", secret), Planted(f"header was '{scheme} {secret}'", secret), Planted({"args": ["curl", "-H", f"authorization: {scheme} {secret}"]}, secret)]
    found += [Planted(f"Bearer {secret}", secret) for secret in ("s3cr3t", _letters(12) + "7", _letters(40))]
    for address in ("postgres://app:{}@db:5432/shop", "mysql://root:{}@127.0.0.1/x", "redis://:{}@cache:6379/0", "amqp://guest:{}@mq//", "mongodb+srv://u:{}@c0.example.net/?w=1", "https://bob:{}@example.com/path", "connect to postgresql://a:{}@h1,h2/db failed"):
        secret = "Zq" + _letters(9)
        found += [Planted(address.format(secret), secret), Planted({"error": {"cause": address.format(secret + "!x")}}, secret)]
    found += [Planted("postgres://u:p@ssZq77word@db/x", "ssZq77word"), Planted("git clone https://" + _letters(40) + "@github.example/o/r", "")]
    found += [Planted(KEY_BLOCK, KEY_BLOCK[40:80]), Planted({"pem_text": f"loaded {KEY_BLOCK} ok"}, KEY_BLOCK[40:80]), Planted(KEY_BLOCK.replace("RSA ", "").replace("\n", "\\n"), KEY_BLOCK[40:80]), Planted(KEY_BLOCK.replace("RSA", "OPENSSH")[:120], KEY_BLOCK[50:80])]
    found += [Planted(f"Cookie: theme=dark; sid=Zq{i}abcdef99", f"Zq{i}abcdef99") for i in range(3)]
    found += [Planted(f"set-cookie: session=Zq{i}abcdef88; HttpOnly", f"Zq{i}abcdef88") for i in range(3)]
    found += [Planted("post to https://hooks.slack.com/services/" + "T0000/B0000/" + "ZqXXXXXXXXXX", "ZqXXXXXXXXXX"), Planted("ssn: 078-05-1120", "078-05-1120"), Planted({"person": {"SSN": "078-05-1120"}}, "078-05-1120")]
    # A planted value without a part of its own to look for is looked for as a whole.
    return [p if p.secret else Planted(p.value, str(p.value).split("://")[1].split("@")[0]) for p in found]


def _no_card(length: int) -> str:
    while True:
        digits = _RANDOM.choice("123456789") + _letters(length - 1, string.digits)
        if digits != _luhn(digits[:-1], length):
            return digits


def _harmless() -> list[object]:
    hexadecimal = "0123456789abcdef"
    found: list[object] = []
    found += [str(uuid.UUID(int=_RANDOM.getrandbits(128), version=4)) for _ in range(40)]
    found += [f"request {uuid.UUID(int=_RANDOM.getrandbits(128), version=4)} done" for _ in range(20)]
    found += [_letters(40, hexadecimal) for _ in range(20)] + [f"commit {_letters(7, hexadecimal)}" for _ in range(10)] + [f"sha256:{_letters(64, hexadecimal)}" for _ in range(10)] + [_letters(32, hexadecimal) for _ in range(20)]
    found += [f"order {_no_card(n)}" for n in (6, 8, 10, 12, 13, 14, 15, 16, 16, 18)] + [f"ORD-2024-{_letters(6, string.digits)}" for _ in range(10)] + [f"invoice INV{_letters(8, string.digits)}" for _ in range(5)]
    found += [f"2024-0{m}-1{m}T0{m}:15:30.{m}00Z" for m in range(1, 10)] + [str(1700000000000 + _RANDOM.randrange(10**10)) for _ in range(10)] + ["20240607123456", "1717763696.123", "12:30:45", "Fri, 07 Jun 2024 12:34:56 GMT"]
    found += ["1.2.3", "v20.11.1", "postgres:16.3-alpine", "express@4.19.2", "react@18.2.0 installed", "@scope/pkg@1.0.0", "npm i left-pad@latest", "node_modules/@types/node/index.d.ts", "10.0.0-rc.1+build.5", "ghcr.io/org/app:v1.2.3"]
    found += ["€1,234.56", "12.99 EUR", "$1000000", "total 4999 cents", "1 234 567,89", "99.9%", "p95 < 500ms", "3.14159265358979", "1e-9", "0x1F4"]
    found += ["/orders/42/items/7", "GET /orders/:id 200", "https://example.com/path?page=2&sort=name", "http://localhost:3000/health", "postgres://db:5432/shop", "redis://cache:6379/0", "ftp://files.example.com/a@b.txt", "https://registry.example:4873/@scope/pkg", "file:///etc/hosts", "s3://bucket/key/part-0001", "ws://127.0.0.1:8080/socket"]
    found += [
        "user logged in", "password changed", "password must be at least 8 characters", "Password: required", "token expired", "token: expired", "Unexpected token < in JSON at position 0", "invalid token", "secret not found", "no cookie set",
        "session started", "session expired after 30 minutes", "card declined", "the card was declined: insufficient funds", "Basic authentication required", "basic tier-2 plan", "token version-2 ready", "apikey rotation", "Bearer authentication is missing", "token bucket is full", "cookies are enabled",
        "authorization failed", "author: Ada", "tokenizer loaded", "secretary of state", "pinned version", "passing tests: 12", "compass: north", "keyboard: us", "api key is missing", "API key rotated", "session: none",
        "SELECT id, name FROM orders WHERE id = $1", "INSERT INTO users (id, password_hash) VALUES ($1, $2)", "ECONNREFUSED 127.0.0.1:5432", "connect ETIMEDOUT 10.0.0.5:443", "Error: listen EADDRINUSE: address already in use :::3000",
        "at Object.<anonymous> (/app/server.js:10:15)", "at process.processTicksAndRejections (node:internal/process/task_queues:95:5)", "TypeError: Cannot read properties of undefined (reading 'id')", "heap 123.4 MB of 512 MB", "worker 3 exited with code 0",
        "retry 3 of 5 in 200ms", "listening on 3000", "cache hit ratio 0.93", "10 items in 3 pages", "Content-Type: application/json", "Accept-Language: de-DE,de;q=0.9", "User-Agent: Mozilla/5.0 (X11; Linux x86_64)", "ETag: W/\"5e1-abc\"",
        "trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "mail sent", "e-mail queue is empty", "@alice mentioned @bob", "cron: 0 3 * * *", "a@b", "tag @latest", "logo@2x.png",
        "SG. a fine place", "sk-learn 1.4", "hf_hub", "npm_config_cache", "key-value store", "AKIA is a prefix", "eyJ", "IBAN is invalid", "DE 12 units", "AT 10 o'clock", "GB29 error code", "US1234567890 part number", "FR75 0001 2345 6789 branch", "ISBN 978-3-16-148410-0",
        "EAN 4006381333931", "phone support is open", "3 cards in the deck", "dashboard: main", "cardinality: 12", "discard: yes", "ssh: handshake ok", "pin the version", "spinning up", "session store: redis", "csrf protection on", "oauth flow started",
        "Größe: 42 cm", "日本語のログ", "emoji 🎉 done", "", "null", "true", "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", "lorem ipsum dolor sit amet, consectetur adipiscing elit", "x" * 100, "aGVsbG8gd29ybGQ=", "md5 d41d8cd98f00b204e9800998ecf8427e",
    ]
    found += [
        {"id": 42, "name": "tea"}, {"token_count": 512}, {"max_tokens": 4096}, {"totalTokens": 77}, {"prompt_tokens": 12}, {"hasPassword": True}, {"passwordChangedAt": "2024-06-07"}, {"cookie_consent": "given"}, {"tokenType": "Bearer"},
        {"sessionCount": 3}, {"session_duration_ms": 1200}, {"cardinality": 9}, {"author": "Ada"}, {"authority": "court"}, {"keyboard": "us"}, {"key": "orders/1"}, {"primary_key": "id"}, {"cardType": "visa"}, {"card_brand": "visa"}, {"compass": "north"},
        {"passed": 12, "failed": 0}, {"pinned": "yes"}, {"opinion": "good"}, {"secretary": "Bob"}, {"dashboard": "main"}, {"discard": "no"}, {"tokenizer": "bpe"}, {"password": None}, {"token": ""}, {"tokenExpiresAt": "2024-06-07T12:00:00Z"},
        {"password_policy": "strict"}, {"status": "ok", "ms": 3}, {"http.route": "/orders/:id"}, {"duration_ms": 12.5}, {"nested": {"list": [1, 2, {"a": "b"}]}}, {"amount": 129900, "currency": "EUR"}, {"version": "1.2.3"}, {"hash": _letters(40, hexadecimal)},
        {"order": _no_card(16)}, {"lat": 52.520008, "lon": 13.404954}, {"apiVersion": "v1"}, {"tags": ["a", "b"]}, {"entries": [["color", "red"], ["size", "xl"]]}, {"tokens_used": 3}, {"secret_name": "db"}, {"passengers": 3},
    ]
    return found


PLANTED = _planted()
HARMLESS = _harmless()
