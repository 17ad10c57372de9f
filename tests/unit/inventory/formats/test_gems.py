"""Bundler: sources, platforms, groups, chains."""

from __future__ import annotations

from tests.unit.inventory.told import chains, left, project, rows, why

LOCK = """GIT
  remote: https://github.com/x/forked.git
  revision: abc
  specs:
    forked (1.0.0)
      deep (>= 0)

PATH
  remote: engines/own
  specs:
    own (0.1.0)
      rack (>= 2)

GEM
  remote: https://rubygems.org/
  specs:
    deep (0.1)
    nokogiri (1.15.4)
      racc (~> 1.4)
    nokogiri (1.15.4-x86_64-linux)
      racc (~> 1.4)
    puma (6.4.0)
    racc (1.7.1)
    rack (2.2.8)
    rspec (3.12.0)

PLATFORMS
  ruby
  x86_64-linux

DEPENDENCIES
  forked!
  lost (~> 1)
  nokogiri (>= 1.15)
  own!
  puma
  rspec

BUNDLED WITH
   2.4.10
"""
GEMFILE = "source 'https://rubygems.org'\ngem 'nokogiri', '>= 1.15'\ngem 'puma'\ngem 'forked', github: 'x/forked'\ngem 'own', path: 'engines/own'\ngem 'lost', '~> 1'\ngroup :test do\n  gem 'rspec', '~> 3.0'\nend\n"


def test_locked():
    found = project(**{"Gemfile.lock": LOCK, "Gemfile": GEMFILE})
    assert rows(found) == ["deep 0.1 production transitive :17", "nokogiri 1.15.4 production direct [>= 1.15] :18", "puma 6.4.0 production direct :22", "racc 1.7.1 production transitive :23", "rack 2.2.8 production direct :24", "rspec 3.12.0 development direct :25"]
    assert left(found) == ["forked | 1.0.0 | it comes from a repository, :5", "lost | ~> 1 | the manifest asks for it, :33", "own | 0.1.0 | it is a directory or :11"]
    assert chains(found, "racc") == ["nokogiri@1.15.4 > racc@1.7.1"] and chains(found, "deep") == ["forked@1.0.0 > deep@0.1"]


def test_a_gemfile_alone():
    found = project(**{"Gemfile": GEMFILE})
    assert rows(found) == ["lost 1 production direct [~> 1] ~ :6", "nokogiri 1.15 production direct [>= 1.15] ~ :2", "rspec 3.0 development direct [~> 3.0] ~ :8"]
    assert left(found) == ["forked |  | it comes from a repository, :4", "own |  | it is a directory or :5", "puma |  | it names no version, and :3"]


def test_what_is_none():
    assert list(why(project(**{"Gemfile.lock": "hello\n"}))) == ["Gemfile.lock"]


def test_a_gemspec_is_a_program():
    assert left(project(**{"Gemfile": "source 'https://rubygems.org'\ngemspec\n"})) == ["gemspec |  | a program computes it, and :2"]
