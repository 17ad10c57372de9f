"""What is read of PHP, whole files and pieces."""

import time

import pytest
from tests.unit.auditing.shapes import shape

from orchestration.auditing.languages import php


def read(source: str | bytes, path: str = "a.php"):
    return php.read(path, source if isinstance(source, bytes) else source.encode())


CODE = [
    # values
    ('$x = "a $x {$y[\'a\']} $z[k] ${q} {$o->p->m()}\\n";', "$x = join('a ', $x, ' ', $y['a'], ' ', $z['k'], ' ', $q, ' ', $o.p.m(), '\\n')"),
    ("$x = 'a\\'b\\n' . \"\\x41\\$c\" . 017;", "$x = ((\"a'b\\\\n\" + 'A$c') + 15)"),
    ("$x = <<<E\n a $x\nE;\n$y = <<<'E'\nraw $x\nE;", "$x = join(' a ', $x); $y = 'raw $x'"),
    ("$a = $_GET['a'] ?? null; $b = $c ?: $d; $e = $f ? 1 : 2;", "$a = ($_GET['a'] or None); $b = ($c or $d); $e = ($f ? 1 : 2)"),
    ("$x = `ls $d`; @f(); clone $x; $v = (int) $x; !$a;", "$x = shell_exec(join('ls ', $d)); f(); $x; $v = cast<int>($x); (not $a)"),
    ("$x .= 'b'; $a[] = 1; $i++; $w = &$x; $$x = 1;", "$x += 'b'; $a += [1]; $i += 1; $w = $x; $GLOBALS[$x] = 1"),
    ("$x = [1, 'a' => 2, ...$z]; $y = array($a, $b); [];", "$x = {0: 1, 'a': 2, ...$z}; $y = [$a, $b]; []"),
    ("[$a, , $b] = f(); list('k' => $c) = $d;", "[$a, None, $b] = f(); {'k': $c} = $d"),
    ("$a === 1 && $b !== 2 || $c <> 3; $a instanceof A\\B;", "((($a == 1) and ($b != 2)) or ($c != 3)); ($a instanceof A.B)"),
    ("$r = match($x) { 1, 2 => a(), default => throw new E($y) };", "$r = fn () {switch $x {1, 2: return a() | else: raise new E($y)}}()"),
    ("$r = match(true) { $a, $b => 1, default => 2 };", "$r = fn () {if ($a or $b) {return 1} else {return 2}}()"),
    # calls and members
    ("$this->db?->find($r->id)->x; A::f(1, n: 2, ...$z); A::$v; A::X; \\A\\f();", "this.db.find($r.id).x; A.f(1, *$z, n=2); A.v; A.X; A.f()"),
    ("new A($x); new $c; new class(1) extends Q {}; $o->$n(1); $f($x); strlen(...);", "new A($x); new $c(); new class (Q) {}(1); $o[$n](1); $f($x); strlen"),
    ("echo 1, $x; print $y; eval($c); exit(1); unset($a, $b);", "echo(1, $x); print($y); eval($c); exit(1); raise; (delete $a); (delete $b)"),
    ("require_once __DIR__ . '/x.php'; include ROOT . 'a/b.php'; include 'c.php'; $d = include $e;",
     "import *=./x.php; require_once((__DIR__ + '/x.php')); import *=a/b.php; include((ROOT + 'a/b.php')); import *=./c.php; include('c.php'); $d = include($e)"),
    # statements
    ("if ($a): echo 1; elseif ($b): echo 2; else: echo 3; endif;", "if $a {echo(1)} else {if $b {echo(2)} else {echo(3)}}"),
    ("foreach ($a as $k => &$v) f($v); foreach ($a as [$x]): endforeach;", "for $k keys $a {$v = $a[$k]; f($v)}; for [$x] in $a {}"),
    ("for ($i = 0; $i < 1; $i++, $j--) {} while (1): break 2; endwhile; do { continue; } while (0);",
     "$i = 0; while ($i < 1) {} step {$i += 1; $j -= 1}; while 1 {break}; do {continue} while 0"),
    ("switch ($x) { case 1: a(); break; case 2: default: { b(); break; } }", "switch $x {1: a() | 2:  falls | else: b()}"),
    ("try { a(); } catch (A | \\B\\C $e) { b(); } finally { c(); } throw $e;", "try {a()} catch A|B.C $e {b()} finally {c()}; raise $e"),
    # definitions
    ("use A\\B as C, D; use function E\\f; use G\\{H, I as J};", "import C=A.B, D=D; import f=E.f; import H=G.H, J=G.I"),
    ("function f(?array $a, A|null $b = 1, string ...$c): int { static $n = 0; global $g; yield $k => $v; }",
     "def f($a: array, $b: A = 1, *$c: string): int {let $n = 0; yield $v}"),
    ("f(); function f() {}", "def f() {}; f()"),
    ("$f = function ($x) use ($y) { return $x; }; $g = fn(A $x) => $x + 1;", "$f = fn ($x) {return $x}; $g = fn ($x: A) {return ($x + 1)}"),
    ("#[R('/x', methods: ['GET'])] final class A extends B\\C implements D { use T; const X = 1; #[Q] public static ?Foo $s = 2, $t; }",
     "@R('/x', methods=['GET']) class A(B.C, D, T) {let X = 1; @Q let s: Foo = 2; @Q let t: Foo = None}"),
    ("class A { function __construct(private Db $db, $q) { parent::__construct($q); parent::g(); self::X; } abstract static function n(): self; }",
     "class A() {def constructor($db: Db, $q) {this.db: Db = $db; super($q); super.g(); A.X}; def static abstract n(): A {}}"),
    ("enum S: string { case H = 'h'; }", "class S() {let H = 'h'}"),
]


@pytest.mark.parametrize("source, expected", CODE)
def test_shape(source, expected):
    for whole in (f"<?php {source}", source):
        module = read(whole)
        assert (shape(module.body), module.broken) == (expected, ())


PAGES = [
    ("<p>\n<?= $x ?>\n<?php foreach ($a as $b): ?><?= /* c */ $b ?><?php endforeach ?>", "echo('<p>\\n'); echo($x); for $b in $a {echo($b)}"),
    ("<p>no code</p>", "echo('<p>no code</p>')"),
    ("<?php f();\n", "f()"),
    ("public function m(Request $r) { return $this->x($r); }", "class _() {def m($r: Request) {return this.x($r)}}"),
    ("if ($a) { f($b);", "if $a {f($b)}"),
    ("// only a comment", ""),
    ("", ""),
    (b"<?php $x = '\xe9';", "$x = 'é'"),
]


@pytest.mark.parametrize("source, expected", PAGES)
def test_page_or_piece(source, expected):
    module = read(source)
    assert (shape(module.body), module.broken) == (expected, ())
    assert all(n.span[0] >= 1 for n in module.body)


def test_raw_output_of_blade():
    module = read("<p>{{ $a }}\n {!! $b->c !!} {!! $d !!}", "v.blade.php")
    assert [(shape(n), n.span[0]) for n in module.body if "<p>" not in shape(n)] == [("echo($b.c)", 2), ("echo($d)", 2)]


def test_package_and_lines():
    module = read("<?php\nnamespace A\\B;\n\nf();\n")
    assert (module.package, module.body[-1].span) == ("A.B", (4, 0, 4, 3))


def test_broken_is_said_and_the_rest_read():
    module = read("<?php\nf(); }\ng($b);")
    assert "g($b)" in shape(module.body) and module.broken[0][0] == 2


@pytest.mark.parametrize("source, is_read", [
    ("<?php " + "(" * 200_000, False),
    ("<?php $x = " + "[" * 100_000 + "]" * 100_000 + ";", False),
    ("<?php $x = " + " . ".join(["$a"] * 10_000) + ";", True),
    ("<?php $x" + "->b($c)" * 5_000 + ";", True),
    ("<?php " + "$x = 1; /* c */" * 20_000, True),
    ("<?= $x ?>" * 10_000, True),
])
def test_hostile(source, is_read):
    start = time.process_time()
    module = read(source)
    assert time.process_time() - start < 30
    assert bool(module.body) == is_read
    assert is_read or module.broken[0] == (1, 0, 1, len(source))
