"""The words of the security agent's tasks, French and English: limits, headers, sign-in, secrets, packages, weaknesses."""

from __future__ import annotations

import re
from collections.abc import Callable

from .quantity import ATLEAST, ATMOST, COUNT, NUMBER_WORD, UNIT, days, number, seconds, span, unit_seconds
from .term import Term, term

_ANY = r"(?:(?:the|an?|our|all|any|every|each|les?|la|l['’]|un|une|des?|du|d['’]|nos|notre|tous|toutes|leurs?|its?|their|own|propres?)\s*)*"


def _first(**values: str) -> Callable[[re.Match[str]], str]:
    """The value of the first group that matched, its underscores read as hyphens."""
    return lambda match: next(value for group, value in values.items() if match[group])


def _one(topic: str, kinds: dict[str, str], before: str = "", after: str = "") -> tuple[Term, ...]:
    """A term for each kind of the topic."""
    return tuple(term(topic, f"{before}(?:{pattern}){after}", kind) for kind, pattern in kinds.items())


# --- limits -----------------------------------------------------------------------------------------------------------

_WHO = {"ip": r"(?:client\s+|source\s+)?ips?(?:\s+address(?:es)?)?|adresses?\s+ip", "user": r"(?:authenticated|logged[- ]?in|signed[- ]?in|connected)(?:\s+(?:users?|ones|clients?))?|users?|utilisateurs?(?:\s+(?:connectés?|authentifiés?))?|accounts?|comptes?|clients?(?:\s+connectés?)?|connectés?",
        "api-key": r"api[- ]?keys?|keys?|clés?(?:\s+d['’]\s?api|\s+api)?|tokens?|jetons?", "tenant": r"tenants?|organi[sz]ations?|workspaces?|customers?", "anonymous": r"anonym(?:ous|es?)(?:\s+(?:users?|visitors?|ones|clients?))?|utilisateurs?\s+anonymes?|guests?|unauthenticated(?:\s+(?:users?|clients?))?|visiteurs?|non\s+connectés?",
        "route": r"(?:routes?|endpoints?|paths?)"}
_WHO_ANY = "|".join(_WHO.values())
_ASKED = r"requests?|reqs?\.?|requ[eê]tes?|calls?|appels?|hits?|messages?|uploads?|queries"
_TRIED = r"(?:(?:failed\s+)?(?:log-?in|sign-?in|connection|password|auth\w*)\s+)?(?:attempts?|tries|tentatives?|essais?|échecs?|failures?|log-?ins)(?:\s+(?:de\s+|d['’]\s?)(?:connexion|authentification|login|mot\s+de\s+passe))?"
_LIMIT = (rf"(?:(?:rate[- ]?limit(?:ing|s|ed)?|throttl(?:e|ing)|limite[rz]?|limit(?:ed|ation)?|quota|cap|plafonner?)(?:\s+(?:de\s+débit|the\s+api|l['’]api|the|all|les?|la|api|requests?|requ[eê]tes?|calls?|appels?|traffic|at|to|of|à|de|:|max))*\s*)?(?:{ATMOST}|:\s*)?"
          rf"(?P<count>{COUNT}|{NUMBER_WORD})\s*(?:x\s*)?(?:failed\s+)?"
          rf"(?:(?P<rps>rps|qps|rpm)|(?P<what>{_ASKED}|{_TRIED})\s*(?:max(?:imum)?\.?\s*|at\s+most\s+)?(?P<whom>(?:by|per|par|/|for|from|pour)\s*(?:{_ANY})(?:{_WHO_ANY})\s*)?(?:/|per|par|an?|each|every|in|en|toutes?\s+les|tous\s+les|chaque|within|over|sur|pendant)\s*(?:{_ANY})(?P<win>{span('w')}|(?P<unit>{UNIT})))"
          rf"(?P<keys>(?:\s*(?:[,/(]|(?:and|et)\b)?\s*(?:per|by|for|from|par|pour|/)\s*(?:{_ANY})(?:{_WHO_ANY})\)?(?!\w))*)")


def _limit(match: re.Match[str]) -> tuple[str, str, str]:
    """("100", "60", "ip"): how many, in how many seconds, counted by what."""
    count = number(match["count"])
    if rps := match["rps"]:
        window = "60" if rps.lower() == "rpm" else "1"
    else:
        window = seconds(match, "w") or f"{unit_seconds(match['unit']):f}"
    told = f"{match['whom'] or ''} {match['keys'] or ''}".lower()
    who = next((name for name in ("anonymous", "api-key", "tenant", "ip", "user", "route") if re.search(rf"(?<!\w)(?:{_WHO[name]})(?!\w)", told)), "")
    tried = re.search(r"log-?in|sign-?in|connexion|connection|password|auth|attempts?|tentatives?|essais?|tries|échecs?", match["what"] or "", re.I)
    return count, window, "login" if tried and who in ("", "user") else who


LIMITS: tuple[Term, ...] = (
    term("limit", _LIMIT, _limit),
    term("limit", rf"(?:throttle|limit(?:er)?|rate[- ]?limit)\s+(?:the\s+|le\s+|la\s+|les\s+)?(?:log-?ins?|sign-?ins?|connexions?)\s+(?:attempts\s+)?(?:to|at|à)\s+(?P<count>{COUNT})\s*(?:/|per|par|a|an|every)\s*(?P<unit>{UNIT})", lambda m: (number(m["count"]), f"{unit_seconds(m['unit']):f}", "login")),
    *_one("limit-key", _WHO, rf"(?:(?:per|by|par|for|pour|block|ban(?:nir)?|bloquer|limit(?:s|er)?|based\s+on|basée?\s+sur)\s+)(?:{_ANY})"),
    *_one("limit-algorithm", {"token-bucket": r"token[- ]?buckets?|seaux?\s+(?:à|de)\s+jetons?", "leaky-bucket": r"leaky[- ]?buckets?|seaux?\s+percés?", "sliding-window": r"sliding[- ]?windows?(?:\s+(?:log|counter))?|fenêtres?\s+glissantes?",
                              "fixed-window": r"fixed[- ]?windows?|fenêtres?\s+fixes?"}, "", r"(?:\s+(?:algorithm|algorithme|limiter))?"),
    term("limit-burst", rf"(?:bursts?|rafales?|pics?)(?:\s+(?:of|up\s+to|size|de|à|jusqu['’]à|max(?:imum)?|allowed|capacity|:))*\s*(?P<n>{COUNT})(?:\s+(?:{_ASKED}))?|(?P<m>{COUNT})\s+(?:{_ASKED})?\s*bursts?", lambda m: number(m["n"] or m["m"])),
    term("limit-burst", r"(?:allow\s+|with\s+)?(?:short\s+)?bursts?|rafales?", ""),
    term("limit-answer", r"(?:http\s+)?(?:status\s+|code\s+)?429(?:\s+too\s+many\s+requests)?(?:\s+(?:status|responses?|réponses?|errors?))?|too\s+many\s+requests", "429"),
    term("limit-answer", r"retry[- ]after(?:\s+headers?)?|en-?tête\s+retry[- ]after", "retry-after"),
    term("limit-answer", r"(?:x-)?rate[- ]?limit(?:-\w+)?\s+headers?|x-ratelimit-\w+|en-?têtes?\s+(?:de\s+)?(?:rate[- ]?limit|ratelimit|limitation)", "headers"),
    term("limit-route", r"(?:(?:rate[- ]?)?limit(?:e[rz]?|ing|s|ed)?|throttl(?:e|ing)|limites?|plafonner)\s+(?:(?:plus\s+)?(?:strict(?:e|er)?s?|lower|tighter|basses?)\s+)?(?:(?:only|on|for|to|sur|pour|the|les?|la|l['’]|requests|requ[eê]tes|calls|uniquement)\s+)*(?P<path>/[\w./*:-]*[\w*])", lambda m: m["path"]),
    term("limit-route", r"(?:(?:stricter|lower|tighter|separate|different|own)\s+(?:rate\s+)?limits?|limites?\s+(?:plus\s+)?(?:strictes?|basses?|différentes?))\s+(?:on|for|sur|pour)\s+(?:the\s+|les?\s+|la\s+)?(?P<path>/[\w./*:-]*[\w*])", lambda m: m["path"]),
    term("path", r"(?:(?:on|at|for|sur|pour|to|and|et|under|via)\s+)?(?:(?:the|les?|la|l['’])\s*)?(?<![\w/:.])(?P<path>/[a-z][\w./*:-]*[\w*])(?:\s+(?:route|endpoint|path)s?)?", lambda m: m["path"]),
    term("limit-route", r"(?:on|for|sur|pour)\s+(?:the\s+|les?\s+|la\s+|l['’]\s?)?(?:(?P<login>log-?in|sign-?in|connexion)|(?P<signup>sign-?up|registration|register|inscription)|(?P<reset>password\s+reset|réinitialisation)|(?P<upload>uploads?|téléversements?)|(?P<webhooks>webhooks?)|(?P<search>search|recherche))(?:\s+(?:endpoints?|routes?|page|forms?|formulaire))?", _first(login="login", signup="signup", reset="password-reset", upload="upload", webhooks="webhooks", search="search")),
    term("limit-route", r"(?:rate\s+)?limits?\s+(?:for|on)\s+(?:the\s+)?(?P<who>admins?|internal\s+(?:services?|traffic|ips?)|health\s?checks?|webhooks?|static\s+(?:files|assets)|bots?)|limites?\s+pour\s+(?:les\s+)?(?P<qui>admins?|services\s+internes|healthchecks?|webhooks?|bots?)|(?:exempt(?:er)?|exclude|exclure)\s+(?:the\s+|les\s+)?(?P<ex>admins?|internal\s+\w+|health\s?checks?|webhooks?|static\s+\w+|services\s+internes)",
         lambda m: re.sub(r"s$", "", re.split(r"\s", (m["who"] or m["qui"] or m["ex"]).lower())[0])),
    *_one("abuse", {"brute-force": r"(?:anti[- ]?)?(?:brute[- ]?force|force\s+brute|bruteforce)(?:\s+(?:attacks?|protection))?|attaques?\s+par\s+force\s+brute|credential\s+stuffing", "ddos": r"(?:anti[- ]?)?d?dos(?:\s+(?:attacks?|protection))?|déni\s+de\s+service", "bots": r"(?:bots?|bot\s+(?:protection|detection)|scrap(?:ers?|ing)|robots)", "captcha": r"(?:re|h)?captcha|turnstile",
                    "waf": r"waf|web\s+application\s+firewall|pare-?feu\s+applicatif"}, r"(?:(?:protect(?:ion|ed)?|block(?:ing)?|prevent|stop|mitigate|défense|against|from|contre|bloquer|éviter|empêcher|protéger|la|les?|de|du)\s+)*"),
)
"""What a clause may ask of limits on requests."""

# --- headers ----------------------------------------------------------------------------------------------------------

_ORIGIN = r"(?P<%s>(?:https?://)?(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?|https?://localhost(?::\d+)?)"
_DIRECTIVES = {"script-src": r"(?:script-src|scripts?|js)", "style-src": r"(?:style-src|styles?|css|feuilles?\s+de\s+style)", "img-src": r"(?:img-src|images?)", "font-src": r"(?:font-src|fonts?|polices?)", "connect-src": r"(?:connect-src|xhr|fetch|api\s+calls)", "default-src": r"default-src", "frame-src": r"(?:frame-src|frames?)",
               "object-src": r"object-src", "base-uri": r"base-uri", "form-action": r"form-action"}
_SELF = r"(?:['\"]?(?P<self>self)['\"]?|(?P<own>(?:our|the)\s+own\s+(?:domain|origin)|our\s+(?:domain|origin)|same[- ]origin|notre\s+(?:propre\s+)?(?:domaine|origine)|même\s+origine)|['\"]?(?P<none>none)['\"]?)"


def _sources(directive: str, words: str) -> tuple[Term, ...]:
    before = rf"(?:(?:load|allow|charger|autoriser)\s+)?{words}\s*(?:(?:only|uniquement|seulement|allowed|autorisées?|autorisés?|from|depuis|limitée?s?\s+à|limited\s+to|restricted\s+to|loaded)\s*)+"
    return (term("csp-source", before + _SELF, lambda m: (directive, "'none'" if m["none"] else "'self'")), term("csp-source", before + _ORIGIN % "o", lambda m: (directive, m["o"])),
            *((term("csp-source", rf"{directive}\s+{_SELF}", lambda m: (directive, "'none'" if m["none"] else "'self'")),)))


_HEADERS = {"csp": r"(?:strict\s+|stricte?\s+)?(?:csp|content[- ]security[- ]policy)(?:\s+(?:stricte?|policy|headers?))?", "hsts": r"hsts|strict[- ]transport[- ]security", "content-type-options": r"(?:x-)?content-type-options(?:\s*:?\s*nosniff)?|nosniff(?:\s+header)?",
            "xss-protection": r"x-xss-protection", "coop": r"coop|cross-origin-opener-policy(?:\s*:?\s*same-origin)?", "coep": r"coep|cross-origin-embedder-policy(?:\s*:?\s*require-corp)?", "corp": r"corp|cross-origin-resource-policy(?:\s*:?\s*same-(?:origin|site))?", "permissions-policy": r"(?:permissions|feature)[- ]policy",
            "cache-control": r"cache-control(?:\s*:?\s*no-store)?", "server": r"(?:(?:server|x-powered-by)\s+headers?|x-powered-by|en-?tête\s+server|server\s+(?:version|banner)|version\s+du\s+serveur)"}

HEADERS: tuple[Term, ...] = (
    term("header", r"cross[- ]origin\s+isolat(?:ion|ed)(?:\s*\(\s*(?:(?:coop|coep|corp)\s*(?:,|/|et|and|&)?\s*)+\))?|isolation\s+cross[- ]origin", "coop"),
    term("header", r"(?:an?\s+|grade\s+|note\s+(?:de\s+)?)?a\+?\s+(?:grade\s+|note\s+)?(?:on|at|sur|from|chez)\s+(?:the\s+)?(?:mozilla\s+)?(?:http\s+)?(?:observatory|securityheaders(?:\.com)?|ssl\s?labs)", "grade-a+"),
    term("csp-source", r"(?:allow|autoriser?|permit|permettre)\s+(?P<who>stripe|paypal|youtube|vimeo|sentry|hotjar|intercom|google(?:\s+(?:fonts?|analytics|maps|tag\s+manager))?|(?:fonts|analytics|maps)\s+(?:de\s+)?google)", lambda m: ("", re.sub(r"\s+", "-", m["who"].lower()))),
    term("csp-source", r"google\s+(?P<what>fonts?|analytics|maps|tag\s+manager)", lambda m: ("", f"google-{re.sub(' +', '-', m['what'].lower())}")),
    *_one("header", _HEADERS, "", r"(?:\s+headers?)?"),
    term("header", r"x-frame-options(?:\s*[:=]?\s*(?:à\s+|to\s+|set\s+to\s+)?(?P<v>deny|sameorigin))?", lambda m: ("frame-options", (m["v"] or "").lower())),
    term("header", r"referrer(?:[- ]policy)?(?:\s*[:=]?\s*(?:to\s+|à\s+|set\s+to\s+)?(?P<v>no-referrer(?:-when-downgrade)?|same-origin|strict-origin(?:-when-cross-origin)?|origin(?:-when-cross-origin)?|unsafe-url))?", lambda m: ("referrer-policy", (m["v"] or "").lower())),
    term("hsts-max-age", rf"(?:max[- ]?age(?:\s*(?:[:=]|of|de|à))?\s*(?P<n>\d{{3,}})(?:\s*(?:s|seconds?|secondes?))?|(?:(?<=hsts\s)|(?<=security\s))(?:(?:for|of|pour|de|pendant|with|avec|max[- ]?age|=|:)\s*)*{span('t')})", lambda m: m["n"] or seconds(m, "t")),
    term("hsts-max-age", rf"max[- ]?age(?:\s*(?:[:=]|of|de|à))?\s*{span('t')}", lambda m: seconds(m, "t")),
    *_one("hsts-option", {"subdomains": r"includesubdomains?|(?:incl(?:ud(?:es?|ing))?\.?\s+|with\s+|and\s+|for\s+|avec\s+|y\s+compris\s+(?:les\s+)?|et\s+)?(?:all\s+|les\s+|tous\s+les\s+|our\s+)?(?:sub-?domains?|sous-domaines?)", "preload": r"(?:hsts\s+)?preload(?:ing|ed)?(?:\s+list)?|préchargement|liste\s+de\s+préchargement"}),
    *_one("csp", {"nonce": r"(?:per[- ]request\s+|csp\s+)?nonces?(?:[- ]based)?", "hash": r"(?:script\s+)?hash(?:es)?[- ]based|csp\s+hash(?:es)?|sha256\s+hash(?:es)?", "report-only": r"report[- ]?only(?:\s+mode)?|mode\s+(?:report[- ]?only|rapport)|(?:in\s+)?monitor(?:ing)?\s+mode", "strict-dynamic": r"strict-dynamic",
                  "unsafe-inline": r"['\"]?unsafe-inline['\"]?|inline\s+(?:scripts?|styles?|javascript)|scripts?\s+(?:en\s+ligne|inline)", "unsafe-eval": r"['\"]?unsafe-eval['\"]?|eval(?:\(\))?", "upgrade-insecure-requests": r"upgrade-insecure-requests", "report-uri": r"report-(?:uri|to)|(?:violation|csp)\s+reports?|rapports?\s+(?:de\s+violations?|csp)", "trusted-types": r"trusted\s+types"}),
    *(t for directive, words in _DIRECTIVES.items() for t in _sources(directive, words)),
    term("csp-source", rf"(?:(?:allow|whitelist|autoriser)\s+)?{_ORIGIN % 'o'}(?=\s+(?:scripts?|styles?|images?|fonts?|in\s+(?:the\s+)?csp|dans\s+la\s+csp))", lambda m: ("", m["o"])),
    term("framing", r"(?:(?:be\s+)?(?:embed(?:ded|ding)?|framed?|framing|displayed|loaded|intégrée?s?|affichée?s?|affichage|chargée?s?|encadrée?s?|intégration|inclusion)(?:\s+(?:in(?:side)?|into|within|dans|en|by|par|an?|une?|des?|any|other|d['’]autres|other\s+sites?|sites?))*\s+(?:i?frames?|other\s+sites?|d['’]autres\s+sites?)|i?frame\s+embedding|framing|click-?jacking(?:\s+protection)?|i?frames?)(?:\s+(?:everywhere|partout))?", True),
    term("framing", rf"(?:frame-ancestors|(?:allow|autoriser)\s+(?:framing|embedding|i?frames?|l['’]intégration|l['’]affichage)(?:\s+(?:only|uniquement|en\s+iframe))?)\s*(?:by|from|par|depuis|for|pour|only|uniquement)?\s*(?:['\"]?(?P<who>self|none|same\s+origin)['\"]?|{_ORIGIN % 'o'})", lambda m: (m["o"] or "self" if (m["who"] or "").lower() != "none" else "none")),
    term("cors-origin", r"cors\s+(?:(?:is\s+)?(?:only|limited|restricted|uniquement|limité|restreint|allowed|open)\s+)?(?:(?:for|from|to|pour|depuis|à|aux?|only)\s+)*(?P<all>https?://[\w.*-]+(?::\d+)?(?:\s*(?:,|and|et|or|ou|&)\s*https?://[\w.*-]+(?::\d+)?)*)", lambda m: ",".join(re.findall(r"https?://[\w.*-]+(?::\d+)?", m["all"]))),
    term("cors-origin", rf"cors(?:\s+(?:only|limitée?|restrictifs?|restricted|restreint|allowed|origins?|for|to|from|à|pour|aux?|uniquement|autorisée?s?|depuis|headers?|domaines?|domain|the|le|l['’]origine|origine))*\s*:?\s*(?:(?:only|uniquement|seulement|allow|from|autoriser)\s+)*{_ORIGIN % 'o'}", lambda m: m["o"]),
    term("cors-origin", rf"(?:only\s+|uniquement\s+)?{_ORIGIN % 'o'}\s+(?:may|can|should|peut|is\s+allowed\s+to|a\s+le\s+droit\s+d['’])\s*(?:call|appeler|access|accéder\s+à|use)\s+(?:the\s+api|l['’]api|our\s+api|it)", lambda m: m["o"]),
    term("cors-origin", r"(?:wildcards?|open|\*|joker)(?:\s+(?:in|for))?\s+cors(?:\s+origins?)?|cors\s+(?:wildcards?|\*|ouverte?s?(?:\s+à\s+tous)?|open(?:\s+to\s+(?:all|everyone))?|for\s+all|pour\s+tous|any\s+origin)|access-control-allow-origin:?\s*\*", "*"),
    term("cors-origin", r"(?:restrict(?:ed|ive)?\s+|configure\s+|strict\s+)?cors(?:\s+(?:policy|headers?|configuration|restrictif|restricted|strict|politique))?|politique\s+cors|access-control-allow-origin", ""),
    term("cors-credentials", r"(?:cors\s+)?(?:with|avec|allow|autoriser)\s+(?:les\s+)?(?:credentials|cookies|identifiants)|allow-credentials"),
    term("cors-methods", r"(?:methods?|méthodes?)?\s*:?\s*(?P<m>(?:(?:get|post|put|patch|delete|options|head)(?:\s*(?:/|,|\bet\b|\band\b|&)\s*)?)+)(?:\s+(?:methods?|only|seulement|uniquement))?", lambda m: tuple(w.upper() for w in re.findall(r"[a-z]{3,}", m["m"].lower()) if w not in ("and",))),
    term("browser-feature", r"(?:the\s+|la\s+|les\s+|l['’])?(?:accès\s+(?:à\s+la\s+|au\s+)|access\s+to\s+(?:the\s+)?)?(?:(?P<camera>cameras?|caméras?|webcam)|(?P<microphone>microphones?|micros?|mic)|(?P<geolocation>geo-?location|géolocalisation)|(?P<payment>payment(?:\s+request)?(?=\s+api)|payment\s+request)|(?P<usb>webusb|usb)|(?P<fullscreen>full-?screen|plein\s+écran)|(?P<topics>browsing-topics|interest-cohort|floc))(?:\s+(?:access|api|permission))?",
         _first(camera="camera", microphone="microphone", geolocation="geolocation", payment="payment", usb="usb", fullscreen="fullscreen", topics="browsing-topics")),
    term("cookie", r"(?:cookies?\s+)?same-?site(?:\s*[:=]?\s*(?P<v>lax|strict|none))?(?:\s+cookies?)?", lambda m: "samesite" + (f"-{m['v'].lower()}" if m["v"] else "")),
    term("cookie", r"(?:cookies?\s+)?http-?only(?:\s+(?:cookies?|flags?))?", "httponly"),
    term("cookie", r"secure(?=[^.;]{0,40}cookies?)(?:\s+(?:cookies?|flags?))?|cookies?\s+(?:(?:are|must\s+be|marked|flagged|en|doivent\s+être|sont|sécurisés)\s+)*(?:secure|sécurisés?)|cookies?\s+sécurisés?|(?<=cookie\s)secure|secure\s+flag", "secure"),
    term("cookie", r"__host-(?:\s+prefix)?|préfixe\s+__host-", "host-prefix"),
)
"""What a clause may ask of an answer's headers."""

# --- sign-in ----------------------------------------------------------------------------------------------------------

_PROVIDERS = {"auth0": r"auth0", "keycloak": r"key\s?cloak", "okta": r"okta", "cognito": r"(?:aws\s+|amazon\s+)?cognito", "google": r"google(?:\s+(?:login|sign-?in|account|workspace|oauth2?|accounts))?", "github": r"(?<=with\s)github|(?<=via\s)github|(?<=avec\s)github|github\s+(?:login|oauth2?|sign-?in|accounts?)|(?:login|sign-?in|connexion|oauth2?|google|et|and)\s+(?:(?:with|via|using|avec|par|et|and|or|ou|&)\s+)+github",
              "gitlab": r"gitlab\s+(?:login|oauth2?|sign-?in)|(?:login|sign-?in|connexion)\s+(?:with|via|avec)\s+gitlab", "azure-ad": r"(?:azure\s+ad|entra(?:\s?id)?|azure\s+active\s+directory|active\s+directory|microsoft\s+(?:login|sign-?in|accounts?|entra(?:\s?id)?))", "apple": r"(?:sign\s?in\s+with\s+)?apple(?:\s+(?:login|sign-?in|id))?", "facebook": r"facebook(?:\s+login)?",
              "clerk": r"clerk", "supabase": r"supabase(?:\s+auth)?", "firebase": r"firebase(?:\s+auth\w*)?", "nextauth": r"next-?auth(?:\.js)?|auth\.js", "linkedin": r"linkedin", "ldap": r"ldap|annuaire\s+(?:ldap|d['’]entreprise)", "franceconnect": r"france\s?connect", "better-auth": r"better[- ]auth", "lucia": r"lucia", "passport": r"passport(?:\.?js)?", "ory": r"ory(?:\s+kratos)?", "zitadel": r"zitadel", "authentik": r"authentik"}
_METHODS = {"jwt": r"jwts?|json\s+web\s+tokens?|jetons?\s+jwt|tokens?\s+jwt", "oauth2": r"oauth(?:\s?2(?:\.[01])?)?(?:\s+(?:login|flow|authorization\s+code))?", "oidc": r"(?:oidc|open\s?id(?:\s+connect)?)\s+(?:login|provider|auth\w*)|authentification\s+oidc",
            "saml": r"saml(?:\s?2(?:\.0)?)?", "sso": r"sso|single\s+sign-?on|authentification\s+unique", "api-key": r"api[- ]keys?(?:\s+(?:auth\w*|for\s+machines))?|clés?\s+(?:d['’]\s?)?api", "magic-link": r"magic\s+links?|liens?\s+magiques?|passwordless(?:\s+(?:login|auth\w*))?|sans\s+mot\s+de\s+passe", "passkey": r"pass\s?keys?|web\s?authn|fido2?|clés?\s+d['’]accès",
            "password": r"(?:e-?mail\s*(?:/|and|et|\+|&)\s*)?(?:passwords?|mots?\s+de\s+passe)(?:\s+(?:login|auth\w*|policy|based))?|(?:log-?in|connexion)\s+(?:par|avec|with|by)\s+(?:mot\s+de\s+passe|password)|politique\s+de\s+mots?\s+de\s+passe", "basic": r"(?:http\s+)?basic\s+auth\w*", "session": r"(?:server[- ]side\s+|cookie[- ]based\s+|cookie\s+)?sessions?(?:\s+(?:cookies?|based|côté\s+serveur|serveur|auth\w*|server[- ]side|stored\s+server[- ]side))?|cookies?\s+de\s+sessions?",
            "stateless": r"(?:fully\s+)?stateless(?:\s+(?:only|auth\w*))?|sans\s+état", "mtls": r"m-?tls|mutual\s+tls|certificats?\s+clients?|client\s+certificates?", "pkce": r"pkce"}
_ROLES = {"admin": r"admin(?:istrator|istrateur)?s?", "editor": r"(?:editors?|éditeurs?|rédacteurs?)", "viewer": r"(?:viewers?|readers?|read-only\s+users?|lecteurs?)", "owner": r"(?:owners?|propriétaires?)", "moderator": r"(?:moderators?|modérateurs?)", "member": r"(?:members?|membres?)", "guest": r"(?:guests?|invités?)", "manager": r"(?:managers?|gestionnaires?|responsables?)", "user": r"(?<=admin\set\s)utilisateurs?|(?<=admin\sand\s)users?|(?<=admin/)users?|regular\s+users?", "superadmin": r"super[- ]?admins?", "support": r"support\s+(?:staff|agents?)"}
_LASTS = r"\s*(?:(?:tokens?|jetons?|lifetimes?|ttl|durée(?:\s+de\s+vie)?|valid(?:ity)?|valables?|valides?|expir(?:es?|y|ing|ation|ant|e|ent|ed)|timeouts?|time-?out|lasts?|live|living|in|for|of|after|within|de|d['’]|pendant|après|en|au\s+bout|is|are|est|sont|=|:|\(|max(?:imum)?|les?|the|inactivity|inactivité|idle|must|should|doit|doivent|qui)\s*)*"
_KINDS = {"access": r"access(?:[- ]tokens?)?|(?:tokens?|jetons?)\s+d['’]\s?accès|tokens?|jetons?|(?:(?<=jwt\s)|(?<=jwts\s))(?=\w)", "refresh": r"refresh(?:[- ]?tokens?)?|(?:tokens?|jetons?)\s+de\s+(?:rafraîchissement|refresh|renouvellement)", "session": r"(?:user\s+|idle\s+|server[- ]side\s+)?sessions?(?:\s+(?:côté\s+serveur|serveur|cookies?|utilisateurs?))?", "reset": r"(?:password\s+)?reset\s+(?:links?|tokens?)|liens?\s+de\s+réinitialisation", "magic-link": r"magic\s+links?|liens?\s+magiques?"}


def _lives(kind: str) -> Callable[[re.Match[str]], tuple[str, str]]:
    return lambda match: (kind, seconds(match, "a") or seconds(match, "b"))


def _lockout(match: re.Match[str]) -> tuple[str, str]:
    return number(match["n"]), seconds(match, "t") or seconds(match, "e")


AUTH: tuple[Term, ...] = (
    term("role", r"(?:roles?|rôles?|rbac)\s*:\s*(?P<all>[a-zé-]{2,20}(?:\s*(?:,|/|and|et|&)\s*[a-zé-]{2,20})+)", lambda m: ",".join(re.split(r"\s*(?:,|/|&|\band\b|\bet\b)\s*", m["all"].lower()))),
    term("auth-provider", r"microsoft(?:\s+(?:accounts?|entra(?:\s+id)?|log-?in|sign-?in))?(?!\s+(?:teams|sql))", "microsoft"),
    term("lockout", rf"(?:blocage|bannissement|verrouillage|lock(?:out|ed)?|block(?:ed)?|ban(?:ned)?)\s+(?:(?:de|pendant|for|of)\s+)?{span('t')}", lambda m: ("", seconds(m, "t"))),
    term("auth-provider", r"keycloak\s+(?:as|comme)\s+(?:the\s+|an?\s+|our\s+)?(?:identity\s+provider|idp|fournisseur\s+d['’]identité)", "keycloak"),
    term("mfa", r"(?:codes?\s+(?:par\s+|by\s+|via\s+)?sms|sms\s+(?:codes?|otp|verification))", "sms"),
    term("token-lifetime", rf"sessions?\s+(?:expir(?:ée?s?|es?|ed|ing|ant)|valables?|valid)\s+(?:après|after|in|for|pendant|au\s+bout\s+de)\s+{span('t')}|expirée?s?\s+(?:après|au\s+bout\s+de)\s+{span('v')}", lambda m: ("session", seconds(m, "t") or seconds(m, "v"))),
    *_one("auth-provider", _PROVIDERS, r"(?:(?:log-?in|sign-?in|sign-?up|connexion|se\s+connecter|connect|login)\s+(?:with|via|using|avec|through|par)\s+)?"),
    *_one("auth-method", _METHODS, r"(?:(?:log-?in|sign-?in|authentification|authentication|connexion)\s+(?:with|via|using|avec|through|par|by)\s+(?:an?\s+|une?\s+)?)?"),
    *(term("token-lifetime", rf"(?:{words}){_LASTS}{span('a')}\)?|{span('b')}\s+(?:{words})(?:\s+(?:lifetime|ttl|timeout|expiry|validity))?", _lives(kind)) for kind, words in _KINDS.items()),
    term("token-lifetime", rf"(?:expiration|expiry|validité|validity|lifetime|durée\s+de\s+vie|ttl)\s*(?:(?::|=|of|de|d['’]|in|dans|after|après)\s*)*{span('b')}", lambda m: ("", seconds(m, "b"))),
    term("token-lifetime", rf"{span('b')}\s+(?:expiry|expiration|lifetime|validity|de\s+validité|de\s+durée\s+de\s+vie)", lambda m: ("", seconds(m, "b"))),
    term("token-lifetime", rf"(?:(?:inactivity|idle)\s+(?:timeout|log-?out)|(?:log-?out|déconnexion|déconnecter)\s+(?:(?:automatique|auto|after|après|on|au\s+bout\s+de)\s+)*|(?:inactivité|inactivity)\s+(?:de|of|after)?)\s*(?:of\s+|after\s+|de\s+)?{span('a')}(?:\s+(?:of|d['’])\s*(?:inactivity|inactivité|idle))?", lambda m: ("session", seconds(m, "a"))),
    *_one("token", {"refresh": r"refresh[- ]?tokens?|jetons?\s+de\s+(?:rafraîchissement|refresh|renouvellement)|silent\s+refresh", "rotation": r"rotat(?:e|es|ing|ed|ion)(?:\s+(?:of\s+|the\s+|des?\s+|les\s+))*(?:refresh[- ]?)?(?:tokens?|jetons?(?:\s+de\s+rafraîchissement)?)|refresh[- ]?tokens?\s+rotation|(?:token|jeton)s?\s+rotation", "revocation": r"(?:token\s+|session\s+)?revocation|revok(?:e|able|ing)(?:\s+(?:the\s+|all\s+)?(?:tokens?|sessions?))?|révoca(?:tion|bles?)(?:\s+des\s+(?:jetons|tokens|sessions))?|révoquer\s+les\s+(?:jetons|tokens|sessions)|(?:token\s+)?(?:blacklist|denylist)"}),
    term("jwt-algorithm", r"(?:(?:signed?|signing|sign|signés?|signer)(?:\s+(?:the|with|using|tokens?|les|jetons?|avec|en|in))*\s+)?(?P<a>(?:rs|es|hs|ps)(?:256|384|512)|eddsa|ed25519)(?:\s+(?:signatures?|tokens?|keys?|signing))?", lambda m: m["a"].upper()),
    term("mfa", r"(?:multi[- ]factor|two[- ]factor|mfa|2fa|tfa|double\s+(?:authentification|facteur)|(?:authentification\s+)?(?:à\s+)?(?:deux|plusieurs|double|multi)[- ]?\s?facteurs?|a2f|second\s+factor)(?:\s+(?:auth\w*|authentification|optional|optionnelle|mandatory|obligatoire|required|enforced))*(?:\s*(?:\(|with|via|by|par|avec|using|through)?\s*(?:(?P<totp>totp|authenticator(?:\s+app)?|one[- ]time\s+(?:codes?|passwords?)|google\s+authenticator)|(?P<sms>sms)|(?P<passkey>pass\s?keys?|web\s?authn|fido2?|security\s+keys?|yubikeys?)|(?P<email>e-?mail|courriel))\)?)?(?:\s+(?:is|est|must\s+be))?(?:\s+(?:mandatory|obligatoire|required|requise?|enforced|optional|optionnelle))?",
         lambda m: next((k for k in ("totp", "sms", "passkey", "email") if m[k]), "")),
    term("mfa", r"(?:totp|authenticator\s+apps?|one[- ]time\s+(?:codes|passwords))(?:\s+(?:codes?|mfa|2fa|is|est|mandatory|obligatoire|required))*", "totp"),
    term("mfa", r"(?:recovery|backup)\s+codes|codes?\s+de\s+(?:secours|récupération)", "recovery-codes"),
    term("rbac", r"rbac|role[- ]based(?:\s+access(?:\s+control)?)?|(?:user\s+|par\s+)?(?:roles?|rôles?)(?:\s+(?:and|et|&)\s+permissions?)?(?:\s+(?:based|management))?|gestion\s+des\s+(?:rôles|droits)|contrôle\s+d['’]accès\s+(?:par\s+rôles?|basé\s+sur\s+les\s+rôles)|permissions?\s+par\s+rôles?|access\s+control"),
    *_one("role", _ROLES, rf"(?:(?:for|pour|role|rôle|roles|rôles)\s+)?(?:{_ANY})", r"(?:\s+(?:role|rôle|only|uniquement|users?|accounts?))?"),
    *_one("password-hash", {"argon2id": r"argon\s?2(?:id)?", "bcrypt": r"bcrypt", "scrypt": r"scrypt", "pbkdf2": r"pbkdf2"}, r"(?:(?:hash(?:ed|ing)?|hachés?|hacher|hachage|stored|passwords?|mots\s+de\s+passe)\s+(?:(?:with|using|by|avec|en|par|les|the|passwords?|mots\s+de\s+passe)\s+)*)?"),
    term("password-length", rf"(?:(?:passwords?|mots?\s+de\s+passe)(?:\s+(?:must|should|have|be|with|of|doi(?:t|vent)|avoir|faire|contenir|are|de|d['’]|length|longueur))*\s*:?\s*)?(?:{ATLEAST}|d['’]|of\s+|de\s+)?\s*(?P<n>\d{{1,3}})[- ]?\s*(?:chars?|characters?|caractères?|signes)(?:\s+(?:min(?:imum)?|or\s+more|long|au\s+moins|ou\s+plus|passwords?|at\s+least))*|(?:min(?:imum)?\s+)?(?:password\s+)?length\s*(?:of|:|=)?\s*(?P<m>\d{{1,3}})", lambda m: m["n"] or m["m"]),
    *_one("password-rule", {"complexity": r"(?:password\s+)?complexity(?:\s+rules?)?|(?:strong|complex)\s+passwords?|mots\s+de\s+passe\s+(?:forts?|complexes?|robustes?)|complexité", "breached": r"(?:have\s?i\s?been\s?pwned|hibp|breached?\s+passwords?|leaked\s+passwords?|compromised\s+passwords?|mots\s+de\s+passe\s+(?:compromis|fuités))(?:\s+check)?", "history": r"password\s+(?:history|reuse)|réutilisation\s+(?:des|de)\s+mots?\s+de\s+passe", "expiry": r"password\s+expir(?:y|ation)|expiration\s+des\s+mots\s+de\s+passe"}),
    term("lockout", rf"(?:(?:lock(?:s|ed|out)?|block(?:s|ed)?|ban(?:s|ned)?|suspend|verrouill(?:er|age|é|ée)|bloquer|blocage|bannir|bannissement)(?:\s+(?:out|the|an?|users?|accounts?|le|la|les|du|de|des|d['’]une?|comptes?|utilisateurs?|une?|ip|ips|them|automatically|adresses?))*\s+)(?:(?:for|pendant|pour)?\s*{span('t')}\s*)?(?:after|upon|après|au\s+bout\s+de|dès)\s+(?P<n>{COUNT}|{NUMBER_WORD})\s+(?:failed\s+|wrong\s+|bad\s+|consecutive\s+)*(?:{_TRIED}|mots?\s+de\s+passe\s+erronés?|passwords?)(?:\s+(?:échouées?|ratées?|infructueuses?|erronées?))?(?:\s+(?:for|pendant|pour|durant)\s+{span('e')})?", _lockout),
    term("lockout", r"account\s+lock(?:out|ing)|(?:verrouillage|blocage)\s+(?:de|du|des)\s+comptes?|lock\s?out(?:\s+policy)?", ("", "")),
    *_one("account-flow", {"password-reset": r"(?:password\s+(?:reset|recovery)|forgot(?:ten)?\s+passwords?|reset(?:ting)?\s+(?:(?:their|the|your|a)\s+)?passwords?|réinitialis(?:er|ation)\s+(?:du|de|leur|le|des|un)?\s*mots?\s+de\s+passe|mots?\s+de\s+passe\s+oubliés?)", "email-verification": r"(?:e-?mail|account)\s+(?:verification|confirmation|validation)|verify\s+(?:the\s+|their\s+)?e-?mails?(?:\s+address(?:es)?)?|(?:vérification|confirmation|validation)\s+(?:de\s+l['’]|d['’]|des\s+|par\s+)(?:e-?mails?|adresses?(?:\s+e-?mails?)?|courriels?)|double\s+opt-?in",
                           "registration": r"(?:user\s+)?(?:registration|sign-?up)s?|inscriptions?(?:\s+des\s+utilisateurs)?|création\s+de\s+comptes?", "logout": r"log-?out(?:\s+(?:everywhere|from\s+all\s+devices))?|déconnexion(?:\s+de\s+tous\s+les\s+appareils)?", "remember-me": r"remember[- ]me|se\s+souvenir\s+de\s+moi|rester\s+connecté", "account-deletion": r"account\s+deletion|suppression\s+(?:de|du)\s+comptes?", "invitation": r"(?:user\s+)?invit(?:e|ation)s?\s+(?:by\s+email|links?|only)|sur\s+invitation", "impersonation": r"impersonation|usurpation"}),
    term("auth-by", r"(?:by|via|par|with|avec|through)\s+(?:e-?mail|courriel|mail)(?:\s+(?:link|lien))?", "email"),
)
"""What a clause may ask of signing in."""

# --- secrets ----------------------------------------------------------------------------------------------------------

_VAULTS = {"hashicorp": r"(?:hashi\s?corp(?:['’]s)?\s+)?vault|hashi\s?corp\s+vault|open\s?bao", "aws-secrets-manager": r"(?:aws|amazon)\s+secrets?\s+manager|aws\s+sm", "aws-parameter-store": r"(?:aws\s+)?(?:ssm\s+)?parameter\s+store|ssm", "gcp-secret-manager": r"(?:gcp|google(?:\s+cloud)?)\s+secrets?\s+manager", "azure-key-vault": r"(?:azure\s+)?key\s?vault(?:\s+azure)?",
           "doppler": r"doppler", "infisical": r"infisical", "1password": r"1\s?password|one\s?password", "sops": r"(?:mozilla\s+)?sops", "sealed-secrets": r"sealed[- ]?secrets?", "external-secrets": r"external[- ]secrets?(?:\s+operator)?|eso", "bitwarden": r"bitwarden|vaultwarden", "kubernetes": r"(?:kubernetes|k8s)\s+secrets?|secrets?\s+kubernetes", "docker": r"docker\s+(?:swarm\s+)?secrets?", "github": r"github\s+(?:actions\s+)?secrets?", "vercel": r"vercel\s+(?:env(?:ironment)?(?:\s+variables)?|secrets)", "chamber": r"chamber", "age-files": r"git-?crypt", "any": r"secrets?\s+(?:manager|store|vault)|coffre(?:-fort)?(?:\s+(?:à|de)\s+secrets?)?|gestionnaire\s+de\s+secrets"}
_SECRET = r"(?:secrets?|credentials?|creds|passwords?|api\s+keys?|keys?|clés?(?:\s+d['’]api)?|tokens?|identifiants?|mots\s+de\s+passe|certificates?|certificats?)"
_OFTEN = rf"(?:(?:(?:every|each|tous\s+les|toutes\s+les|chaque|all|after|après|within)\s+)?{span('t')}|(?:every|each|chaque|toutes?\s+les?|par)\s+(?P<each>{UNIT})|(?P<alone>daily|weekly|monthly|quarterly|yearly|quotidienne|hebdomadaire|mensuelle|trimestrielle|annuelle))"


def _every_days(match: re.Match[str]) -> str:
    """Days between two rotations, where they are stated."""
    found = match.groupdict()
    if found.get("t_n") or found.get("t_q"):
        return days(match, "t")
    word = found.get("each") or found.get("alone")
    return f"{(unit_seconds(word) / 86400).normalize():f}" if word else ""


SECRETS: tuple[Term, ...] = (
    term("secret-access", r"app\s?role|(?:managed\s+identit(?:y|ies)|identités?\s+managées?)|workload\s+identity", "identity"),
    term("secret-scan", r"scan(?:s|ner|ning)?\s+(?:the\s+|les\s+|all\s+|every\s+|chaque\s+)?(?:commits?|history|historique|repos?(?:itory)?|dépôts?)\s+(?:pour\s+(?:y\s+)?(?:trouver|chercher)|for|à\s+la\s+recherche)\s+(?:des?\s+|any\s+)?secrets?", "history"),
    term("secret-access", r"least[- ]privileges?\s+(?:access\s+)?(?:to|on|for|à|aux|sur)\s+(?:each\s+|every\s+|the\s+|all\s+|chaque\s+|les\s+)?secrets?|moindre\s+privilège\s+(?:pour|sur|à)\s+(?:chaque\s+|les\s+)?secrets?", "least-privilege"),
    term("secret-exposure", r"(?:never|don['’]?t|do\s+not|ne\s+(?:pas|jamais)|jamais)\s+(?:log(?:ger)?|print|journaliser|afficher|écrire)\s+(?:an?\s+|any\s+|the\s+|de\s+|les?\s+|un\s+)?secrets?", "logs"),
    *_one("vault", _VAULTS, rf"(?:(?:store[sd]?|stocker|stockés?|keep|kept|garder|put|mettre|manage[ds]?|gérer|gérés?|read|lire|fetch(?:ed)?|pull(?:ed)?|load(?:ed)?|charger|chargés?|provided|fournis|everything\s+(?:goes|lives)|tout\s+passe|passe)\s+(?:(?:{_ANY}){_SECRET}\s+)?(?:(?:in|into|from|with|through|via|dans|depuis|avec|par|on|by)\s+)+)?"),
    term("secret-rotation", rf"(?:(?:automatic(?:ally)?|auto(?:matique)?|automated)[- ]?\s*)?(?:rotat(?:e|es|ed|ing|ions?)|renouveler|renouvellement|renew)(?:\s+(?:automatique|automatiquement|automatically|of|the|all|des?|les|du|our|nos|db|database|base|de\s+données|données|api|{_SECRET}))*(?:\s+{_OFTEN})?(?:\s+(?:des?|of|les|the)\s+(?:{_SECRET}|identifiants)(?:\s+de\s+base(?:\s+de\s+données)?)?)?(?!\w)", _every_days),
    term("secret-rotation", rf"{_SECRET}\s+(?:rotation|rotated|renouvelés?)(?:\s+{_OFTEN})?", _every_days),
    *_one("secret-source", {"dotenv": r"(?:committed\s+|fichiers?\s+|les\s+)?\.env(?:\.\w+)?(?:\s+files?)?(?:\s+(?:in|dans|into|to)\s+(?:the\s+|le\s+)?(?:repo(?:sitory)?|git|dépôt|code))?|dotenv(?:\s+files?)?|commit(?:ter|ted|ting)?\s+(?:the\s+|les?\s+)?(?:fichiers?\s+)?\.env(?:\s+files?)?", "env": r"(?:env(?:ironment)?\s+var(?:iable)?s?|variables?\s+d['’]environnement)(?:\s+only)?", "files": r"(?:mounted\s+files|secrets?\s+as\s+files|fichiers?\s+montés?)"}),
    *_one("secret-scan", {"gitleaks": r"git\s?leaks", "trufflehog": r"truffle\s?hog", "detect-secrets": r"detect-secrets", "pre-commit": r"pre-?commit(?:\s+hooks?)?|hooks?\s+(?:de\s+)?pre-?commit|git\s+hooks?", "": r"secrets?\s+(?:scan(?:ner|ning|s)?|detection)|(?:scan|détection|analyse|scanner)\s+(?:des?\s+|de\s+|les\s+|for\s+)?secrets?(?!\s+manager)|(?:detect|détecter|find)\s+(?:leaked\s+|les\s+)?(?:secrets?|leaks|fuites)"}),
    *_one("secret-exposure", {"logs": rf"log(?:s|ger|ged|ging)?\s+(?:the\s+|les\s+|any\s+|des\s+|de\s+)?{_SECRET}|{_SECRET}(?:\s+(?:must|should|may|can|never|not|ever|jamais|pas|être|ne|doi(?:t|vent)|appara[iî]\w*|appear|show\s+up|be|en\s+clair|written|in\s+clear|visible|printed))*\s+(?:in|into|to|dans)\s+(?:the\s+|les?\s+|our\s+|nos\s+)?(?:logs?|journaux|log\s+files)", "image": rf"{_SECRET}(?:\s+(?:must|should|may|can|never|not|ne|doi(?:t|vent)|jamais|pas|ever|être|be|baked|stored|copied|en\s+dur|embedded|written|left|inclus|copiés?|stockés?))*\s+(?:in|into|inside|dans)\s+(?:the\s+|l['’]|les\s+|our\s+|final\s+)*(?:docker\s+)?(?:images?|layers?|couches)", "git": rf"{_SECRET}(?:\s+(?:must|should|never|not|ever|ne|doi(?:t|vent)|jamais|pas|être|be|are|stored|committed|en\s+clair|en\s+dur|in\s+plain\s+text|checked|hardcoded))*\s+(?:in|into|to|dans)\s+(?:the\s+|le\s+|our\s+|notre\s+|source\s+)*(?:git(?:\s+history)?|repo(?:sitory)?|dépôt|code(?:base)?|source|version\s+control)|commit(?:ted|ting|t?er)?\s+(?:any\s+|de\s+|des\s+)?{_SECRET}|hard-?coded\s+{_SECRET}(?=\s+in)",
                              "plain-text": r"(?:(?:secrets?|keys?|stored|written)\s+)?(?:in\s+)?(?:plain|clear)[- ]?text|en\s+clair(?:\s+(?:dans|in)\s+(?:le\s+|the\s+)?code)?|cleartext", "client": rf"{_SECRET}\s+(?:in|dans|to|au|côté)\s+(?:the\s+|le\s+)?(?:browser|client|frontend|front(?:-end)?|bundle|navigateur)", "ci": rf"{_SECRET}\s+in\s+(?:the\s+)?(?:ci|pipeline)\s+(?:output|logs)"}, r"(?:(?:leak(?:ing|ed)?|expose|put|store|stocker|mettre|keep|laisser|avoir|be\s+baked|fuite)\s+(?:of\s+|any\s+|de\s+|des\s+|the\s+)*)?"),
    term("secret-exposure", r"(?:never|not|jamais|pas|rien|nothing|no\s+secrets?|aucun\s+secret)\s+(?:in|into|dans)\s+(?:the\s+|le\s+|our\s+|notre\s+)*(?:source\s+)?(?:code(?:base)?|repo(?:sitory)?|git|dépôt)", "git"),
    *_one("secret-access", {"least-privilege": r"(?:(?:least[- ]privileges?|moindres?\s+privilèges?)\s*:?\s*)?(?:each|every|chaque|an?|les?)\s+(?:service|app|application|pod|conteneur|container)s?\s+(?:ne\s+|can\s+|may\s+|should\s+|peut\s+)*(?:only\s+)?(?:reads?|lit|lire|sees?|voit|access(?:es)?|accède)\s+(?:only\s+|qu['’e]\s?(?:à\s+)?)?(?:its\s+own|their\s+own|ses\s+(?:propres\s+)?|its)\s*secrets?", "audit-log": r"(?:audit\s+(?:trail|logs?|logging)|access\s+logs?|journal\s+d['’]accès|traçabilité|journalisation)(?:\s+(?:of|for|on|des|aux|sur|les|to|who|accès|reads?|lectures?|which))*\s*(?:secrets?)|audit\s+(?:trail|logs?)(?:\s+of\s+who\s+(?:read|accessed)\s+(?:which|what))?", "dynamic": r"(?:dynamic|short[- ]lived|ephemeral|temporary|dynamiques?|éphémères?|temporaires?)\s+(?:db\s+|database\s+)?(?:secrets?|credentials?|creds|tokens?)|(?:secrets?|identifiants?|credentials?)(?:\s+de\s+base(?:\s+de\s+données)?)?\s+(?:dynamiques?|éphémères?|temporaires?|à\s+durée\s+limitée)", "kubernetes-auth": r"(?:kubernetes|approle|k8s)\s+auth(?:entication)?", "per-environment": r"(?:separate|different|distinct)\s+secrets?\s+(?:per|for\s+each)\s+environments?|secrets?\s+(?:séparés|distincts|différents)?\s*(?:par|per)\s+environnements?"}),
    term("secret-ttl", rf"(?:(?:a|an|un)\s+)?(?:ttl|lease|bail)\s*(?:of|de|d['’]|:|=)?\s*{span('t')}|{span('u')}\s+(?:ttl|lease)", lambda m: seconds(m, "t") or seconds(m, "u")),
    *_one("encryption", {"at-rest": r"(?:encrypt(?:ed|ion)?|chiffr(?:er|ée?s?|ement))(?:\s+(?:all|everything|data|the|toutes?|les|données|des|volumes?|disks?|de))*\s+(?:at\s+rest|au\s+repos)", "in-transit": r"(?:encrypt(?:ed|ion)?|chiffr(?:er|ée?s?|ement))(?:\s+(?:all|everything|data|the|les|données|des))*\s+(?:in\s+transit|en\s+transit)", "kms": r"(?:aws\s+|google\s+|gcp\s+|cloud\s+)?kms(?:\s+keys?)?|clés?\s+kms|customer[- ]managed\s+keys?|cmek", "age": r"age(?=\s+(?:for|pour|keys?|encryption|and|et)|$)(?:\s+keys?)?|age\s+encryption", "gpg": r"gpg|pgp", "envelope": r"envelope\s+encryption", "": r"(?:encrypt|chiffrer)(?:\s+(?:the|all|les|everything|tout))*(?:\s+(?:files?|fichiers?|secrets?|backups?|data|données))?|chiffrement|encryption"}),
)
"""What a clause may ask of secrets."""


# --- code and packages ------------------------------------------------------------------------------------------------

_WEAKNESSES = {"sql-injection": r"(?:no)?sql[- ]?(?:injections?|i)|injections?\s+(?:no)?sql|sqli", "xss": r"(?:stored\s+|reflected\s+|dom\s+)?(?:xss|cross[- ]site\s+scripting)", "csrf": r"csrf|xsrf|cross[- ]site\s+request\s+forgery", "ssrf": r"ssrf|server[- ]side\s+request\s+forgery", "path-traversal": r"(?:path|directory)\s+traversals?|traversées?\s+de\s+(?:chemins?|répertoires?)|lfi|zip\s+slip",
               "command-injection": r"(?:command|shell|os|code)\s+injections?|injections?\s+de\s+(?:commandes?|code)|rce|remote\s+code\s+execution", "open-redirect": r"open\s+redirects?|redirections?\s+ouvertes?", "deserialization": r"(?:(?:unsafe|insecure)\s+)?de-?seriali[sz]ation|désérialisation(?:\s+non\s+sûre)?", "idor": r"(?:missing\s+(?:access\s+control|authori[sz]ation)(?:\s+checks?)?|contrôles?\s+d['’]accès\s+(?:manquants?|absents?)|broken\s+access\s+control|bola)(?:\s*\(?idor\)?)?|idor",
               "hardcoded-secrets": r"(?:(?:detect|détecter|find|check\s+for|chercher|scan\s+for|look\s+for)\s+(?:les\s+|any\s+|for\s+)?)?(?:(?:hard-?coded|leaked|embedded)\s+(?:secrets?|credentials?|passwords?|keys?)|(?:secrets?|clés|identifiants|mots\s+de\s+passe)\s+(?:en\s+dur|codés?\s+en\s+dur|exposés))", "crypto": r"(?:weak|broken|insecure)\s+(?:crypto(?:graphy)?|hash(?:es|ing)?|ciphers?)|cryptographie\s+faible|(?:crypto|chiffrements?|algorithmes?)\s+faibles?", "xxe": r"xxe|xml\s+external\s+entit(?:y|ies)", "owasp": r"owasp(?:\s+(?:top\s?-?(?:10|ten)|api\s+top\s?10|asvs))?", "auth": r"broken\s+auth(?:entication)?|authentification\s+(?:cassée|défaillante)",
               "race": r"race\s+conditions?|toctou", "redos": r"redos|catastrophic\s+backtracking", "prototype-pollution": r"prototype\s+pollution", "template-injection": r"ssti|template\s+injections?", "mass-assignment": r"mass\s+assignment", "misconfiguration": r"(?:security\s+)?misconfigurations?|mauvaises\s+configurations", "logging": r"sensitive\s+data\s+(?:exposure|leaks?)|fuites?\s+de\s+données", "session": r"session\s+fixation", "upload": r"(?:unsafe|unrestricted)\s+(?:file\s+)?uploads?", "input-validation": r"(?:user\s+)?input\s+validation|validation\s+des\s+(?:entrées|saisies|données)(?:\s+(?:des\s+)?utilisateurs?)?", "injection": r"injections?(?:\s+(?:flaws?|attacks?))?|failles?\s+d['’]injections?", "jwt": r"jwt\s+(?:flaws?|issues?|misuse)", "": r"vulnerabilities|vulnérabilités|(?:security\s+)?(?:flaws?|weakness(?:es)?|holes)|failles?(?:\s+de\s+sécurité)?|vulnérabilités\s+(?:du|dans\s+le)\s+code"}
_LEVEL = r"(?:(?P<critical>critical|critiques?)|(?P<high>high|hautes?|élevée?s?|graves?|importantes?)|(?P<medium>medium|moderate|moyennes?|modérée?s?)|(?P<low>low|faibles?|basses?))"
_FOUND = r"(?:findings?|vuln(?:erabilit(?:y|ies))?s?|vulnérabilités?|failles?|issues?|problèmes?|cves?|severit(?:y|ies)|sévérités?|alertes?|flaws?)"


def _level(match: re.Match[str]) -> str:
    """The lowest level that is named: what blocks at high blocks at critical, too."""
    words = match.group(0).lower()
    return next(name for name, pattern in (("low", r"low|faible|basse"), ("medium", r"medium|moderate|moyenne|modérée"), ("high", r"high|haute|élevée|grave|importante"), ("critical", r"critical|critique")) if re.search(rf"(?<!\w)(?:{pattern})", words))


_LICENSES = {"agpl": r"agpl(?:[- ]?v?3(?:\.0)?)?", "gpl": r"gpl(?:[- ]?v?[23](?:\.0)?)?", "lgpl": r"lgpl", "copyleft": r"(?:strong\s+)?copyleft", "mit": r"mit", "apache": r"apache(?:[- ]2(?:\.0)?)?", "bsd": r"bsd(?:[- ][23])?", "proprietary": r"(?:proprietary|commercial|propriétaires?)", "sspl": r"sspl|busl"}
_LICENSE = r"(?:licen[cs]es?|licen[cs]ed|licensed\s+(?:code|packages?))"

CODE: tuple[Term, ...] = (
    term("weakness", r"(?:check|verify|vérifier|contrôler)\s+(?:the\s+|les\s+|l['’])?(?:authori[sz]ations?|permissions?|access\s+control|autorisations?|contrôles?\s+d['’]accès)(?:\s+(?:checks?\s+)?(?:on|of|for|sur|de)\s+(?:every|each|all|chaque|toutes?)\s*(?:les\s+)?(?:routes?|endpoints?|pages?))?", "idor"),
    term("audit-scope", r"(?:only\s+|just\s+)?(?:the\s+)?(?:files?|lines?|code)\s+(?:that\s+)?changed(?:\s+(?:in|by)\s+(?:this|the|each|every)\s+(?:prs?|mrs?|pull\s+requests?|branch|commit))?|(?:seulement\s+|uniquement\s+)?(?:les\s+)?(?:fichiers|lignes)\s+modifiée?s(?:\s+(?:dans|par)\s+(?:la|cette|chaque)\s+(?:pr|mr|branche))?", "changes"),
    term("audit-scope", r"(?:les\s+|the\s+)?tests?(?:\s+files?)?\s*(?:,|et|and|&)\s*(?:les\s+|the\s+)?(?:examples?|exemples?|fixtures?|demos?)", "tests"),
    term("fail-on", r"(?:vulnérabilités|failles|cves?|findings|vulnerabilities)\s+(?:hautes?|élevées?|high)\s*(?:,|et|and|ou|or|/|\+)\s*(?:critiques?|critical)|(?:high|hautes?)\s*(?:,|et|and|or|ou|/|\+)\s*(?:critical|critiques?)\s+(?:vulnerabilities|vulnérabilités|findings|cves?|severity|only|seulement)", "high"),
    term("report-format", r"(?:rapports?\s+|reports?\s+)?open\s?vex(?:\s+(?:reports?|documents?))?|rapports?\s+vex|vex\s+reports?", "openvex"),
    term("weakness", r"(?:check\s+for\s+|look\s+for\s+)?(?:(?:known|actively|activement)\s+)+exploit(?:ed|ées?)(?:\s+(?:vulnerabilities|cves?))?|(?:vulnérabilités|failles)\s+(?:activement\s+)?exploitées|(?:cisa\s+)?kev(?:\s+(?:catalog(?:ue)?|list))?", "exploited"),
    *_one("weakness", _WEAKNESSES, r"(?:(?:injections?|failles?|flaws?|les|la|l['’]|des|de\s+l['’]|de|d['’])\s*(?=\w{3}))?(?:(?:failles?|vulnérabilités?|flaws?)\s+)?", r"(?:\s+(?:vulnerabilit(?:y|ies)|flaws?|attacks?|issues?|holes?|risks?|bugs?|protection))?"),
    *_one("crypto", {"md5": r"md5", "sha1": r"sha-?1", "des": r"3des|triple[- ]des|des(?=\s+(?:cipher|encryption))", "rc4": r"rc4", "ecb": r"ecb(?:\s+mode)?"}, "", r"(?:\s+(?:hash(?:es)?|hashing))?"),
    *_one("report-format", {"sarif": r"sarif", "html": r"html", "json": r"json(?=\s+(?:report|output|format))", "pdf": r"pdf", "junit": r"junit(?=\s+(?:report|xml))", "markdown": r"markdown"}, r"(?:(?:reports?|rapports?|output|results?|résultats?|export(?:er)?|format)\s+(?:(?:in|as|to|au|en|format|à|le|the|results?|résultats?)\s+)*)?", r"(?:\s+(?:reports?|output|format|results?|export|files?|upload))*"),
    term("fail-on", rf"(?:(?:fail|fails|break|block|stop|reject|échou(?:er|e)|bloqu(?:er|e)|casser|refuser|only\s+(?:report|show)|report\s+only|show\s+only|remonter|signaler|afficher|ignore\s+below|threshold|seuil|gate|merge)(?:\s+(?:the|le|la|les|a|of|build|pipeline|ci|merge|deploy(?:ment)?|déploiement|pr|on|for|with|si|if|quand|when|there|is|are|any|une?|il|y|en|cas|d['’]|de|des|dès|que|only|s['’]il|all|findings?|sévérité|severity|à|at|failles?|the\s+build))*\s+)(?:{_FOUND}\s+(?:(?:of|with|de|à|at|is|severity|sévérité|est|are)\s+)*)?{_LEVEL}(?:\s*(?:/|or|ou|and|et|,|to|à)\s*(?:critical|high|medium|critiques?|hautes?|élevée?s?|graves?|moyennes?))*(?:\s+(?:severity\s+)?{_FOUND})?(?:\s+(?:and|or|et|ou)\s+(?:above|higher|worse|more|plus|supérieures?|au-dessus|up))?(?:\s+(?:est|is|are|sont|was)?\s*(?:found|trouvée?s?|présente?s?|detected|détectée?s?|présentes?|découverte?s?))?", _level),
    term("fail-on", rf"(?:une?\s+|any\s+|a\s+)?{_FOUND}\s+{_LEVEL}(?:\s+(?:est|is|sont|are))?\s+(?:bloque|bloquante?s?|blocks?|blocking|fails?|breaks?)(?:\s+(?:le\s+|the\s+)?(?:build|merge|pipeline|deploy))?|{_LEVEL.replace('?P<', '?P<x')}\s+{_FOUND}\s+(?:block|fail|break|must\s+(?:block|fail|break))s?(?:\s+(?:the\s+)?(?:build|merge|pipeline|deploy\w*))?", _level),
    term("fail-on", rf"(?:only|uniquement|seulement|just|que)\s+(?:the\s+|les\s+)?(?:{_FOUND}\s+)?{_LEVEL}(?:\s*(?:/|or|ou|and|et|,)\s*(?:critical|high|medium|critiques?|hautes?|élevée?s?|graves?|moyennes?))*(?:\s+(?:severity\s+)?{_FOUND})?(?:\s+(?:and|or|et|ou)\s+(?:above|higher|plus))?", _level),
    term("audit-scope", r"(?:only\s+(?:the\s+)?)?(?:changed|modified|new)\s+(?:files|lines|code)(?:\s+only)?|(?:que\s+|uniquement\s+|seulement\s+)?(?:les\s+)?(?:fichiers|lignes)\s+(?:modifiée?s|changée?s|nouve\w+)(?:\s+(?:seulement|uniquement))?|diff\s+only|only\s+the\s+diff", "changed"),
    term("audit-scope", r"(?:in\s+|dans\s+)?(?:the\s+|our\s+|l['’])?(?:(?:entire|whole|full)\s+)?(?:git\s+(?:history|log)|historique(?:\s+git)?|commit\s+history)|past\s+commits", "history"),
    term("audit-scope", r"(?:les\s+|the\s+)?(?:tests?\s+(?:files?|code|folders?|directory)|fichiers\s+de\s+tests?|(?<=ignore\s)tests?|(?<=ignorer\s)les\s+tests?|(?<=exclude\s)tests?|(?<=exclure\s)les\s+tests?)", "tests"),
    term("audit-scope", r"(?:node_modules|vendor(?:ed)?(?:\s+(?:code|directory|files))?|generated\s+(?:code|files)|third[- ]party\s+code|code\s+(?:généré|tiers)|legacy\s+code)", "vendored"),
    term("audit-scope", r"(?:in|dans|of|du)\s+(?:the\s+|le\s+|notre\s+|our\s+)?(?:dossier\s+|folder\s+|directory\s+)?(?P<path>[\w.-]*/[\w./-]*)(?:\s+(?:folder|directory))?", lambda m: m["path"]),
    term("audit-area", r"(?:in|dans|on|sur)\s+(?:the\s+|le\s+|la\s+|l['’]|les\s+|our\s+)?(?:(?P<upload>(?:file\s+)?uploads?|téléversements?)|(?P<login>log-?in|auth(?:entication)?|connexion)|(?P<payment>payments?|paiements?|checkout)|(?P<admin>admin)|(?P<api>api))(?:\s+(?:handlers?|code|module|routes?|controllers?|endpoints?|flow|part|panel))?", _first(upload="upload", login="login", payment="payment", admin="admin", api="api")),
    term("fix", r"(?:update|upgrade|bump|mettre\s+à\s+jour|mise\s+à\s+jour\s+des)\s+(?:(?:the|all|our|les|toutes|nos)\s+)*(?:vulnerable\s+|outdated\s+)?(?:packages?|dependencies|deps|dépendances|paquets)(?:\s+(?:vulnérables|obsolètes))?|(?:auto(?:matic(?:ally)?)?[- ]?)?(?:fix(?:es)?|repair|patch|remediat(?:e|ion)|corrig(?:er|e|ez)|correctifs?|corrections?|réparer)(?:\s+(?:automatically|automatiquement|automatiques?|what(?:ever)?\s+can\s+be(?:\s+(?:fixed|repaired))?|ce\s+qui\s+peut\s+l['’]être|suggestions?|them|it|les|everything|possible))*(?:\s+(?:automatically|automatiquement))?"),
    term("task", r"(?:(?:security|code|sécurité)\s+)?(?:audits?|(?:code|security)\s+reviews?|pentests?)(?:\s+(?:de\s+|of\s+)?(?:sécurité|(?:du\s+|the\s+|le\s+)?code|security))*|revue\s+(?:de\s+)?(?:code|sécurité)", "audit"),
    *_one("license", _LICENSES, rf"(?:(?:{_LICENSE}|under|sous)\s+(?:(?:de\s+type|type|in|under|the|sous|la)\s+)*)?", rf"(?:[- ]{_LICENSE})?(?:\s+(?:dependencies|dépendances|packages?|paquets))?"),
    term("license", r"licen[cs]e\s+(?:checks?|compliance|scan(?:ning)?|report|audit)|(?:check|vérifi\w+|contrôle\w*|conformité|list\w*)\s+(?:the\s+|of\s+|des?\s+|les\s+)?licen[cs]es?|licen[cs]es?(?:\s+(?:compatibles?|allowed))?", ""),
    *_one("dependency-scope", {"dev": r"(?:dev(?:elopment)?[- ]?(?:only\s+)?(?:deps?|dependenc(?:y|ies)|packages)|dépendances?\s+(?:de\s+)?(?:dev(?:eloppement|elopment)?|développement)|devdependencies)", "transitive": r"(?:transitive|indirect|nested)\s+(?:deps?|dependenc(?:y|ies)|packages)|dépendances?\s+(?:transitives?|indirectes?)", "production": r"(?:prod(?:uction)?|runtime)\s+(?:deps?|dependenc(?:y|ies))(?:\s+only)?|dépendances?\s+de\s+prod(?:uction)?", "direct": r"direct\s+(?:deps?|dependenc(?:y|ies))(?:\s+only)?|dépendances?\s+directes?"}, r"(?:(?:only|uniquement|y\s+compris|including?|included|les|des|the|all)\s+)*"),
    term("advisory", r"(?:(?:fix|patch|corriger|against|for|contre|la|the|faille)\s+)*(?P<id>cve-\d{4}-\d{4,}|ghsa(?:-[\w]{4}){3})(?:\s+(?:asap|urgently|rapidement|en\s+urgence))?", lambda m: m["id"].upper() if m["id"].lower().startswith("cve") else m["id"]),
    term("outdated", r"(?:(?:list|show|report|find|lister|afficher|montrer|trouver|identifier)\s+)?(?:the\s+|les\s+|all\s+)?(?:(?:outdated|deprecated|unmaintained|obsolete|stale|abandoned)\s+(?:packages?|deps?|dependenc(?:y|ies)|libs?|libraries)|(?:paquets?|dépendances?|packages?|librairies?|bibliothèques?)\s+(?:obsolètes?|dépassée?s?|abandonnée?s?|dépréciée?s?|non\s+maintenue?s?|périmée?s?))"),
    *_one("update-kind", {"patch": r"(?:patch(?:es)?|security|correctives?|de\s+sécurité)\s+(?:updates?|upgrades?|versions?|releases?)(?:\s+only)?|(?:mises\s+à\s+jour|montées\s+de\s+version)\s+(?:correctives?|de\s+sécurité|patch)(?:\s+(?:uniquement|seulement))?|only\s+patch(?:es)?", "minor": r"minor\s+(?:updates?|upgrades?|versions?)(?:\s+only)?|(?:mises\s+à\s+jour|montées\s+de\s+version|versions?)\s+mineures?(?:\s+(?:uniquement|seulement))?", "major": r"major\s+(?:updates?|upgrades?|versions?|bumps?)|(?:(?:mises\s+à\s+jour|montées\s+de\s+version|versions?)\s+)?majeures?|breaking\s+changes?", "grouped": r"group(?:ed)?\s+(?:updates?|prs?)|mises\s+à\s+jour\s+groupées", "auto-merge": r"auto-?merge(?:\s+(?:patch|minor|prs?|updates?))*|fusion\s+automatique"}),
    term("update-past", r"(?:bump|upgrade|update|move|monter|passer|mettre\s+à\s+jour)\s+(?:de\s+version\s+)?(?P<name>[a-z][\w.@/-]*)\s+(?:past|beyond|above|over|to|au-delà\s+de|au-dessus\s+de|en|à|vers)\s+(?:la\s+|version\s+|v)*(?P<v>\d+(?:\.\d+)*)", lambda m: (m["name"].lower(), m["v"])),
    term("sbom", r"(?:sbom|nomenclature|software\s+bill\s+of\s+materials)(?:\s+(?:in|au|format|en|as|le))*\s+spdx(?:\s+format)?|spdx(?:\s+(?:sbom|format))?", "spdx"),
    term("sbom", r"(?:(?:sbom|nomenclature)(?:\s+(?:in|au|format|en|as|le))*\s+)?cyclone\s?dx(?:\s+(?:sbom|format))?", True),
    term("scan", r"(?:vulnerab(?:le|ility|ilities)|vulnérabilités?|cves?)(?:\s+(?:in|of|dans|des|de|nos|our|the|les|connues?|known))*(?:\s+(?:deps|dependencies|packages?|libraries|dépendances|paquets|librairies|lockfiles?))?(?:\s+(?:scan(?:s|ner|ning)?|report|check))?|(?:npm|pip|yarn|pnpm|cargo|composer|bundle)[- ]audit|vulnerable\s+(?:packages?|dependencies)|known\s+(?:cves?|vulnerabilities)|osv(?:-scanner)?|snyk|(?:scan(?:ner|s)?|check|analyser|audit(?:er)?)\s+(?:the\s+|our\s+|les\s+|all\s+|nos\s+)*(?:vulnérabilités\s+des\s+)?(?:dependencies|deps|packages?|dépendances|paquets|lockfile)", True),
)
"""What a clause may ask of an audit and of a scan of packages."""

SECURITY: tuple[Term, ...] = (*LIMITS, *HEADERS, *AUTH, *SECRETS, *CODE)
"""What a clause may ask of the security agent."""
