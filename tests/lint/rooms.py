#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Who may know whom: the #includes of src/ and include/ against the rooms.

A room uses only rooms below it, never one of its own level. A treaty in
include/ctrace belongs to the room that it describes. Prints ok/not ok lines.
"""
import os
import re
import subprocess
import sys

# Lowest first; rooms in one line are siblings, blind to each other.
LEVELS = [["base"], ["abi"], ["desc"], ["model"],
          ["symbols", "capture", "decode", "filter", "tamper"], ["probe"],
          ["out"], ["report"], ["engine"], ["cli"]]
LEVEL = {room: n for n, rooms in enumerate(LEVELS) for room in rooms}

# Treaties by the room that they belong to; all others bear its name.
TREATIES = {"event": "model", "task": "model", "value": "model",
            "view": "model", "sink": "out", "desc_rows": "desc"}

# The build's own programs are mains: they link what they name in room.mk.
MAINS = {"src/desc/descc.c", "src/abi/abigen.c"}

GENERATED = re.compile(r"^gen/|^desc_hooks\.h$|^tables\.h$")


def room_of_header(path):
    name = os.path.basename(path)[:-2]
    return TREATIES.get(name, name)


def room_of(path):
    if path.startswith("include/ctrace/"):
        return room_of_header(path)
    return path.split("/")[1]


def check_include(path, room, include):
    """What is wrong with this #include, or None."""
    if include.startswith("ctrace/"):
        other = room_of_header(include)
        if other not in LEVEL:
            return f"{include} belongs to no room"
        if other != room and LEVEL[other] >= LEVEL[room]:
            return f"room {room} must not know {other} ({include})"
        return None
    if GENERATED.search(include):
        return None
    # "priv.h", "../priv.h": a private header beside the file, in its room.
    at = os.path.normpath(os.path.join(os.path.dirname(path), include))
    if not os.path.exists(at):
        return f'"{include}" is not beside the file'
    if room_of(at) != room:
        return f"{include} is private to room {room_of(at)}"
    return None


def check_order(path, includes):
    """Own header, then <...>, then "ctrace/..."."""
    seen = False
    for kind, name in includes[1:]:
        if kind == '"' and name.startswith("ctrace/"):
            seen = True
        elif kind == "<" and seen:
            return f"<{name}> stands behind a ctrace/ header"
    return None


def main():
    files = subprocess.run(["git", "ls-files", "src", "include"],
                           capture_output=True, text=True,
                           check=True).stdout.split()
    bad = 0
    for path in files:
        if not path.endswith((".c", ".h")) or path in MAINS:
            continue
        room = room_of(path)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        includes = re.findall(r'^#\s*include\s+([<"])([^">]+)', text, re.M)
        wrong = []
        if room not in LEVEL:
            wrong.append(f"{room} is no room")
        else:
            wrong = [check_include(path, room, name)
                     for kind, name in includes if kind == '"']
        wrong.append(check_order(path, includes))
        for what in filter(None, wrong):
            print(f"not ok lint {path}: {what}")
            bad += 1
    if not bad:
        print(f"ok lint: the rooms of {len(files)} files know only those below")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
