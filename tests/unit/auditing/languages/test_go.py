"""What is read of Go, whole files and pieces."""

import time

import pytest
from tests.unit.auditing.shapes import shape

from orchestration.auditing.languages import go


def read(source: str | bytes):
    return go.read("a.go", source if isinstance(source, bytes) else source.encode())


CODE = [
    # values
    ("e := `raw\\n` + \"a\\n\\u00e9\" + 'x'", "let e = (('raw\\\\n' + 'a\\né') + 'x')"),
    ("f := 1_000 + 0x1f + 017 + 0b11 + 1.5", "let f = ((((1000 + 31) + 15) + 3) + 1.5)"),
    ("a = !b && c || -d; x &^= 2; *p = &q; n = nil", "a = (((not b) and c) or (- d)); x &= 2; p = q; n = None"),
    ("a.b().c.d(1)[2] = e[1:n]", "a.b().c.d(1)[2] = e[some(1, n)]"),
    ("q := &T{A: 1, b: x}; r := []string{\"a\", b}; m := map[string]int{\"a\": 1, k: 2}", "let q = new T(A=1, b=x); let r = ['a', b]; let m = {'a': 1, k: 2}"),
    ("p := [...]T{{1}, {A: 2}}; gin.H{\"a\": b}; m := map[string]a.T{\"k\": {x}}", "let p = [new T(1), new T(A=2)]; {'a': b}; let m = {'k': new a.T(x)}"),
    ("h := x.(T); []byte(x); string(y); int(z); u := make([]byte, 3); g[int](x)", "let h = cast<T>(x); cast<[]byte>(x); cast<string>(y); cast<int>(z); let u = make([]byte, 3); g(x)"),
    ("w := func(a int, b ...string) int { return f(b...) }", "let w = fn (a: int, *b: string): int {return f(*b)}"),
    # bindings
    ("x, y := a, b; q, err := f(); x, y = y, x", "let [x, y] = [a, b]; let [q, err] = f(); [x, y] = [y, x]"),
    ("v, ok := m[k]; v, ok = x.(T); v, ok := <-ch", "let [v, ok] = [m[k], some()]; [v, ok] = [cast<T>(x), some()]; let [v, ok] = [ch[some()], some()]"),
    ("var s string; var l []a.T; var p *T; var z, w int = 1, 2; const k = \"s\"", "let s: string = ''; let l: []a.T = []; let p: T = some(); let [z, w]: int = [1, 2]; let k = 's'"),
    ("const (\n A = iota\n B\n)", "let A = iota; let B = some()"),
    # statements
    ("if v, err := f(); err != nil {\n return \"\", err\n} else if q {\n} else {\n z()\n}", "let [v, err] = f(); if (err != None) {return ['', err]} else {if q {} else {z()}}"),
    ("for i := 0; i < 3; i++ { continue }", "let i = 0; while (i < 3) {continue} step {i += 1}"),
    ("for k, v := range m { use(k, v) }", "for k keys m {let v = m[k]; use(k, v)}"),
    ("for _, v := range f() { a(v) }\nfor i := range 3 { }\nfor { break }\nfor x { }", "for v in f() {a(v)}; for i keys 3 {}; while  {break}; while x {}"),
    ("for k, v := range r.Form {\n a(v)\n}", "let ranged = r.Form; for k keys ranged {let v = ranged[k]; a(v)}"),
    ("switch s := x.(type) {\ncase int, *T:\n a(s)\ncase string:\ndefault:\n b()\n}", "switch x {some(), some(): let s = x; a(s) | some(): let s: string = x | else: let s = x; b()}"),
    ("switch y := f(); y {\ncase 1, 2:\n fallthrough\ncase 3:\n g()\ndefault:\n}", "let y = f(); switch y {1, 2:  falls | 3: g() | else: }"),
    ("switch {\ncase a > b:\n c()\n}", "switch True {(a > b): c()}"),
    ("select {\ncase v := <-ch:\n f(v)\ncase ch <- 1:\ndefault:\n}", "switch some() {some(): let v = ch[some()]; f(v) | some(): ch[some()] = 1 | else: }"),
    ("go func() { f() }()\ndefer f(x)\nch <- 2\nL:\nfor { goto L }", "fn () {f()}(); f(x); ch[some()] = 2; while  {}"),
    # definitions
    ("import (\"fmt\"; m \"x/y\"; . \"z\"; _ \"q\"; \"h/chi/v5\"; \"g/yaml.v3\"; \"m/go-sqlite3\")", "import fmt=fmt, m=x/y, *=z, =q, chi=h/chi/v5, yaml=g/yaml.v3, sqlite3=m/go-sqlite3"),
    ("func (t *T) F(a, b string) { t.n = a }\ntype T struct {\n n string `json:\"n\"`\n *B\n c.D\n l []int\n}",
     "class T(B, c.D) {@tag('json:\"n\"') let n: string = ''; let B: B = some(); let D: c.D = some(); let l: []int = []; def F(a: string, b: string) {this.n = a}}"),
    ("func (u U) G() { u.x = 1 }", "class U() {def G() {this.x = 1}}"),
    ("type ID string\nfunc f(s string) ID { return ID(s) }", "class ID(string) {}; def f(s: string): ID {return cast<ID>(s)}"),
    ("type I interface {\n F(x int) string\n G\n}", "class I(G) {def abstract F(x: int): string {}}"),
    ("func f[K any](r *http.Request) (s string, err error) { s = \"a\"; return }", "def f(r: http.Request) {let s: string = ''; let err: error = some(); s = 'a'; return [s, err]}"),
    # pieces of files
    ("r.Get(\"/x\", func(w http.ResponseWriter, r *http.Request) {\n fmt.Fprintf(w, r.URL.Path)\n})", "r.Get('/x', fn (w: http.ResponseWriter, r: http.Request) {fmt.Fprintf(w, r.URL.Path)})"),
    ("// only a comment", ""),
    ("", ""),
]


@pytest.mark.parametrize(("source", "expected"), CODE, ids=[s[:40] for s, _ in CODE])
def test_code(source: str, expected: str) -> None:
    made = read(source)
    assert (shape(made.body), made.broken) == (expected, ())


def test_package_comments_and_encodings() -> None:
    made = read("\ufeff// one\r\npackage a\r\nvar ä = 1 // two\r\n".encode())
    assert (made.package, shape(made.body), [(c.line, c.text, c.stands_alone) for c in made.comments]) == ("a", "let ä = 1", [(1, "one", True), (3, "two", False)])
    assert shape(read('x = "\xe9"'.encode("latin-1")).body) == "x = 'é'"


@pytest.mark.parametrize(("source", "expected"), [
    ("package a\nfunc f( { x() }\nfunc g() { y() }\n", "def g() {y()}"),
    ("package a\nfunc g() { y() }\n}\n", "def g() {y()}"),
])
def test_what_is_broken_is_said_and_the_rest_is_read(source: str, expected: str) -> None:
    made = read(source)
    assert expected in shape(made.body) and made.broken


@pytest.mark.parametrize(("source", "is_whole"), [
    ("package a\nvar x = " + "(" * 200_000 + "1" + ")" * 200_000, False),
    ("package a\nfunc f() " + "{" * 200_000, False),
    ("x = " + "!" * 50_000 + "a", False),
    ("x = " + "+".join(["a"] * 10_000), True),
    ("x = a" + ".b()" * 10_000, True),
    ("if a {b()} else " * 3000 + "{}", True),
    ('x = "' + "a" * 5_000_000 + '"', True),
], ids=lambda s: s[:20] if isinstance(s, str) else "")
def test_hostile_source_takes_bounded_time(source: str, is_whole: bool) -> None:
    start = time.process_time()
    made = read(source)
    assert bool(made.body) and not made.broken if is_whole else made.broken or made.body
    assert time.process_time() - start < 10
