"""What a reader says of a program is what flow understands of it."""

import pytest

from orchestration.auditing.languages import SUFFIXES
from orchestration.auditing.project import Project


def found(files: dict[str, str]) -> list[tuple[str, int, str]]:
    """(file, line, rule) of everything found in files that know each other."""
    project = Project({path: SUFFIXES["." + path.rsplit(".", 1)[1]] for path in files}, lambda path: files[path].encode())
    for path in sorted(files):
        project.audit(path)
    return sorted((hit.path, hit.span[0], hit.rule) for hit in project.hits.values())


ROUTE = "const {run} = require('./db');\napp.get('/x', (req, res) => run(req.query.a));\n"
EXEC = "const {exec: go} = require('child_process');\n"

CASES = {
    "exports, destructured": ({"a.js": ROUTE, "db.js": EXEC + "module.exports = { run: (x) => go(`ls ${x}`) };"}, [("db.js", 2, "command-injection")]),
    "exports, one by one": ({"a.js": ROUTE, "db.js": EXEC + "exports.run = function (x) { go('ls ' + x) };"}, [("db.js", 2, "command-injection")]),
    "modules, renamed on the way": ({
        "a.ts": "import {show as s} from './lib';\nexport default (req: Request, res) => s(req.query.a);",
        "lib/index.ts": "export {run as show} from './db';",
        "lib/db.ts": "import * as cp from 'node:child_process';\nexport function run(x: string) { cp.execSync(x) }",
    }, [("lib/db.ts", 2, "command-injection")]),
    "modules, all of one": ({
        "a.js": "import {run} from './lib.js';\napp.get('/', (req, res) => run(req.query.a))",
        "lib.js": "export * from './db.js';",
        "db.js": EXEC + "export const run = async (x) => { await go(x) }",
    }, [("db.js", 2, "command-injection")]),
    "a class, injected": ({
        "a.ts": "import {Db} from './db';\n@Controller('x')\nexport class A {\n  constructor(private readonly db: Db) {}\n  @Get() find(@Query('q') q: string) { return this.db.run(q) }\n}",
        "db.ts": "import {exec} from 'child_process';\nexport class Db { run(q: string) { exec(q) } }",
    }, [("db.ts", 2, "command-injection")]),
    "a function that is declared after its use": ({
        "a.js": "const {pool} = require('./db');\napp.get('/', (req, res) => pool.query('select ' + req.query.a));", "db.js": "const {Pool} = require('pg');\nlet pool = make();\nfunction make() { return new Pool() }\n"
        "module.exports = {pool};"}, [("a.js", 2, "sql-injection")]),
    "a getter": ({"a.js": EXEC + "class A { constructor(r) { this.r = r } get q() { return this.r.query.q } }\napp.get('/', (req, res) => {\n  go(new A(req).q)\n})"}, [("a.js", 4, "command-injection")]),
    "a case that falls through": ({"a.js": EXEC + "app.get('/', (req, res) => {\n let a = 'x';\n switch (req.query.k) { case '1': a = req.query.a; case '2': go(a); break; default: go(a) }\n})"},
                                  [("a.js", 4, "command-injection")]),
    "a branch that never runs": ({"a.js": EXEC + "app.get('/', (req, res) => {\n const n = 1;\n if (n > 2) go(req.query.a); else go('ls')\n})"}, []),
    "a component's state": ({"a.vue": "<template><p v-html=\"t\"/></template>\n<script>\nexport default { data: () => ({t: ''}), mounted() { this.t = this.$route.query.t } }\n</script>"}, [("a.vue", 1, "xss")]),
    "a component's markup": ({"a.jsx": "import {useLocation} from 'react-router-dom';\nexport default function A() {\n const {search} = useLocation();\n return <p dangerouslySetInnerHTML={{__html: search}}/> }"},
                             [("a.jsx", 4, "template-output"), ("a.jsx", 4, "xss")]),
    "a part that was checked": ({"a.js": "app.get('/', (req, res) => {\n const u = new URL(req.query.u);\n if (!HOSTS.has(u.hostname)) return res.end();\n fetch(u.href)\n})"}, []),
    "a part that was checked, by another name": ({"a.js": "app.get('/', (req, res) => {\n const host = new URL(req.query.u).hostname;\n if (!HOSTS.has(host)) return res.end();\n fetch(req.query.u);\n"
                                                       " fetch(req.query.v)\n})"}, [("a.js", 4, "ssrf"), ("a.js", 5, "ssrf")]),
    "one character after the other": ({"a.js": "app.get('/', (req, res) => {\n res.send(req.query.q.replace(/[&<>]/g, c => TABLE[c]));\n res.send(req.query.q.replace(/[^a-z ]/g, ''));\n"
                                              " res.send(req.query.q.replace(/[&>]/g, ''))\n})"}, [("a.js", 4, "xss")]),
    "a function that returns a test": ({"a.js": "function is_word(t) { return /^[a-z]+$/.test(t) }\napp.get('/', (req, res) => {\n if (is_word(req.query.a)) res.send(req.query.a);\n res.send(req.query.a) })"},
                                       [("a.js", 4, "xss")]),
    "a test of all of a text": ({"a.js": "app.get('/', (req, res) => {\n const {a, b, c} = req.query;\n if (/^[a-z]+$/.test(a)) res.send(a);\n if (/^[a-z]+/.test(b)) res.send(b);\n if (!/[<>]/.test(c)) res.send(c);\n})"},
                                [("a.js", 4, "xss")]),
    "a tag that gets its values apart": ({"a.js": "app.get('/', (req, res) => {\n db.query(sql`select ${req.query.a}`);\n db.query(String.raw`select ${req.query.a}`);\n})"}, [("a.js", 3, "sql-injection")]),
    "what is searched goes on": ({"a.js": "app.get('/', (req, res) => {\n for (const a of [].concat(req.query.a || [])) for (const b of a.split(',')) res.send(b);\n})"}, [("a.js", 2, "xss")]),
    "a response that is no page": ({"a.js": "app.get('/', (req, res) => {\n res.setHeader('Content-Type', 'text/csv'); res.send(req.query.a)\n});\napp.get('/', (req, res) => {\n res.type('html'); res.send(req.query.a)\n})"},
                                   [("a.js", 5, "xss")]),
    "a schema before the handler": ({
        "a.js": "const {find} = require('./c'); const {celebrate} = require('celebrate');\napp.post('/', celebrate(S), find);\napp.post('/', (req, res) => db.collection('a').findOne({a: req.body.a}))",
        "c.js": "exports.find = (req, res) => db.collection('a').findOne({a: req.body.a});",
    }, [("a.js", 3, "nosql-injection")]),
    "what is sent in the middle of a stream": ({"a.js": "http.createServer((q, s) => { let t = '';\n q.on('data', c => { t += c });\n q.on('end', () => { eval(t) }) })"}, [("a.js", 3, "code-injection")]),
    "resolvers": ({"a.js": "module.exports = { Query: {\n a: (_, { id }) => eval(id) } }"}, [("a.js", 2, "code-injection")]),
    "a server's action": ({"a.ts": "'use server';\nexport async function run(f: FormData) {\n eval(f.get('a')) }", "b.ts": "export async function run(f: FormData) { eval(f.get('a')) }"},
                          [("a.ts", 3, "code-injection")]),
    "a function by the name it is offered under": ({"a.js": EXEC + "exports.handler = async (event) => {\n go('ls ' + event.queryStringParameters.d) }"}, [("a.js", 3, "command-injection")]),
    "text that begins with what is ours": ({"a.js": "app.get('/', (req, res) => {\n fetch(`${BASE}/users/${req.query.a}`);\n fetch(`${BASE}://${req.query.a}`);\n fetch(`http://${HOST}/${req.query.a}`);\n"
                                                    " fetch(`http://${HOST}${req.query.a}`) })"}, [("a.js", 3, "ssrf"), ("a.js", 5, "ssrf")]),
    "one place that two files build text for": ({
        "db.js": "const {Pool} = require('pg'); const p = new Pool();\nexports.run = (t) => p.query(t);",
        "a.js": "const {run} = require('./db');\napp.get('/a', (req, res) => run('select ' + req.query.a));", "b.js": "const {run} = require('./db');\napp.get('/b', (req, res) => run('select ' + req.query.b));",
    }, [("db.js", 2, "sql-injection"), ("db.js", 2, "sql-injection")]),
    "a page's own address": ({"a.js": "fetch('http://' + location.hash); eval(location.hash)"}, [("a.js", 1, "code-injection")]),
    "PHP, from a form to the page": ({"a.php": "<?php $a = htmlspecialchars($_GET['a']); $b = $_GET['b']; ?>\n<p><?= $a ?></p>\n<p><?= $b ?></p>"}, [("a.php", 3, "xss")]),
    "Ruby, a block": ({"a.rb": "class B\n  def self.go(f)\n    quiet { system(\"cp #{f}\") }\n  end\n  def self.quiet\n    yield\n  end\nend\nclass C < ApplicationController\n  def x\n    B.go(params[:f])\n  end\nend\n"},
                      [("a.rb", 3, "command-injection")]),
    "what one handler puts where the next one finds it": ({"a.js": EXEC + "app.use((req, res, next) => { req.a = req.body.a; res.locals.b = req.query.b; next() });\napp.get('/', (req, res) => {\n go(req.a);\n"
                                                           " go(res.locals.b);\n go(req.c) })"}, [("a.js", 4, "command-injection"), ("a.js", 5, "command-injection")]),
    "frameworks, by their handlers' parameters": ({
        "fastify.js": EXEC + "fastify.get('/', async (request, reply) => {\n go(request.query.a); reply.send('<b>' + request.query.a) })",
        "hapi.js": EXEC + "server.route({ method: 'GET', handler: (request, h) => {\n go(request.payload.a) } })",
        "koa.js": EXEC + "router.get('/', async ctx => {\n go(ctx.query.a) })",
        "hono.ts": "import { Hono } from 'hono'; import { exec } from 'child_process';\napp.get('/', c => {\n exec(c.req.query('a')) })",
        "nest.ts": "import { exec } from 'child_process';\n@Controller() class A { @Get() a(@Query('a') a: string, @Query('b') b: number) {\n exec(a);\n exec(b) } }",
        "next.ts": "import { exec } from 'child_process';\nexport async function GET(request: NextRequest, { params }) {\n exec(params.a) }\nexport const getServerSideProps = async ({ query }) => {\n exec(query.a) }",
        "kit.ts": "import { exec } from 'child_process';\nexport const load = async ({ params }) => {\n exec(params.a) };\nexport const actions = { default: async ({ request }) => {\n exec((await request.formData()).get('a')) } }",
        "nuxt.ts": "import { exec } from 'child_process';\nexport default defineEventHandler(async event => {\n exec(getQuery(event).a) })",
        "trpc.ts": "import { exec } from 'child_process';\nexport const r = router({ a: publicProcedure.input(S).query(({ input }) => {\n exec(input.a) }) })",
        "ws.js": EXEC + "io.on('connection', socket => { socket.on('run', ({ a }) => {\n go(a) }); socket.on('error', e => {\n go(e.a) }) })",
    }, [("fastify.js", 3, "command-injection"), ("hapi.js", 3, "command-injection"), ("hono.ts", 3, "command-injection"), ("kit.ts", 3, "command-injection"), ("kit.ts", 5, "command-injection"),
        ("koa.js", 3, "command-injection"), ("nest.ts", 3, "command-injection"), ("next.ts", 3, "command-injection"), ("next.ts", 5, "command-injection"), ("nuxt.ts", 3, "command-injection"),
        ("trpc.ts", 3, "command-injection"), ("ws.js", 3, "command-injection")]),
    "a Python property": ({"a.py": "import os\nfrom flask import request\nclass A:\n    @property\n    def q(self):\n        return request.args['q']\n\n@app.route('/')\ndef f():\n    os.system(A().q)\n"},
                          [("a.py", 10, "command-injection")]),
    "all of a Python module": ({"a.py": "from lib import *\nfrom flask import request\n@app.route('/')\ndef f():\n    run(request.args['q'])\n", "lib.py": "import os\ndef run(x):\n    os.system(x)\n"},
                               [("lib.py", 3, "command-injection")]),
    "what Spring fills from a request": ({
        "A.java": "@RestController class A { JdbcTemplate jdbc;\n"
            " @GetMapping(\"/\") Object a(String q, int n, Clock clock, @CurrentUser User u) {\n"
            "  jdbc.queryForList(\"x\" + n + clock + u.getName());\n  return jdbc.queryForList(\"x\" + q); } }\n"
            "class User { String name; String getName() { return name; } }\ninterface Clock { long now(); }",
    }, [("A.java", 4, "sql-injection")]),
    "an annotation that stands for others": ({
        "A.java": "@Page class A { @Show(\"/\") String a(String q) {\n return \"<p>\" + q; }\n"
            " String b(HttpServletRequest r) { return r.getParameter(\"x\"); } }",
        "Page.java": "@RestController @interface Page {}",
        "Show.java": "@GetMapping @interface Show { String value(); }",
    }, [("A.java", 2, "xss")]),
    "accessors nobody wrote": ({
        "A.java": "class A extends HttpServlet { void doGet(HttpServletRequest r, HttpServletResponse s) throws Exception {\n"
            " User u = new User();\n u.setName(r.getParameter(\"n\"));\n Runtime.getRuntime().exec(u.getName());\n"
            " Runtime.getRuntime().exec(u.getCity()); } }\n@Data class User { String name; String city; }",
    }, [("A.java", 4, "command-injection")]),
    "a test with a name": ({
        "A.java": "class A extends HttpServlet { void doGet(HttpServletRequest r, HttpServletResponse s) throws Exception {\n"
            " String q = r.getParameter(\"q\");\n boolean ok = q.matches(\"[a-z]+\");\n if (!ok) return;\n"
            " Runtime.getRuntime().exec(q); } }",
    }, []),
    "an action's properties": ({
        "A.java": "class A extends ActionSupport { String q;\n"
            " public String execute() throws Exception { Runtime.getRuntime().exec(q); return SUCCESS; }\n"
            " public void setQ(String q) { this.q = q; } }",
    }, [("A.java", 2, "command-injection")]),
    "a page's parameters": ({
        "a.jsp": "<p>${param.q}\n<p>${name}\n<p>${fn:escapeXml(param.q)}",
    }, [("a.jsp", 1, "xss")]),
    "what an object finds under a key": ({
        "A.java": "@RestController class A { Cache cache;\n @GetMapping(\"/\") String a(String q) { return cache.get(q); }\n"
            " @GetMapping(\"/b\") String b(String q) {\n  return Text.get(q); } }",
    }, [("A.java", 4, "xss")]),
    "what a call fills": ({
        "a.go": "package a\nimport (\"encoding/json\"; \"net/http\"; \"os/exec\")\nfunc a(w http.ResponseWriter, r *http.Request) {\n"
            " var x struct{ A string }\n json.NewDecoder(r.Body).Decode(&x)\n exec.Command(x.A)\n var y struct{ A string }\n"
            " json.Unmarshal(known, &y)\n exec.Command(y.A)\n}",
    }, [("a.go", 6, "command-injection")]),
    "an action of ASP.NET": ({
        "A.cs": "public class A : Controller {\n public ActionResult Go(string to, int n) { return Redirect(to); } }\n"
            "public class B { public ActionResult Go(string to) { return Redirect(to); } }",
    }, [("A.cs", 2, "open-redirect")]),
}


@pytest.mark.parametrize("name", CASES)
def test_found(name):
    files, expected = CASES[name]
    assert found(files) == expected


BASES = {
    "a.py": "import os\nfrom flask import request\nfrom base import B\nclass A(B):\n def __init__(self, x):\n  super().__init__(x)\n def f(self, x):\n  super().f(x)\n  super(A, self).g(x)\n  B.h(self, x)\n"
            "class C(B): pass\n@app.route('/')\ndef a():\n a = A(request.args['a'])\n a.f(request.args['b'])\n a.show()\n C(request.args['c']).show()\n",
    "base.py": "import os\nclass B:\n def __init__(self, y): self.y = y\n def f(self, x): os.system(x)\n def g(self, x): os.system(x)\n def h(self, x): os.system(x)\n def show(self): os.system(self.y)\n",
    "A.java": "class A extends B { void f(String x) { super.f(x); } }\nclass S extends HttpServlet { void doGet(HttpServletRequest r, HttpServletResponse s) throws Exception { new A().f(r.getParameter(\"a\")); } }",
    "B.java": "class B {\n void f(String x) { Runtime.getRuntime().exec(x); } }",
    "a.js": "const {B} = require('./b');\nclass A extends B { f(x) { return super.f(x) } static s(x) { super.s(x) } }\napp.get('/', (req, res) => { new A().f(req.query.a); A.s(req.query.b) })",
    "b.js": "const {exec} = require('child_process');\nclass B {\n f(x) { exec(x) }\n static s(x) { exec(x) } }\nmodule.exports = {B};",
    "a.php": "<?php require 'b.php';\nclass A extends B { function f($x) { parent::f($x); } }\n(new A)->f($_GET['a']);",
    "b.php": "<?php class B {\n function f($x) { system($x); } }",
    "a.rb": "require_relative 'b'\nclass A < B\n def f(x)\n  super\n end\nend\nclass C < ApplicationController\n def go\n  A.new.f(params[:a])\n end\nend",
    "b.rb": "class B\n def f(x)\n  system(x)\n end\nend",
    "A.cs": "public class A : B { public override void F(string x) { base.F(x); } }\npublic class C : Controller { public ActionResult Go(string to) { new A().F(to); return null; } }",
    "B.cs": "public class B {\n public virtual void F(string x) { Process.Start(x); } }",
}


@pytest.mark.parametrize("ending, expected", [("py", [("base.py", n) for n in (4, 5, 6, 7)]), ("java", [("B.java", 2)]), ("js", [("b.js", 3), ("b.js", 4)]), ("php", [("b.php", 2)]),
                                              ("rb", [("b.rb", 3)]), ("cs", [("B.cs", 2)])])
def test_a_class_goes_on_with_what_its_base_does(ending, expected):
    assert [(path, line) for path, line, rule in found({p: t for p, t in BASES.items() if p.endswith("." + ending)}) if rule == "command-injection"] == expected


INCLUDES = {
    "lib/run.php": "<?php\nfunction run($x) {\n system($x); }\n$prefix = 'ls ';",
    "a.php": "<?php\nrequire_once __DIR__ . '/lib/run.php';\nrun($_GET['a']);\nsystem($prefix);",
    "pages/b.php": "<?php\n$b = $_GET['b'];\n@include(dirname(__DIR__) . '/views/' . 'b.php');",
    "views/b.php": "<p><?= $b ?>\n<?= htmlspecialchars($b) ?><?= $ours ?>",
    "c.php": "<?php\ndefine('ROOT', __DIR__);\n$c = $_GET['c'];\nif ($c) { require ROOT . '/views/c.php'; }\n$config = require 'config.php';\nsystem($config['command']);\nsystem($config['chosen']);",
    "views/c.php": "<?php echo $c;",
    "config.php": "<?php return ['command' => 'ls', 'chosen' => $_GET['x']];",
    "d.php": "<?php\n$d = $_GET['d'];\ninclude \"pages/$page/c.php\";\ninclude $page;\ninclude $_GET['p'] . '.php';\ninclude 'd.php';\ninclude;\nreturn include('nowhere.php');",
    "other/views/b.php": "<?= $b ?>",
}


def test_php_that_includes_what_constants_name():
    assert found(INCLUDES) == [("c.php", 7, "command-injection"), ("d.php", 5, "file-inclusion"), ("lib/run.php", 3, "command-injection"), ("views/b.php", 1, "xss"), ("views/c.php", 1, "xss")]


VALIDATORS = {
    "one that raises, and one that only says so": ({
        "a.py": "import os, re\nfrom flask import request\nfrom checks import check, say, one_of, number, part\n@app.route('/')\ndef f():\n a, b, c, d, e = request.args['a'], request.args['b'], request.args['c'], request.args['d'], request.args['e']\n"
                " check(a)\n os.system(a)\n say(b)\n os.system(b)\n one_of(c)\n os.system(c)\n number(d)\n os.system(d)\n part(e)\n os.system(e)\n os.system(request.args['a'])\n",
        "checks.py": "import re, logging\ndef check(x):\n if not re.fullmatch('[a-z]+', x):\n  raise ValueError(x)\ndef say(x):\n if not re.fullmatch('[a-z]+', x):\n  logging.getLogger('a').debug('no')\n"
                     "def one_of(x):\n if x in NAMES:\n  return x\n raise ValueError\ndef number(x):\n int(x)\ndef part(x):\n if not x:\n  return\n check(x.split('/')[0])\n",
    }, [("a.py", n) for n in (10, 16, 17)]),
    "one whose error is caught, and one that gives its argument another value": ({
        "a.py": "import os, re\nfrom flask import request\ndef check(x):\n if not re.fullmatch('[a-z]+', x):\n  raise ValueError\ndef quiet(x):\n try:\n  check(x)\n except ValueError:\n  pass\n"
                "def other(x):\n x = 'a'\n check(x)\n@app.route('/')\ndef f():\n a, b, c = request.args['a'], request.args['b'], request.args['c']\n quiet(a)\n os.system(a)\n other(b)\n os.system(b)\n"
                " try:\n  check(c)\n except ValueError:\n  return 'no'\n os.system(c)\n",
    }, [("a.py", 18), ("a.py", 20)]),
    "a part of what is handed in": ({
        "a.js": EXEC + "const {check} = require('./check');\napp.get('/', (req, res) => {\n check(req);\n go(req.query.a);\n go(req.query.b) })",
        "check.js": "exports.check = (request) => { if (!/^[a-z]+$/.test(request.query.a)) throw new Error() }",
    }, [("a.js", 6)]),
    "an assertion": ({"a.js": EXEC + "const assert = require('assert');\napp.get('/', (req, res) => {\n const {a, b} = req.query;\n assert(/^[a-z]+$/.test(a));\n go(a);\n go(b) })"}, [("a.js", 7)]),
    "Java": ({"A.java": "class A extends HttpServlet { void doGet(HttpServletRequest r, HttpServletResponse s) throws Exception {\n String a = r.getParameter(\"a\"), b = r.getParameter(\"b\");\n Check.name(a);\n"
                        " Runtime.getRuntime().exec(a);\n Integer.parseInt(b);\n Runtime.getRuntime().exec(b);\n String c = r.getParameter(\"c\");\n Check.log(c);\n Runtime.getRuntime().exec(c); } }",
              "Check.java": "class Check { static void name(String x) { if (!x.matches(\"[a-z]+\")) throw new IllegalArgumentException(); }\n static void log(String x) { if (!x.matches(\"[a-z]+\")) System.err.println(\"no\"); } }"},
             [("A.java", 9)]),
    "PHP": ({"a.php": "<?php function check($x) { if (!preg_match('/^[a-z]+$/', $x)) { die('no'); } }\n$a = $_GET['a'];\ncheck($a);\nsystem($a);\n$b = $_GET['b'];\nsystem($b);"}, [("a.php", 6)]),
    "Ruby": ({"a.rb": "class C < ApplicationController\n def go\n  a = params[:a]\n  check(a)\n  system(a)\n  system(params[:b])\n end\n def check(x)\n  raise 'no' unless NAMES.include?(x)\n end\nend"}, [("a.rb", 6)]),
}


@pytest.mark.parametrize("name", VALIDATORS)
def test_a_function_that_raises_unless_a_value_is_harmless(name):
    files, expected = VALIDATORS[name]
    assert [(path, line) for path, line, rule in found(files) if rule == "command-injection"] == expected


STATES = {
    "setup.vue": ("""<script setup>
import { ref, reactive, onMounted, watch, computed } from 'vue'
import { useRoute } from 'vue-router'
const route = useRoute()
const a = ref(''), b = ref(''), c = reactive({ t: '' }), ok = ref('x')
a.value = route.query.a
onMounted(async () => { b.value = await (await fetch('/x')).text() })
function load() { c.t = route.query.c }
const d = computed(() => '<b>' + route.query.d)
const e = ref('')
watch(() => route.query.e, v => { e.value = v })
const props = defineProps({ html: String })
</script>
<template>
<p v-html="a"/>
<p v-html="b"/>
<p v-html="c.t"/>
<p v-html="d"/>
<p v-html="e"/>
<p v-html="props.html"/>
<p v-html="ok"/>
</template>
""", [15, 16, 17, 18, 19, 20]),
    "options.vue": ("""<script>
export default { props: ['html'], data: () => ({t: '', u: ''}), setup() { const a = ref(location.hash); return { a } },
 mounted() { fetch('/a').then(r => r.json()).then(d => { this.t = d.html }) } }
</script>
<template>
<p v-html="t"/>
<p v-html="u"/>
<p v-html="html"/>
<p v-html="a"/>
</template>
""", [6, 8, 9]),
    "a.jsx": ("""import { useState, useEffect } from 'react';
export function A() {
  const [html, setHtml] = useState('');
  const [ours, setOurs] = useState('');
  useEffect(() => { fetch('/a').then(r => r.json()).then(d => setHtml(d.html)); setOurs('x'); }, []);
  return <p><b dangerouslySetInnerHTML={{__html: html}}/>
   <b dangerouslySetInnerHTML={{__html: ours}}/></p>;
}
export function B() {
  const [html, setHtml] = useState(() => new URLSearchParams(location.search).get('q'));
  const [later, setLater] = useState(null);
  const search = async () => { const r = await axios.get('/x'); setLater(r.data); };
  return <p onClick={search}>
   <b dangerouslySetInnerHTML={{__html: html}}/>
   <b dangerouslySetInnerHTML={{__html: later}}/>
   </p>;
}
class C extends React.Component {
  state = { html: '', ours: '' };
  componentDidMount() { fetch('/x').then(r => r.text()).then(html => this.setState({ html })); }
  render() { return <p>
    <b dangerouslySetInnerHTML={{__html: this.state.html}}/>
    <b dangerouslySetInnerHTML={{__html: this.state.ours}}/></p> }
}
""", [6, 14, 15, 22]),
    "a.svelte": ("""<script>
let html = '', ours = 'x';
onMount(async () => { html = await (await fetch('/a')).text() });
</script>
{@html html}
{@html ours}
""", [5]),
    "server.js": ("""app.get('/', async (req, res) => { const r = await fetch('http://x'); res.send(await r.text()) })
""", []),
}


@pytest.mark.parametrize("path", STATES)
def test_what_an_interface_keeps_and_shows(path):
    source, lines = STATES[path]
    assert [line for _, line, rule in found({path: source}) if rule == "xss"] == lines


def test_what_comes_after_a_statement_that_takes_too_long_is_looked_at():
    nested = "".join(f"for (const a{i} of A) {{" for i in range(12)) + "f(a0 + a1);" * 4000 + "}" * 12
    project = Project({"a.js": "javascript"}, lambda _: (nested + "\napp.get('/', (req, res) => {\n eval(req.query.a) })").encode())
    project.audit("a.js")
    assert [(h.rule, h.span[0]) for h in project.hits.values()] == [("code-injection", 3)]
    assert [(path, span[0]) for path, span, _ in project.unfinished] == [("a.js", 1)]
