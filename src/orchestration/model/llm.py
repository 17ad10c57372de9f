"""What passes between the road and a language model: what it may be asked, what it may answer, and what became of the asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from .artefact import Artefact
from .decision import Clause
from .errors import SquadError
from .profile import Profile
from .text import Text

T_co = TypeVar("T_co", covariant=True)


class LlmFault(SquadError):
    """The model was not asked, could not be reached, or gave nothing that holds; ``code`` says which, :data:`FAULTS` what each means."""

    def __init__(self, code: str, more: str = "") -> None:
        what, todo = FAULTS[code]
        super().__init__(Text(f"{what.en}: {more}", f"{what.fr} : {more}") if more else what, todo)
        self.code = code


_KEY = Text("set OPENROUTER_API_KEY, or pass api_key, to a key of your own from the gateway's page of keys; without one, the engine works alone", "indiquez dans OPENROUTER_API_KEY, ou par api_key, une clé à vous, prise sur la page des clés de la passerelle ; sans elle, le moteur travaille seul")
_LATER = Text("run it again later; what the engine made stands", "relancez plus tard ; ce que le moteur a produit reste valable")
_MODEL = Text("name another model", "indiquez un autre modèle")
FAULTS: Mapping[str, tuple[Text, Text]] = {
    "not-installed": (Text("the libraries that speak to a model are not installed", "les bibliothèques qui parlent à un modèle ne sont pas installées"), Text("pip install 'devops-squad[llm]'", "pip install 'devops-squad[llm]'")),
    "placeholder-key": (Text("the API key is a placeholder, so no model was asked", "la clé d'API est un exemple, aucun modèle n'a donc été interrogé"), _KEY),
    "bad-key": (Text("the API key holds characters that no key has, so no model was asked", "la clé d'API contient des caractères qu'aucune clé n'a, aucun modèle n'a donc été interrogé"), _KEY),
    "bad-address": (Text("the gateway's address is no HTTPS address, nor one of this machine", "l'adresse de la passerelle n'est ni une adresse HTTPS, ni une adresse de cette machine"), Text("correct OPENROUTER_BASE_URL", "corrigez OPENROUTER_BASE_URL")),
    "unauthorized": (Text("the gateway does not accept the API key (401)", "la passerelle n'accepte pas la clé d'API (401)"), _KEY),
    "no-credit": (Text("the account has no credit left (402)", "le compte n'a plus de crédit (402)"), Text("add credit to the gateway's account, or raise the key's limit", "créditez le compte de la passerelle, ou relevez la limite de la clé")),
    "forbidden": (Text("the gateway refuses the request (403)", "la passerelle refuse la requête (403)"), Text("the key may not use this model, or the text was flagged: name another model", "la clé ne permet pas ce modèle, ou le texte a été signalé : indiquez un autre modèle")),
    "no-model": (Text("the gateway has no such model, or nobody who runs it within the price and the privacy asked for (404)", "la passerelle n'a pas ce modèle, ou personne qui l'exécute au prix et avec la confidentialité demandés (404)"), Text("name another model, or raise the budget", "indiquez un autre modèle, ou relevez le budget")),
    "bad-request": (Text("the gateway does not understand the request", "la passerelle ne comprend pas la requête"), _MODEL),
    "too-long": (Text("the question is longer than the model reads", "la question dépasse ce que lit le modèle"), Text("name a model with a longer context, or ask for less at once", "indiquez un modèle à contexte plus long, ou demandez moins à la fois")),
    "timeout": (Text("the gateway did not answer in time", "la passerelle n'a pas répondu à temps"), _LATER),
    "rate-limited": (Text("the gateway asks to wait longer than the deadline allows (429)", "la passerelle demande d'attendre plus que le délai ne le permet (429)"), _LATER),
    "unavailable": (Text("the gateway or the model behind it is down", "la passerelle, ou le modèle derrière elle, est en panne"), _LATER),
    "unreachable": (Text("the gateway could not be reached", "la passerelle est injoignable"), Text("check the network, a proxy in between, and OPENROUTER_BASE_URL", "vérifiez le réseau, un proxy intermédiaire, et OPENROUTER_BASE_URL")),
    "cut-off": (Text("the gateway's answer broke off", "la réponse de la passerelle s'est interrompue"), _LATER),
    "too-large": (Text("the gateway's answer is larger than any that was asked for", "la réponse de la passerelle est plus grande que tout ce qui était demandé"), _LATER),
    "redirected": (Text("the gateway sends elsewhere, and a key is not carried to another address", "la passerelle renvoie ailleurs, et une clé n'est pas portée à une autre adresse"), Text("correct OPENROUTER_BASE_URL", "corrigez OPENROUTER_BASE_URL")),
    "no-json": (Text("the gateway's answer is no JSON", "la réponse de la passerelle n'est pas du JSON"), Text("a proxy in between may answer in its place", "un proxy intermédiaire répond peut-être à sa place")),
    "empty-answer": (Text("the model answered nothing", "le modèle n'a rien répondu"), _LATER),
    "refused": (Text("the model refuses to answer", "le modèle refuse de répondre"), _MODEL),
    "invalid-answer": (Text("the model's answers do not hold", "les réponses du modèle ne tiennent pas"), Text("what the engine made stands without them; another model may do better", "ce que le moteur a produit tient sans elles ; un autre modèle fera peut-être mieux")),
    "deadline": (Text("the deadline passed before the model's answer was there", "le délai a expiré avant la réponse du modèle"), Text("give more seconds, or name a faster model", "donnez plus de secondes, ou indiquez un modèle plus rapide")),
    "budget": (Text("the budget does not allow the question", "le budget ne permet pas la question"), Text("raise the budget in USD or in tokens", "relevez le budget en USD ou en jetons")),
    "leak-prevented": (Text("the question still held a secret, so nothing was sent", "la question contenait encore un secret, rien n'a donc été envoyé"), Text("please report it: it should have been taken out before", "merci de le signaler : il aurait dû être retiré avant")),
    "shown": (Text("what would be sent was shown, and nothing was sent", "ce qui serait envoyé a été montré, et rien n'a été envoyé"), Text("leave out --show-prompts to ask the model", "retirez --show-prompts pour interroger le modèle")),
    "unexpected": (Text("asking the model failed", "l'interrogation du modèle a échoué"), _LATER),
}
"""Code → what it means, what to do. Statuses as the gateway documents them: https://openrouter.ai/docs/api/reference/errors-and-debugging"""


@dataclass(frozen=True, slots=True)
class Consultation:
    """What became of asking a model; the ``llm`` of the contract's metadata."""

    model: str = ""
    used: bool = False
    """Whether an answer of it is part of the result."""
    why: Text | None = None
    """Why it was not asked, where that is no fault."""
    fault: LlmFault | None = None
    """What ended it."""
    overcome: tuple[str, ...] = ()
    """Codes of the faults after which it was tried again."""
    calls: int = 0
    """Requests the gateway received, retries included."""
    retries: int = 0
    cache_hits: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    """As the gateway states it."""

    def __add__(self, other: Consultation) -> Consultation:
        """Both together; the first fault is the one that is told."""
        return Consultation(self.model or other.model, self.used or other.used, self.why or other.why, self.fault or other.fault, self.overcome + other.overcome, self.calls + other.calls, self.retries + other.retries,
                            self.cache_hits + other.cache_hits, self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out, round(self.cost_usd + other.cost_usd, 6))


@dataclass(frozen=True, slots=True)
class Written:
    """A file a model wrote because no task can."""

    clause: int
    artefact: Artefact


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model made of the clauses nobody understood."""

    readings: tuple[tuple[int, str, str], ...] = ()
    """(clause, its words, the same in the vocabulary's words)."""
    files: tuple[Written, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.readings or self.files)


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked about."""

    tasks: tuple[str, ...]
    clauses: tuple[Clause, ...]
    """All of them, in order; the open ones are asked about."""
    profile: Profile
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a model says to one finding of an audit."""

    finding: int
    """By its place among the rows."""
    verdict: Literal["confirmed", "refuted"]
    why: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """What a model found by itself, on a line that exists."""

    path: str
    line: int
    quote: str
    """The line, trimmed."""
    title: str
    severity: str
    why: str
    cwe: int = 0
    """0: it named none."""


@dataclass(frozen=True, slots=True)
class Review:
    opinions: tuple[Opinion, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.opinions or self.flaws)


@dataclass(frozen=True, slots=True)
class Mending:
    """A change a model writes for a finding."""

    finding: int
    """By its place among the rows."""
    old: str
    """Text that stands once in the finding's file."""
    new: str


class Consulted(Protocol[T_co]):
    """A question under way."""

    def outcome(self) -> tuple[T_co, Consultation]:
        """Waits, never beyond the deadline; a fault is part of the Consultation, never an exception."""


class Mind(Protocol):
    """Somebody who can be asked."""

    def consider(self, question: Question, trial: Callable[[Answer], tuple[str, ...]]) -> Consulted[Answer]:
        """
        Args:
            trial: what the engine objects to in an answer; empty where it holds.
        """

    def review(self, findings: Sequence[Mapping[str, Any]], code: Sequence[tuple[str, str]]) -> Consulted[Review]:
        """
        Args:
            findings: rows of the contract's vulnerabilities.
            code: (path, text) of the files they are about, and of others worth a look.
        """

    def idle(self, why: Text) -> Consultation:
        """That there was nothing to ask."""
