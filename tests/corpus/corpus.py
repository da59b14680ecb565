"""The program corpus: which program runs on which configuration, read off its `\\ needs:` line.

A program runs where the configuration has every set that it needs; elsewhere it must be refused.
"""
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "tests" / "programs"
CONFIGS = ROOT / "configs"


def configurations():
    return sorted(path.stem for path in CONFIGS.glob("*.json") if not path.name.endswith(".schema.json"))


def sets_of(config):
    return set(json.loads((CONFIGS / f"{config}.json").read_text())["sets"])


def programs():
    return sorted(PROGRAMS.glob("*.rexa"))


def needs(program):
    """The sets in the `\\ needs:` line, or None when there is none."""
    match = re.search(r"^\\ needs:(.*)$", program.read_text(), re.MULTILINE)
    return set(match[1].split()) if match else None


def runs_on(program, config):
    return needs(program) <= sets_of(config)


def expected(program):
    return program.with_suffix(".out").read_text()
