"""What is read of Python, whole files and pieces."""

import time

import pytest
from tests.unit.auditing.shapes import shape

from orchestration.auditing.languages import python


def read(source: str | bytes):
    return python.read("a.py", source if isinstance(source, bytes) else source.encode())


CODE = [
    # values
    ("x = f'a {b!r:>{w}} c' 'd' r'\\n' b'e'", "x = join(join('a ', b, ' c'), 'd', '\\\\n', 'e')"),
    ("x = 'a' 'b\\n' '''c'''", "x = 'ab\\nc'"),
    ("x = 0x1f, 1_000, 0.5, None, True, ...", "x = [31, 1000, 0.5, None, True, None]"),
    ("a < b <= c; a is not b; a not in b; not a", "((a < b) and (b <= c)); (a != b); (a not in b); (not a)"),
    ("a.b[c](d, *e, f=g, **h); a[1:2]; a[b, c]", "a.b[c](d, *e, *h, f=g); a[some(1, 2)]; a[b][c]"),
    ("{'a': 1, **b}; {c, d}; [*e]; (f,)", "{'a': 1, ...b}; [c, d]; [*e]; [f]"),
    ("[a for b in c if d if e for f in g]; {a: b for a in c}; (a for a in b); f(a for a in b)",
     "[a for b in c if d if e for f in g]; [a: b for a in c]; [a for a in b]; f([a for a in b])"),
    ("x = a if b else c; y = lambda a, *b, c=1: a; (z := f())", "x = (b ? a : c); y = fn (a, *b, c = 1) {return a}; z = f()"),
    ("x = await f()\nasync with a as b: pass", "x = f(); with b = a {}"),
    # statements
    ("a, (b, *c) = d = e; a: List[int] = 1; a: int; a += 1; a //= 2", "[a, [b, *c]] = d = e; a: List = 1; some(); a += 1; a /= 2"),
    ("if a: b\nelif c: d\nelse: e", "if a {b} else {if c {d} else {e}}"),
    ("for a, b in c: continue\nelse: d\nwhile a: break\nelse: e", "for [a, b] in c {continue}; d; while a {break}; e"),
    ("try: a\nexcept (B, C) as d: e\nexcept F: g\nexcept: h\nelse: i\nfinally: j", "try {a} catch B|C d {e} catch F  {g} catch   {h} else {i} finally {j}"),
    ("with a as b, c: d", "with b = a, c {d}"),
    ("match a:\n case 1 | 'b': c\n case D.e if f: g\n case [h, *_]: i\n case j: k", "switch a {1, 'b': c | D.e: if f {g} | some(): h = some(a); i | else: j = a; k}"),
    ("assert a, b; del c; raise D from e; return a, b; global g", "if (not a) {raise}; some(c); raise D; return [a, b]"),
    ("print 'a'; exec b", "print('a'); exec(b)"),
    # definitions
    ("def f(a, b: Optional[C] = 1, *c, d: Annotated[str, Q()], **e) -> D[E]: yield a", "def f(a, b: C = 1, *c, @Q() d: str, **e): D {yield a}"),
    ("@a.b('c')\nasync def f(x: str = Q(1)): return x", "@a.b('c') def f(@Q(1) x: str = Q(1)) {return x}"),
    ("class A[T](B, c.D, metaclass=E):\n x: F = 1\n def f(self, a): self.a = a\n @staticmethod\n def g(a): return a\n @classmethod\n def h(cls): return cls()",
     "class A(B, c.D) {x: F = 1; def f(a) {this.a = a}; @staticmethod def static g(a) {return a}; @classmethod def h() {return this()}}"),
    ("import a.b, c as d; from . import e; from ..f import g as h, i; from j import *", "import a=a, =a.b, d=c; import e=.e; import h=..f.g, i=..f.i; import *=j"),
    ("type A = int; from __future__ import annotations", ""),
    ("x = f'{a['b']}'", "x = join(a['b'])"),
]


@pytest.mark.parametrize("source, expected", CODE)
def test_shape(source, expected):
    module = read(source)
    assert (shape(module.body), module.broken) == (expected, ())


@pytest.mark.parametrize("source, expected", [
    ("    @app.route('/x')\n    def f():\n        return a\n", "@app.route('/x') def f() {return a}"),
    ("\n  a()\n  b()\r\n", "a(); b()"),
    ("# only a comment", ""),
    ("", ""),
    (b"\xef\xbb\xbfx = '\xc3\xa9'", "x = 'é'"),
])
def test_piece(source, expected):
    module = read(source)
    assert (shape(module.body), module.broken) == (expected, ())


def test_broken_is_said_and_the_rest_read():
    module = read("f(a))\ng(b)\n")
    assert "g(b)" in shape(module.body) and module.broken[0][0] == 1


def test_comments():
    assert [(c.line, c.text, c.stands_alone) for c in read("x()  # nosec: B1\n  # b\n").comments] == [(1, "nosec: B1", False), (2, "b", True)]


@pytest.mark.parametrize("source, is_read", [
    ("(" * 200_000, False),
    ("[" * 100_000 + "]" * 100_000, False),
    ("x = " + " + ".join(["a"] * 10_000), True),
    ("x = a" + ".b(c)" * 5_000, True),
    ("x = 1; " * 20_000, True),
])
def test_hostile(source, is_read):
    start = time.process_time()
    module = read(source)
    assert time.process_time() - start < 30
    assert bool(module.body) == is_read
    assert is_read or module.broken
