"""Secrets are found by their issuers' forms and by telling names; what opens nothing is left alone. Samples are put together here, so that no scanner of repositories trips over this file."""

import time

import pytest

from orchestration.auditing.secrets import formats, secrets

MIXED = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC3dE5fG7hJ9kL2mN4pQ6rS8tU0vW2xY4zA6bC8"
HEX = "3f9a1c7e5b2d8046f1e3a5c7092b4d6e8f0a1c3e5b7d9f2a4c6e80b1d3f5a7c9"
BODY = "MIICXAIBAAKBgQDNwqLEe9wgTXCbC7" * 4

FORMED = {
    "aws-access-key-id": "AKIA" + "Z7Q4W2X5RTYUVBNM",
    "aws-secret-access-key": "AWS_SECRET_ACCESS_KEY = '" + MIXED[:40] + "'",
    "google-api-key": "AIza" + MIXED[:35],
    "google-oauth-client-secret": "GOCSPX-" + MIXED[:28],
    "azure-storage-key": "AccountKey=" + (MIXED + MIXED)[:86] + "==",
    "azure-client-secret": "aB3" + "8Q~" + MIXED[:34],
    "github-token": "ghp_" + MIXED[:36],
    "github-fine-grained-token": "github_pat_" + MIXED[:22] + "_" + MIXED[:59],
    "gitlab-token": "glpat-" + MIXED[:20],
    "slack-token": "xoxb-" + "123456789012-" + MIXED[:24],
    "slack-webhook": "https://hooks.slack.com/services/" + "T01ABCDEFGH/B01ABCDEFGH/" + MIXED[:24],
    "stripe-live-key": "sk_live_" + MIXED[:24],
    "stripe-test-key": "sk_test_" + MIXED[:24],
    "stripe-webhook-secret": "whsec_" + MIXED[:32],
    "twilio-api-key": "twilio('SK" + HEX[:32] + "')",
    "twilio-auth-token": "TWILIO_AUTH_TOKEN=" + HEX[:32],
    "sendgrid-api-key": "SG." + MIXED[:22] + "." + MIXED[:43],
    "mailchimp-api-key": HEX[:32] + "-us12",
    "npm-token": "npm_" + MIXED[:36],
    "npmrc-auth": "1\n//registry.corp.net/:_authToken=" + MIXED[:40],
    "pypi-token": "pypi-AgEIcHlwaS5vcmc" + MIXED[:60],
    "rubygems-token": "rubygems_" + HEX[:48],
    "docker-token": "dckr_pat_" + MIXED[:27],
    "digitalocean-token": "dop_v1_" + HEX,
    "shopify-token": "shpat_" + HEX[:32],
    "openai-key": "sk-" + MIXED[:20] + "T3BlbkFJ" + MIXED[:20],
    "anthropic-key": "sk-ant-" + "api03-" + (MIXED + MIXED)[:93],
    "openrouter-key": "sk-or-v1-" + HEX,
    "huggingface-token": "hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH",
    "vault-token": "hvs." + MIXED[:24],
    "grafana-token": "glsa_" + MIXED[:32] + "_" + HEX[:8],
    "sentry-token": "sntryu_" + HEX,
    "telegram-bot-token": "123456789:AA" + MIXED[:33],
    "discord-webhook": "https://discord.com/api/webhooks/" + "123456789012345678/" + MIXED[:68],
    "age-secret-key": "AGE-SECRET-KEY-1" + "Q7Z3X9" * 9 + "ABCD",
    "private-key": "-----BEGIN RSA " + "PRIVATE KEY-----\n" + BODY,
    "jwt": "eyJhbGciOiJIUzI1NiJ9" + ".eyJ1c2VyIjoiNDIiLCJhIjoxfQ." + MIXED[:43],
    "connection-string": "postgres://app:" + "Xk29vLq81mZp" + "@db.corp.net/app",
    "url-credentials": "https://bot:" + "Xk29vLq81mZp" + "@git.corp.net/x",
}


def test_every_form_has_a_sample():
    assert set(FORMED) == {f.id for f in formats()}
    assert all(f.source.startswith("https://") for f in formats())


@pytest.mark.parametrize("id", FORMED)
def test_form(id):
    found = secrets("src/settings.py", f"a = 1\nb = {FORMED[id]}\n")
    assert [s.id for s in found] == [id]
    assert found[0].line == (3 if id == "npmrc-auth" else 2)
    value = FORMED[id]
    assert value[-12:] not in found[0].shown and value not in repr(found[0])


@pytest.mark.parametrize("path, text, id, confidence", [
    ("a.py", "DB_PASSWORD = 'hunter2!x'", "password", "medium"),
    ("a.py", "conn = connect(password='Tr0ub4dor&3-x9')", "password", "high"),
    ("a.js", f"const cfg = {{ apiKey: '{MIXED[:32]}' }}", "key", "high"),
    ("a.js", f"const s = process.env.JWT_SECRET || '{MIXED[:20]}'", "key", "medium"),
    ("a.go", f'token := "{MIXED[:30]}"', "key", "high"),
    ("config/prod.env", f"SECRET_KEY={MIXED[:40]} # rotate", "key", "high"),
    ("A.java", f'private static final String CLIENT_SECRET = "{MIXED[:24]}";', "key", "high"),
    ("a.php", "'db_password' => 'pr0d-Passw0rt',", "password", "high"),
])
def test_named(path, text, id, confidence):
    assert [(s.id, s.confidence) for s in secrets(path, text)] == [(id, confidence)]


@pytest.mark.parametrize("path, text", [
    ("a.py", "password = ''"),
    ("a.py", "password = os.environ['DB_PASSWORD']"),
    ("a.js", "const password = process.env.PASSWORD || 'changeme1!'"),
    ("a.js", "{ password: 'Your password!' , passwordLabel: 'abc123!x' }"),
    ("a.js", "const token = `${prefix}-8fj29dk20dk39fk`"),
    ("a.py", "password = 'correct horse battery 9'"),
    ("a.py", f"public_key = '{MIXED[:40]}'"),
    ("a.py", f"sha256 = '{HEX}'"),
    ("a.py", "client_secret = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'"),
    ("a.py", "TOKEN_URL = 'https://example.org/token/v2/ab12cd34ef56'"),
    ("a.py", "api_key = 'settings.production.api_key'"),
    ("a.py", "csrf_token = '8fJ29dK20dK39fK2x8fJ'"),
    ("tests/test_a.py", "password = 'Tr0ub4dor&3-x9'"),
    ("README.md", "password = 'Tr0ub4dor&3-x9'"),
    (".env.example", f"SECRET_KEY={MIXED[:40]}"),
    ("package-lock.json", FORMED["npm-token"]),
    ("a.py", "key = 'AKIAIOSFODNN7" + "EXAMPLE'"),
    ("a.py", "ghp_" + "x" * 36),
    ("a.yml", "url: postgres://app:${DB_PASSWORD}@db/app"),
    ("a.yml", "url: postgres://postgres:postgres@localhost/app"),
    ("a.py", "if '-----BEGIN PRIVATE KEY-----' in text: pass"),
    ("locale/en/messages.po", f"token: '{MIXED[:40]}'"),
    ("a.yml", "password: !vault abc123def456"),
    ("a.py", "hash_password = '$2b$12$abcdefghijklmnopqrstuv'"),
])
def test_what_opens_nothing_is_left_alone(path, text):
    assert secrets(path, text) == ()


def test_issued_tokens_count_in_tests_too_but_less():
    assert [s.confidence for s in secrets("tests/test_a.py", FORMED["github-token"])] == ["low"]


@pytest.mark.parametrize("text", ["password=" * 200_000, "'" * 500_000, "token" + " " * 500_000 + "= 'x'", "https://" + "a:" * 200_000, "-----BEGIN PRIVATE KEY-----" + "\n," * 200_000, "eyJ" + "a" * 500_000, "a_token = 'x' " * 40_000])
def test_hostile_text_takes_bounded_time(text):
    start = time.process_time()
    secrets("a.env", text)
    assert time.process_time() - start < 10
