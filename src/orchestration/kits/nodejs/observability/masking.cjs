// Knows what must never reach a log: secrets and personal data, by the name of a key at any depth and by their look inside text.
"use strict";

const { MASK_PHONE_NUMBERS, MASK_IPV4_ADDRESSES } = require("./configuration.cjs");

const REDACTED = "[redacted]";

// A log line is for reading: what is longer, deeper or wider is cut. It also bounds what one call can cost.
const MAX_TEXT = 16 * 1024;
const MAX_DEPTH = 8;
const MAX_VALUES = 1000;
const MAX_CHARACTERS = 128 * 1024;

// ---- By the name of a key. Names are compared without case and separators: apiKey, API_KEY and x-api-key are one.

const ANYWHERE = /passw(?:or)?[dt]|mot_?de_?passe|passphrase|passcode|secret(?!ar)|credential|cookie|authorization|api_?key|(?:private|access|signing|encryption|master|account|shared|hmac|license|licence)_?key|sess(?:ion)?_?(?:id|key)|bearer|c_?srf|x_?srf|assertion|(?:two_?factor|2fa|mfa|otp|totp|verification|recovery|backup|auth)_?codes?|security_?answer|(?:credit|debit)_?card|card_?(?:number|num|no|holder)|social_?security|security_?code|date_?of_?birth|phone_?number|raw_?headers/;
const AT_THE_END = /(?:token|jwt|signature)$/;
const WORDS = new Set(["pass", "pw", "pwd", "token", "tokens", "auth", "session", "sid", "ssn", "card", "cvv", "cvv2", "cvc", "cvc2", "pan", "pin", "otp", "iban", "pem", "sig", "dob", "birthdate", "birthday", "passport", "phone", "mobile", "email"]);
/** A key that ends so speaks about a secret and holds none: token_count, password_changed_at, cookie_consent. */
const ABOUT = /(?:^|_)(?:count|counts|type|kind|length|size|limit|max|min|used|usage|total|at|age|expires|expiry|expiration|expired|ttl|ms|seconds|minutes|days|duration|enabled|disabled|required|valid|invalid|verified|policy|consent|banner|brand|present|exists|changed|reset|attempts|endpoint|url|uri|algorithm|version|status|strength|name|index)$/;
const A_NUMBER_COUNTS = /tokens$|^pass$/;

// ---- By look. `hint` is a cheap search that spares most text the expression; `keep` gives what may stay of a match (undefined: all of it).
// Every repetition is bounded or cannot overlap what follows it, so that no text makes an expression slow.

/** A value without quotes: to the first space or separator, or to the bracket it stands in. */
const BARE_VALUE = String.raw`[^\s,;&"'<>{}()\[\]][^\s,;&"'>})\]]{0,4095}`;
/** Words that follow a colon in a sentence about a secret: "password: must not be empty". */
const PROSE = String.raw`(?:must|is|are|was|be|not|no|has|have|should|cannot|can|may|will|the|a|an|at|too|required|invalid|missing|expired|expected|unexpected|unknown|unsupported|empty|none|null|nil|undefined|true|false|ok|valid|verified|changed|updated|failed|denied|incorrect|wrong|rejected|revoked|rotated|refreshed|yes|\*+)(?![^\s.,;!?)'"])`;
const PAIR_KEY = String.raw`(?<!expected )[\w.-]{0,40}(?:passw(?:or)?[dt]|mot[_ -]?de[_ -]?passe|passphrase|passcode|pwd|secret|token|api[_ -]?key|(?:private|access|signing|encryption|account|secret)[_ -]?key|credentials?|session[_-]?(?:id|key)?|sessid|authorization|x-auth|card[_ -]?(?:number|no)|cvv|cvc|ssn|iban|\bpin|\botp|\bsid|signature|\bsig|jwt)(?:[_-]?(?:key|id|value|hash|base|code|string)){0,2}`;

const PATTERNS = [
  { name: "private key", hint: "-----BEGIN", find: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g },
  { name: "cookie header", hint: /cookie/i, find: /\b((?:set-)?cookie["']?\s{0,4}[:=]\s{0,4})(?!\s|\[redacted\])[^\r\n]+/gi, keep: (_match, key) => key },
  { name: "authorization header", hint: /authorization/i, find: new RegExp(String.raw`(authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:bearer|basic|token|digest|apikey|negotiate)\s{1,4})?)(?!${PROSE}|\s|\[redacted\])(?:="[^"\r\n]{0,400}"|[^\r\n"']){1,4096}`, "gi"), keep: (_match, key) => key },
  { name: "JWT", hint: "eyJ", find: /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{6,1000}(?:\.[A-Za-z0-9_-]*){1,4}/g },
  { name: "credentials of a scheme", hint: /bearer|basic|token|apikey|pass/i, find: /\b(bearer|basic|token|apikey|password|passphrase|mot de passe)(\s{1,4}|%20)(?:is\s|was\s)?["']?([A-Za-z0-9._~+/-]{6,}={0,2})/gi, keep: (match, scheme, space, value) => (isCredential(scheme.toLowerCase(), value) ? `${scheme}${space}` : undefined) },
  { name: "password in a URL", hint: "://", find: /(:\/\/[^\s/:@"'<>]{0,256}):(?!\d{1,5}[/?#\s])[^\s"'<>]{1,256}@/g, keep: (_match, before) => `${before}:`, after: "@" },
  { name: "token in a URL", hint: "://", find: /:\/\/[A-Za-z0-9_-]{20,256}@/g, keep: () => "://", after: "@" },
  { name: "keys of well-known services", hint: /[A-Za-z0-9]{2}[_\-.:]|A[KS]IA|AIza/, find: new RegExp(String.raw`(?<![A-Za-z0-9])(?:` + [
    "A[KS]IA[A-Z0-9]{16}", // AWS
    "gh[pousr]_[A-Za-z0-9]{30,255}", "github_pat_[A-Za-z0-9_]{30,255}", "gl(?:pat|ptt|rt|dt)-[A-Za-z0-9_.-]{20,64}",
    "xox[abcdeoprs]-[A-Za-z0-9-]{10,255}", "xapp-[A-Za-z0-9-]{10,255}", // Slack
    "(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,255}", "whsec_[A-Za-z0-9+/=]{16,255}", // Stripe
    "sk-[A-Za-z0-9_-]{20,255}", // OpenAI, Anthropic, OpenRouter
    "AIza[A-Za-z0-9_-]{35}", "ya29\\.[A-Za-z0-9_-]{20,255}", "GOCSPX-[A-Za-z0-9_-]{20,64}", // Google
    "npm_[A-Za-z0-9]{36}", "pypi-[A-Za-z0-9_-]{32,255}", "hf_[A-Za-z0-9]{30,64}", "dckr_pat_[A-Za-z0-9_-]{20,64}",
    "SG\\.[A-Za-z0-9_-]{16,64}\\.[A-Za-z0-9_-]{16,64}", "do[opr]_v1_[a-f0-9]{64}", "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    "hv[sbr]\\.[A-Za-z0-9_-]{20,255}", "\\d{8,10}:AA[A-Za-z0-9_-]{33}", "key-[a-f0-9]{32}", "sq0(?:atp|csp)-[A-Za-z0-9_-]{22,64}",
  ].join("|") + ")", "g") },
  { name: "webhook", hint: "hook", find: /((?:hooks\.slack\.com\/(?:services|workflows)|discord(?:app)?\.com\/api\/webhooks|\.webhook\.office\.com\/webhookb2)\/)[A-Za-z0-9/@_-]{10,400}/g, keep: (_match, before) => before },
  // A quoted value ends at its quote, also where the quotes themselves are escaped (JSON inside a string); a bare one at the first space or separator.
  { name: "pair in quotes", hint: /["']/, find: new RegExp(String.raw`((?<![A-Za-z0-9])${PAIR_KEY}\\{0,3}["']?\s{0,4}[:=]>?\s{0,4}(?:\\{0,3})(["']))(?!\[redacted\])(?:(?!\\{0,7}\2)[^\r\n]){1,4096}`, "gi"), keep: (_match, key) => key },
  { name: "pair", hint: /[:=]|%3D/i, find: new RegExp(String.raw`((?<![A-Za-z0-9])${PAIR_KEY}["']?\s{0,4}(?::|=>?|%3D)\s{0,4})(?!${PROSE}|\[redacted\]|(?:bearer|basic|token|digest)\s)${BARE_VALUE}`, "gi"), keep: (_match, key) => key },
  { name: "command line", hint: "--", find: new RegExp(String.raw`(--${PAIR_KEY}\s{1,4})(?![\s-]|\[redacted\])["']?${BARE_VALUE}`, "gi"), keep: (_match, key) => key },
  { name: "user of curl", hint: " -u ", find: /( -u\s{1,4}["']?[^\s:"']{1,64}:)[^\s"']{1,256}/g, keep: (_match, key) => key },
  { name: "XML element", hint: "</", find: new RegExp(String.raw`(<(?:\w{1,20}:)?${PAIR_KEY}(?:\s[^<>]{0,200})?>)[^<]{1,4096}(?=</)`, "gi"), keep: (_match, key) => key },
  { name: "e-mail", hint: /@|%40/, find: /(?<![A-Za-z0-9._%+-])(?!git@)[A-Za-z0-9\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f._%+'-]{0,63}(?:@|%40)(?:[A-Za-z0-9\u00c0-\u024f-]{1,63}\.){1,8}(?!(?:png|jpe?g|gif|svg|webp|js|css|txt)\b)[A-Za-z]{2,24}(?![A-Za-z0-9])/g },
  { name: "card number", hint: /\d{4}[ .-]?\d/, start: /(?<![A-Za-z0-9]|\d[.,])\d(?=\d{2})/g, lengthAt: cardLengthAt },
  { name: "IBAN", hint: /[A-Za-z]{2}\d{2}[ -]?[A-Za-z0-9]{4}/, start: /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])/g, lengthAt: ibanLengthAt },
];
if (MASK_PHONE_NUMBERS) PATTERNS.push({ name: "phone in E.164", hint: "+", find: /(?<![\w+])\+[1-9](?:[ ().-]{0,2}\d){7,14}(?!\d)/g });
if (MASK_IPV4_ADDRESSES) PATTERNS.push({ name: "IPv4", hint: /\d\.\d/, find: /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)/g });

/** Whether the word after a scheme is a credential and not the next word of a sentence: "basic tier-2", "token bucket". */
function isCredential(scheme, word) {
  if (word.length >= 24) return true;
  if (scheme.includes("pass")) return /\d/.test(word) && /[A-Za-z]/.test(word);
  if (scheme === "basic") return decoded(word).includes(":");
  return (word.length >= 16 || scheme === "bearer") && /\d|[a-z][A-Z]|=$/.test(word);
}

/** Base64 as text, as far as it is any; browsers have no `Buffer`, and `atob` is strict. */
function decoded(word) {
  try {
    return atob(word.replace(/-/g, "+").replace(/_/g, "/").replace(/[^A-Za-z0-9+/]/g, "").replace(/^((?:.{4})*).$/, "$1"));
  } catch {
    return "";
  }
}

function isCardNumber(digits) {
  // Networks in use and their lengths; without them, one in ten order numbers would pass the check digit.
  if (!/^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}|(?:5018|5020|5038|6304|67\d\d)\d{12})$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** How many characters from `start` are a card number: up to 19 digits, single spaces or hyphens between them, ending where a word ends. */
function cardLengthAt(text, start) {
  let digits = "";
  let length = 0;
  for (let i = start; i < text.length && digits.length < 19; i++) {
    if (/\d/.test(text[i])) {
      digits += text[i];
      if (digits.length >= 14 && !/^(?:[A-Za-z0-9]|[.,]\d)/.test(text.slice(i + 1, i + 3)) && isCardNumber(digits)) length = i + 1 - start;
    } else if (!/[ -]/.test(text[i]) || !/\d/.test(text[i + 1] ?? "")) break;
  }
  return length;
}

/** How long an IBAN of each country is (SWIFT's registry), so that the words after one are not taken for a part of it. */
const IBAN_LENGTHS = Object.fromEntries(
  "NO15 BE16 DK18 FI18 FO18 GL18 NL18 SD18 FK18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 MN20 CH21 HR21 LI21 LV21 BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 TL23 SO23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HN28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33"
    .split(" ").map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** How many characters from `start` are an IBAN: as many as its country's have, in groups or not, with the right check digits. */
function ibanLengthAt(text, start) {
  const length = IBAN_LENGTHS[text.slice(start, start + 2).toUpperCase()];
  let iban = "";
  let end = start;
  for (; iban.length < length && end < text.length && /[A-Za-z0-9]|[ -](?=[A-Za-z0-9])/.test(text.slice(end, end + 2)); end++) {
    if (text[end] !== " " && text[end] !== "-") iban += text[end].toUpperCase();
  }
  if (iban.length !== length || /[A-Za-z0-9]/.test(text[end] ?? "")) return 0;
  const number = [...iban.slice(4) + iban.slice(0, 4)].map((sign) => parseInt(sign, 36)).join("");
  return BigInt(number) % 97n === 1n ? end - start : 0;
}

/** `text` without what `lengthAt` finds where `start` matches: for what only arithmetic can tell from its neighbours. */
function withoutNumbers(text, start, lengthAt) {
  let result = "";
  let done = 0;
  for (const { index } of text.matchAll(start)) {
    const length = index < done ? 0 : lengthAt(text, index);
    if (length === 0) continue;
    result += text.slice(done, index) + REDACTED;
    done = index + length;
  }
  return result + text.slice(done);
}

const QUOTED_KEY = /(\\{0,3}["'])([\w.$-]{1,64})\1\s{0,4}(?::|=>)\s{0,4}/g;
const VALUE_OF_A_KEY = /(\\{0,3}["'])(?:(?!\1)[^\r\n]){1,4096}|-?\d{1,20}/y;

/** JSON inside text, also where its quotes are escaped, without the values of the keys that `hidden(key, value)` names. */
function maskQuotedPairs(text, hidden) {
  let result = "";
  let done = 0;
  for (const { 0: match, 2: key, index } of text.matchAll(QUOTED_KEY)) {
    VALUE_OF_A_KEY.lastIndex = index + match.length;
    const [value, quote = ""] = index < done ? [] : VALUE_OF_A_KEY.exec(text) ?? [];
    if (value === undefined || !hidden(key, quote || 0)) continue;
    result += text.slice(done, index + match.length) + quote + REDACTED;
    done = index + match.length + value.length;
  }
  return result + text.slice(done);
}

/** `text` without what looks like a secret or personal data; `hidden`: by the names of which keys inside it. */
function maskText(text, hidden = hides) {
  if (text.length > MAX_TEXT) text = `${text.slice(0, MAX_TEXT)}… [${text.length - MAX_TEXT} more characters]`;
  text = maskQuotedPairs(text, hidden);
  for (const { hint, find, keep, after = "", start, lengthAt } of PATTERNS) {
    if (typeof hint === "string" ? !text.includes(hint) : !hint.test(text)) continue;
    if (start) {
      text = withoutNumbers(text, start, lengthAt);
      continue;
    }
    text = text.replace(find, (match, ...groups) => {
      const kept = keep ? keep(match, ...groups) : "";
      return kept === undefined ? match : kept + REDACTED + after;
    });
  }
  return text;
}

const verdicts = new Map();

/** What is known of a key: whether its value is secret, whether a number there only counts, and the key itself without personal data. */
function verdictOn(key) {
  let verdict = verdicts.get(key);
  if (!verdict) {
    const name = key.replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3_$2").replace(/[^A-Za-z0-9]+/g, "_").toLowerCase();
    const sensitive = !ABOUT.test(name) && (ANYWHERE.test(name) || AT_THE_END.test(name) || name.split("_").some((word) => WORDS.has(word)));
    verdict = { sensitive, counts: A_NUMBER_COUNTS.test(name), key: maskText(key) };
    // Keys made of data would fill the memory.
    if (verdicts.size < 2000 && key.length <= 64) verdicts.set(key, verdict);
  }
  return verdict;
}

/** Whether the name of a key alone says that its value must not be told. */
function hides(key, value) {
  const { sensitive, counts } = verdictOn(key);
  return sensitive && !(counts && typeof value === "number");
}

/** `value` as plain data that JSON can hold, without what must not be written. Never throws, never follows a circle, never changes the original. */
function mask(value) {
  return masked(value, 0, new Set(), { left: MAX_VALUES, characters: MAX_CHARACTERS });
}

function masked(value, depth, above, budget) {
  switch (typeof value) {
    case "string":
      budget.characters -= Math.min(value.length, MAX_TEXT);
      return budget.characters < 0 ? "[truncated]" : maskText(value);
    case "number":
      return Number.isFinite(value) ? maskedNumber(value) : String(value);
    case "bigint":
      return maskText(String(value));
    case "boolean":
      return value;
    case "function":
      return "[function]";
    case "symbol":
      return String(value);
    case "undefined":
      return undefined;
  }
  if (value === null) return null;
  if (above.has(value)) return "[circular]";
  if (depth >= MAX_DEPTH || budget.left <= 0) return "[truncated]";
  above.add(value);
  try {
    return maskedObject(value, (inner) => masked(inner, depth + 1, above, budget), budget);
  } catch {
    return "[unreadable]";
  } finally {
    above.delete(value);
  }
}

/** A card number is one without quotes, too. */
function maskedNumber(value) {
  return value > 1e13 && isCardNumber(String(value)) ? REDACTED : value;
}

function maskedObject(value, inner, budget) {
  if (value instanceof Error) return entries(errorEntries(value), inner, budget);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp || value instanceof URL) return maskText(String(value));
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) return `[${value.constructor.name}]`;
  if (value instanceof Map) return entries(value.entries(), inner, budget);
  if (Array.isArray(value) || value instanceof Set) {
    const list = [];
    for (const item of value) {
      if (budget.left-- <= 0) {
        list.push("[truncated]");
        break;
      }
      list.push(inner(item) ?? null);
    }
    return pairOf(list) ?? list;
  }
  if (typeof value.toJSON === "function") return inner(value.toJSON());
  const named = typeof value.name === "string" && "value" in value && verdictOn(value.name).sensitive;
  return entries(Object.keys(value).map((key) => (named && key === "value" ? [key, REDACTED] : [key, value, key])), inner, budget);
}

/** [name, value] as `Object.entries`, headers and drivers give it: the name speaks for the value there, too. */
function pairOf(list) {
  return list.length === 2 && typeof list[0] === "string" && typeof list[1] === "string" && list[0].length < 64 && verdictOn(list[0]).sensitive ? [list[0], REDACTED] : undefined;
}

function* errorEntries(error) {
  yield ["type", error.name];
  yield ["message", error.message];
  yield ["stacktrace", error.stack];
  if (error.cause !== undefined) yield ["cause", error.cause];
  if (Array.isArray(error.errors)) yield ["errors", error.errors];
  for (const key of Object.keys(error)) if (key !== "cause" && key !== "errors") yield [key, error, key];
}

/** The entries as an object: [key, value], or [key, owner, key] where reading the value may throw. */
function entries(list, inner, budget) {
  const result = {};
  for (const [name, found, key] of list) {
    if (budget.left-- <= 0) {
      result["…"] = "[truncated]";
      break;
    }
    const verdict = verdictOn(typeof name === "string" ? name : typeof name === "object" ? "[object]" : String(name));
    let value;
    try {
      value = key === undefined ? found : found[key];
    } catch {
      value = "[unreadable]";
    }
    const harmless = value === undefined || value === null || value === "" || typeof value === "boolean" || (verdict.counts && typeof value === "number");
    // Defined, not assigned: a key named __proto__ is data here.
    Object.defineProperty(result, verdict.key, { value: verdict.sensitive && !harmless ? REDACTED : inner(value), enumerable: true, configurable: true, writable: true });
  }
  return result;
}

module.exports = { REDACTED, PATTERNS, hides, mask, maskText, maskedNumber };
