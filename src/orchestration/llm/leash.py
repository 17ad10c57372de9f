"""How far a language model may go: money, tokens, time; what is spent is counted by the gateway's own figures."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..edges.gateway import tokens
from ..model.llm import LlmFault

USD_PER_CALL, USD_PER_AGENT, USD_PER_RUN = 0.10, 1.00, 5.00
TOKENS_IN, TOKENS_OUT = 6_000, 1_500
"""Of one call, all its tries together."""
DEADLINE_SECONDS = 60.0
ANSWERS = 3
"""Of one question, corrections included."""
BYTES_PER_TOKEN = 3.0
"""Of JSON and prose; tokenizers need fewer tokens than this says (about 4 bytes each), so that the limit holds with any of them."""
_OUT_PRICE = 5
"""What a token out costs against one in, about, with most models: how the price that is allowed is split."""
_MOST_USD_PER_MILLION = 1_000.0


class Purse:
    """Money that may be spent; inside another one, which pays along: a call's in an agent's, an agent's in a run's."""

    def __init__(self, usd: float, outer: Purse | None = None) -> None:
        self.usd, self.outer, self.spent = usd, outer, 0.0
        self._lock = threading.Lock()

    @property
    def left(self) -> float:
        mine = max(0.0, self.usd - self.spent)
        return min(mine, self.outer.left) if self.outer else mine

    def pay(self, usd: float) -> None:
        with self._lock:
            self.spent += usd
        if self.outer:
            self.outer.pay(usd)


@dataclass
class CallLeash:
    """The leash of one question: :class:`orchestration.edges.gateway.Leash`."""

    purse: Purse
    ends_at: float
    """By ``time.monotonic()``."""
    holds_secret: Callable[[bytes], bool]
    say: Callable[[str], None] = lambda _: None
    show: Callable[[bytes], None] | None = None
    """Where what would be sent is shown instead."""
    tokens_in: int = TOKENS_IN
    tokens_out: int = TOKENS_OUT
    calls: int = 0
    retries: int = 0
    used_in: int = 0
    used_out: int = 0
    cost_usd: float = 0.0
    overcome: list[str] = field(default_factory=list)
    fault: LlmFault | None = None
    """The last one of the gateway."""
    _estimate_in: int = 0

    def seconds_left(self) -> float:
        return self.ends_at - time.monotonic()

    def allow(self, body: bytes) -> None:
        if self.show is not None:
            self.show(body)
            raise self._ended(LlmFault("shown"))
        if self.holds_secret(body):
            raise self._ended(LlmFault("leak-prevented"))
        self._estimate_in = int(len(body) / BYTES_PER_TOKEN)
        if self.purse.left <= 0 or self.used_in + self._estimate_in > self.tokens_in or self.out_left <= 0:
            raise self._ended(LlmFault("budget", self._spent()))
        self.calls += 1
        self.say("asking" if self.calls == 1 else "asking again")

    @property
    def out_left(self) -> int:
        return self.tokens_out - self.used_out

    def max_price(self, size: int) -> Mapping[str, float]:
        """What a provider may ask at most, in USD a million tokens, so that a question of that many bytes stays within the purse.

        https://openrouter.ai/docs/guides/routing/provider-selection (``max_price``)
        """
        count = size / BYTES_PER_TOKEN + _OUT_PRICE * max(1, self.out_left)
        price = min(_MOST_USD_PER_MILLION, self.purse.left / count * 1e6)
        return {"prompt": round(price, 4), "completion": round(price * _OUT_PRICE, 4)}

    def failed(self, fault: LlmFault, will_retry: bool) -> None:
        if not will_retry:
            self.fault = fault
            return
        self.retries += 1
        self.overcome.append(fault.code)
        self.say(fault.code)

    def answered(self, answer: Mapping[str, Any]) -> None:
        usage = answer.get("usage")
        if not isinstance(usage, dict):
            # Whoever answers without figures has still read the question.
            self.used_in += self._estimate_in if answer.get("choices") else 0
            return
        self.used_in += tokens(usage, "prompt_tokens")
        self.used_out += tokens(usage, "completion_tokens")
        cost = usage.get("cost")
        if isinstance(cost, int | float) and not isinstance(cost, bool) and 0 < cost < 1e6:
            self.cost_usd += float(cost)
            self.purse.pay(float(cost))

    def _ended(self, fault: LlmFault) -> LlmFault:
        self.fault = fault
        return fault

    def _spent(self) -> str:
        return f"{self.purse.left:.4f} USD, {self.tokens_in - self.used_in} + {self.out_left} tokens left"
