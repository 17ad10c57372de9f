"""Knows what must never reach a log: secrets and personal data, by the name of a key at any depth and by their look inside text."""

from __future__ import annotations

import base64
import dataclasses
import math
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any
from uuid import UUID

from .configuration import settings

REDACTED = "[redacted]"

# A log line is for reading: what is longer, deeper or wider is cut. It also bounds what one call can cost.
MAX_TEXT = 16 * 1024
MAX_TEXT_OF_ALL = 4 * MAX_TEXT
MAX_DEPTH = 8
MAX_VALUES = 1000
# The innermost calls are the telling ones, and middlewares put dozens around them.
MAX_FRAMES = 40

# ---- By the name of a key. Names are compared without case and separators: apiKey, API_KEY and x-api-key are one.

_ANYWHERE = re.compile(
    r"passw(?:or)?[dt]|mot_?de_?passe|passphrase|passcode|secret(?!ar)|credential|cookie|authorization|api_?key|(?:private|access|signing|encryption|master|account|shared|hmac|license|licence)_?key"
    r"|sess(?:ion)?_?(?:id|key)|bearer|c_?srf|x_?srf|assertion|(?:two_?factor|2fa|mfa|otp|totp|verification|recovery|backup|auth)_?codes?|security_?answer|(?:credit|debit)_?card|card_?(?:number|num|no|holder)|social_?security|security_?code|date_?of_?birth|phone_?number|raw_?headers"
)
_AT_THE_END = re.compile(r"(?:token|jwt|signature)$")
_WORDS = frozenset((
    "pass", "pw", "pwd", "token", "tokens", "auth", "session", "sid", "ssn", "card", "cvv", "cvv2", "cvc", "cvc2", "pan", "pin",
    "otp", "iban", "pem", "sig", "dob", "birthdate", "birthday", "passport", "phone", "mobile", "email",
))  # fmt: skip
# A key that ends so speaks about a secret and holds none: token_count, password_changed_at, cookie_consent.
_ABOUT = re.compile(
    r"(?:^|_)(?:count|counts|type|kind|length|size|limit|max|min|used|usage|total|at|age|expires|expiry|expiration|expired|ttl|ms|seconds|minutes|days|duration|enabled|disabled|required"
    r"|valid|invalid|verified|policy|consent|banner|brand|present|exists|changed|reset|attempts|endpoint|url|uri|algorithm|version|status|strength|name|index)$"
)
_A_NUMBER_COUNTS = re.compile(r"tokens$|^pass$")
_WORD_BEGINS = re.compile(r"([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])")

# ---- By look. Every repetition is bounded or cannot overlap what follows it, so that no text makes an expression slow.

# A value without quotes: to the first space or separator, or to the bracket it stands in.
_BARE_VALUE = r"""[^\s,;&"'<>{}()\[\]][^\s,;&"'>})\]]{0,4095}"""
# Words that follow a colon in a sentence about a secret: "password: must not be empty".
_PROSE = (
    r"(?:must|is|are|was|be|not|no|has|have|should|cannot|can|may|will|the|a|an|at|too|required|invalid|missing|expired|expected|unexpected|unknown|unsupported|empty|none|null|nil"
    r"|undefined|true|false|ok|valid|verified|changed|updated|failed|denied|incorrect|wrong|rejected|revoked|rotated|refreshed|yes|\*+)(?![^\s.,;!?)'\"])"
)
_PAIR_KEY = (
    r"(?<!expected )[\w.-]{0,40}(?:passw(?:or)?[dt]|mot[_ -]?de[_ -]?passe|passphrase|passcode|pwd|secret|token|api[_ -]?key|(?:private|access|signing|encryption|account|secret)[_ -]?key|credentials?"
    r"|session[_-]?(?:id|key)?|sessid|authorization|x-auth|card[_ -]?(?:number|no)|cvv|cvc|ssn|iban|\bpin|\botp|\bsid|signature|\bsig|jwt)(?:[_-]?(?:key|id|value|hash|base|code|string)){0,2}"
)
_SERVICE_KEYS = (
    r"A[KS]IA[A-Z0-9]{16}",  # AWS
    r"gh[pousr]_[A-Za-z0-9]{30,255}", r"github_pat_[A-Za-z0-9_]{30,255}", r"gl(?:pat|ptt|rt|dt)-[A-Za-z0-9_.-]{20,64}",
    r"xox[abcdeoprs]-[A-Za-z0-9-]{10,255}", r"xapp-[A-Za-z0-9-]{10,255}",  # Slack
    r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,255}", r"whsec_[A-Za-z0-9+/=]{16,255}",  # Stripe
    r"sk-[A-Za-z0-9_-]{20,255}",  # OpenAI, Anthropic, OpenRouter
    r"AIza[A-Za-z0-9_-]{35}", r"ya29\.[A-Za-z0-9_-]{20,255}", r"GOCSPX-[A-Za-z0-9_-]{20,64}",  # Google
    r"npm_[A-Za-z0-9]{36}", r"pypi-[A-Za-z0-9_-]{32,255}", r"hf_[A-Za-z0-9]{30,64}", r"dckr_pat_[A-Za-z0-9_-]{20,64}",
    r"SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}", r"do[opr]_v1_[a-f0-9]{64}", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    r"hv[sbr]\.[A-Za-z0-9_-]{20,255}", r"\d{8,10}:AA[A-Za-z0-9_-]{33}", r"key-[a-f0-9]{32}", r"sq0(?:atp|csp)-[A-Za-z0-9_-]{22,64}",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Pattern:
    name: str
    hint: Callable[[str], Any]
    """A cheap search that spares most text the expression."""
    find: re.Pattern[str]
    put: Callable[[re.Match[str]], str]
    """What stands in a match's place."""


def _has(text: str) -> Callable[[str], Any]:
    return lambda line: text in line


def _looks(expression: str) -> Callable[[str], Any]:
    return re.compile(expression, re.ASCII | re.IGNORECASE).search


def _find(expression: str, *, exact: bool = False) -> re.Pattern[str]:
    return re.compile(expression, re.ASCII if exact else re.ASCII | re.IGNORECASE)


def _all(_match: re.Match[str]) -> str:
    return REDACTED


def _but_the_key(match: re.Match[str]) -> str:
    return match[1] + REDACTED


def _a_scheme(match: re.Match[str]) -> str:
    """The word after a scheme may be a credential, or the next word of a sentence: "basic tier-2", "token bucket"."""
    scheme, word = match[1].lower(), match[3]
    if len(word) >= 24:
        credential = True
    elif "pass" in scheme:
        credential = bool(re.search(r"\d", word) and re.search(r"[A-Za-z]", word))
    elif scheme == "basic":
        letters = re.sub(r"[^A-Za-z0-9+/]", "", word)
        credential = b":" in base64.b64decode(letters[: len(letters) // 4 * 4])
    else:
        credential = (len(word) >= 16 or scheme == "bearer") and re.search(r"\d|[a-z][A-Z]|=$", word) is not None
    return match[1] + match[2] + REDACTED if credential else match[0]


# Networks in use and their lengths; without them, one in ten order numbers would pass the check digit.
_CARD = re.compile(
    r"4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}|(?:5018|5020|5038|6304|67\d\d)\d{12}",
    re.ASCII,
)


def _is_card_number(digits: str) -> bool:
    doubled = sum(int(c) * 2 - 9 * (int(c) > 4) for c in digits[-2::-2])
    return _CARD.fullmatch(digits) is not None and (sum(map(int, digits[::-2])) + doubled) % 10 == 0


def _card(match: re.Match[str]) -> str:
    text = match[0]
    # The longest beginning that is a card number and ends where a word ends.
    for end in sorted((at.end() for at in re.finditer(r"\d(?![A-Za-z0-9]|[.,]\d)", text)), reverse=True):
        if _is_card_number(re.sub(r"[ -]", "", text[:end])):
            return REDACTED + text[end:]
    return text


# How long an IBAN of each country is (SWIFT's registry), so that the words after one are not taken for a part of it.
_IBAN_COUNTRIES = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL SD FK",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK MN",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM TL SO",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
_IBAN_LENGTHS = {country: length for length, countries in _IBAN_COUNTRIES.items() for country in countries.split()}


def _iban(match: re.Match[str]) -> str:
    text, length = match[0], _IBAN_LENGTHS.get(match[0][:2].upper(), 0)
    iban = ""
    for end, sign in enumerate(text, 1):
        iban += sign.upper() if sign.isalnum() else ""
        if len(iban) == length:
            number = "".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])
            return REDACTED + text[end:] if int(number) % 97 == 1 and not text[end : end + 1].isalnum() else text
    return text


PATTERNS = [
    Pattern("private key", _has("-----BEGIN"), _find(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)", exact=True), _all),
    Pattern("cookie header", _looks("cookie"), _find(r"""\b((?:set-)?cookie["']?\s{0,4}[:=]\s{0,4})(?!\s|\[redacted\])[^\r\n]+"""), _but_the_key),
    Pattern("authorization header", _looks("authorization"), _find(
        rf"""(authorization["']?\s{{0,4}}[:=]\s{{0,4}}["']?(?:(?:bearer|basic|token|digest|apikey|negotiate)\s{{1,4}})?)(?!{_PROSE}|\s|\[redacted\])(?:="[^"\r\n]{{0,400}}"|[^\r\n"']){{1,4096}}"""
    ), _but_the_key),
    Pattern("JWT", _has("eyJ"), _find(r"(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{6,1000}(?:\.[A-Za-z0-9_-]*){1,4}", exact=True), _all),
    Pattern("credentials of a scheme", _looks("bearer|basic|token|apikey|pass"), _find(
        r"""\b(bearer|basic|token|apikey|password|passphrase|mot de passe)(\s{1,4}|%20)(?:is\s|was\s)?["']?([A-Za-z0-9._~+/-]{6,}={0,2})"""
    ), _a_scheme),
    Pattern("password in a URL", _has("://"), _find(r"""(://[^\s/:@"'<>]{0,256}):(?!\d{1,5}[/?#\s])[^\s"'<>]{1,256}@"""), lambda match: f"{match[1]}:{REDACTED}@"),
    Pattern("token in a URL", _has("://"), _find(r"://[A-Za-z0-9_-]{20,256}@"), lambda _match: f"://{REDACTED}@"),
    Pattern("keys of well-known services", _looks(r"[A-Za-z0-9]{2}[_\-.:]|A[KS]IA|AIza"), _find(rf"(?<![A-Za-z0-9])(?:{'|'.join(_SERVICE_KEYS)})", exact=True), _all),
    Pattern("webhook", _has("hook"), _find(r"((?:hooks\.slack\.com/(?:services|workflows)|discord(?:app)?\.com/api/webhooks|\.webhook\.office\.com/webhookb2)/)[A-Za-z0-9/@_-]{10,400}"), _but_the_key),
    # A quoted value ends at its quote, also where the quotes themselves are escaped (JSON inside a string); a bare one at the first space or separator.
    Pattern("pair in quotes", _looks("[\"']"), _find(
        rf"""((?<![A-Za-z0-9]){_PAIR_KEY}\\{{0,3}}["']?\s{{0,4}}[:=]>?\s{{0,4}}(?:\\{{0,3}})(["']))(?!\[redacted\])(?:(?!\\{{0,7}}\2)[^\r\n]){{1,4096}}"""
    ), _but_the_key),
    Pattern("pair", _looks("[:=]|%3D"), _find(
        rf"""((?<![A-Za-z0-9]){_PAIR_KEY}["']?\s{{0,4}}(?::|=>?|%3D)\s{{0,4}})(?!{_PROSE}|\[redacted\]|(?:bearer|basic|token|digest)\s){_BARE_VALUE}"""
    ), _but_the_key),
    Pattern("command line", _has("--"), _find(rf"""(--{_PAIR_KEY}\s{{1,4}})(?![\s-]|\[redacted\])["']?{_BARE_VALUE}"""), _but_the_key),
    Pattern("user of curl", _has(" -u "), _find(r"""( -u\s{1,4}["']?[^\s:"']{1,64}:)[^\s"']{1,256}"""), _but_the_key),
    Pattern("XML element", _has("</"), _find(rf"(<(?:\w{{1,20}}:)?{_PAIR_KEY}(?:\s[^<>]{{0,200}})?>)[^<]{{1,4096}}(?=</)"), _but_the_key),
    Pattern("e-mail", _looks("@|%40"), _find(
        "(?<![A-Za-z0-9._%+-])(?!git@)[A-Za-z0-9\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f._%+'-]{0,63}(?:@|%40)(?:[A-Za-z0-9\u00c0-\u024f-]{1,63}\\.){1,8}"
        r"(?!(?:png|jpe?g|gif|svg|webp|js|css|txt)\b)[A-Za-z]{2,24}(?![A-Za-z0-9])", exact=True
    ), _all),
    Pattern("card number", _looks(r"\d{4}[ -]?\d"), _find(r"(?<![A-Za-z0-9])(?<!\d[.,])\d(?:[ -]?\d){13,18}", exact=True), _card),
    Pattern("IBAN", _looks(r"[a-z]{2}\d{2}[ -]?[a-z0-9]{4}"), _find(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,31}", exact=True), _iban),
]  # fmt: skip
if settings.MASK_PHONE_NUMBERS:
    PATTERNS.append(Pattern("phone in E.164", _has("+"), _find(r"(?<![\w+])\+[1-9](?:[ ().-]{0,2}\d){7,14}(?!\d)"), _all))
if settings.MASK_IPV4_ADDRESSES:
    _BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
    PATTERNS.append(Pattern("IPv4", _looks(r"\d\.\d"), _find(rf"(?<![\w.])(?:{_BYTE}\.){{3}}{_BYTE}(?!\w|\.\d)"), _all))


_QUOTED_KEY = re.compile(r"""(\\{0,3}["'])([\w.$-]{1,64})\1\s{0,4}(?::|=>)\s{0,4}""")
_VALUE_OF_A_KEY = re.compile(r"""(\\{0,3}["'])(?:(?!\1)[^\r\n]){1,4096}|-?\d{1,20}""", re.ASCII)


def _mask_quoted_pairs(text: str, hidden: Callable[[str, Any], bool]) -> str:
    """JSON inside text, also where its quotes are escaped, without the values of the keys that ``hidden(key, value)`` names."""
    found, done = [], 0
    for key in _QUOTED_KEY.finditer(text):
        value = _VALUE_OF_A_KEY.match(text, key.end()) if key.start() >= done else None
        if value and hidden(key[2], value[1] or 0):
            found += [text[done : key.end()], value[1] or "", REDACTED]
            done = value.end()
    return "".join((*found, text[done:]))


def mask_text(text: str, hidden: Callable[[str, Any], bool] | None = None) -> str:
    """``text`` without what looks like a secret or personal data; ``hidden``: by the names of which keys inside it."""
    if len(text) > MAX_TEXT:
        text = f"{text[:MAX_TEXT]}… [{len(text) - MAX_TEXT} more characters]"
    text = _mask_quoted_pairs(text, hidden or hides)
    for pattern in PATTERNS:
        if pattern.hint(text):
            text = pattern.find.sub(pattern.put, text)
    return text


@dataclasses.dataclass(frozen=True)
class Verdict:
    sensitive: bool
    counts: bool
    """Whether a number under this key only counts."""
    key: str
    """The key itself without personal data."""


_verdicts: dict[str, Verdict] = {}


def _verdict_on(key: str) -> Verdict:
    verdict = _verdicts.get(key)
    if verdict is None:
        name = re.sub(r"[^A-Za-z0-9]+", "_", _WORD_BEGINS.sub(r"\1\3_\2", key[:200])).lower()
        sensitive = not _ABOUT.search(name) and bool(_ANYWHERE.search(name) or _AT_THE_END.search(name) or not _WORDS.isdisjoint(name.split("_")))
        verdict = Verdict(sensitive, _A_NUMBER_COUNTS.search(name) is not None, mask_text(key))
        # Keys made of data would fill the memory.
        if len(_verdicts) < 2000:
            _verdicts[key] = verdict
    return verdict


def hides(key: str, value: Any) -> bool:
    """Whether the name of a key alone says that its value must not be told."""
    verdict = _verdict_on(key)
    return verdict.sensitive and not (verdict.counts and isinstance(value, (int, float)))


def mask(value: Any) -> Any:
    """``value`` as plain data that JSON can hold, without what must not be written. Never raises, never follows a circle, never changes the original."""
    return _Masking().masked(value, 0)


class _Masking:
    def __init__(self) -> None:
        self.left = MAX_VALUES
        self.room = MAX_TEXT_OF_ALL
        self.above: set[int] = set()

    def masked(self, value: Any, depth: int) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, Enum):
            return self.masked(value.value, depth + 1)
        if isinstance(value, str):
            if self.room <= 0:
                return "[truncated]"
            self.room -= min(len(value), MAX_TEXT)
            return mask_text(value)
        if isinstance(value, (int, float)):
            return mask_number(value)
        if isinstance(value, (datetime, date, time)):
            return value.isoformat()
        if isinstance(value, (UUID, Decimal, timedelta, PurePath)):
            return mask_text(str(value))
        if isinstance(value, (bytes, bytearray, memoryview)):
            return f"[{len(value)} bytes]"
        if id(value) in self.above:
            return "[circular]"
        if depth >= MAX_DEPTH or self.left <= 0:
            return "[truncated]"
        self.above.add(id(value))
        try:
            return self._container(value, depth + 1)
        except Exception:
            return "[unreadable]"
        finally:
            self.above.discard(id(value))

    def _container(self, value: Any, depth: int) -> Any:
        if isinstance(value, BaseException):
            return self._entries(exception_entries(value), depth)
        if isinstance(value, Mapping):
            named = isinstance(value.get("name"), str) and "value" in value and _verdict_on(value["name"]).sensitive
            return self._entries(((key, REDACTED if named and key == "value" else inner) for key, inner in value.items()), depth)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._entries(((field.name, getattr(value, field.name)) for field in dataclasses.fields(value)), depth)
        if hasattr(value, "_asdict"):
            return self._entries(value._asdict().items(), depth)
        if isinstance(value, (list, tuple, AbstractSet)):
            return self._items(value, depth)
        if not isinstance(value, type) and hasattr(value, "model_dump"):  # pydantic
            return self._container(value.model_dump(), depth)
        return mask_text(str(value))

    def _items(self, values: Iterable[Any], depth: int) -> list[Any]:
        found = []
        for value in values:
            self.left -= 1
            if self.left < 0:
                found.append("[truncated]")
                break
            found.append(self.masked(value, depth))
        # (name, value) as headers and ``items()`` give it: the name speaks for the value there, too.
        if len(found) == 2 and all(isinstance(word, str) for word in found) and len(found[0]) < 64 and _verdict_on(found[0]).sensitive:
            found[1] = REDACTED
        return found

    def _entries(self, pairs: Iterable[tuple[Any, Any]], depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            self.left -= 1
            if self.left < 0:
                found["…"] = "[truncated]"
                break
            verdict = _verdict_on(key if isinstance(key, str) else str(key))
            harmless = value is None or value == "" or isinstance(value, bool) or (verdict.counts and isinstance(value, (int, float)))
            found[verdict.key] = REDACTED if verdict.sensitive and not harmless else self.masked(value, depth)
        return found


def mask_number(value: int | float) -> int | float | str:
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    # A card number is one without quotes, too; a number JSON readers cannot hold is text.
    if 10**13 < value < 10**19 and _is_card_number(str(int(value))):
        return REDACTED
    return int(value) if abs(value) < 2**64 else f"[{value.bit_length()} bits]"


def exception_entries(error: BaseException) -> Iterable[tuple[str, Any]]:
    yield "type", type(error).__qualname__
    yield "message", str(error)
    yield "stacktrace", "".join(traceback.format_exception(type(error), error, error.__traceback__, limit=-MAX_FRAMES))
