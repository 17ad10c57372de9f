"""Watching one container from outside: its answers, its health, its end."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ..edges.containers import Answer, Engine, can_enter_namespaces, http_by_exec, http_get, http_in_namespace, is_local, listening_sockets
from ..model.text import Text
from .container import ContainerState, listeners, read_state

POLL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Watched:
    """What was seen of a container until everything was there, it ended, or time was up."""

    state: ContainerState
    answer: Answer | None
    """The answer that counts, or the last one that does not."""
    answered: bool
    answer_seconds: float = 0.0
    healthy: bool = False
    healthy_seconds: float = 0.0


def _address(state: ContainerState) -> str:
    return state.addresses[0] if state.addresses else ""


@dataclass(slots=True)
class HttpEye:
    """Finds a way to a container's port once and keeps to it.

    The published port first: that is how a caller comes in. An engine in a machine or namespace of its own publishes
    where we cannot reach; then from inside the container's network, always at its outward address, never at loopback:
    an app that listens on loopback only must not look reachable.
    """

    engine: Engine
    container: str
    port: int
    path: str
    _client: str | None = None
    _no_client: bool = False

    def look(self, state: ContainerState) -> Answer:
        last = Answer(error="the port is not published", refused=True)
        for host, port in state.published.get(self.port, ()):
            last = http_get("127.0.0.1" if host in ("0.0.0.0", "::") else host, port, self.path)
            if last.status or not last.refused:
                return self._confirmed(last, state)
        address = _address(state)
        if not address:
            return last
        if can_enter_namespaces() and is_local(state.pid, self.container):
            return http_in_namespace(state.pid, address, self.port, self.path)
        if not self._no_client:
            answer, self._client = http_by_exec(self.engine, self.container, address, self.port, self.path, self._client)
            self._no_client = self._client is None
            if self._client:
                return answer
        return Answer(error="unreachable", refused=True, route="")

    def _confirmed(self, seen: Answer, state: ContainerState) -> Answer:
        """The engine's loopback may not be ours, and then someone else's server answered: where we can, look a second time from inside."""
        if seen.status and _address(state) and can_enter_namespaces() and is_local(state.pid, self.container):
            inside = http_in_namespace(state.pid, _address(state), self.port, self.path)
            return seen if inside.status == seen.status else inside
        return seen

    @property
    def is_blind(self) -> bool:
        """No way in was found: the published port refuses, and there is no client inside."""
        return self._no_client


def accepted(answer: Answer, health_path: str) -> bool:
    """Without a named path any answer that is no server error shows that the app speaks; a health path must say 2xx."""
    return 200 <= answer.status < 300 if health_path else 100 <= answer.status < 500


def state_of(engine: Engine, container: str) -> ContainerState:
    return read_state(engine.inspect("container", container) or {})


def _is_healthy(engine: Engine, container: str, state: ContainerState) -> bool:
    """podman runs health checks by timers that many machines do not have; asking for one is the same probe."""
    return state.health == "healthy" or (engine.program == "podman" and engine.run("healthcheck", "run", container).is_ok)


def watch(
    engine: Engine, container: str, eye: HttpEye | None, health_path: str, wants_health: bool, deadline_seconds: float, settle_seconds: float
) -> Watched:
    """Waits for an HTTP answer and for ``healthy``, as far as each is wanted; without either, that it stays up.

    Args:
        settle_seconds: how long a container with neither port nor health check must stay up.
    """
    began = time.monotonic()
    answer: Answer | None = None
    answered, healthy = False, False
    answer_seconds = healthy_seconds = 0.0
    while True:
        state = state_of(engine, container)
        passed = time.monotonic() - began
        if not state.running:
            return Watched(state, answer, answered, answer_seconds, healthy, healthy_seconds)
        if eye and not answered:
            answer = eye.look(state)
            if accepted(answer, health_path):
                answered, answer_seconds = True, time.monotonic() - began
        if wants_health and not healthy and _is_healthy(engine, container, state):
            healthy, healthy_seconds = True, time.monotonic() - began
        done = (answered or eye is None or eye.is_blind) and (healthy or not wants_health)
        if done and (eye is not None or wants_health or passed >= settle_seconds):
            return Watched(state, answer, answered, answer_seconds, healthy, healthy_seconds)
        if passed >= deadline_seconds:
            return Watched(state, answer, answered, answer_seconds, healthy, healthy_seconds)
        time.sleep(POLL_SECONDS)


def why_silent(engine: Engine, container: str, port: int, watched: Watched, health_path: str) -> tuple[str, Text]:
    """(rule, sentence) for a container that runs and does not answer as it should."""
    answer = watched.answer or Answer(error="no answer")
    if answer.status:
        path = health_path or "/"
        return "http-status", Text(f"GET {path} was answered with {answer.status}", f"GET {path} a reçu la réponse {answer.status}")
    found = listeners(listening_sockets(engine, container, watched.state.pid))
    # The engine's own name server listens inside a container too, on 127.0.0.11 and a high port.
    ports = sorted({p for address, p in found if address == "any" or p == port})
    if any(p == port and address == "loopback" for address, p in found) and not any(p == port and address == "any" for address, p in found):
        return "listens-on-loopback", Text(
            f"port {port} is open on 127.0.0.1 only, inside the container: listen on 0.0.0.0",
            f"le port {port} n'est ouvert que sur 127.0.0.1, dans le conteneur : écoutez sur 0.0.0.0",
        )
    if found and not any(p == port for _, p in found):
        listing = ", ".join(map(str, ports)) or "none"
        return "wrong-port", Text(
            f"nothing listens on port {port}, which the image declares; open ports: {listing}",
            f"rien n'écoute sur le port {port} que l'image déclare ; ports ouverts : {listing if ports else 'aucun'}",
        )
    if not found:
        return "no-listener", Text(f"nothing listens on port {port} ({answer.error})", f"rien n'écoute sur le port {port} ({answer.error})")
    return "no-answer", Text(
        f"port {port} is open but gives no HTTP answer ({answer.error})", f"le port {port} est ouvert mais ne répond pas en HTTP ({answer.error})"
    )
