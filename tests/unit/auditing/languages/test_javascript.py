"""What is read of JavaScript and its relatives, whole files and pieces."""

import time

import pytest
from tests.unit.auditing.shapes import shape

from orchestration.auditing.languages import javascript


def read(source: str | bytes, path: str = "a.js"):
    return javascript.read(path, source if isinstance(source, bytes) else source.encode())


JAVASCRIPT = [
    # values
    ("x = `a ${b}\\n c`", "x = join('a ', b, '\\n c')"),
    ("x = `a\\x41${'b'}`", "x = 'aAb'"),
    ("sql`a ${b}`; sql`a`", "sql(['a '], b); sql(['a'])"),
    (r"x = 'a\u{1F600}\'\
b'", "x = \"a😀'b\""),
    ("x = [1_000n, 0xff, 1.5, 017, .5e3]", "x = [1000, 255, 1.5, 15, 500.0]"),
    ("x = /a\\/b+/gi", "x = /a\\/b+/gi"),
    ("y = a?.b?.[c]?.(d, ...e)", "y = a.b[c](d, *e)"),
    ("new Foo; new a.B(c)", "new Foo(); new a.B(c)"),
    ("a === b && c !== d || !e ?? f", "((((a == b) and (c != d)) or (not e)) or f)"),
    ("delete x.y; typeof x; void 0; k in o; o instanceof A", "(delete x.y); (typeof x); None; (k in o); (o instanceof A)"),
    ("o = {a, 'b': 1, [c]: 2, 3: 4, m() {}, get g() { return 2 }, ...s}", "o = {'a': a, 'b': 1, c: 2, '3': 4, 'm': def m() {}, 'g': @property def g() {return 2}, ...s}"),
    ("x = a ? b : c ? d : e", "x = (a ? b : (c ? d : e))"),
    ("(0, a.b)(c); x = (f(), g)", "a.b(c); x = some(f(), g)"),
    ("i++; x ||= 1; x >>>= 2", "i += 1; x or= 1; x >>>= 2"),
    # patterns
    ("[, a, ...b] = c", "[None, a, *b] = c"),
    ("const {a: {b = 1}, c = 3, ...d} = o", "let {'a': {'b': b or-else 1}, 'c': c or-else 3, ...d} = o"),
    ("let x, y = 1", "let x = None; let y = 1"),
    # functions
    ("f = async x => x + 1; g = ({a}, b = 2, ...c) => { await a }", "f = fn (x) {return (x + 1)}; g = fn ({'a': a}, b = 2, *c) {a}"),
    ("f(); if (a) { g(); function g() {} } function f() {}", "def f() {}; f(); if a {def g() {}; g()}"),
    ("function* f(a) { yield* a; yield 1; return }", "def f(a) {yield a; yield 1; return}"),
    ("class A extends m.B { static x = 1; #y; constructor() { super(1) } static n() {} set v(q) {} static { f() } }",
     "class A(m.B) {let x = 1; let #y = None; def constructor() {super(1)}; def static n() {}; @v.setter def v(q) {}; {f()}}"),
    ("class A extends Mixin(B, C.D) {}", "class A(Mixin, B, C.D) {}"),
    # statements
    ("if (a) b; else if (c) { d } else e", "if a {b} else {if c {d} else {e}}"),
    ("for (const k in o) {} for (const [a, b] of o) x(a)", "for k keys o {}; for [a, b] in o {x(a)}"),
    ("for (let i = 0; i < n; i++, j--) f(i); for (;;) {}", "let i = 0; while (i < n) {f(i)} step {i += 1; j -= 1}; while  {}"),
    ("l: while (1) { break l } do { x } while (y)", "while 1 {break}; do {x} while y"),
    ("switch (x) { case 1: case 2: f(); case 3: { g(); break } case 4: if (a) { return } else { throw b } default: h() }",
     "switch x {1:  falls | 2: f() falls | 3: g() | 4: if a {return} else {raise b} | else: h() falls}"),
    ("try { a } catch (e) { b } finally { c }", "try {a} catch  e {b} finally {c}"),
    ("try { a } catch ({message}) { b } ", "try {a} catch  <caught> {let {'message': message} = <caught>; b}"),
    # modules
    ("import d, {a as b, default as c} from './x'; import * as n from 'node:fs'; import 'y'", "import d=./x#default, b=./x#a, c=./x#default; import n=fs; import =y"),
    ("const cp = require('node:child_process'), {exec: run, promises: {r}} = require('x'), j = require('y').join", "import cp=child_process; import run=x#exec, r=x#promises.r; import j=y#join"),
    ("const {a} = await import('m'); const b = __importStar(require('n'))", "import a=m#a; import b=n"),
    ("const x = require('a')(b); const y = require(z)", "let x = require('a')(b); let y = require(z)"),
    ("module.exports = {a, b: f}", "module.exports = {'a': a, 'b': f}; export default={'a': a, 'b': f}; export a=a; export b=f"),
    ("exports.a = exports['b'] = 1; module.exports.c = 2", "exports.a = exports['b'] = 1; export a=1; export b=1; module.exports.c = 2; export c=2"),
    ("var app = exports = module.exports = {}", "let app = exports = module.exports = {}; export default={}"),
    ("export const {a, b: [c]} = x; export {a as d}", "let {'a': a, 'b': [c]} = x; export a=a; export c=c; export d=a"),
    ("export default function f() {}; export default x => x", "def f() {}; export default=f; export default=fn (x) {return x}"),
    ("export * from './z'; export * as q from './z'; export {r as s} from './w'", "export *=require('./z'); export q=require('./z'); export s=require('./w').r"),
    # JSX
    ("x = <a b='1' {...p} c>t &amp; {v}<F.G/>{/* no */}</a>", "x = jsx('a', {'b': '1', ...p, 'c': True}, 't ', '&', v, jsx(F.G, {}))"),
    ("x = <><Foo/></>", "x = jsx('', {}, jsx(Foo, {}))"),
    ("x = <p dangerouslySetInnerHTML={{__html: a}} href='#' src={b}/>",
     "x = jsx('p', {'dangerouslySetInnerHTML': {'__html': a}, 'href': '#', 'src': b}, element.dangerouslySetInnerHTML = a, element.src = b)"),
    ("x = <p dangerouslySetInnerHTML={f()}/>", "x = jsx('p', {'dangerouslySetInnerHTML': f()}, element.dangerouslySetInnerHTML = f().__html)"),
    # types in a file that says nothing of them
    ("const a: ?string = (x: any);", "let a: string = x"),
]

TYPESCRIPT = [
    ("const a = <any>b, c = d as E, f = g!.h, i = j satisfies K", "let a = b; let c = d; let f = g.h; let i = j"),
    ("function f(this: A, a: Map<string, B>, b?: string | undefined, c: Promise<D[]> = x): Promise<void> {}", "def f(a: Map, b: string, c: D[] = x): void {}"),
    ("class A<T> extends B<C> implements D, E.F { constructor(private readonly db: Db<X>, @Inject() public q, z) { super() } }",
     "class A(B, D, E.F) {def constructor(db: Db, @Inject() q, z) {this.db: Db = db; this.q = q; super()}}"),
    ("@Controller('x') export class A { @Get(':id') /* c */ async f(@Param('id') id: string) {} @Column() n: number }",
     "@Controller('x') class A() {@Get(':id') def f(@Param('id') id: string) {}; @Column() let n: number = None}; export A=A"),
    ("abstract class A { abstract f(a: B): C; private x = 1 }", "class A() {def abstract f(a: B): C {}; let x = 1}"),
    ("enum E { A = 1, B, C = 'c' } namespace N { const z = 1 }", "let E = {'A': 1, 'B': 2, 'C': 'c'}; let z = 1"),
    ("import fs = require('fs'); import type {T} from 'y'; import A = B.C; export = fs", "import fs=fs; import T=y#T; let A = B.C; export default=fs"),
    ("interface I { a: string } type T = {}; declare module 'x' {} function f(x: string): void; x()", "x()"),
]


@pytest.mark.parametrize("path, source, expected", [*(("a.js", *c) for c in JAVASCRIPT), *(("a.ts", *c) for c in TYPESCRIPT)])
def test_shape(path, source, expected):
    module = read(source, path)
    assert shape(module.body) == expected
    assert module.broken == ()


@pytest.mark.parametrize("source, expected", [
    ("async find(id, @Query() q) { return this.x(id) }", "class _() {def find(id, @Query() q) {return this.x(id)}}"),
    ("post: async (req, res) => { f(req) },", "{'post': fn (req, res) {f(req)}}"),
    ("app.get('/x', (req, res) => {\n  if (req.a) {\n    res.send([req.b", "app.get('/x', fn (req, res) {if req.a {res.send([req.b])}})"),
    ("\ta()\n  b()\r\n", "a(); b()"),
    ("return x", "return x"),
    ("// only a comment", ""),
    ("", ""),
    (b"\xef\xbb\xbfx = '\xe9'", "x = 'é'"),
    (b"x = '\xe9' // \xff", "x = 'é'"),
])
def test_piece(source, expected):
    module = read(source)
    assert shape(module.body) == expected
    assert module.broken == ()
    assert all(n.span[0] >= 1 for n in module.body)


def test_lines_of_a_piece_are_its_own():
    method = read("// c\nasync find() {\n  return x }").body[0].body[0]
    assert (method.span[0], method.body[0].span[:2]) == (2, (3, 2))


@pytest.mark.parametrize("source, expected, broken", [
    ("f(a); }\ng(b)", "f(a); g(b)", (1, 6, 1, 7)),
    ("x = ;\ng(b)", "g(b)", (1, 4, 1, 5)),
])
def test_broken_is_said_and_the_rest_read(source, expected, broken):
    module = read(source)
    assert expected in shape(module.body)
    assert broken in module.broken


COMPONENTS = [
    ("a.vue", "<template>\n <div v-html=\"user.bio\" :href=\"url\"></div>\n <p :src='x+1' v-html=''/></template>\n<script setup lang=\"ts\">\nconst u: User = f()\n</script>\n<style>a { v-html: 1 }</style>",
     "typescript", "let u: User = f(); element.innerHTML = user.bio; element.href = url; element.src = (x + 1)", [5, 2, 2, 3]),
    ("a.svelte", "<script>\nexport let x\n</script>\n{#if x}{@html marked(x)}{/if}\n<a href={url}>{@html {a: 1}.a}</a>",
     "javascript", "let x = None; export x=x; element.innerHTML = marked(x); element.href = url; element.innerHTML = {'a': 1}.a", [2, 2, 4, 5, 5]),
    ("a.vue", "<template><p v-html=\"f(b.c, encodeURI(d))\"/></template>\n<script>\nimport x from 'y'\nexport default defineComponent({ data() { const z = 1; return { b: z } }, computed: { u() { return this.b } },\n"
              "watch: { a(v) { this.b = v } }, mounted() { this.b = x }, methods: { f: (q) => q } })\n</script>",
     "javascript", "import x=y#default; class <component>() {def constructor() {let z = 1; this.b = z; this.watch a(); this.mounted(); this.f(); element.innerHTML = this.f(this.b.c, encodeURI(this.d))}; "
     "@property def u() {return this.b}; def watch a(v) {this.b = v}; def mounted() {this.b = x}; def f(q) {return q}}; export default=<component>", [3, 4, 4]),
    ("a.vue", "<template><p/></template>", "javascript", "", []),
]


@pytest.mark.parametrize("path, source, language, expected, lines", COMPONENTS)
def test_component(path, source, language, expected, lines):
    module = read(source, path)
    assert (module.language, shape(module.body), module.broken) == (language, expected, ())
    assert [n.span[0] for n in module.body] == lines


def test_comments():
    module = read("#!/usr/bin/env node\nx() // nosec\n/* a\n * b */\n")
    assert [(c.line, c.last_line, c.text, c.stands_alone) for c in module.comments][1:] == [(2, 2, "nosec", False), (3, 4, "a\nb", True)]


@pytest.mark.parametrize("source, is_read", [
    ("(" * 200_000, False),
    ("[" * 100_000 + "]" * 100_000, False),
    ("x = a" + ".b(c)" * 5_000, True),
    ("x = " + " + ".join(["a"] * 10_000), True),
    ("if (a) {} else " * 3_000 + "{}", True),
    ("x = " + "a ? b : " * 3_000 + "c", True),
    ("x = 1; /* c */" * 20_000, True),
    ("`${" * 30_000, False),
    ("{" * 100_000, False),
])
def test_hostile(source, is_read):
    start = time.process_time()
    module = read(source)
    assert time.process_time() - start < 30
    assert bool(module.body) == is_read
    assert is_read or module.broken[0] == (1, 0, 1, len(source))



def test_a_bare_ampersand_in_text_breaks_nothing():
    module = read("const a = <h1>Roles & rights {b} of A & B</h1>; const c = d && (e & f)", "a.tsx")
    assert module.broken == () and "and" in shape(module.body)
