"""A small practice to train a language model for, as an operator trains it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
WORDINGS = {
    "flow.refill": [
        "i need a refill",
        "refill my pills",
        "more of my medicine please",
        "renew my prescription",
        "out of pills",
        "my meds ran out",
        "running low on tablets",
        "another bottle of my medicine",
    ],
    "faq.fee": [
        "what does it cost",
        "is it free",
        "do i have to pay",
        "how much is the portal",
        "any charge for the portal",
        "price please",
        "are there fees",
        "must i pay for an account",
    ],
    "oos.offtopic": [
        "tell me a joke",
        "who won the game",
        "what is the weather",
        "sing a song",
        "best pizza in town",
        "write a poem",
        "play some music",
        "how tall is the moon",
    ],
    "safety.emergency": [
        "my chest hurts",
        "i cant breathe",
        "he is not waking up",
        "she collapsed",
        "so much blood",
        "having a stroke",
        "turning blue",
        "i took too many pills",
    ],
}


def write_data(folder: Path, extra: str = "") -> Path:
    """A practice with four names, and the word lists of the real one."""
    names = folder / "nlu" / "en"
    names.mkdir(parents=True)
    for name, lines in WORDINGS.items():
        listed = "".join(f"      - {line}\n" for line in [*lines, *([extra] if extra and name == "faq.fee" else [])])
        (names / f"{name}.yml").write_text(f'version: "3.1"\nnlu:\n  - intent: {name}\n    examples: |\n{listed}')
    for file in ("spelling.yml", "keywords.yml", "dangers.yml"):
        shutil.copyfile(DATA / "nlu" / "en" / file, names / file)
    shutil.copytree(DATA / "lexicon", folder / "lexicon")
    (folder / "triage" / "en").mkdir(parents=True)
    for file in ("words.yml", "concepts.yml", "context.yml", "ordinary.txt"):
        shutil.copyfile(DATA / "triage" / "en" / file, folder / "triage" / "en" / file)
    return folder


def trained(data: Path, out: Path) -> Path:
    """The model for these data, made as an operator makes it."""
    command = [sys.executable, "-m", "nlu.train", "--data", str(data), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=DATA.parent)
    return Path(done.stdout.splitlines()[-1])


def tampered(model: Path, folder: Path) -> Path:
    """A copy of a model of which one byte is another."""
    copy = folder / model.name
    about = model.with_name(model.name.removesuffix(".tar.gz") + ".json")
    shutil.copyfile(about, folder / about.name)
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    return copy
