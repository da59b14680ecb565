#!/usr/bin/env python3
"""Every word that the description of the language lists is a word of the machine and stands in its reference.

usage: words.py REXA
The list is transcribed from that description. Words that the machine does not have yet, or that only the host has,
are named with the reason; one that has come to be there must leave that list.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

WORDS = r"""
dup drop swap over rot nip tuck -rot pick -dup ?dup 2dup 2drop 2swap 2over 2rot
+ - * / mod min max abs minus */ 1+ 1- 2+ 2- 2* 2/ 2mod 2min 2max 2abs 2minus
and or xor not 2and 2or 2xor 2not lsh rsh 2lsh 2rsh
= < > <= >= <> u< 0= 0< 2= 2< 2>
2ext 2red
>r r> r@ r >f f> f@ f fpick fdrop 2>r 2r> 2r@ 2r 2>f 2f> 2f@ 2f
if else endif then begin until again while repeat do loop +loop i j leave : ; return
:* const var 2var array import
@ ! 2@ 2! s@ s! cell+ c@ c!
. 2. .s cr emit base out inp ." s" ( \ end
$ exec
yield sleep await task send receive catch throw
read write
sin log sigmoid relu hull lowp highp
vecload vecscale vecadd vecmul vecfold vecconv vecmap vecreduce vecreshape
""".split()

# word -> why the machine does not have it
ABSENT = {word: "vector words come with the vector unit" for word in WORDS if word.startswith("vec")}


def reference(rexa, config):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([rexa, "gen", "--config", config, "--target", "manual", "-o", folder], check=True,
                       stdout=subprocess.DEVNULL)
        return (pathlib.Path(folder) / "reference.md").read_text()


def words_in(text):
    """Words that have a row in one of the tables of sets; a row begins with the word and its aliases."""
    found = set()
    for line in text.split("## Not in this configuration")[0].splitlines():
        if line.startswith("| `"):
            found |= set(re.findall(r"`([^`]+)`", line.replace("\\|", "\0").split("|")[1]))
    return found


def main():
    known = words_in(reference(sys.argv[1], "default"))
    faults = []
    for word in WORDS:
        if word in ABSENT and word in known:
            faults.append(f"`{word}` is there now: take it off the list of absent words")
        elif word not in ABSENT and word not in known:
            faults.append(f"`{word}` is not in the reference")
    print(f"{len(WORDS) - len(ABSENT)} of {len(WORDS)} words are in the reference; not there:")
    for word, why in ABSENT.items():
        print(f"  {word:<12}{why}")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
