"""The public services pins come from, each as it documents itself: GitHub, container registries, endoflife.date, Debian archives."""

from __future__ import annotations

import hashlib
import lzma
import os
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..model.errors import FetchFailed
from ..model.text import Text
from .fetching import Fetcher, Reply

_MANIFESTS = ", ".join((
    "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"))
"""An index of all architectures before a manifest of one."""
_MAX_PAGES = 100
_MAX_INDEX_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where each service answers. ``from_environment`` lets a mirror stand in for any of them."""

    github: str = "https://api.github.com"
    docker: str = "https://registry-1.docker.io"
    """For images without a host in their name."""
    endoflife: str = "https://endoflife.date/api/v1"
    debian: str = "https://deb.debian.org"
    ubuntu: str = "http://archive.ubuntu.com"
    registry: str = ""
    """For images with a host in their name; empty: that host, by HTTPS."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Endpoints:
        """``DEVOPS_SQUAD_GITHUB_URL``, ``…_DOCKER_URL``, ``…_ENDOFLIFE_URL``, ``…_DEBIAN_URL``, ``…_UBUNTU_URL``, ``…_REGISTRY_URL``."""
        names = ("github", "docker", "endoflife", "debian", "ubuntu", "registry")
        given = {name: environment.get(f"DEVOPS_SQUAD_{name.upper()}_URL", "").rstrip("/") for name in names}
        return cls(**{name: url for name, url in given.items() if url})


@dataclass(slots=True)
class Registries:
    """The doors, one method a question. Each checks every field it hands on."""

    endpoints: Endpoints = field(default_factory=Endpoints.from_environment)
    fetcher: Fetcher = field(default_factory=Fetcher)
    github_token: str = field(default_factory=lambda: os.environ.get("GITHUB_TOKEN", ""), repr=False)
    _tokens: dict[str, str] = field(default_factory=dict, repr=False)

    # --- GitHub: REST API, "Releases", "Repositories/tags", "Git database/references and tags", "Commits", "Contents" ----

    def _github(self, path: str, accept: str = "application/vnd.github+json", accept_status: frozenset[int] = frozenset()) -> Reply:
        headers = {"Accept": accept, "X-GitHub-Api-Version": "2022-11-28"}
        if self.github_token:
            headers["Authorization"] = f"Bearer {self.github_token}"
        url = path if path.startswith(self.endpoints.github + "/") else f"{self.endpoints.github}{path}"
        return self.fetcher.get(url, headers=headers, accept_status=accept_status)

    def latest_release(self, repository: str) -> tuple[str, str] | None:
        """The tag and the day of what a repository calls its latest release; None where it makes none."""
        reply = self._github(f"/repos/{repository}/releases/latest", accept_status=frozenset({404}))
        if reply.status == 404:
            return None
        data = _mapping(reply, reply.json())
        return _text(reply, data, "tag_name"), _text(reply, data, "published_at")[:10]

    def tags(self, repository: str) -> tuple[str, ...]:
        """Every tag's name."""
        found: list[str] = []
        for reply in self._pages(f"{self.endpoints.github}/repos/{repository}/tags?per_page=100"):
            found += [_text(reply, _mapping(reply, row), "name") for row in _list(reply, reply.json())]
        return tuple(found)

    def _pages(self, url: str) -> Iterator[Reply]:
        seen: set[str] = set()
        while url and url not in seen and len(seen) < _MAX_PAGES:
            seen.add(url)
            reply = self._github(url)
            yield reply
            url = _next_page(reply)

    def tag_commit(self, repository: str, tag: str) -> str:
        """The commit a tag stands for; an annotated tag is followed to it."""
        reply = self._github(f"/repos/{repository}/git/ref/tags/{urllib.parse.quote(tag)}")
        for _ in range(5):
            target = _mapping(reply, _mapping(reply, reply.json()).get("object"))
            kind, sha = _text(reply, target, "type"), _sha(reply, target)
            if kind == "commit":
                return sha
            if kind != "tag":
                break
            reply = self._github(f"/repos/{repository}/git/tags/{sha}")
        raise _unexpected(reply, "object", f"a tag that is no commit: {tag}")

    def commit_day(self, repository: str, ref: str) -> tuple[str, str]:
        """A commit's SHA and day; ``ref`` may be ``HEAD``, the default branch."""
        reply = self._github(f"/repos/{repository}/commits/{urllib.parse.quote(ref)}")
        data = _mapping(reply, reply.json())
        committer = _mapping(reply, _mapping(reply, data.get("commit")).get("committer"))
        return _sha(reply, data), _text(reply, committer, "date")[:10]

    def official_tags(self, image: str) -> tuple[str, ...]:
        """The tags of a Docker Official Image, from its library file; ``image`` as in ``node``."""
        reply = self._github(f"/repos/docker-library/official-images/contents/library/{urllib.parse.quote(image)}", "application/vnd.github.raw+json")
        try:
            text = reply.body.decode("utf-8")
        except UnicodeDecodeError:
            raise _unexpected(reply, "the file", "no UTF-8") from None
        tags = {tag.strip() for line in re.findall(r"(?m)^(?:Shared)?Tags:(.*)$", text) for tag in line.split(",")}
        if not tags:
            raise _unexpected(reply, "Tags", "none")
        return tuple(sorted(tags))

    # --- container registries: OCI Distribution Specification 1.1, and Docker's token authentication ---------------------

    def _registry(self, image: str, path: str, method: str = "GET", accept: str = "application/json") -> Reply:
        host, _, name = image.partition("/")
        if "." not in host and ":" not in host:
            base, name = self.endpoints.docker, image if "/" in image else f"library/{image}"
        else:
            base = self.endpoints.registry or f"https://{host}"
        url = path if path.startswith(base + "/") else f"{base}/v2/{name}/{path}"
        scope = f"{base} {name}"
        for attempt in range(2):
            headers = {"Accept": accept, **({"Authorization": f"Bearer {self._tokens[scope]}"} if scope in self._tokens else {})}
            reply = self.fetcher.get(url, headers=headers, method="HEAD" if method == "HEAD" else "GET", accept_status=frozenset({401}))
            if reply.status != 401:
                return reply
            if attempt:
                break
            # A token lives for minutes: the one held may just have run out.
            self._tokens[scope] = self._token(reply, base, name)
        raise FetchFailed(Text(f"{url} does not accept an anonymous reader", f"{url} n'accepte pas de lecteur anonyme"),
                          Text("check that the image is public", "vérifiez que l'image est publique"))

    def _token(self, reply: Reply, base: str, name: str) -> str:
        challenge = reply.headers.get("www-authenticate", "")
        parameters = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        realm = parameters.get("realm", "")
        allowed = ("https",) if base.startswith("https:") else ("http", "https")
        if not challenge.lower().startswith("bearer ") or urllib.parse.urlsplit(realm).scheme not in allowed:
            raise _unexpected(reply, "WWW-Authenticate", challenge[:200] or "nothing")
        query = {"service": parameters.get("service", ""), "scope": parameters.get("scope") or f"repository:{name}:pull"}
        separator = "&" if "?" in realm else "?"
        answer = self.fetcher.get(realm + separator + urllib.parse.urlencode({k: v for k, v in query.items() if v}), max_bytes=1024 * 1024)
        data = _mapping(answer, answer.json())
        token = data.get("token") or data.get("access_token")
        if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]+", token):
            raise _unexpected(answer, "token", "none")
        return token

    def registry_tags(self, image: str) -> tuple[str, ...]:
        """Every tag of an image, all pages."""
        found: list[str] = []
        path, seen = "tags/list?n=1000", set[str]()
        while path and path not in seen and len(seen) < _MAX_PAGES:
            seen.add(path)
            reply = self._registry(image, path)
            tags = _list(reply, _mapping(reply, reply.json()).get("tags"))
            if not all(isinstance(tag, str) for tag in tags):
                raise _unexpected(reply, "tags", "something that is no string")
            found += tags
            path = _next_page(reply)
        return tuple(sorted(set(found)))

    def image_digest(self, image: str, tag: str) -> str:
        """``sha256:…`` of what a tag stands for now: the index of all architectures where there is one."""
        reply = self._registry(image, f"manifests/{tag}", "HEAD", _MANIFESTS)
        digest = reply.headers.get("docker-content-digest", "")
        if not digest:
            # The header is optional in the specification; the digest is by definition that of the bytes.
            digest = "sha256:" + hashlib.sha256(self._registry(image, f"manifests/{tag}", "GET", _MANIFESTS).body).hexdigest()
        if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
            raise _unexpected(reply, "Docker-Content-Digest", digest[:100])
        return digest

    # --- endoflife.date: API v1 -------------------------------------------------------------------------------------------

    def release_lines(self, product: str) -> list[dict[str, Any]]:
        """A product's release lines, in the form of ``pins/runtimes.json``."""
        reply = self.fetcher.get(f"{self.endpoints.endoflife}/products/{urllib.parse.quote(product)}", headers={"Accept": "application/json"})
        result = _mapping(reply, _mapping(reply, reply.json()).get("result"))
        lines = []
        for row in _list(reply, result.get("releases")):
            release = _mapping(reply, row)
            line: dict[str, Any] = {"releaseCycle": _text(reply, release, "name"), "releaseDate": _text(reply, release, "releaseDate")}
            for ours in ("lts", "eoas", "eol", "eoes"):
                flag, day = f"is{ours.capitalize()}", f"{ours}From"
                if flag in release:
                    value = release.get(day) if release.get(day) is not None else release[flag]
                    if value is None:
                        continue
                    if not isinstance(value, bool | str):
                        raise _unexpected(reply, day, repr(value)[:80])
                    if ours != "lts" or value:
                        line[ours] = value
            latest = release.get("latest")
            if latest is None:
                continue
            line["latest"] = _text(reply, _mapping(reply, latest), "name")
            lines.append(line)
        return lines

    # --- Debian and Ubuntu: the archive's Packages indexes ------------------------------------------------------------------

    def package_versions(self, release: str, names: frozenset[str]) -> list[dict[str, str]]:
        """Package → version in each suite of a release: the release itself, its updates, its security fixes; only ``names``."""
        ubuntu = release in UBUNTU
        base = self.endpoints.ubuntu if ubuntu else self.endpoints.debian
        suites = [("ubuntu", suite) for suite in (release, f"{release}-updates", f"{release}-security")] if ubuntu else [
            ("debian", release), ("debian", f"{release}-updates"), ("debian-security", f"{release}-security")]
        found = []
        for archive, suite in suites:
            versions: dict[str, str] = {}
            for component in ("main", "universe") if ubuntu else ("main",):
                reply = self.fetcher.get(f"{base}/{archive}/dists/{suite}/{component}/binary-amd64/Packages.xz")
                versions |= _packages(reply, names)
            found.append(versions)
        return found


UBUNTU = frozenset({"jammy", "noble", "resolute"})


def _packages(reply: Reply, names: frozenset[str]) -> dict[str, str]:
    """Package → version out of an index: deb822 stanzas, xz-compressed."""
    unpacker = lzma.LZMADecompressor(memlimit=512 * 1024 * 1024)
    try:
        data = unpacker.decompress(reply.body, max_length=_MAX_INDEX_BYTES)
    except lzma.LZMAError as error:
        raise _unexpected(reply, "the index", str(error)) from None
    if not unpacker.eof:
        raise _unexpected(reply, "the index", "cut off, or far too large")
    found: dict[str, str] = {}
    name = ""
    for line in data.decode("utf-8", "replace").split("\n"):
        if line.startswith("Package: "):
            name = line[9:].strip()
        elif line.startswith("Version: ") and name in names:
            # Rebuilds of the same source (+b1) differ by architecture.
            found[name] = re.sub(r"\+b\d+$", "", line[9:].strip())
        elif not line:
            name = ""
    return found


# --- fields -----------------------------------------------------------------------------------------------------------

def _unexpected(reply: Reply, where: str, what: str) -> FetchFailed:
    return FetchFailed(Text(f"{reply.url}: {where} is not as documented: {what}",
                            f"{reply.url} : {where} n'est pas conforme à la documentation : {what}"),
                       Text("run again later; if it lasts, the service has changed and devops-squad needs an update",
                            "relancez plus tard ; si cela dure, le service a changé et devops-squad doit être mis à jour"))


def _mapping(reply: Reply, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _unexpected(reply, "the answer", f"{type(value).__name__} where an object belongs")
    return value


def _list(reply: Reply, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _unexpected(reply, "the answer", f"{type(value).__name__} where a list belongs")
    return value


def _text(reply: Reply, data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise _unexpected(reply, key, repr(value)[:80])
    return value


def _sha(reply: Reply, data: Mapping[str, Any]) -> str:
    sha = _text(reply, data, "sha")
    if not re.fullmatch(r"[0-9a-f]{40}", sha):
        raise _unexpected(reply, "sha", sha[:80])
    return sha


def _next_page(reply: Reply) -> str:
    """RFC 8288: the address after ``rel="next"``, on the same host only; empty: this was the last page."""
    for target, parameters in re.findall(r"<([^>]*)>((?:\s*;\s*[^,<]*)?)", reply.headers.get("link", "")):
        if re.search(r'rel\s*=\s*"?next"?', parameters):
            url = urllib.parse.urljoin(reply.url, target)
            here, there = urllib.parse.urlsplit(reply.url), urllib.parse.urlsplit(url)
            if (here.scheme, here.netloc) != (there.scheme, there.netloc):
                raise _unexpected(reply, "Link", "another host")
            return url
    return ""
