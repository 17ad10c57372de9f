"""What is read of C#, whole files and pieces."""

import time

import pytest
from tests.unit.auditing.shapes import shape

from orchestration.auditing.languages import csharp


def read(source: str | bytes):
    return csharp.read("A.cs", source if isinstance(source, bytes) else source.encode())


CODE = [
    # values
    ("w = 1.5m + 10UL + 0x1f + 'c' + \"a\\t\\u00e9\" + @\"c:\\\"\"x\" + \"b\"u8;", "w = ((((((1.5 + 10) + 31) + 'c') + 'a\\té') + 'c:\\\\\"x') + 'b')"),
    ('w = $"a {b} {c:00}\\n{{d}}" + $@"c:\\{e}" + $"x" + """raw "y" """ + $"""z {f}""";', "w = ((((join('a ', b, ' ', c, '\\n{d}') + join('c:\\\\', e)) + 'x') + 'raw \"y\" ') + join('z ', f))"),
    ("a?.B?.C(); a?.B.C(1)?[2].D(); x ??= y; z = a ?? throw new E();", "a.B.C(); a.B.C(1)[2].D(); x or= y; z = (a or raise new E())"),
    ("w = (int)v; w = v as T; w = typeof(T); w = nameof(a.x); w = y!; w = -x + ~z; w = !q; i++; w = l[^1];",
     "w = cast<int>(v); w = cast<T>(v); w = T.class; w = 'x'; w = y; w = ((- x) + (~ z)); w = (not q); i += 1; w = l[some(1)]"),
    ("o = new T { A = 1, B = { x } }; p = new a.T<U>(1, n: 2); T q = new(1);", "o = new T(A=1, B=[x]); p = new a.T(1, n=2); let q: T = new T(1)"),
    ("a = new[] { 1 }; int[] b = { 1 }; c = new int[3]; int[] d = [1, ..a]; e = new List<int> { 1, 2 };", "a = [1]; let b: int[] = [1]; c = new int[](3); let d: int[] = [1, *a]; e = [1, 2]"),
    ("d = new D<string, int> { [\"a\"] = 1 }; d = new D { { \"b\", 2 } }; e = new { a = 1, id, s.Length }; f = r with { A = 1 };",
     "d = {'a': 1}; d = {'b': 2}; e = {'a': 1, 'id': id, 'Length': s.Length}; f = {...r, 'A': 1}"),
    ("f = x => x + 1; g = async (int a, T b) => { await go(a); }; h = delegate (int x) { return x; };", "f = fn (x) {return (x + 1)}; g = fn (a: int, b: T) {go(a)}; h = fn (x: int) {return x}"),
    ("d.TryGetValue(\"k\", out var v); int.TryParse(s, out int n); f(ref u, name: 3, this);", "d.TryGetValue('k', let v = some(d)); int.TryParse(s, let n: int = some()); f(u, this, name=3)"),
    ("q = from x in db.Users where x.Name == n join y in z on x.A equals y.A let w = x.B select new { x.Id };", "q = [{'Id': x.Id} for x in db.Users if (x.Name == n) for y in z if x.A if y.A for w in [x.B]]"),
    ("(a, var b) = t; var (c, (d, _)) = t; (int A, string B) e = (1, \"x\");", "[a, b] = t; let [c, [d, _]] = t; let e: tuple = [1, 'x']"),
    ("global::System.Foo(); A<B>.C(); a.B<C>(d); base.F();", "System.Foo(); A.C(); a.B(d); super.F()"),
    # patterns
    ("if (x is Foo f && y is not null) g(f);", "if ((let f: Foo = x instanceof Foo) and (y != None)) {g(f)}"),
    ("if (x is 'a' or 'b') {} if (x is { A: 1, B: var c }) g(c); if (x is string) {}", "if (x in ['a', 'b']) {}; if (let [c] = some(x) instanceof ) {g(c)}; if (x instanceof string) {}"),
    ("r = k switch { \"a\" => 1, Foo { X: > 3 } t when t.Ok => 2, \"b\" or \"c\" => 4, _ => throw new E() };",
     "r = fn () {switch k {'a': return 1 | some(): let t = some(k); if t.Ok {return 2} | 'b', 'c': return 4 | else: raise new E()}}()"),
    ("switch (k.x) { case 1: case 2: a(); break; case 3: goto case 1; default: { c(); break; } }", "switch k.x {1:  falls | 2: a() | 3:  | else: c()}"),
    ("switch (k.x) { case Foo q when q.X: b(); return; }", "let switched = k.x; switch switched {some(): let q: Foo = switched; if q.X {b(); return}}"),
    # statements
    ("foreach (var (a, b) in l) use(a); foreach (string s in l) { }", "for [a, b] in l {use(a)}; for s: string in l {}"),
    ("for (int i = 0, j = 1; i < 3; i++, j--) x[i] += y; do { } while (a); while (b) ;", "let i: int = 0; let j: int = 1; while (i < 3) {x[i] += y} step {i += 1; j -= 1}; do {} while a; while b {}"),
    ("if (a) b(); else if (c) { d(); } else e();", "if a {b()} else {if c {d()} else {e()}}"),
    ("using (var c = new Conn(s)) { c.X(); } using var d = f(); lock (o) { z(); } unsafe { y(); }", "with let c = new Conn(s) {c.X()}; let d = f(); with o {z()}; y()"),
    ("try { a(); } catch (A e) when (e.X) { w(); } catch { } finally { v(); }", "try {a()} catch A e {if e.X {w()}} catch   {} finally {v()}"),
    ("throw; L: x(); int L2(int a) => a + 1;", "raise; x(); def L2(a: int): int {return (a + 1)}"),
    # definitions
    ("using System; using static A.B; using F = X.Y<Z>;", "import *=System; import *=A.B; import F=X.Y"),
    ("[Route(\"api\"), C] class A<T> : B<T>, I where T : class { A(string x) : base(x) { } A() : this(\"q\") { } static A() { Init(); } }",
     "@Route('api') @C class A(B, I) {def constructor(x: string) {super(x)}; def constructor() {this('q')}; def static <static>() {A.Init()}}"),
    ("class A { string P { get; set; } = \"d\"; int Q => 1; string R { get { return x; } set { x = value; } } string x; int this[int i] { get => l[i]; } }",
     "class A() {let P: string = 'd'; let Q: int = 1; let R: string = some(); def get_R(): string {return this.x}; def set_R(value: string) {this.x = value}; let x: string = some();"
     " def get_Item(i: int): int {return l[i]}}"),
    ("class A { [HttpGet(\"{id}\", Name = \"n\")] public async Task<IActionResult> Get([FromQuery(Name = \"q\")] string id, ref int z, int d = 3, params string[] r) { return id; } }",
     "class A() {@HttpGet('{id}', Name='n') def Get(@FromQuery(Name='q') id: string, z: int, d: int = 3, *r: string): IActionResult {return id}}"),
    ("enum K { A, B = 2 } delegate int D(int x); interface I { void F(); int G() => 1; }", "class K() {let A = some(); let B = 2}; class I() {def abstract F(): void {}; def G(): int {return 1}}"),
    ("record R(string A, int B) : Z(A);", "class R(Z) {let A: string = some(); let B: int = some(); def constructor(A: string, B: int) {this.A = A; this.B = B}}"),
    # whose a bare name is
    ("class A { int x; const int S = 1; void F(int x) { G(x, this.x); int L(int a) => a + S; L(x); } static void G(int a, int b) { } void H() { x = a; } }",
     "class A() {let x: int = some(); let S: int = 1; def F(x: int): void {def L(a: int): int {return (a + A.S)}; A.G(x, this.x); L(x)}; def static G(a: int, b: int): void {}; def H(): void {this.x = a}}"),
    ("class A : Controller { void F(string q) { Redirect(q); Request.Query(); } static void G() { Own(); } }",
     "class A(Controller) {def F(q: string): void {this.Redirect(q); Request.Query()}; def static G(): void {A.Own()}}"),
    ("class A : B { int F() { return L(1); int L(int a) => a; } }", "class A(B) {def F(): int {def L(a: int): int {return a}; return L(1)}}"),
    # pieces of files
    ("[HttpPost]\npublic IActionResult Post(string q)\n{\n  return Redirect(q);\n}", "@HttpPost def Post(q: string): IActionResult {return Redirect(q)}"),
    ("private readonly Db _db;\npublic Foo(Db db) { _db = db; }", "let _db: Db = some(); def constructor(db: Db) {this._db = db}"),
    ("var b = W.Create(args);\r\napp.MapGet(\"/x\", async (string q, Db db) => await db.Run(q));", "let b = W.Create(args); app.MapGet('/x', fn (q: string, db: Db) {return db.Run(q)})"),
    ("#if DEBUG\nclass A { }\n#else\nclass B { }\n#endif", "class A() {}; class B() {}"),
    ("// only a comment", ""),
    ("", ""),
]


@pytest.mark.parametrize(("source", "expected"), CODE, ids=[s[:40] for s, _ in CODE])
def test_code(source: str, expected: str) -> None:
    made = read(source)
    assert (shape(made.body), made.broken) == (expected, ())


@pytest.mark.parametrize("source", ["namespace A.B { class \u00c4 {} } // one\n/* two */ ", "namespace A.B; // one\nclass \u00c4 {}\n/* two */"])
def test_namespaces_comments_and_encodings(source: str) -> None:
    made = read(("\ufeff" + source).encode())
    assert (made.package, shape(made.body), [(c.text, c.stands_alone) for c in made.comments]) == ("A.B", "class Ä() {}", [("one", False), ("two", True)])
    assert shape(read('x = "\xe9";'.encode("latin-1")).body) == "x = 'é'"


@pytest.mark.parametrize(("source", "expected"), [
    ("class A { void F() { x( ; } void G() { y(); } } }", "def G(): void {y()}"),
    ("return x; }", "return x"),
])
def test_what_is_broken_is_said_and_the_rest_is_read(source: str, expected: str) -> None:
    made = read(source)
    assert expected in shape(made.body) and made.broken


@pytest.mark.parametrize(("source", "is_whole"), [
    ("class A { int x = " + "(" * 200_000 + "1" + ")" * 200_000 + "; }", False),
    ("class A { void F() " + "{" * 200_000, False),
    ("x = " + "!" * 50_000 + "a;", False),
    ("x = " + "+".join(["a"] * 10_000) + ";", True),
    ("x = a" + ".B()" * 10_000 + ";", True),
    ("if (a) {b();} else " * 3000 + "{}", True),
    ('x = "' + "a" * 5_000_000 + '";', True),
], ids=lambda s: s[:20] if isinstance(s, str) else "")
def test_hostile_source_takes_bounded_time(source: str, is_whole: bool) -> None:
    start = time.process_time()
    made = read(source)
    assert bool(made.body) and not made.broken if is_whole else made.broken or made.body
    assert time.process_time() - start < 10
