"""Not one byte of a secret leaves: planted in the caller's words, in code, in .env files and in the environment, of every kind there is."""

from __future__ import annotations

import base64
import json
import random
import re
import string
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import gateway as g

from orchestration.agents.devops_squad import InfrastructureEngineerAgent, SecurityEngineerAgent
from orchestration.edges.tree import MemoryTree
from orchestration.llm.redaction import MARK, Sieve, known_secrets

KEY = "sk-or-v1-0123456789abcdef"
_DRAW = random.Random(7)


def _drawn(length: int, letters: str = string.ascii_letters + string.digits) -> str:
    return "".join(_DRAW.choice(letters) for _ in range(length))


_HEX, _UPPER = "0123456789abcdef", string.ascii_uppercase + string.digits
_JWT = ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in ('{"alg":"HS256","typ":"JWT"}', '{"sub":"4711","admin":true}', _drawn(32)))
_PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + "\n".join(_drawn(64, string.ascii_letters + string.digits + "+/") for _ in range(6)) + "\n-----END RSA PRIVATE KEY-----"
_SSH = "-----BEGIN OPENSSH PRIVATE KEY-----\n" + "\n".join(_drawn(70) for _ in range(4)) + "\n-----END OPENSSH PRIVATE KEY-----"

PLANTED: dict[str, tuple[str, str]] = {
    # name: (text as somebody writes it, with {} for the secret; the secret)
    "AWS access key id": ("use {}", "AKIA" + _drawn(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")),
    "AWS secret access key": ("aws_secret_access_key = {}", _drawn(40, string.ascii_letters + string.digits + "/+")),
    "Google API key": ("maps key {}", "AIza" + _drawn(35)),
    "Google OAuth client secret": ("{}", "GOCSPX-" + _drawn(28)),
    "GitHub token": ("clone with {}", "ghp_" + _drawn(36)),
    "GitHub fine-grained token": ("{}", "github_pat_" + _drawn(22) + "_" + _drawn(59)),
    "GitLab token": ("{}", "glpat-" + _drawn(20)),
    "Slack bot token": ("{}", "xoxb-" + _drawn(12, string.digits) + "-" + _drawn(12, string.digits) + "-" + _drawn(24)),
    "Slack webhook": ("post to {}", "https://hooks.slack.com/services/T" + _drawn(8, _UPPER) + "/B" + _drawn(8, _UPPER) + "/" + _drawn(24)),
    "Stripe live key": ("{}", "sk_live_" + _drawn(24)),
    "Stripe webhook secret": ("{}", "whsec_" + _drawn(32)),
    "SendGrid key": ("{}", "SG." + _drawn(22) + "." + _drawn(43)),
    "Mailgun key": ("{}", "key-" + _drawn(32, _HEX)),
    "Twilio auth token": ("twilio auth token: {}", _drawn(32, _HEX)),
    "Twilio key SID": ("{}", "SK" + _drawn(32, _HEX)),
    "npm token": ("{}", "npm_" + _drawn(36)),
    "PyPI token": ("{}", "pypi-AgEIcHlwaS5vcmc" + _drawn(60)),
    "OpenAI key": ("{}", "sk-proj-" + _drawn(48)),
    "Anthropic key": ("{}", "sk-ant-api03-" + _drawn(80) + "AA"),
    "OpenRouter key": ("{}", "sk-or-v1-" + _drawn(64, _HEX)),
    "Hugging Face token": ("{}", "hf_" + _drawn(34)),
    "Datadog API key": ("DD_API_KEY={}", _drawn(32, _HEX)),
    "Sentry DSN": ("SENTRY_DSN=https://{}@o1.ingest.sentry.io/2", _drawn(32, _HEX)),
    "Sentry auth token": ("{}", "sntrys_" + _drawn(60)),
    "PagerDuty routing key": ("PAGERDUTY_API_KEY: {}", _drawn(32, _HEX)),
    "New Relic key": ("{}", "NRAK-" + _drawn(27, _UPPER)),
    "Azure storage key": ("AccountKey={}", _drawn(86) + "=="),
    "Azure client secret": ("{}", "abc8Q~" + _drawn(34)),
    "DigitalOcean token": ("{}", "dop_v1_" + _drawn(64, _HEX)),
    "Heroku key": ("heroku api key is {}", "0f4a1c7e-93b2-4d8a-a1f0-6c2b7d9e4f31"),
    "Vault token": ("{}", "hvs." + _drawn(90)),
    "Terraform Cloud token": ("{}", _drawn(14) + ".atlasv1." + _drawn(64)),
    "Docker Hub token": ("{}", "dckr_pat_" + _drawn(27)),
    "Shopify token": ("{}", "shpat_" + _drawn(32, _HEX)),
    "Telegram bot token": ("{}", _drawn(10, string.digits) + ":AA" + _drawn(33)),
    "Discord bot token": ("bot token {}", "M" + _drawn(23) + "." + _drawn(6) + "." + _drawn(27)),
    "Cloudflare token": ("CLOUDFLARE_API_TOKEN={}", _drawn(40)),
    "Linear key": ("{}", "lin_api_" + _drawn(40)),
    "Postman key": ("{}", "PMAK-" + _drawn(24, _HEX) + "-" + _drawn(34, _HEX)),
    "private key": ("{}", _PEM),
    "SSH key": ("here: {}", _SSH),
    "JSON web token": ("Authorization {}", _JWT),
    "bearer token": ("Authorization: Bearer {}", _drawn(24)),
    "basic credentials": ("Authorization: Basic {}", base64.b64encode(b"admin:Tr0ub4dor&3").decode()),
    "credentials in an address": ("postgres://shop:{}@db.internal:5432/shop", "p4ss-W0rd!x"),
    "credentials with a strange character": ("amqp://user:{}@mq", "a%40b%2Fc1"),
    "Mongo address": ("mongodb+srv://root:{}@cluster0.x.mongodb.net", "hunter2hunter"),
    "a token in a query": ("https://api.example.com/x?access_token={}&y=1", "abcd1234efgh"),
    "a signature in a query": ("https://bucket/x?X-Amz-Signature={}", _drawn(64, _HEX)),
    "a weak password": ("password: {}", "hunter2"),
    "a password in prose": ("the admin password is {} by the way", "Tr0ub4dor&3"),
    "a password that is a word": ("the password is {}", "bluebird"),
    "a password in French": ("le mot de passe est {}", "Soleil2024!"),
    "a short one in French": ("mdp : {}", "azerty1"),
    "a quoted password": ('"password": "{}"', "correct horse battery"),
    "a password of an option": ("mysql --password={}", "s3cr3t"),
    "a secret in YAML": ("jwtSecret: {}", "my-very-own-thing"),
    "a client secret": ("client_secret = '{}'", "kdj38fjw9"),
    "a Rails master key": ("RAILS_MASTER_KEY={}", _drawn(32, _HEX)),
    "a Django key": ("SECRET_KEY = '{}'", "django-insecure-" + _drawn(34, string.ascii_lowercase + string.digits + "!@#%^&*(-_=+)")),
    "a Laravel key": ("APP_KEY=base64:{}", base64.b64encode(_drawn(32).encode()).decode()),
    "a hex digest": ("{}", _drawn(40, _HEX)),
    "a long base64": ("{}", _drawn(48, string.ascii_letters + string.digits + "+/")),
    "a licence key": ("{}", "-".join(_drawn(5, _UPPER) for _ in range(5))),
    "a card number": ("pay with {}", "4111 1111 1111 1111"),
    "a recovery code": ("otp: {}", "492 817".replace(" ", "")),
    "a seed phrase": ("seed phrase: \"{}\"", "abandon ability able about above absent"),
    "a session cookie": ("Cookie: session_id={}", "s%3A" + _drawn(32)),
    "a key behind an arrow": ("api key -> {}", "k9-27-xy"),
}


def _pieces(secret: str) -> set[str]:
    """What must not be seen: the whole, and any run of it long enough to be of use."""
    long = [line for line in secret.split("\n") if not line.startswith("-----")]
    return {part[i:i + 8] for part in long for i in range(max(1, len(part) - 7)) if len(part) >= 8} | {part for part in long if 0 < len(part) < 8}


def _leaks(secret: str, text: str) -> set[str]:
    # A form that a name of the kind begins with ("sk_live_") is no secret, but it goes too.
    return {piece for piece in _pieces(secret) if piece in text}


@pytest.mark.parametrize("name", PLANTED)
def test_nothing_of_it_is_left(name: str) -> None:
    text, secret = PLANTED[name]
    clean = Sieve().clean(f"PostgreSQL 16, {text.replace('{}', secret)}\nand Redis too")
    assert not _leaks(secret, clean), clean
    assert MARK in clean and clean.startswith("PostgreSQL 16") and clean.endswith("Redis too")


def test_there_are_enough_kinds() -> None:
    assert len(PLANTED) >= 50


@pytest.mark.parametrize("text", [
    "PostgreSQL 16 with point-in-time recovery, secrets as files, no password in the image", "99.9% uptime, p95 < 500ms, error rate < 0.1%", "secrets managed by HashiCorp Vault", "gestion des secrets avec AWS Secrets Manager",
    "the password is stored hashed", "le mot de passe est requis", "passwords are hashed with argon2id",
    "rotate tokens every 90 days", "rate limit: 100 requests per minute per API key", "the token is short-lived", "Docker image under 200 MB on linux/arm64", "deploy from release/2024.11 to production-eu-west-1",
    "https://grafana.example.com/d/abc and /api/v1/healthz", "JWT 15 min, refresh tokens 7 days, MFA", "const user = await repository.findOneOrFail({ where: { id: request.params.identifier } })",
])
def test_what_is_none_stays(text: str) -> None:
    assert Sieve().clean(text) == text


ENV = """
# a comment
DATABASE_URL=postgres://shop:Gr33n-Apple-9@db:5432/shop
export STRIPE_KEY="rk_test_quoted value with spaces 42"
PLAIN_WORD=bluebird
MULTI="first line of it
second-line-of-it"
PORT=3000
NODE_ENV=production
SINGLE='it''s'
JSON={"a":"c0mplicated"}
"""


def test_every_value_of_an_env_file_is_known() -> None:
    tree = MemoryTree({".env": ENV, "apps/web/.env.local": "API=white-rabbit-7", ".env.example": "A=documented-default", "prod.env": "X=other-value-1"})
    known = known_secrets(tree, {"MY_TOKEN": "tok-from-environment", "PATH": "/usr/bin", "HOME": "/root"})
    sieve = Sieve(known)
    for secret in ("Gr33n-Apple-9", "rk_test_quoted value with spaces 42", "bluebird", "first line of it", "second-line-of-it", "c0mplicated", "white-rabbit-7", "other-value-1", "tok-from-environment"):
        for form in {secret, quote(secret), base64.b64encode(secret.encode()).decode(), json.dumps(secret)[1:-1]}:
            assert form not in sieve.clean(f"see {form} there"), form
    assert sieve.clean("in production on port 3000 with a documented-default under /usr/bin") == "in production on port 3000 with a documented-default under /usr/bin"


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=8, max_size=40).filter(lambda v: len(v.strip()) >= 8 and v.strip() == v), st.text(max_size=30), st.text(max_size=30))
def test_a_known_value_never_stays(value: str, before: str, after: str) -> None:
    sieve = Sieve([value])
    clean = sieve.clean(before + value + after)
    assert value not in clean and not sieve.holds(clean.encode())


async def test_nothing_leaves_over_the_wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them at once: in the caller's words, in the code, in .env, in the environment, in names, in the conversation."""
    monkeypatch.setenv("DEVOPS_SQUAD_ANSWERS", str(tmp_path / "answers.sqlite3"))
    monkeypatch.setenv("INTERNAL_SERVICE_TOKEN", "from-the-environment-1")
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / ".env").write_text(ENV)
    (shop / "package.json").write_text(json.dumps({"name": "shop", "description": "uses ghp_" + "a1B2" * 9, "scripts": {"start": "TOKEN=white-rabbit-7 node server.js"}, "dependencies": {"express": "^4"}}))
    (shop / "server.js").write_text("const express = require('express');\nexpress().listen(3000);\n")
    words = "; ".join(f"{'thing ' + str(i)} {text.replace('{}', secret)}" for i, (text, secret) in enumerate(PLANTED.values()))
    code = "\n".join(f"// {text.replace('{}', secret)}\nconst v{i} = '{secret}';".replace("\n-----", "\n// -----") for i, (text, secret) in enumerate(PLANTED.values()) if "\n" not in secret and "'" not in secret)
    code = f"app.get('/u/:id', (req, res) => db.query(`SELECT * FROM u WHERE id = ${{req.params.id}}`));\n{code}\n// bluebird from-the-environment-1"
    with g.gateway(g.good()) as gateway:
        infra, security = InfrastructureEngineerAgent(KEY, base_url=gateway.url), SecurityEngineerAgent(KEY, base_url=gateway.url, system_prompt="You know bluebird.")
        await infra.execute({"task_type": "dockerfile", "project": str(shop), "requirements": f"{words}; bluebird; from-the-environment-1"})
        await infra.execute({"task_type": "dockerfile", "project": str(shop), "requirements": "and another thing like before"})
        await security.audit_code(code, stack="nodejs", project=str(shop))
    assert gateway.calls >= 3
    sent = "\n".join(e.body.decode() for e in gateway.seen)
    for name, (_, secret) in PLANTED.items():
        whole = [line for line in secret.split("\n") if not line.startswith("-----")]
        assert not any(line in sent or json.dumps(line)[1:-1] in sent for line in whole), name
        assert not any(piece in sent for piece in _pieces(secret) if len(piece) == 8 and re.search(r"[0-9A-Z]", piece)), name
    for secret in ("bluebird", "from-the-environment-1", "Gr33n-Apple-9", "white-rabbit-7", KEY, "ghp_"):
        assert secret not in sent


async def test_what_was_overlooked_is_held_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last look: were the sieve to miss a known value, the request is not sent."""
    monkeypatch.setenv("DEVOPS_SQUAD_ANSWERS", str(tmp_path / "answers.sqlite3"))
    monkeypatch.setenv("SOME_SECRET", "overlooked-value-1")
    monkeypatch.setattr(Sieve, "clean", lambda self, text: text)
    with g.gateway(g.good()) as gateway:
        result = await InfrastructureEngineerAgent(KEY, base_url=gateway.url).generate_dockerfile("express", "an overlooked-value-1 of a thing")
    assert gateway.calls == 0 and result["status"] == "success" and result["metadata"]["llm"]["error_code"] == "leak-prevented"
