"""Routes are read as frameworks register them, and told from what only looks like one."""

import pytest

from orchestration.auditing.project import Project

AUTH = "const {requireAuth} = require('./auth');\n"


def found(rule, files):
    languages = {path: "python" if path.endswith(".py") else "java" if path.endswith(".java") else "typescript" if path.endswith(".ts") else "javascript" for path in files}
    project = Project(languages, lambda path: files[path].encode())
    for path in languages:
        project.audit(path)
    return sorted((h.path, h.span[0]) for h in project.hits.values() if h.rule == rule)


@pytest.mark.parametrize("code, lines", [
    ("router.put('/a', requireAuth, f);\nrouter.delete('/a/:id', (req, res) => drop(req.params.id));", [3]),
    ("router.use(requireAuth);\nrouter.put('/a', requireAuth, f);\nrouter.delete('/a/:id', (req, res) => drop(req.params.id));", []),
    ("router.use('/other', requireAuth);\nrouter.put('/a', requireAuth, f);\nrouter.delete('/a/:id', (req, res) => drop(req.params.id));", [4]),
    ("router.route('/a').put(requireAuth, f).delete((req, res) => drop(1));", [2]),
    ("router.delete('/a/:id', (req, res) => drop(1));", []),
    ("router.put('/a', requireAuth, f);\nrouter.post('/webhooks/x', (req, res) => drop(1));", []),
    ("router.put('/a', requireAuth, f);\nrouter.delete('/a', (req, res) => { if (!req.user) return; drop(1); });", []),
    ("router.put('/a', requireAuth, f);\nrouter.delete('/a', handlers.drop);", []),
    ("router.put('/a', requireAuth, f);\nclient.delete('/a', options);", []),
])
def test_express(code, lines):
    assert [line for _, line in found("missing-authentication", {"a.js": AUTH + code})] == lines


def test_a_handler_in_another_file_is_looked_at():
    files = {"routes.js": AUTH + "const items = require('./items');\nrouter.put('/a', requireAuth, items.put);\nrouter.delete('/a', items.drop);\nrouter.patch('/a', items.patch);",
             "items.js": "exports.put = (req, res) => 1;\nexports.drop = (req, res) => 2;\nexports.patch = function (req, res) { if (!req.session.owner) throw 1; };", "auth.js": "exports.requireAuth = (q, s, n) => n();"}
    assert found("missing-authentication", files) == [("routes.js", 4)]


def test_nest():
    code = "@Controller('a') export class A {\n@UseGuards(AuthGuard) @Put(':id') put(@Param('id') id) { return 1 }\n@Delete(':id') drop(@Param('id') id) { return 2 }\n}"
    assert [line for _, line in found("missing-authentication", {"a.ts": code})] == [3]
    assert found("missing-authentication", {"a.ts": "@UseGuards(AuthGuard)\n" + code}) == []


def test_fastapi():
    code = "@app.put('/a')\ndef put(user=Depends(get_current_user)):\n    return 1\n@app.delete('/a')\ndef drop(id: int):\n    return 2\n@app.delete('/b', dependencies=[Depends(get_current_user)])\ndef other(id: int):\n    return 2\n"
    assert [line for _, line in found("missing-authentication", {"a.py": code})] == [5]


@pytest.mark.parametrize("path, code, count", [
    ("a.js", "app.post('/login', login);", 1),
    ("a.js", "app.use(limiter);\napp.post('/login', login);", 0),
    ("a.js", "app.use('/auth', authLimiter);\napp.post('/login', login);", 0),
    ("a.js", "axios.post('/login', data);", 0),
    ("a.js", "app.get('/login', login);", 0),
    ("a.py", "def test(self):\n    self.client.post('/login/', form)", 0),
])
def test_rate_limit(path, code, count):
    assert len(found("missing-rate-limit", {path: code})) == count


def test_a_limit_in_another_file_counts():
    assert found("missing-rate-limit", {"a.js": "app.post('/login', login);", "b.js": "server.use(rateLimit({max: 3}));"}) == []
