"""Ruby with Bundler: what Gemfiles, lockfiles and version files say, and how its apps are built and run."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import FILE_URLS, SERVICE_CLIENTS
from .reading import detect, manifest, read, workspaces

_OWN = r"(?!BUNDLE_\w+[\"']|GEM_HOME[\"']|RUBYOPT[\"']|RAILS_ENV[\"']|RACK_ENV[\"']|BOOTSNAP_\w+[\"'])"

TOOLCHAIN = Toolchain(
    id="ruby",
    title="Ruby",
    runtime_product="ruby",
    source_suffixes=(".rb", ".ru", ".rake", ".erb", ".haml", ".slim", ".yml"),
    manifest_names=("Gemfile", "gems.rb", "config.ru", "_config.yml"),
    detect=detect,
    workspaces=workspaces,
    manifest=manifest,
    read=read,
    container=container,
    ci=ci,
    plain_stack="ruby",
    # A default that is no literal is captured with what stands in front of it, so that no expression is taken for a value.
    env_patterns=(
        rf"\bENV\[\s*[\"']{_OWN}(?P<name>[A-Za-z_]\w*)[\"']\s*\](?:\s*\|\|=?\s*(?P<default>[\"'][^\"'\n]*[\"']|\d+\b|true|false)|\s*\|\|)?(?!\s*=(?![=~]))",
        rf"\bENV\[\s*[\"']{_OWN}(?P<name>[A-Za-z_]\w*)[\"']\s*\]\s*(?P<default>\.(?:present|blank|nil|empty)\?|&\.|[!=]=|=~|\?|&&)",
        rf"\bENV\[\s*[\"']{_OWN}(?P<name>[A-Za-z_]\w*)[\"']\s*\](?P<optional>\.(?:presence|to_i|to_s|to_f|to_sym|try)\b)(?:\s*\|\|\s*(?P<default>[\"'][^\"'\n]*[\"']|\d+\b|true|false))?",
        rf"(?P<default>\b(?:if|unless|&&)\s+!?ENV\[\s*[\"']){_OWN}(?P<name>[A-Za-z_]\w*)[\"']",
        rf"(?P<default>\bENV\.(?:key|include|has_key)\?[\s(]\s*[\"']){_OWN}(?P<name>[A-Za-z_]\w*)[\"']",
        rf"\bENV\.fetch[\s(]\s*[\"']{_OWN}(?P<name>[A-Za-z_]\w*)[\"']\s*(?:,\s*(?P<default>[\"'][^\"'\n]*[\"']|\d+\b|true|false)\s*\)|,)",
        rf"\bENV\.fetch[\s(]\s*[\"']{_OWN}(?P<name>[A-Za-z_]\w*)[\"']\s*\)\s*(?:\{{|do\b)\s*(?P<default>[\"'][^\"'\n]*[\"']|\d+\b|true|false)",
        rf"\bENV\.fetch[\s(]\s*[\"']{_OWN}(?P<name>[A-Za-z_]\w*)[\"']\s*(?P<default>\)\s*(?:\{{|do\b)|,)",
        rf"\bENV\.fetch[\s(]\s*[\"']{_OWN}(?P<name>[A-Za-z_]\w*)[\"']\s*\)(?!\s*(?:\{{|do\b))",
    ),
    service_clients=SERVICE_CLIENTS,
    file_urls=FILE_URLS,
)
