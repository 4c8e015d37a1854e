#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Every example of the README prints what it says.

  readme.py CTRACE README            checks; prints ok/not ok lines
  readme.py CTRACE README --update   writes what is printed now

An example is an indented line "$ COMMAND" and the indented lines under it: all
that it prints. A line of dots stands for any lines. Numbers of two digits and
more, addresses and times are compared by their shape alone.
"""
import difflib
import os
import re
import subprocess
import sys
import tempfile

SHAPES = [(re.compile(r"0x[0-9a-f]{5,}"), "0xN"),
          (re.compile(r"\d{2}:\d{2}:\d{2}"), "TIME"),
          (re.compile(r"\b\d+\.\d+\b"), "N.N"),
          (re.compile(r"\b\d{2,}\b"), "N"),
          (re.compile(r" +"), " ")]


def shape(line):
    for pattern, to in SHAPES:
        line = pattern.sub(to, line)
    return line.rstrip()


def run(ctrace, command):
    with tempfile.TemporaryDirectory(prefix="ctrace-readme-") as folder:
        env = {"PATH": os.path.dirname(os.path.abspath(ctrace)) +
               ":/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": folder}
        done = subprocess.run(["bash", "-c", command], cwd=folder, env=env,
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=60, check=False)
    return done.stdout.decode("utf-8", "replace").splitlines()


def fits(want, got):
    """Do the lines fit, where "..." stands for any?"""
    if not want:
        return not got
    if want[0] == "...":
        return any(fits(want[1:], got[i:]) for i in range(len(got) + 1))
    return bool(got) and shape(want[0]) == shape(got[0]) and \
        fits(want[1:], got[1:])


def examples(lines):
    """Yields (index of the command's line, index behind its output)."""
    for i, line in enumerate(lines):
        if line.startswith("    $ "):
            end = i + 1
            while end < len(lines) and lines[end].startswith("    ") and \
                    not lines[end].startswith("    $ "):
                end += 1
            yield i, end


def main():
    ctrace, path = sys.argv[1:3]
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n")
    bad = 0
    for i, end in reversed(list(examples(lines))):
        command = lines[i][6:]
        if command.startswith("./"):
            continue  # the set-up itself
        want = [x[4:] for x in lines[i + 1:end]]
        got = run(ctrace, command)
        if "--update" in sys.argv:
            if not fits(want, got):
                lines[i + 1:end] = ["    " + x for x in got]
        elif fits(want, got):
            print(f"ok readme: {command}")
        else:
            bad += 1
            print(f"not ok readme: {command}")
            for x in difflib.unified_diff(want, got, lineterm="", n=1):
                print("# " + x)
    if "--update" in sys.argv:
        with open(path, "w", encoding="utf-8") as f:
            f.write("\n".join(lines))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
