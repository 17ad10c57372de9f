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
                             [("a.jsx", 4, "xss")]),
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
