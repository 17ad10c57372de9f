"""Python: what its manifests, lockfiles, version files and sources say, and how it is built and run."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import FILE_URLS, SERVICE_CLIENTS, SYSTEM_PACKAGES
from .reading import MANIFESTS, detect, manifest, read, workspaces

_LITERAL = r"(?:[\"'][^\"'\n]*[\"']|-?\d[\d.]*|True|False)(?=\s*[,)])"
_POSITIONAL = rf"(?:(?:\s*,\s*(?:default\s*=\s*)?(?={_LITERAL})|(?=\s*,))(?P<default>{_LITERAL}|\s*,\s*[^)\s]))?"
"""A second argument: its value where it is a literal; where it is an expression, its comma, which says no more than that there is a default."""
_NAMED = rf"(?:\s*,\s*cast\s*=\s*[\w.()]+)?(?:(?:\s*,\s*default\s*=\s*(?={_LITERAL})|(?=\s*,\s*default\s*=))(?P<default>{_LITERAL}|\s*,\s*d))?"
_NOT_A_REQUEST = r"(?!HTTP_|REMOTE_ADDR|REMOTE_USER|REQUEST_|PATH_INFO|SCRIPT_NAME|QUERY_STRING|CONTENT_|SERVER_NAME\b|SERVER_PROTOCOL|wsgi)"
"""A WSGI request's own dictionary is called ``environ`` too."""
_KINDS = (
    "(?:str|bool|int|float|list|tuple|dict|json|url|db|cache|path|email_url|search_url|unicode|date|datetime|timedelta|log_level|dj_db_url|dj_email_url|dj_cache_url|db_url|cache_url|decimal|enum|get_value)"
)

_METRIC = r"[\"'](?P<name>[A-Za-z_:][\w:]*)[\"']"
_WITHIN = r"(?:(?=(?:[^()]|\([^()]*\))*?\b{0}\s*=\s*[\"'](?P<{0}>\w+)[\"'])|)"
"""A keyword argument somewhere in the same call."""

TOOLCHAIN = Toolchain(
    id="python",
    title="Python",
    runtime_product="python",
    source_suffixes=(".py",),
    manifest_names=MANIFESTS,
    detect=detect,
    workspaces=workspaces,
    manifest=manifest,
    read=read,
    container=container,
    ci=ci,
    plain_stack="python",
    # Each begins with a literal, which the regular expression engine finds fast; what must not stand before it is looked back for.
    env_patterns=(
        rf"environ(?:\.get|\.setdefault|\.pop)\(\s*[\"'](?P<name>{_NOT_A_REQUEST}[A-Za-z_]\w*)[\"']{_POSITIONAL}",
        rf"getenv\(\s*[\"'](?P<name>[A-Za-z_]\w*)[\"']{_POSITIONAL}",
        rf"environ\[\s*[\"'](?P<name>{_NOT_A_REQUEST}[A-Za-z_]\w*)[\"']\s*\](?!\s*=[^=])",
        # python-decouple and starlette, then django-environ and environs: an upper-case name in their one call.
        rf"config(?<![\w.]config)\(\s*[\"'](?P<name>[A-Z][A-Z0-9_]+)[\"']{_NAMED}",
        rf"env(?<![\w.]env)(?:\.{_KINDS})?\(\s*(?:var\s*=\s*)?[\"'](?P<name>[A-Z][A-Z0-9_]+)[\"']{_NAMED}",
        rf"ENV(?<![\w.]ENV)(?:\.{_KINDS})?\(\s*[\"'](?P<name>[A-Z][A-Z0-9_]+)[\"']{_NAMED}",
        # Their second argument is the default, too, whatever it is called.
        rf"(?:env|ENV)(?<![\w.](?:env|ENV))(?:\.{_KINDS})?\(\s*[\"'](?P<name>[A-Z][A-Z0-9_]+)[\"']\s*,\s*(?P<default>{_LITERAL})",
        r"dj_database_url\.config\(\s*(?P<default>)env\s*=\s*[\"'](?P<name>[A-Z_]+)[\"']",
        # Helpers people write around them: envint("A", 1), get_env("A").
        rf"env(?<![\w.]env)[a-z_]+\(\s*[\"'](?P<name>[A-Z][A-Z0-9_]+)[\"']{_POSITIONAL}",
        rf"_env(?<!set_env)(?<!del_env)\(\s*[\"'](?P<name>[A-Z][A-Z0-9_]+)[\"']{_POSITIONAL}",
        r"envvar\s*=\s*[\"'](?P<name>[A-Z][A-Z0-9_]+)[\"']",
    ),
    counter_patterns=(
        # collections.Counter is written the same way, in files that do not name this library.
        ("prometheus_client", rf"Counter(?<!\wCounter)\(\s*(?:name\s*=\s*)?{_METRIC}{_WITHIN.format('namespace')}{_WITHIN.format('subsystem')}"),
        ("observability", rf"counter(?<![\w.]counter)\(\s*{_METRIC}"),
    ),
    counter_ending="_total",
    service_clients=SERVICE_CLIENTS,
    file_urls=FILE_URLS,
    system_packages=SYSTEM_PACKAGES,
)
