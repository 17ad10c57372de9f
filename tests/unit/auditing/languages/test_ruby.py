"""What is read of Ruby, whole files, pieces and templates."""

import time

import pytest
from tests.unit.auditing.shapes import shape

from orchestration.auditing.languages import ruby


def read(source: str | bytes, path: str = "a.rb"):
    return ruby.read(path, source if isinstance(source, bytes) else source.encode())


CODE = [
    # values
    ('x = "a #{b} \\n" \'c\'', "x = join(join('a ', b, ' \\n'), 'c')"),
    ('x = "\\x41b" "c"', "x = 'Abc'"),
    ("x = <<~A + <<-'B'\n  a #{b}\nA\n  c\nB\ny", "x = (join('  a ', b, '\\n') + '  c\\n'); y"),
    ("[:a, :\"b#{c}\", %w[d e], 1_000, ?f, nil, 1..2]", "['a', join('b', c), ['d', 'e'], 1000, 'f', None, some(1, 2)]"),
    ("{a: 1, 'b' => 2, :c => 3, **d, e:}", "{'a': 1, 'b': 2, 'c': 3, ...d, 'e': e}"),
    ("/a+\\//i; /a#{b}/; `ls #{c}`; %x(ls)", "/a+\\//i; Regexp.new(join('a', b)); `(join('ls ', c)); `('ls')"),
    ("@a; @@b; $c; self.d; A::B.c; ::T", "this.a; this.b; $c; this.d(); A.B.c(); T"),
    ("!x; not x; x and y || z; x =~ y; defined?(x)", "(not x); (not x); (x and (y or z)); (x =~ y); (defined? x)"),
    # assignments
    ("x.y = 1; x[:a] ||= 2; a, (b, *c) = d; e <<= f; g << h; i = j = k", "x.y = 1; x['a'] or= 2; [a, [b, *c]] = d; e += f; g += h; i = j = k"),
    ("x = if a then b elsif c then d else e end; y = (f unless g)", "x = (a ? b : (c ? d : e)); y = (g ? None : f)"),
    ("x = case a when 1, 2 then b else c end", "x = fn () {switch a {1, 2: return b | else: return c}}()"),
    ("x = begin a; b\nrescue E => e\n c end", "x = fn () {try {a; return b} catch E e {return c}}()"),
    # calls
    ("render html: params[:id].html_safe, :status => 1, 'x' => 2", "render({'x': 2}, html=params['id'].html_safe(), status=1)"),
    ("User.where \"name = '#{params[:name]}'\"", "User.where(join(\"name = '\", params['name'], \"'\"))"),
    ("A.new(1, *b, **c) { |d| e }; f.(1); x&.y&.z 1", "new A(1, *b, *c, fn (d) {return e}); f(1); x.y().z(1)"),
    ("a.each do |b, (c, d), e = 1, *f, k: 2| g b end", "a.each(fn (b, [c, d], e = 1, *f, k = 2) {return g(b)})"),
    ("a.map(&:b).select { it > 1 }.map { _1.c }", "a.map('b').select(fn (it) {return (it > 1)}).map(fn (_1) {return _1.c()})"),
    ("f = ->(x) { x + 1 }; g = lambda { |z| next 1 if z; break }", "f = fn (x) {return (x + 1)}; g = fn (z) {if z {return 1}; return}"),
    ("require 'a'; require_relative 'b/c'; require_relative '../d'", "import =a; import *=./b/c; import *=../d"),
    # statements
    ("y if x; y unless x; unless a then b else c end", "if x {y}; if x {} else {y}; if a {c} else {b}"),
    ("while a do break end; begin; b end until c; d while e; for i in x do y end", "while a {break}; do {b} while (not c); while e {d}; for i in x {y}"),
    ("case x when String then a else b end", "switch x {String: a | else: b}"),
    ("case when a, b then c else d end", "{if some(a, b) {c} else {d}}"),
    ("case x\nin {a: Integer => n} if n > 1 then n\nin [d]\n d\nend", "switch x {some(): n = some(x); if (n > 1) {n} | some(): d = some(x); d}"),
    ("begin; a; rescue B, C::D => e; b; rescue; c; else; d; ensure; f; end", "try {a} catch B|C.D e {b} catch   {c} else {d} finally {f}"),
    ("a rescue b; raise Foo, 'x' if y; raise Foo.new('x'); raise", "try {a} catch   {b}; if y {raise new Foo('x')}; raise new Foo('x'); raise"),
    ("redirect_to x and return; a or raise B; exit", "if redirect_to(x) {return}; if a {} else {raise B}; raise"),
    # definitions
    ("def f(a, b = 2, *c, k:, o: 3, **r, &blk) = a", "def f(a, b = 2, *c, k, o = 3, **r, blk) {return a}"),
    ("def f; return 1, 2 if a; if b then c else d end end", "def f() {if a {return [1, 2]}; if b {return c} else {return d}}"),
    ("def f\n a\nrescue => e\n b\nensure\n c\nend", "def f() {try {return a} catch  e {return b} finally {c}}"),
    ("def f(a) yield a, 1 end", "def f(a, yield) {return yield(a, 1)}"),
    ("module A\n class B::C < D::E\n  include F\n  X = 1\n  attr_reader :n\n  def initialize(a) super; @a = a end\n  def g = h(n)\n  private def h(x) = g\n  def self.s; super(1) end\n class << self; def t; end end\n end\nend",
     "class A() {class B.C(D.E, F) {include(F); X = 1; attr_reader('n'); def constructor(a) {super(a); this.a = a}; def g() {return this.h(this.n)}; "
     "private(def h(x) {return this.g()}); def static s() {return super.s(1)}; def static t() {}}}"),
    ("class A\n def f; x = g; x; g end\n def g; end\nend", "class A() {def f() {x = this.g(); x; return this.g()}; def g() {}}"),
    ("a\n__END__\nb", "a"),
]


@pytest.mark.parametrize("source, expected", CODE)
def test_shape(source, expected):
    module = read(source)
    assert (shape(module.body), module.broken) == (expected, ())


TEMPLATES = [
    ("<p><%= @a %>\n<%== b -%>\n<% if c -%>\n <%# no %><%= link_to d, e %> <%% x %>\n<% else %><%= yield %><% end %>",
     "echo(this.a); raw(b); if c {echo(link_to(d, e))} else {echo(yield())}"),
    ("<%= form_for a do |f| %>\n<%= f.b %><% end %>", "echo(form_for(a, fn (f) {return echo(f.b())}))"),
    ("<% case a %>\n<% when 1 %>x<%= b %>\n<% end %>", "switch a {1: echo(b)}"),
    ("<p>no code</p>", ""),
]


@pytest.mark.parametrize("source, expected", TEMPLATES)
def test_template(source, expected):
    module = read(source, "a.html.erb")
    assert (shape(module.body), module.broken) == (expected, ())


@pytest.mark.parametrize("source, expected", [
    ("get '/x' do\n  erb params[:a]", "get('/x', fn () {return erb(params['a'])})"),
    ("def f(a)\n  if a\n    while b do\n      g(c) if d", "def f(a) {if a {while b {if d {g(c)}}}}"),
    ("# only a comment", ""),
    ("", ""),
    (b"x = '\xe9'\r\n", "x = 'é'"),
])
def test_piece(source, expected):
    assert shape(read(source).body) == expected


def test_broken_is_said_and_the_rest_read():
    module = read("f(a)\n)\ng(b)")
    assert "g(b)" in shape(module.body) and module.broken[0][0] == 2


@pytest.mark.parametrize("source, is_read", [
    ("(" * 200_000, False),
    ("[" * 100_000 + "]" * 100_000, False),
    ("x = " + " + ".join(["a"] * 10_000), True),
    ("x = a" + ".b(c)" * 5_000, True),
    ("x = 1; " * 20_000, True),
    ("<<A\n" * 10_000, True),
])
def test_hostile(source, is_read):
    start = time.process_time()
    module = read(source)
    assert time.process_time() - start < 30
    assert bool(module.body) == is_read
    assert is_read or module.broken
