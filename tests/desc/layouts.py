#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds the layouts that descc computes against the kernel's headers.

  layouts.py check LAYOUTS.tsv EXCEPTIONS.tsv < what `descc --layouts` printed
  layouts.py make STRUCTS.tsv STRUCTS-I386.tsv < the same > LAYOUTS.tsv

LAYOUTS.tsv has, of each struct and member that the descriptions name and the
headers of Linux 7.2 know, offset/size on x86_64 and i386 (first-bit:width of a
bit-field). EXCEPTIONS.tsv lists what differs on purpose: description, member (`*`:
all of it; `+N`: all of it lies N bytes before its place in the kernel's), reason.
`make` takes them from two lists with the columns struct, field,
offset, size, bits, type, header; the tree holds its result.
"""
import sys

ABIS = ("x86_64", "i386")


def described(lines):
    """Yields (description, kernel's name, member, [x86_64, i386])."""
    for line in lines:
        name, kernel, member, *cells = line.rstrip("\n").split("\t")
        yield name, kernel, member, cells[:2]


def read_facts(path):
    facts = {}
    for line in open(path):
        if line.startswith("#"):
            continue
        struct, field, off, size, bits = line.split("\t")[:5]
        struct = struct.split(" ", 1)[-1]
        cell = bits if bits != "-" else off + "/" + size
        facts.setdefault(struct, {}).setdefault(field, cell)
    return facts


def find(fields, member):
    """The member itself, or the only one below an inner name: u.x."""
    if member in fields:
        return fields[member]
    inner = [c for f, c in fields.items() if f.split(".")[-1] == member]
    return inner[0] if len(inner) == 1 else None


def make(paths):
    facts = [read_facts(p) for p in paths]
    rows = set()
    for _, kernel, member, _ in described(sys.stdin):
        cells = [find(f.get(kernel, {}), member) or "-" for f in facts]
        if cells != ["-", "-"]:
            rows.add("\t".join([kernel, member] + cells))
    print("#struct\tmember\tx86_64\ti386")
    print("\n".join(sorted(rows)))


def read_table(path):
    for line in open(path):
        if not line.startswith("#") and line.strip():
            yield line.rstrip("\n").split("\t")


def moved(cell, by):
    """off/size of a member whose struct begins `by` bytes into another."""
    off, size = cell.split("/")
    return f"{int(off) + by}/{size}"


class Exceptions:
    def __init__(self, path):
        self.rows = {(d, m): why for d, m, why in read_table(path)}
        self.used = set()

    def shift(self, name):
        for d, m in self.rows:
            if d == name and m.startswith("+"):
                self.used.add((d, m))
                return int(m)
        return 0

    def allows(self, name, member):
        keys = [k for k in ((name, member), (name, "*")) if k in self.rows]
        self.used.update(keys)
        return bool(keys)


def check(paths):
    table = {(s, m): cells for s, m, *cells in read_table(paths[0])}
    exceptions = Exceptions(paths[1])
    compared, bad = 0, 0
    for name, kernel, member, cells in described(sys.stdin):
        wanted = table.get((kernel, member))
        shift = exceptions.shift(name)
        if not wanted or (shift and member == "."):
            continue
        for abi, ours, theirs in zip(ABIS, cells, wanted):
            if "-" in (ours, theirs):
                continue
            compared += 1
            if shift:
                ours = moved(ours, shift)
            if ours != theirs and not exceptions.allows(name, member):
                bad += 1
                print(f"not ok desc layout of {name}.{member} ({kernel}) on {abi}: "
                      f"{ours}, the kernel has {theirs}")
    for key in sorted(set(exceptions.rows) - exceptions.used):
        bad += 1
        print(f"not ok desc layout exception {' '.join(key)} is of no use")
    if not bad:
        print(f"ok desc layouts: {compared} offsets and sizes are the kernel's")
    return bad != 0


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2:])
    else:
        sys.exit(check(sys.argv[2:]))
