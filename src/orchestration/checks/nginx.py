"""nginx itself reads its configuration (``nginx -t``), in a temporary prefix: it binds no low port, loads no module, writes no log of the machine."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from ..edges.scratch import place, scratch
from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict, not_run
from .check import Check, Context, judged, not_usable

_WRAPPER = "pid {root}/nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n    access_log off;\n{temp}    include {root}/conf/*.conf;\n}}\n"
_TEMP = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
_PARAMETERS = (
    "fastcgi_param QUERY_STRING $query_string;\nfastcgi_param REQUEST_METHOD $request_method;\nfastcgi_param CONTENT_TYPE $content_type;\n"
    "fastcgi_param CONTENT_LENGTH $content_length;\n"
)
_SHIPPED = {
    "mime.types": "types { text/html html; }\n",
    "fastcgi_params": _PARAMETERS,
    "fastcgi.conf": _PARAMETERS,
    "proxy_params": "\n",
    "uwsgi_params": "\n",
    "scgi_params": "\n",
}
"""Files every nginx package ships beside its configuration; stand-ins for them, so that nothing of this machine's own is read."""


def _is_whole(text: str) -> bool:
    return bool(re.search(r"^\s*events\s*\{", text, re.M))


def _prepared(text: str, root: Path, is_template: bool) -> str:
    """The same configuration, line for line, with what depends on the machine replaced."""
    if is_template:
        text = re.sub(r"\$\{(\w*PORT\w*)\}", "8080", text)
        text = re.sub(r"\$\{([A-Z][A-Z0-9_]*)\}", "127.0.0.1", text)
    # A module is native code that would run; a configuration that needs one cannot be judged without it.
    text = re.sub(r"^([ \t]*)load_module\b[^;]*;", r"\1", text, flags=re.M)
    text = re.sub(r"^([ \t]*)user\s[^;]*;", r"\1", text, flags=re.M)
    text = re.sub(r"^([ \t]*)pid\s+[^;]*;", rf"\1pid {root}/nginx.pid;", text, flags=re.M)
    text = re.sub(r"\b(access_log|error_log)(\s+)/(?!dev/(?:stdout|stderr|null)\b)[^\s;]+", rf"\1\2{root}/log", text)
    text = re.sub(r"\b((?:client_body|proxy|fastcgi|uwsgi|scgi)_temp_path)(\s+)/[^\s;]+", rf"\1\2{root}/temp", text)
    text = re.sub(r"\b((?:proxy|fastcgi|uwsgi|scgi)_cache_path)(\s+)/[^\s;]+", rf"\1\2{root}/temp", text)
    # Names of other containers do not resolve here.
    text = re.sub(
        r"\b((?:proxy|fastcgi|uwsgi|scgi|grpc)_pass\s+(?:\w+://)?)([A-Za-z][\w.\-]*)(?=[:/;])(?!\.sock)",
        lambda m: m[0] if m[2] in _upstreams(text) or m[2] in ("unix", "http", "https") else f"{m[1]}127.0.0.1",
        text,
    )
    text = re.sub(r"(^|[{;\s])(server\s+)(?!unix:)[A-Za-z][\w.\-]*((?::\d+)?[^;{\n]*;)", r"\1\g<2>127.0.0.1\3", text)
    # A port below 1024 is closed to an ordinary user.
    text = re.sub(r"\b(listen\s+(?:\[[^\]]*\]:|[\d.]+:|\*:)?)(\d{1,3})(?=[\s;])", lambda m: f"{m[1]}{int(m[2]) + 20000}", text)

    def include(found: re.Match[str]) -> str:
        name = PurePosixPath(found[1]).name
        return f"include {root}/shipped/{name};" if name in _SHIPPED else " "

    return re.sub(r"\binclude\s+([^\s;]+)\s*;", include, text)


def _upstreams(text: str) -> set[str]:
    return set(re.findall(r"\bupstream\s+([\w.\-]+)\s*\{", text))


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    tool = context.which("nginx")
    assert tool
    return tuple(_one(tool, path, text, context) for path, text in fileset.of(*CHECK.kinds))


def _one(tool: str, path: str, text: str, context: Context) -> Verdict:
    with scratch({f"shipped/{name}": value for name, value in _SHIPPED.items()} | {"conf/.keep": "", "temp/.keep": ""}) as root:
        body = _prepared(text, root, path.endswith(".template") or "${" in text)
        if _is_whole(text):
            main = place(root, "nginx.conf", body)
        else:
            place(root, "conf/site.conf", body)
            temp = "".join(f"    {name}_temp_path {root}/temp;\n" for name in _TEMP)
            main = place(root, "nginx.conf", _WRAPPER.format(root=root, temp=temp))
        done = context.run([tool, "-t", "-p", str(root), "-c", str(main), "-e", "stderr"], cwd=root, timeout_seconds=20)
    if done.timed_out or done.code not in (0, 1):
        return not_usable(CHECK.id, (path,), CHECK.tool, done)
    findings, reason = [], None
    for found in re.finditer(r"^(?:nginx: |\S+ \S+ )?\[(emerg|alert|crit|error|warn)\](?: \d+#\d+:)? (.*?)(?: in (\S+):(\d+))?$", done.err, re.M):
        level, message, file, line = found.groups()
        if re.search(r"cannot load certificate|BIO_new_file|no \"ssl_certificate\"", message):
            reason = Text("it names a certificate that is not here", "elle nomme un certificat absent d'ici")
        elif re.search(r"unknown directive", message) and "load_module" in text:
            reason = Text("it needs a module this nginx does not have", "elle demande un module que ce nginx n'a pas")
        elif "could not open error log" not in message and 'the "user" directive' not in message:
            at = int(line) if file and file.endswith(("site.conf", "nginx.conf")) and line else 0
            findings.append(Finding(path, at, "nginx", message.replace(str(root), ""), "warning" if level == "warn" else "error"))
    if reason and not findings:
        return not_run(CHECK.id, (path,), reason, CHECK.tool)
    if done.code != 0 and not findings:
        return not_usable(CHECK.id, (path,), CHECK.tool, done)
    return judged(CHECK.id, (path,), "nginx -t", context.version(tool, "-v"), findings)


CHECK = Check(
    id="nginx",
    title=Text("nginx reads the configuration", "nginx lit la configuration"),
    kinds=frozenset({"nginx"}),
    tool="nginx",
    how_to_get=Text("install the package nginx", "installez le paquet nginx"),
    run=_run,
    needs=("nginx",),
)
