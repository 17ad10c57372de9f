"""What is read of Java and of the Java in JSPs, whole files and pieces."""

import time

import pytest
from tests.unit.auditing.shapes import shape

from orchestration.auditing.languages import java


def read(source: str | bytes, path: str = "A.java"):
    return java.read(path, source if isinstance(source, bytes) else source.encode())


CODE = [
    # values
    ("x = 1L + 0x1F + 017 + 1_000 + 1.5f;", "x = ((((1 + 31) + 15) + 1000) + 1.5)"),
    (r"""x = "a\n\u0041\101\uD83D\uDE00" + 'c' + '\'';""", "x = (('a\\nAA😀' + 'c') + \"'\")"),
    ('x = """\n    a "b"\n      c \\\n    d\n    """;', "x = 'a \"b\"\\n  c d\\n'"),
    ("x = a ? b : c; y += 2; z++; --z;", "x = (a ? b : c); y += 2; z += 1; z -= 1"),
    ("b = !w && (p || ~r > 1 >>> 2);", "b = ((not w) and (p or ((~ r) > (1 >> 2))))"),
    ("a.b().c.d(1)[2] = (String) e;", "a.b().c.d(1)[2] = cast<String>(e)"),
    ("byte[] a = new byte[16]; int[][] b = {{1}, {2}}; c = new String[]{d};", "let a: byte[] = new byte[](16); let b: int[][] = [[1], [2]]; c = [d]"),
    ("new ArrayList<>(x); new a.B.C<D>(1); C.class; super.f();", "new ArrayList(x); new a.B.C(1); C.class; super.f()"),
    ("s.map(Foo::bar).map(x -> x.y()).map((a, b) -> { return a + b; }).to(T[]::new); f = Foo::new;",
     "s.map(Foo.bar).map(fn (x) {return x.y()}).map(fn (a, b) {return (a + b)}).to(T[]); f = Foo"),
    ("r = new Runnable() { int q; public void run() { q = 1; exec(q); } };",
     "r = some(new Runnable(), class (Runnable) {let q: int = some(); def run(): void {this.q = 1; this.exec(this.q)}})"),
    ("if (x instanceof Foo f && f.ok()) g(f);", "if ((let f: Foo = x instanceof Foo) and f.ok()) {g(f)}"),
    ("if (x instanceof P(int a, var b)) g(a);", "if (let [a, b] = some(x) instanceof P) {g(a)}"),
    # statements
    ("Map<String, List<X>> m = f(), n[]; var q = 1; final @A String s;", "let m: Map = f(); let n: Map[] = some(); let q = 1; @A let s: String = some()"),
    ("if (a) b(); else if (c) { d(); } else e();", "if a {b()} else {if c {d()} else {e()}}"),
    ("for (int i = 0, j = 1; i < 3; i++, j--) x[i] = y;", "let i: int = 0; let j: int = 1; while (i < 3) {x[i] = y} step {i += 1; j -= 1}"),
    ("for (final String s : l) { use(s); } do { a(); } while (b);", "for s: String in l {use(s)}; do {a()} while b"),
    ("out: while (true) { break out; }", "while True {break}"),
    ("switch (k) { case 'A': case 2: a(); break; case 3: b(); default: { return; } }", "switch k {'A':  falls | 2: a() | 3: b() falls | else: {return}}"),
    ("s = switch (k) { case 'A', 'B' -> \"x\"; case 'C' -> { yield y; } default -> throw new E(); };",
     "s = fn () {switch k {'A', 'B': return 'x' | 'C': return y | else: raise new E()}}()"),
    ("switch (o) { case String t when t.ok() -> use(t); case P(int a, var b) -> use(b); case null -> z(); }",
     "switch o {some(): let t: String = o; if t.ok() {use(t)} | some(): let [a, b] = some(o); use(b) | None: z()}"),
    ("switch (f()) { case A a -> g(a); default -> {} }", "let switched = f(); switch switched {some(): let a: A = switched; g(a) | else: }"),
    ("try (Connection c = ds.get(); r) { c.x(); } catch (A | b.B e) { log(e); } finally { z(); }",
     "try {with let c: Connection = ds.get(), r {c.x()}} catch A|b.B e {log(e)} finally {z()}"),
    ("synchronized (l) { go(); } throw new E(x);", "with l {go()}; raise new E(x)"),
    ("assert x != null : m;", "(x != None); m"),
    # definitions
    ("import java.io.File; import java.util.*; import static a.B.c;", "import File=java.io.File; import *=java.util; import c=a.B.c"),
    ("class A extends B<T> implements C<D>, e.F { @Value(\"${x}\") static final int[] N = {1}; A(int n) { super(n); } A() { this(1); } static { go(); } { init(); } }",
     "class A(B, C, e.F) {@Value(value='${x}') let N: int[] = [1]; def constructor(n: int) {super(n)}; def constructor() {this(1)}; def static <static>() {A.go()}; def <static>() {this.init()}}"),
    ("class A { String get(@P(value = \"q\", required = false) final String q, Map<K, V>[] m, int... r) throws E { return q; } abstract void f(); }",
     "class A() {def get(@P(value='q', required=False) q: String, m: Map[], *r: int): String {return q}; def abstract f(): void {}}"),
    ("interface R extends S<T> { String X = \"a\"; List<U> find(String q); default void d() { find(X); } }",
     "class R(S) {let X: String = 'a'; def abstract find(q: String): List {}; def d(): void {this.find(R.X)}}"),
    ("enum E implements I { A(1), B { int f() { return 2; } }; final int v; E(int v) { this.v = v; } }",
     "class E(I) {let A: E = new E(1); let B: E = some(new E(), class (E) {def f(): int {return 2}}); let v: int = some(); def constructor(v: int) {this.v = v}}"),
    ("record P(@NotNull String name, int n) { P { check(name); } int n() { return n; } }",
     "class P() {@NotNull let name: String = some(); let n: int = some(); def name(): String {return this.name};"
     " def constructor(@NotNull name: String, n: int) {this.check(name); this.name = name; this.n = n}; def n(): int {return this.n}}"),
    ("record Q(int a) {}", "class Q() {let a: int = some(); def constructor(a: int) {this.a = a}; def a(): int {return this.a}}"),
    # whose a bare name is
    ("class A { int x; void f(int x) { g(x, this.x); } void g(int a, int b) { x = a; { int x = 1; h(x); } h(x); } static void h(int i) {} }",
     "class A() {let x: int = some(); def f(x: int): void {this.g(x, this.x)}; def g(a: int, b: int): void {this.x = a; {let x: int = 1; A.h(x)}; A.h(this.x)}; def static h(i: int): void {}}"),
    ("class A { int x; class N { int y; void f() { x = y; A.this.x = 1; N.this.y = 2; g(); } } void g() {} }",
     "class A() {let x: int = some(); class N() {let y: int = some(); def f(): void {A.x = this.y; A.x = 1; this.y = 2; A.g()}}; def g(): void {}}"),
    ("import static o.T.is; class A extends B { void f() { is(x); inherited(y); javax.a.B.c(); } }",
     "import is=o.T.is; class A(B) {def f(): void {is(x); this.inherited(y); javax.a.B.c()}}"),
    ("import static o.T.*; class A extends B { void f() { perhaps(); } }", "import *=o.T; class A(B) {def f(): void {perhaps()}}"),
    # pieces of files
    ("@Override\n    public void f(A a) {\n  go(a);\n    }", "@Override def f(a: A): void {go(a)}"),
    ("public Foo(String a) { this.a = a; } private String a; static { go(); }", "def constructor(a: String) {this.a = a}; let a: String = some(); def static <static>() {go()}"),
    ("String a = r.get();\r\n\tStatement s = c.make();", "let a: String = r.get(); let s: Statement = c.make()"),
    ("// only a comment", ""),
    ("", ""),
]


@pytest.mark.parametrize(("source", "expected"), CODE, ids=[s[:40] for s, _ in CODE])
def test_code(source: str, expected: str) -> None:
    made = read(source)
    assert (shape(made.body), made.broken) == (expected, ())


PAGES = [
    ('<%@ page import="java.util.*, a.b.C" %><%@ page contentType="text/html" %>', "", "import *=java.util, C=a.b.C"),
    ('<% if (q != null) { %> <b><%= f(q) %></b> <% } else { %> none <% } %>', "if (q != None) {out.print(f(q))}", ""),
    ("<%! String f(String s) { return s; } %><%= f(q) %>", "out.print(f(q))", ""),
    ("<% a(); // %> <%= b %>\n<%-- <%= c %> --%>", "a(); out.print(b)", ""),
    ("${param.name}${a['b']} ${fn:escapeXml(x)} \\${no}", "out.print(param.name); out.print(a['b']); out.print(fn.escapeXml(x))", ""),
    ("${a eq 'b' and not c or empty d ? 1 : 2}", "out.print(((((a == 'b') and (not c)) or (not d)) ? 1 : 2))", ""),
    ('<c:out value="${a}"/><c:out value="${b}" escapeXml="false"/>', "_ = a; out.print(b)", ""),
    ('<c:set var="v" value="${a}"/><c:set value="${b}" var="w"/>${v}', "v = a; _ = b; w = _; out.print(v)", ""),
    ('<jsp:include page="<%= q %>"/><a href="<%=q%>">', "_ = q; out.print(q)", ""),
]


@pytest.mark.parametrize(("source", "service", "imports"), PAGES, ids=[s[:40] for s, _, _ in PAGES])
def test_pages(source: str, service: str, imports: str) -> None:
    made = read(source, "web/some-page.jsp")
    found, page = made.body
    method = page.body[-1]
    assert (page.name, method.name, shape(method.parameters)) == ("some_page_jsp", "_jspService", "request: HttpServletRequest; response: HttpServletResponse")
    assert [s.target.id for s in method.body[:6]] == ["session", "application", "out", "pageContext", "config", "page"]
    assert (shape(method.body[6:]), made.broken) == (service, ())
    assert imports in ("", shape(found))


def test_a_page_keeps_its_places() -> None:
    made = read("<p>\n é${ ( } ${a}\n<%-- why --%>\n<% b(); /* how */ %>", "a.jsp")
    printed, called = made.body[1].body[-1].body[6:]
    assert (printed.span[:2], called.span) == ((2, 10), (4, 3, 4, 6))
    assert [(c.line, c.text, c.stands_alone) for c in made.comments] == [(3, "why", True), (4, "how", False)]
    assert made.broken == ((2, 3, 2, 9),)


def test_package_comments_and_encodings() -> None:
    made = read("\ufeffpackage a.b; // one\n/** two\n * three */ class \u00c4 {}".encode())
    assert (made.package, shape(made.body), [(c.line, c.last_line, c.text, c.stands_alone) for c in made.comments]) == ("a.b", "class Ä() {}", [(1, 1, "one", False), (2, 3, "two\nthree", True)])
    assert shape(read('x = "\xe9";'.encode("latin-1")).body) == "x = 'é'"


@pytest.mark.parametrize(("source", "expected", "line"), [
    ("class A {\n void f() { x( ; }\n void g() { y(); }\n}\n}", "def g(): void {y()}", 2),
    ("public class A {\n void f() { g(1);\n", "this.g(1)|g(1)", 2),
    ("return x;\n}", "return x", 2),
])
def test_what_is_broken_is_said_and_the_rest_is_read(source: str, expected: str, line: int) -> None:
    made = read(source)
    assert any(e in shape(made.body) for e in expected.split("|")), shape(made.body)
    assert any(first <= line <= last for first, _, last, _ in made.broken)


def test_lines_of_a_piece_are_its_own() -> None:
    made = read("public Foo(String a) {\n  go(a); // x\n}")
    assert (made.body[0].span, made.body[0].body[0].span, made.comments[0].line) == ((1, 0, 3, 1), (2, 2, 2, 7), 2)


@pytest.mark.parametrize(("source", "is_whole"), [
    ("class A { int x = " + "(" * 200_000 + "1" + ")" * 200_000 + "; }", False),
    ("class A { void f() { " + "{" * 200_000, False),
    ("x = " + "!" * 50_000 + "a;", False),
    ("x = " + "+".join(["a"] * 10_000) + ";", True),
    ("x = a" + ".b()" * 10_000 + ";", True),
    ("if (a) {b();} else " * 3000 + "{}", True),
    ('x = "' + "a" * 5_000_000 + '";', True),
    ("x = 1 " + "/*a*/" * 20_000 + ";", True),
], ids=lambda s: s[:20] if isinstance(s, str) else "")
def test_hostile_source_takes_bounded_time(source: str, is_whole: bool) -> None:
    start = time.process_time()
    made = read(source)
    assert bool(made.body) and not made.broken if is_whole else made.broken or made.body
    assert time.process_time() - start < 10


@pytest.mark.parametrize("piece", ["<%", "${", "${'", "<a:b c='", '<a:b c="<%= x', "<%--"])
def test_hostile_pages_take_bounded_time(piece: str) -> None:
    start = time.process_time()
    read(piece * 20_000, "a.jsp")
    assert time.process_time() - start < 10
