#!/usr/bin/env python3
"""Transfers over a faulty line against the node of the folder for embedding; then with faults planted in the link
itself, each of which the same test must see.

usage: link.py REXA CONFIGURATION TEST.cpp WORK_FOLDER [--good]    --good: without the planted faults
"""
import pathlib
import shutil
import subprocess
import sys

WATCHED = ["open", "replace", "feed", "start"]
# File, what stands there, what is put in its place.
PLANTED = [
    ("vm/embed/link.cpp", "return link_check(bytes_, count_) == kResidue;", "return true;"),
    ("vm/embed/link.cpp", "state_ = before == State::kIdle ? State::kWithin : State::kSkipping;",
     "state_ = State::kWithin;"),
    ("node.cpp", "const bool again = node.greeted &&", "const bool again = false &&"),
    ("node.cpp", "  if (!again) {\n    answer(", "  {\n    answer("),
    ("node.cpp", "> kTransferMs", "> 1000 * kTransferMs"),
]


def compiler():
    return (["ccache"] if shutil.which("ccache") else []) + ["g++", "-std=c++20", "-O1", "-Wall", "-Wextra"]


def build(folder, test, program, only=None):
    """Compiles all, or one file anew, and links. The objects lie beside their sources."""
    rename = [f"-Drexa_{call}=watched_{call}" for call in WATCHED]
    for source in sorted(folder.rglob("*.cpp")):
        relative = str(source.relative_to(folder))
        if only not in (None, relative):
            continue
        extra = rename if relative == "node.cpp" else []
        subprocess.run([*compiler(), "-fno-exceptions", "-fno-rtti", *extra, "-c", relative, "-I.", "-o",
                        relative + ".o"], check=True, cwd=folder)
    if only is None:
        subprocess.run([*compiler(), "-c", test, "-I.", "-o", "test.o"], check=True, cwd=folder)
    objects = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.o"))
    subprocess.run(["g++", "-o", program, *objects], check=True, cwd=folder)


def main():
    rexa, config, test, work = sys.argv[1], sys.argv[2], str(pathlib.Path(sys.argv[3]).resolve()), pathlib.Path(sys.argv[4])
    shutil.rmtree(work, ignore_errors=True)
    subprocess.run([rexa, "gen", "--config", config, "--target", "embed", "-o", str(work)], check=True,
                   stdout=subprocess.DEVNULL)
    build(work, test, "good")
    done = subprocess.run([str(work / "good")], capture_output=True, text=True, timeout=60)
    print(done.stdout, end="")
    if done.returncode != 0 or "--good" in sys.argv:
        return done.returncode
    for name, old, new in PLANTED:
        path = work / name
        text = path.read_text()
        if text.count(old) != 1:
            print(f"{name} has no single place for the planted fault: {old}")
            return 1
        path.write_text(text.replace(old, new))
        build(work, test, "planted", name)
        # Few of the changed values: a fault that is seen is seen soon.
        found = subprocess.run([str(work / "planted"), "40"], capture_output=True, text=True, timeout=60)
        path.write_text(text)
        build(work, test, "good", name)
        if found.returncode != 1:
            print(f"not seen: in {name}: {new}\n{found.stdout}")
            return 1
        print(f"seen: {new.strip().splitlines()[0]}\n  {[line for line in found.stdout.splitlines() if line.startswith('byte')][0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
