"""The words for what protects an app, French and English: secrets, rate limits, headers, sign-in, audits, dependencies."""

from __future__ import annotations

import re
from collections.abc import Callable

from .amounts import COUNT, UNIT, count, seconds
from .term import Several, Term, term

_PER = rf"(?:\s*(?:/|per|par|every|each|toutes?\s+les|tous\s+les|chaque|in|en|within|over|sur|dans)\s*(?:une?\s+|a\s+)?(?P<window>{COUNT}\s*)?(?P<unit>{UNIT})(?![\w]))"
_EACH = r"(?:\s*(?:/|per|par|for\s+each|pour\s+chaque|et\s+par|and\s+per|by|each)\s*(?P<whom>ip(?:\s+address(?:es)?)?|adresses?\s+ip|users?|utilisateurs?|comptes?|accounts?|(?:api\s+)?keys?|clés?(?:\s+d['’]\s*api)?|tenants?|clients?|customers?|tokens?|sessions?|devices?|endpoints?|routes?))?"
_THINGS = r"(?:requests?|req|reqs|requ[êe]tes?|calls?|appels?|attempts?|tentatives?(?:\s+de\s+connexion)?|tries|essais?|logins?|log-?ins?|connexions?|hits?|messages?|e-?mails?|uploads?|téléversements?|times|fois)"
_ON = r"(?:(?:(?:stricter|tighter|lower|strict)\s+)?(?:limits?|limites?|limiter|protect(?:ion)?|protéger)\s+(?:(?:plus\s+)?stricte?s?\s+)?(?:on|for|of|the|de|du|des|sur|la|le|les|pour|à)\s+(?:the\s+|la\s+|le\s+|les\s+)?)?"
_WHOM = {"ip": "ip", "adr": "ip", "use": "user", "uti": "user", "com": "user", "acc": "user", "api": "key", "key": "key", "clé": "key", "ten": "tenant", "cli": "client", "cus": "client", "tok": "token", "ses": "session", "dev": "device", "end": "route", "rou": "route"}


def _limit(match: re.Match[str]) -> tuple[str, ...]:
    """("100", "60", "ip"): how many, in how many seconds, counted for whom."""
    whom = match.groupdict().get("whom") or match.groupdict().get("before") or ""
    found: tuple[str, ...] = (str(count(match["count"])), str(seconds((match["window"] or "").strip() or None, match["unit"])))
    found = (*found, _WHOM[whom.lower()[:3]]) if whom else found
    scope = next((name for name, pattern in (("login", r"log-?ins?|connexions?"), ("upload", r"uploads?|téléversements?")) if re.search(rf"\b(?:{pattern})\b", match.group(0), re.I)), "")
    return Several((("limit", found), ("limit-scope", scope))) if scope else found


def _first(names: dict[str, str]) -> Callable[[re.Match[str]], str]:
    """The name whose pattern the match's own words fit."""
    return lambda match: next(name for name, pattern in names.items() if re.search(pattern, match.group(0), re.I))


def _one_of(topic: str, names: dict[str, str], after: str = "") -> tuple[Term, ...]:
    return tuple(term(topic, f"(?:{pattern}){after}", name) for name, pattern in names.items())


def _keep(value: str) -> str:
    return value.strip(" .,;").lower()


_VAULTS = {
    "vault": r"(?:hashi\s?corp\s+)?vault(?!\s*(?:azure|key))|openbao", "aws": r"(?:aws|amazon)\s+(?:secrets?\s+manager|parameter\s+store|ssm)|secrets?\s+manager(?:\s+(?:d['’]\s*)?(?:aws|amazon))?|parameter\s+store",
    "gcp": r"(?:gcp|google(?:\s+cloud)?)\s+secrets?\s+manager|secrets?\s+manager\s+(?:de\s+)?(?:gcp|google)", "azure": r"(?:azure\s+)?key\s?vault(?:\s+(?:d['’]\s*)?azure)?", "doppler": r"doppler", "1password": r"1\s?password", "infisical": r"infisical",
    "sops": r"(?:mozilla\s+)?sops(?:\s*(?:\+|/|&|and|et|with|avec)\s*(?:age|gpg|kms))?", "sealed-secrets": r"(?:kubernetes\s+|k8s\s+|bitnami\s+)?sealed\s+secrets?", "external-secrets": r"external\s+secrets(?:\s+operator)?", "kms": r"(?:aws\s+|cloud\s+)?kms",
    "bitwarden": r"bitwarden",
}
_IDENTITIES = {"auth0": "auth0", "keycloak": "keycloak", "okta": "okta", "cognito": r"(?:aws\s+|amazon\s+)?cognito", "entra": r"(?:azure\s+ad|entra(?:\s+id)?|active\s+directory)", "firebase": r"firebase(?:\s+auth\w*)?", "clerk": "clerk", "supabase": "supabase", "authentik": "authentik",
               "google": r"google(?:\s+(?:sign[- ]?in|login|accounts?))?", "github": r"github\s+(?:sign[- ]?in|login|oauth)", "apple": r"apple(?:\s+(?:id|sign[- ]?in|login))?", "facebook": "facebook", "linkedin": "linkedin", "ldap": "ldap", "franceconnect": r"france\s?connect"}
_WEAKNESSES = {
    "sql-injection": r"(?:(?:injections?|failles?)\s+)?sql(?:\s+injections?)?|sqli|injections?(?:\s+sql)?", "xss": r"(?:(?:failles?|attaques?)\s+)?xss|cross[- ]site\s+scripting", "csrf": r"(?:failles?\s+)?csrf|cross[- ]site\s+request\s+forger(?:y|ies)", "ssrf": r"(?:failles?\s+)?ssrf",
    "secrets": r"(?:look\s+for\s+|find\s+|chercher\s+(?:les\s+)?|détecter\s+(?:les\s+)?)?(?:hard-?\s?coded|leaked|committed|exposed)\s+(?:secrets?|credentials?|keys?|passwords?)|(?:secrets?|clés|mots\s+de\s+passe)\s+(?:en\s+dur|codés\s+en\s+dur|exposés?|dans\s+le\s+code)",
    "authorization": r"(?:missing\s+|broken\s+)?(?:authori[sz]ation|access\s+control|idor|contrôles?\s+d['’]accès|autorisations?)(?:\s+(?:checks?|on\s+(?:every|each|all)\s+(?:route|endpoint)s?|sur\s+(?:chaque|toutes\s+les)\s+routes?))?", "path-traversal": r"(?:path|directory)\s+traversals?|travers[ée]e\s+de\s+(?:répertoires?|chemins?)",
    "deserialization": r"(?:insecure\s+|unsafe\s+)?deseriali[sz]ation|désérialisation(?:\s+non\s+sûre)?", "crypto": r"(?:weak\s+)?(?:crypto(?:graphy)?|ciphers?|hash(?:es|ing)?)(?:\s+(?:algorithms?|faibles?))?(?:\s*\(?(?:md5|sha-?1|des|rc4)(?:\s*(?:,|/|and|et|ou|or)\s*(?:md5|sha-?1|des|rc4))*\)?)?|cryptographie(?:\s+faible)?(?:\s*\((?:[^)]*)\))?|md5|sha-?1",
    "command-injection": r"(?:os\s+)?command\s+injections?|injections?\s+de\s+commandes?|rce|remote\s+code\s+execution", "open-redirect": r"open\s+redirects?|redirections?\s+ouvertes?", "prototype-pollution": r"prototype\s+pollution", "nosql-injection": r"no-?sql\s+injections?|injections?\s+no-?sql", "redos": r"redos", "xxe": r"xxe",
    "race": r"race\s+conditions?|toctou|situations?\s+de\s+concurrence", "mass-assignment": r"mass\s+assignments?", "uploads": r"(?:file\s+)?upload\s+(?:vulnerabilities|flaws)|failles?\s+d['’]upload",
}
_SEVERE = r"(?P<severity>critical|critiques?|high|hautes?|élevées?|medium|moyennes?|low|faibles?|basses?)"


def _severity(match: re.Match[str]) -> str:
    """The least of those that are named."""
    words = match.group(0).lower()
    for name, pattern in (("low", r"low|faible|basse"), ("medium", r"medium|moyenne|moderate"), ("high", r"high|haute|élevée"), ("critical", r"critical|critique")):
        if re.search(pattern, words):
            return name
    return "low"


PROTECTION: tuple[Term, ...] = (
    # --- rate limits
    term("limit", rf"(?:(?:max(?:imum)?|at\s+most|au\s+plus|up\s+to|jusqu['’]à|limit(?:er|ed)?(?:\s+(?:to|à))?)\s+)?(?P<count>{COUNT})\s*(?:{_THINGS}\s*)?(?:{_EACH.replace('whom', 'before')}){_PER}{_EACH}", _limit),
    term("burst", rf"(?:with\s+)?(?:an?\s+|une\s+)?(?:bursts?|rafales?|pics?)(?:\s+(?:of|de|up\s+to|jusqu['’]à))?\s*(?P<count>{COUNT})?(?:\s+(?:requests|requêtes))?", lambda m: str(count(m["count"])) if m["count"] else True),
    term("limit-scope", r"(?:(?:protection|protect|protéger|limit(?:s|er|ed)?|stricter\s+limits?|limites?(?:\s+plus)?\s+strictes?|brute[- ]?force\s+protection)\s+(?:(?:on|for|of|the|de|du|des|sur|la|le|les|pour)\s+)*)?(?:log-?\s?in|sign-?\s?in|connexion|authentification)(?:\s+(?:endpoints?|routes?|pages?|forms?|attempts?))?|(?:endpoints?|routes?|page|formulaire)\s+de\s+(?:connexion|login)|brute[- ]?force(?:\s+(?:attacks?|protection))?|attaques?\s+par\s+force\s+brute", "login"),
    term("limit-scope", r"(?:protection|protect|protéger|limit(?:s|er)?)?\s*(?:(?:the|l['’]|de\s+l['’]|our|notre)\s*)?(?:public\s+apis?|apis?\s+publiques?|public\s+endpoints?|endpoints?\s+publics?)", "api"),
    term("limit-scope", rf"{_ON}password[- ]resets?|réinitialisations?\s+(?:de\s+|du\s+)?mots?\s+de\s+passe|mot\s+de\s+passe\s+oublié|forgot(?:ten)?[- ]password", "password-reset"),
    term("limit-scope", rf"{_ON}(?:file\s+)?uploads?|téléversements?|envois?\s+de\s+fichiers?", "upload"),
    term("limit-scope", rf"{_ON}sign-?\s?ups?|registrations?|inscriptions?", "sign-up"),
    term("limit-scope", r"webhooks?", "webhook"), term("limit-scope", r"graphql(?:\s+queries)?", "graphql"), term("limit-scope", r"search(?:\s+endpoint)?|recherche", "search"),
    term("limit-answer", r"(?:(?:answer|return|réponse|répondre|renvoyer|respond(?:\s+with)?)\s+)?(?:http\s+)?429(?:\s+(?:with|avec|and|et)\s+(?:a\s+)?retry-?after)?|retry-?after(?:\s+header)?|ratelimit-?\*?\s+headers?|en-?têtes?\s+ratelimit", True),
    term("allow-list", r"(?:allow|white)[- ]?lists?(?:\s+(?:of\s+)?(?:internal|trusted)\s+(?:ips?|networks?))?|listes?\s+blanches?|(?:for\s+|pour\s+)?(?:(?:internal|trusted|private)\s+(?:networks?|ips?|services?|clients?)|réseaux?\s+internes?\s+de\s+confiance|ip\s+de\s+confiance|adresses?\s+(?:internes?|de\s+confiance))"),
    term("block-list", r"(?:block|black|deny)[- ]?lists?(?:\s+of\s+ips?)?|listes?\s+noires?|block\s+(?:bad\s+)?(?:ips?|bots?|countries)|bloquer\s+(?:les\s+)?(?:ip|bots?|robots|pays)"),
    term("ddos", r"(?:(?:anti|protect(?:ion)?|protéger|defen[cs]e)[- ]*(?:against|contre|from)?\s*(?:les?\s+)?(?:attaques?\s+)?)?d?dos(?:\s+(?:protection|attacks?|mitigation))?"),
    term("ban", rf"(?:ban(?:nir|ned)?|bloquer|block)\s+(?:(?:an?|the|une|les?|l['’])\s*)?(?:ips?(?:\s+address(?:es)?)?|adresses?(?:\s+ip)?|users?|utilisateurs?|clients?)?\s*(?:after|après|au\s+bout\s+de)\s+(?P<count>{COUNT})\s*(?:failures?|failed\s+(?:logins?|attempts?)|échecs?|tentatives?|erreurs?|violations?)?", lambda m: str(count(m["count"]))),
    term("algorithm", r"sliding[- ]windows?|fenêtres?\s+glissantes?", "sliding-window"), term("algorithm", r"(?:seaux?\s+à\s+jetons\s*\(?)?token[- ]buckets?\)?|seaux?\s+à\s+jetons", "token-bucket"), term("algorithm", r"fixed[- ]windows?|fenêtres?\s+fixes?", "fixed-window"), term("algorithm", r"leaky[- ]buckets?", "leaky-bucket"),
    term("captcha", r"(?:re)?captcha|turnstile"),
    term("slow-down", r"slow\s+down|progressive\s+delays?|ralentir|délais?\s+progressifs?"),
    # --- headers
    term("csp", r"(?:strict\s+)?(?:csp|content[- ]security[- ]policy)\s+(?:stricte?\s+)?(?:with|avec|by|par|à|using|based\s+on)\s+(?:des?\s+|a\s+|per-request\s+)?nonces?(?:\s+(?:per\s+request|par\s+requête))?|nonces?(?:[- ]based)?\s+csp", "nonce"),
    term("csp", r"(?:csp|content[- ]security[- ]policy)\s+(?:(?:in|en)\s+)?(?:mode\s+)?report[- ]only(?:\s+(?:mode|first|d['’]abord))?|report[- ]only(?:\s+csp)?(?:\s+(?:first|d['’]abord))?", "report-only"),
    term("csp", r"strict\s+(?:csp|content[- ]security[- ]policy)|(?:csp|politique\s+de\s+sécurité\s+(?:du|de)\s+contenu)\s+stricte?", "strict"),
    term("csp", r"content[- ]security[- ]policy|politique\s+de\s+sécurité\s+(?:du|de)\s+contenu|csp"),
    term("csp-allow", r"(?:allow|autoriser?|permit|permettre)\s+(?P<who>[A-Z][\w.-]*(?:\s+(?:Fonts?|Analytics|Maps|Tag\s+Manager))?)", lambda m: re.sub(r"\s+", "-", _keep(m["who"]))),
    term("csp-allow", r"google\s+(?P<what>fonts?|analytics|maps|tag\s+manager)", lambda m: f"google-{re.sub(r' +', '-', m['what'].lower())}"),
    term("inline-scripts", r"inline\s+(?:scripts?|javascript|styles?)|(?:scripts?|styles?)\s+(?:en\s+ligne|inline)|unsafe-?inline"),
    term("hsts", rf"(?:hsts|strict-transport-security)(?:\s+(?:for|de|pendant|pour|with|max-?age(?:\s*=)?|:))*\s*(?P<count>{COUNT})\s*(?P<unit>{UNIT})", lambda m: str(seconds(m["count"], m["unit"]))),
    term("hsts", r"hsts|strict-transport-security"),
    term("preload", r"(?:hsts\s+)?preload(?:\s+list)?|préchargement"),
    term("frames", r"(?:allow|autoriser?|permit|permettre)\s+(?:l['’]\s*)?(?:(?:intégration|embedding|framing|iframes?)\s+)(?:en\s+iframes?\s+)?(?:from|by|depuis|par|sur|in|on)\s+(?P<who>(?:https?://)?[\w*-]+(?:\.[\w-]+)+)", lambda m: m["who"].lower()),
    term("frames", r"(?:deny|forbid|prevent|block|interdire|empêcher|bloquer|no|aucune?)\s+(?:all\s+|l['’]\s*|les\s+|toute\s+)?(?:framing|frames?|iframes?|embedding|intégration\s+en\s+iframe|click\s?jacking)|x-frame-options(?:\s*:?\s*deny)?|click\s?jacking(?:\s+protection)?|frame-ancestors(?:\s+['\"]?none['\"]?)?", "deny"),
    term("cors", r"cors\s+(?:(?:only|uniquement|limited|restricted|limité|restreint)\s+)?(?:(?:for|from|to|pour|depuis|à|aux|origins?|origines?)\s+)*(?P<who>(?:https?://)?[\w*-]+(?:\.[\w-]+)+(?::\d+)?)", lambda m: m["who"].lower()),
    term("cors", r"cors(?:\s+(?:polic(?:y|ies)|configuration|headers?|restrict(?:ed|if)|stricte?))?|cross-origin\s+requests?|requêtes?\s+cross-origin"),
    term("referrer-policy", r"referr?er[- ]policy(?:\s*:?\s*(?P<value>no-referrer(?:-when-downgrade)?|same-origin|origin(?:-when-cross-origin)?|strict-origin(?:-when-cross-origin)?|unsafe-url))?|politique\s+de\s+référent", lambda m: m["value"] or True),
    term("permissions-policy", r"(?:(?:disable|désactiver|block|bloquer|deny|interdire|no)\s+(?:(?:the|la|le|les|l['’]|access\s+to|l['’]accès\s+à)\s*)*)?(?:(?:camera|caméra|microphone|micro|geolocation|géolocalisation|usb|payment)(?:\s*(?:,|/|and|et|&)\s*(?:the\s+|la\s+|le\s+)?)?)+(?:\s*\(?permissions?-policy\)?)?|permissions?-policy|feature-policy"),
    term("nosniff", r"(?:x-)?content-type-options(?:\s*:?\s*nosniff)?|nosniff"),
    term("cookies", r"(?:(?:secure|session)\s+)?cookies?(?:\s+(?:sécurisés?|de\s+session))?(?:\s*:?\s*(?:(?:http-?only|secure|same-?site(?:\s*=?\s*(?:lax|strict|none))?|__host-)(?:\s*(?:,|/|and|et|&|\+)\s*)?)+)?|(?:http-?only|same-?site(?:\s*=?\s*(?:lax|strict|none))?)(?:\s+cookies?)?"),
    term("isolation", r"cross[- ]origin[- ]isolat(?:ion|ed)(?:\s*\((?:(?:coop|coep|corp)\s*(?:,|/|et|and|&)?\s*)+\))?|(?:coop|coep|corp)(?:\s*(?:,|/|and|et|&)\s*(?:coop|coep|corp))*|isolation\s+cross[- ]origin"),
    term("grade", r"(?:grade\s+|note\s+(?:de\s+)?)?a\+(?:\s+(?:on|at|sur|chez)\s+(?:the\s+)?(?:mozilla\s+)?(?:observatory|securityheaders(?:\.com)?|ssl\s?labs))?|(?:mozilla\s+)?observatory"),
    term("csp-reports", r"(?:csp\s+)?(?:violation\s+)?reports?\s+(?:endpoint|uri|to)|report-(?:uri|to)|rapports?\s+de\s+violation(?:s)?(?:\s+csp)?"),
    term("no-powered-by", r"(?:hide|remove|masquer|retirer|supprimer)\s+(?:the\s+|l['’]en-?tête\s+)?(?:x-powered-by|server\s+(?:header|version)|version\s+du\s+serveur)|x-powered-by"),
    # --- secrets
    *_one_of("vault", _VAULTS, r"(?:\s+(?:integration|intégration))?"),
    term("vault-auth", r"app\s?role", "approle"), term("vault-auth", r"managed\s+identit(?:y|ies)|identités?\s+managées?", "managed-identity"), term("vault-auth", r"kubernetes\s+auth(?:entication)?|service\s+accounts?|comptes?\s+de\s+service", "kubernetes"), term("vault-auth", r"iam\s+(?:auth\w*|roles?)", "iam"),
    term("rotation", rf"(?:(?:automatic|automatique|auto)\s+)?(?:rotat(?:e|ion|ing)|renouvel(?:er|lement)|rotation\s+automatique)(?:\s+(?:of|the|de|des|les|all|tous|toutes|our|nos|database|db|api|credentials?|passwords?|secrets?|keys?|clés?|identifiants?|mots\s+de\s+passe|(?:de\s+)?base(?:\s+de\s+données)?))*(?:\s*(?:every|each|tous\s+les|toutes\s+les|chaque|par|per|:|à)\s*(?P<count>{COUNT}\s*)?(?P<unit>{UNIT}))?", lambda m: str(round(float(seconds((m["count"] or "").strip() or None, m["unit"])) / 86400)) if m["unit"] else True),
    term("secret-scan", r"(?:secrets?\s+scan(?:s|ning|ner)?|scan(?:s|ning|ner)?\s+(?:for|of|de|des|les|the)*\s*(?:commits?|secrets?|history|historique|repo(?:sitory)?|dépôt)(?:\s+(?:pour\s+(?:y\s+)?trouver|for|à\s+la\s+recherche)\s+(?:des?\s+|any\s+)?secrets?)?|git\s?leaks|truffle\s?hog|détect(?:er|ion)\s+(?:de|des|les)\s+secrets?|pre-?commit(?:\s+hooks?)?(?:\s+for\s+secrets?)?)"),
    term("audit-log", r"audit\s+(?:logs?|trails?)(?:\s+(?:of|for)\s+(?:every|each|all)?\s*(?:secrets?\s+)?(?:reads?|access(?:es)?))?|journa(?:l|ux)\s+d['’]audit|traçabilité(?:\s+des\s+accès)?|journalis(?:er|ation)\s+(?:de\s+)?(?:chaque|tous\s+les|les|des)\s+accès(?:\s+aux\s+secrets)?"),
    term("secret-in-logs", r"(?:log(?:s|ging|ged)?|print(?:ed)?|journalise[rz]?|écri(?:re|t))\s+(?:an?\s+|any\s+|the\s+|un\s+|de\s+|les?\s+|des\s+)*secrets?|secrets?\s+(?:in|dans)\s+(?:the\s+|les\s+)?(?:logs?|journaux)"),
    term("encryption", r"(?:encrypt(?:ion|ed)?|chiffre(?:r|ment|ée?s?))(?:\s+(?:the\s+|les\s+|des\s+|all\s+|data|données|secrets?|backups?|sauvegardes|disks?|disques?|volumes?))*(?:\s*(?:at\s+rest|au\s+repos|in\s+transit|en\s+transit|both|et|and))*"),
    term("static-keys", r"(?:long[- ]lived|static|stored|permanent)\s+(?:cloud\s+)?(?:keys?|credentials?|tokens?)|clés?\s+(?:longue\s+durée|statiques?|permanentes?)"),
    # --- sign-in
    term("token", rf"(?:(?:jwt|jetons?|tokens?|access)\s+)*(?:access|d['’]accès|jwt)(?:\s+tokens?|\s+jetons?)?\s*(?:(?:of|de|valid|valables?|for|pour|pendant|expir\w+|in|en|after|après|lasting|:|=)\s*)*(?P<count>{COUNT})\s*(?P<unit>{UNIT})", lambda m: ("access", str(seconds(m["count"], m["unit"])))),
    term("token", rf"(?:refresh(?:\s+tokens?)?|jetons?\s+de\s+(?:rafraîchissement|renouvellement))\s*(?:(?:of|de|valid|valables?|for|pour|pendant|expir\w+|in|en|after|après|lasting|:|=)\s*)*(?P<count>{COUNT})\s*(?P<unit>{UNIT})", lambda m: ("refresh", str(seconds(m["count"], m["unit"])))),
    term("token", rf"(?:sessions?(?:\s+(?:timeouts?|expir\w+|inactiv\w+))?|expir\w+)\s*(?:(?:of|de|après|after|in|en|à|au\s+bout\s+de|:)\s*)+(?P<count>{COUNT})\s*(?P<unit>{UNIT})(?:\s+(?:d['’]inactivité|of\s+inactivity))?", lambda m: ("session", str(seconds(m["count"], m["unit"])))),
    term("token-rotation", r"(?:rotat(?:e|ing|ion\s+of|ed)|rotation\s+des?|renouveler\s+les)\s+(?:the\s+)?(?:refresh\s+tokens?|jetons?(?:\s+de\s+rafraîchissement)?)|refresh\s+token\s+rotation"),
    term("protocol", r"oauth\s?2?(?:\.0|\.1)?\s+(?:with|via|using|by|avec|par)\s+(?P<names>(?:google|github|gitlab|apple|facebook|microsoft|linkedin|auth0|okta|keycloak)(?:\s*(?:,|/|and|et|or|ou|&)\s*(?:google|github|gitlab|apple|facebook|microsoft|linkedin|auth0|okta|keycloak))*)", lambda m: Several((("protocol", "oauth2"), *(("identity", n) for n in re.findall(r"[a-z0-9]+", re.sub(r"\b(?:and|et|or|ou)\b", " ", m["names"].lower())))))),
    term("protocol", r"oauth\s?2?(?:\.0|\.1)?", "oauth2"), term("protocol", r"oidc|open\s?id(?:[- ]connect)?", "oidc"), term("protocol", r"saml(?:\s?2(?:\.0)?)?", "saml"), term("protocol", r"jwts?|json\s+web\s+tokens?", "jwt"), term("protocol", r"sso|single\s+sign[- ]on|authentification\s+unique", "sso"), term("protocol", r"api\s+keys?|clés?\s+d['’]\s*api", "api-key"), term("protocol", r"basic\s+auth\w*", "basic"), term("protocol", r"mtls|mutual\s+tls", "mtls"),
    *_one_of("identity", _IDENTITIES, r"(?:\s+(?:as|comme)\s+(?:the\s+|an?\s+)?(?:identity\s+provider|idp|fournisseur\s+d['’]identité))?"),
    term("social-login", r"social\s+(?:log-?ins?|sign-?ins?|providers?)|connexion\s+sociale|identity\s+providers?|idp|fournisseurs?\s+d['’]identité"),
    term("mfa", r"(?:mfa|2fa|two[- ]factor(?:\s+auth\w*)?|multi[- ]factor(?:\s+auth\w*)?|double\s+authentification|authentification\s+(?:à\s+)?(?:deux|multi)[- ]?facteurs?)\s+(?:(?:by|via|with|par|avec|using)\s+)?(?:totp|authenticator(?:\s+apps?)?|application)|totp(?:\s+codes?)?|authenticator\s+apps?|google\s+authenticator", "totp"),
    term("mfa", r"passkeys?(?:\s*\(?(?:webauthn|fido2?)\)?)?|webauthn|fido2?|security\s+keys?|yubi\s?keys?|clés?\s+de\s+sécurité|clés?\s+d['’]accès", "webauthn"), term("mfa", r"(?:codes?\s+(?:par\s+|by\s+)?sms|sms\s+(?:codes?|otp))", "sms"),
    term("mfa", r"mfa|2fa|two[- ]factor(?:\s+auth\w*)?|multi[- ]factor(?:\s+auth\w*)?|double\s+authentification|authentification\s+(?:à\s+)?(?:deux|multi)[- ]?facteurs?|deuxième\s+facteur"),
    term("lockout", rf"(?:lock(?:s|ed|out)?|verrouiller|bloquer|verrouillage|blocage)(?:\s+(?:out|the|an?|le|les|la|du|de|des))*\s*(?:accounts?|comptes?|users?|utilisateurs?)?\s*(?:after|après|au\s+bout\s+de)\s+(?P<count>{COUNT})\s*(?:(?:failed|wrong|bad)\s+)?(?:failures?|attempts?|log-?ins?|échecs?|tentatives?|essais?|erreurs?|tries)?(?:\s+(?:échouées?|ratées?|infructueuses?))?", lambda m: str(count(m["count"]))),
    term("lockout", r"account\s+lock-?outs?|verrouillages?\s+(?:de\s+|du\s+)?comptes?"),
    term("password", rf"(?:strong\s+)?(?:passwords?|mots?\s+de\s+passe)\s*(?:(?:of|with|d['’]|de|avec|a|un|at\s+least|au\s+moins|minimum|min|must\s+have|have|>=|≥|:)\s*)+(?P<count>{COUNT})\s*(?:characters?|chars?|caractères?|signes?)?|(?P<count2>{COUNT})[- ]?(?:characters?|chars?|caractères?)\s+(?:passwords?|mots?\s+de\s+passe)", lambda m: str(count(m["count"] or m["count2"]))),
    term("password", r"(?:(?:strong|complex|secure)\s+)?passwords?(?:\s+(?:polic(?:y|ies)|rules?|strength))?|(?:politique\s+de\s+|règles?\s+de\s+)?mots?\s+de\s+passe(?:\s+(?:forts?|robustes?|complexes?))?"),
    term("password-hash", r"(?:passwords?\s+|mots\s+de\s+passe\s+)?(?:hash(?:ed|ing)?|hachés?|hachage)?\s*(?:with|avec|by|par|en|using)?\s*(?P<name>argon2(?:id|i|d)?|bcrypt|scrypt|pbkdf2)", lambda m: "argon2" if m["name"].lower().startswith("argon2") else m["name"].lower()),
    term("roles", r"(?:rbac|role[- ]based(?:\s+access(?:\s+control)?)?|(?:gestion\s+des\s+|contrôle\s+d['’]accès\s+par\s+)?r[ôo]les?)\s*:\s*(?P<names>[a-zé-]+(?:\s*(?:,|/|et|and|&)\s*[a-zé-]+)*)", lambda m: ",".join(re.split(r"\s*(?:,|/|\bet\b|\band\b|&)\s*", m["names"].lower()))),
    term("roles", r"rbac|role[- ]based(?:\s+access(?:\s+control)?)?|(?:user\s+)?roles?(?:\s+(?:and|et)\s+permissions?)?|(?:gestion\s+des\s+|contrôle\s+d['’]accès\s+par\s+)?rôles?(?:\s+(?:et\s+permissions|utilisateurs?))?|abac"),
    term("magic-link", r"(?:(?:connexion\s+|log-?in\s+|sign-?in\s+)?(?:sans\s+mot\s+de\s+passe|without\s+(?:an?\s+)?passwords?|password-?less)\s+)?(?:by\s+|par\s+|via\s+|with\s+)?(?:magic[- ]links?|liens?\s+magiques?)|password-?less(?:\s+(?:log-?in|auth\w*))?|(?:connexion\s+)?sans\s+mot\s+de\s+passe(?:\s+par\s+lien\s+magique)?"),
    term("sessions", r"(?:server[- ]side\s+)?sessions?(?:\s+(?:serveur|stor(?:e|age)|management|utilisateurs?))?|gestion\s+des?\s+sessions?"),
    term("pkce", r"(?:with\s+|avec\s+)?pkce"),
    term("email-verification", r"e-?mails?\s+(?:verification|confirmation|de\s+(?:vérification|confirmation))(?:\s+(?:à|on|at|lors\s+de)\s+(?:l['’]\s*)?(?:inscription|sign-?up|registration))?|(?:verif(?:y|ied)|confirm(?:ed)?|vérifi(?:er|cation)|confirmer)\s+(?:the\s+|de\s+l['’]|l['’]|d['’])?(?:e-?mail|adresse)(?:\s+(?:address(?:es)?|e-?mail))?"),
    term("reset", r"(?:reset|réinitialis(?:er|ation)|récupération)(?:\s+(?:of|the|de|du|le))*\s*(?:password|mot\s+de\s+passe|account|compte)"),
    term("logout", r"log-?\s?out(?:\s+(?:from|of)\s+(?:all|every)\s+(?:devices?|sessions?))?|déconnexion(?:\s+(?:de\s+)?(?:tous\s+les|toutes\s+les)\s+(?:appareils|sessions))?|revoke\s+(?:all\s+)?(?:sessions|tokens)|révo(?:quer|cation)(?:\s+(?:des|les)\s+(?:sessions|jetons))?"),
    term("account", r"account\s+(?:deletion|recovery)|suppression\s+(?:de\s+|du\s+)?compte"),
    # --- audits and dependencies
    term("owasp", r"owasp(?:\s+top[- ]?(?:10|ten))?(?:\s+20\d\d)?|top[- ]?(?:10|ten)\s+(?:de\s+l['’])?owasp"),
    *_one_of("weakness", _WEAKNESSES),
    term("fail-on", rf"(?:fail(?:s|ing)?|break|block|stop|échoue[rz]?|bloque[rz]?|arrêter|casser)(?:\s+(?:the|le|la|les|build|pipeline|ci|merge|job|déploiement|deploy\w*))*\s*(?:on|for|at|if|when|sur|pour|en\s+cas\s+de|dès|à\s+partir\s+de|avec|with)?\s*(?:any\s+|une?\s+|les?\s+|des?\s+|there\s+are\s+)*(?:(?:cves?|vulnerabilit(?:y|ies)|vulnérabilités?|failles?|findings?|severity|niveau)\s+)?(?:{_SEVERE}(?:\s*(?:,|/|or|ou|and|et|\+|&)\s*(?:above|plus|more|critical|critiques?|high|hautes?|medium))*)(?:\s+(?:cves?|vulnerabilit(?:y|ies)|vulnérabilités?|failles?|findings?|severity|issues?|ones?))?", _severity),
    term("fail-on", rf"(?:only\s+|seulement\s+(?:les\s+)?)?(?:{_SEVERE})(?:\s*(?:,|/|or|ou|and|et|\+|&)\s*(?:above|plus|more|critical|critiques?|high|hautes?|élevées?|medium|moyennes?))*\s+(?:cves?|vulnerabilit(?:y|ies)|findings?|issues?|severity|flaws?)(?:\s+only)?|(?:cves?|vulnérabilités?|failles?)\s+{_SEVERE.replace('severity', 'severe')}(?:\s*(?:,|/|ou|et|&)\s*(?:critiques?|hautes?|élevées?|moyennes?))*(?:\s+(?:seulement|uniquement))?", _severity),
    term("report", r"(?:(?:reports?|rapports?|output|sortie|export|results?)\s+(?:(?:au\s+)?format\s+|in\s+|as\s+|en\s+)?)?(?P<form>sarif|cyclone\s?dx|open\s?vex|spdx)(?:\s+(?:format|reports?|output|files?))?", lambda m: re.sub(r"\s", "", m["form"].lower())),
    term("report", r"html\s+reports?|rapports?\s+html", "html"),
    term("scope", r"(?:les\s+|the\s+|of\s+)?(?:tests?\s+(?:files?|code)|(?:fichiers?|code)\s+de\s+tests?)(?:\s*(?:,|et|and|&)\s*(?:les\s+)?(?:examples?|exemples?|fixtures?))*", "tests"), term("scope", r"(?:ignore[rz]?|skip|exclude|exclure|hors)\s+(?:(?:les|the|des)\s+)?tests?(?:\s*(?:,|et|and|&)\s*(?:les\s+|the\s+)?(?:examples?|exemples?|fixtures?))*", "no-tests"),
    term("scope", r"(?:only\s+)?(?:the\s+)?(?:files?|code|lines?)\s+(?:that\s+)?changed(?:\s+(?:in|by)\s+(?:this|the|each)\s+(?:pr|mr|pull\s+request|branch|commit))?|(?:seulement\s+|uniquement\s+)?(?:les\s+)?(?:fichiers|lignes)\s+modifiée?s(?:\s+(?:dans|par)\s+(?:la|cette)\s+pr)?|diff\s+only", "changes"),
    term("scope", r"(?:(?:only|seulement|uniquement)\s+)?(?:les\s+|the\s+)?(?:production|runtime)\s+dependencies(?:\s+only)?|(?:seulement\s+|uniquement\s+)?(?:les\s+)?dépendances\s+de\s+production", "production"), term("scope", r"transitive(?:\s+dependencies)?|(?:dépendances\s+)?(?:transitives|indirectes)", "transitive"), term("dev-dependencies", r"dev(?:elopment)?[- ]dependencies|dépendances\s+de\s+développement"),
    term("fix", r"(?:auto(?:matic(?:ally)?|matiquement)?[- ]?\s*)?(?:fix(?:es)?|repairs?|corriger|correctifs?|réparer|remediat(?:e|ion)|remédier)(?:\s+(?:automatiquement|automatically))?(?:\s+(?:ce\s+qui\s+peut\s+l['’]être|what(?:ever)?\s+can\s+be|them|les?\s+failles?|the\s+(?:findings?|issues?)|proposals?|plans?|pull\s+requests?))?|(?:upgrade|fix|remediation)\s+plans?|plans?\s+de\s+(?:mise\s+à\s+jour|correction|remédiation)|(?:proposer?\s+(?:les\s+)?)?mises?\s+à\s+jour\s+de\s+sécurité|security\s+updates?"),
    term("licence", r"(?:forbid|ban|refuse|interdire|refuser|exclure|no)?\s*(?:licen[cs]es?\s+)?(?P<name>a?gpl(?:-?v?[23](?:\.0)?)?|lgpl|mit|apache(?:-2\.0|\s+2(?:\.0)?)?|bsd(?:-[23]-clause)?|mpl(?:-2\.0)?|copyleft)(?:\s+licen[cs]es?)?(?:\s+(?:interdites?|forbidden|banned|refusées?))?", lambda m: re.sub(r"\s+", "-", m["name"].lower())),
    term("licence", r"(?:only\s+)?(?:permissive\s+)?licen[cs]es?(?:\s+(?:checks?|compliance|polic(?:y|ies)|permissives?|audit))?|conformité\s+des\s+licences|vérif\w+\s+(?:des|les)\s+licences"),
    term("ignore", r"(?:ignore[rz]?|suppress|accept(?:er)?|allow|skip)\s+(?P<id>CVE-\d{4}-\d{4,}|GHSA-[\w-]+)(?:\s+(?:until|till|jusqu['’](?:à|en|au))\s+[\w\s-]{3,20})?", lambda m: m["id"].upper()),
    term("exploited", r"(?:(?:check\s+for|known|actively)\s+)*exploited(?:\s+vulnerabilities)?|kev(?:\s+catalog(?:ue)?)?|(?:vulnérabilités|failles)\s+(?:activement\s+)?exploitées|epss"),
    term("unmaintained", r"(?:abandoned|unmaintained|deprecated|dead)\s+(?:packages?|dependencies|libraries)|(?:dépendances?|paquets?|bibliothèques?)\s+(?:abandonnée?s?|obsolètes?|non\s+maintenue?s?)|end[- ]of[- ]life|eol|fin\s+de\s+vie"),
    term("manifest", r"(?:package(?:-lock)?\.json|requirements\.txt|pyproject\.toml|go\.mod|pom\.xml|build\.gradle|cargo\.(?:toml|lock)|composer\.(?:json|lock)|gemfile(?:\.lock)?|poetry\.lock|uv\.lock|yarn\.lock|pnpm-lock\.yaml)"),
    term("task", r"cves?(?:\s+(?:in|of|dans|des?)\s+(?:the\s+|les\s+)?(?:dependencies|dépendances|packages))?|vulnerable\s+(?:dependencies|packages)|dépendances\s+vulnérables", "dependencies"),
    term("task", r"(?:code\s+|security\s+)?audits?(?:\s+(?:de\s+)?(?:sécurité|du\s+code|code))?", "audit"),
)
"""What a clause may ask of the security tasks."""
