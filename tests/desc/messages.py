#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Each message that src/desc can give stands in a file of tests/desc.

Prints one line per message that none of them has.
Usage: messages.py SRC-DESC-DIR DIR-WITH-TESTS...
"""
import glob
import re
import sys

# Not of a line: files that cannot be read; what is too much, which run.sh makes.
FOREIGN = {"%s: cannot read", "%s", "%zu %s, but a set has room for %u"}

CALL = re.compile(r"\b(?:cc_error|cc_warn|lex_error)\(((?:[^;\"]|\"(?:\\.|[^\"])*\")*)\);")
LITERALS = re.compile(r'((?:"(?:\\.|[^"])*"\s*)+)')


def messages(directory):
    for path in sorted(glob.glob(directory + "/*.c")):
        for call in CALL.finditer(open(path).read()):
            for run in LITERALS.findall(call.group(1)):
                text = "".join(re.findall(r'"((?:\\.|[^"])*)"', run))
                if " " in text or "%" in text:
                    yield path, text.replace("\\\\", "\\").replace('\\"', '"')


def main():
    src, *tests = sys.argv[1:]
    told = []
    for path in [p for t in tests for p in glob.glob(t + "/*.desc")]:
        for line in open(path):
            told += re.findall(r"/[*/] (?:error|warning): (.*?)(?: \*/|$)", line.rstrip("\n"))
    for path, text in messages(src):
        if text in FOREIGN:
            continue
        pattern = re.sub(
            r"%%|%[0-9]*[a-z]",
            lambda m: "%" if m.group() == "%%" else ".*",
            re.escape(text),
        )
        if not any(re.fullmatch(pattern, t) for t in told):
            print(f"{path}: no test has \"{text}\"")


main()
