"""What a statement does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .. import builtins
from ..syntax import (
    Attr,
    Call,
    Case,
    Const,
    Each,
    Export,
    If,
    Import,
    Name,
    Node,
    Raise,
    Return,
    Stop,
    Switch,
    Try,
    While,
    With,
)
from ..values import (
    NO,
    UNKNOWN,
    ModuleValue,
    Value,
    joined,
)
from .common import (
    BROKE,
    GOES_ON,
    MOST_CALLS,
    MOST_STEPS,
    RAISED,
    RETURNED,
    Exhausted,
    Frame,
)

MOST_OF_AN_INCLUDE = 8_000
"""The same for a file that is run again because of what another one has, where it asks for it."""
MOST_OF_INCLUDES = 10 * MOST_STEPS
"""The same for all of these."""
_ENDS = frozenset({"flask.abort", "quart.abort", "bottle.abort", "werkzeug.exceptions.abort", "abort", "sys.exit", "os._exit", "process.exit", "os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln", "panic", "System.exit", "java.lang.System.exit",
                   "next.navigation.notFound", "next.navigation.redirect"})
"""What is called here does not return."""


class Statements:
    """What a statement does."""

    def block(self, body: Iterable[Node]) -> int:
        outer = self.statement
        try:
            for node in body:
                self.statement = node
                run = self._execute.get(type(node))
                if run is None:
                    self.value(node)
                    if isinstance(node, Call) and self._path_of(node.callee) in _ENDS:
                        return RAISED
                elif status := run(node):
                    return status
            return GOES_ON
        finally:
            self.statement = outer

    def _branches(self, runs: list[Callable[[], int]]) -> int:
        alive, statuses = [], []
        for run in runs:
            finals, status = self.attempt(run)
            if status == GOES_ON:
                alive.append(finals)
            else:
                self._ended(finals, status)
                statuses.append(status)
        if alive:
            self.merge(alive)
            return GOES_ON
        return max(statuses, default=GOES_ON)

    def _if(self, node: If) -> int:
        test = self.value(node.test)
        known = self.truth(test)
        if known is not None:
            return self.block(node.then if known else node.other)
        return self._branches([lambda: self._assuming(node.test, True, node.then), lambda: self._assuming(node.test, False, node.other)])

    def _assuming(self, test: Node, is_true: bool, body: list[Node]) -> int:
        self.assume(test, is_true)
        return self.block(body)

    def _while(self, node: While) -> int:
        if not node.is_tested_last and node.test is not None and self.truth(self.value(node.test)) is False:
            return GOES_ON

        def once() -> int:
            if node.test is not None:
                self.value(node.test)
                self.assume(node.test, True)
            status = self.block(node.body)
            if status == GOES_ON:
                self.block(node.step)
            return status

        endless = node.test is None or (isinstance(node.test, Const) and bool(node.test.value))
        status = self._loop(once, endless)
        if status == GOES_ON and node.test is not None and not endless:
            self.assume(node.test, False)
        return status

    def _each(self, node: Each) -> int:
        source = self.value(node.iterable)
        element = builtins.keys(self, source) if node.keys else builtins.element(self, source)

        def once() -> int:
            self.bind(node.target, element, node.target)
            return self.block(node.body)

        return self._loop(once, False)

    def _loop(self, once: Callable[[], int], endless: bool) -> int:
        frame = self.frames[-1]
        kept, frame.broken = frame.broken, []
        self.loops += 1
        status = GOES_ON
        for _ in range(2 if self.loops < 3 else 1):
            finals, status = self.attempt(once)
            if status == GOES_ON:
                self.perhaps([finals])
            else:
                self._ended(finals, status)
        self.loops -= 1
        broken, frame.broken = frame.broken, kept
        self.perhaps(broken)
        return RETURNED if endless and status == RETURNED and not broken else GOES_ON

    def _switch(self, node: Switch) -> int:
        subject = self.value(node.subject)
        runs: list[Callable[[], int]] = []
        certain = None
        has_default = False
        for i, case in enumerate(node.cases):
            has_default = has_default or not case.tests
            matches = self._matches(subject, case)
            if matches is True and certain is None:
                certain = i
            if matches is not False:
                runs.append(lambda i=i, case=case: self._case(node, i, case))  # type: ignore[misc]
        if subject.const is not NO and certain is None and runs:
            certain = next((i for i, case in enumerate(node.cases) if not case.tests), None)
        if certain is not None:
            return self._after_switch(self._case(node, certain, node.cases[certain]))
        if not has_default:
            runs.append(lambda: GOES_ON)
        frame = self.frames[-1]
        kept, frame.broken = frame.broken, []
        status = self._branches(runs)
        broken, frame.broken = frame.broken, kept
        if broken:
            self.merge([{}, *broken] if status == GOES_ON else broken)
        return GOES_ON if broken else status

    def _matches(self, subject: Value, case: Case) -> bool | None:
        if not case.tests:
            return None
        tests = [self.value(t) for t in case.tests]
        if subject.const is NO or any(t.const is NO for t in tests):
            return None
        return any(t.const == subject.const for t in tests)

    def _case(self, node: Switch, at: int, case: Case) -> int:
        if case.tests and all(isinstance(t, (Const, Name, Attr)) for t in case.tests):
            self.refine(node.subject, None)
        status = self.block(case.body)
        while status == GOES_ON and case.falls and at + 1 < len(node.cases):
            at += 1
            case = node.cases[at]
            status = self.block(case.body)
        return status

    def _after_switch(self, status: int) -> int:
        return GOES_ON if status == BROKE else status

    def _try(self, node: Try) -> int:
        finals, status = self.attempt(lambda: self.block([*node.body, *node.other]))
        alive = [finals] if status == GOES_ON else []
        statuses = [status] if status != GOES_ON else []
        if status != GOES_ON:
            self._ended(finals, status)
        for handler in node.handlers:
            def run(handler: Any = handler) -> int:
                self.perhaps([finals])
                if handler.name:
                    self.bind(Name(handler.span, handler.name), Value(path=handler.types[0] if handler.types else "Error"), handler)
                return self.block(handler.body)

            handled, ended = self.attempt(run)
            if ended == GOES_ON:
                alive.append(handled)
            else:
                self._ended(handled, ended)
                statuses.append(ended)
        self.merge(alive)
        last = self.block(node.final)
        return last or (GOES_ON if alive else max(statuses, default=GOES_ON))

    def _with(self, node: With) -> int:
        for target, value in node.items:
            made = self.value(value)
            if target is not None:
                self.bind(target, made, target)
        return self.block(node.body)

    def _return(self, node: Return) -> int:
        value = self.value(node.value) if node.value is not None else Value(const=None)
        frame = self.frames[-1]
        if frame.closure is not None and (name := frame.closure.node.name or self.names.get(id(frame.closure.node))):
            value = self._named(name, value, node)
        frame.returns.append(value)
        if not node.is_yield:
            self._ends(frame)
        if node.value is not None:
            for tag in frame.tags:
                for use in self._library().of("returned", tag):
                    if not use.unless or use.unless not in frame.tags:
                        self._sink(use, [value], {"returns": Value(const=frame.closure.node.returns if frame.closure is not None else NO)}, UNKNOWN, node, "return")
        return GOES_ON if node.is_yield else RETURNED

    def _yield(self, node: Return) -> Value:
        self._return(node)
        return UNKNOWN

    def _raise(self, node: Raise) -> int:
        if node.value is not None:
            self.value(node.value)
        return RAISED

    def _stop(self, node: Stop) -> int:
        return BROKE

    def _import(self, node: Import) -> int:
        frame = self.frames[-1]
        for here, there in node.names:
            value = self.world.imported(frame.module, there)
            if here == "*":
                if value is not None and value.refs and isinstance(value.refs[0], ModuleValue):
                    self._include(value.refs[0])
                continue
            if here:
                self.write(frame.scope.names, here, value or Value(path=there.replace("#default", "").replace("#", ".").lstrip("./@").replace("/", ".")))
        return GOES_ON

    def _include(self, module: ModuleValue) -> Value:
        """Takes over the names of a file; in PHP its statements run among those of the file that asks for it."""
        frame = self.frames[-1]
        for name, found in list((module.exports or module.scope.names).items()):
            self.write(frame.scope.names, name, found)
        if module.syntax.language != "php":
            return UNKNOWN
        returned: Value = module.scope.names.get("<return>", UNKNOWN)
        if self.included > MOST_OF_INCLUDES or len(self.frames) > MOST_CALLS or any(f.module is module for f in self.frames) or not any(isinstance(v, Value) and self.deep(v, 2) for v in frame.scope.names.values()):
            return returned
        steps, loops, depth = self.steps, self.loops, len(self.frames)
        self.steps, self.loops = max(steps, MOST_STEPS - MOST_OF_AN_INCLUDE), 0
        before = self.steps
        inner = Frame(module, self.world.library(module), frame.scope, self.clock, frame.closure, frame.this, frame.tags)
        self.frames.append(inner)
        try:
            self.block(module.syntax.body)
            self.perhaps(inner.pending)
        except Exhausted:
            pass
        finally:
            del self.frames[depth:]
            self.included += self.steps - before
            self.steps, self.loops = steps + self.steps - before, loops
        if inner.oldest_write < frame.oldest_write:
            frame.oldest_write = inner.oldest_write
        for value in inner.returns:
            returned = joined(returned, value) if returned is not UNKNOWN else value
        return returned

    def _export(self, node: Export) -> int:
        value, exports = self.value(node.value), self.frames[-1].module.exports
        if node.name == "*":
            for ref in value.refs:
                for name, found in list(ref.exports.items()) if isinstance(ref, ModuleValue) else ():
                    self.write(exports, name, found)
            return GOES_ON
        self.write(exports, node.name, value)
        return GOES_ON
