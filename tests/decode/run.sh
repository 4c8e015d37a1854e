#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The decoder's cases: text and cut, whole and split, JSON; and the figures.
# Environment: builddir, srcdir.
set -u
here=${srcdir:-.}/tests/decode
check=${builddir:-.}/casecheck
out=$(mktemp "${TMPDIR:-/tmp}/ctrace-decode-XXXXXX")
trap 'rm -f "$out"' EXIT

tally() { # turns casecheck's closing line into a tally
	sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed.*, \([0-9]*\) known$/tally: \1 passed, \2 failed, \3 skipped/p' "$out"
}

# What is known to fail is listed by name with a reason; skipped by reason.
"$check" -q --known "$here/known-failures.tsv" "$here"/*.case >"$out" 2>&1
sed -n 's/^# \([0-9]*\) known: \(.*\)/# \1 cases skipped: \2/p; /^not ok/p' "$out" | head -60
grep -E '^[^ ]*\.case: ' "$out" | sed 's/^/not ok decode /; s/$/: differs/' | head -60 |
	sed 's/^not ok/# not ok/'
tally
"$check" --split -q "$here"/*.case >"$out" 2>&1
grep -q ' 0 failed' "$out" && echo "ok decode: every case whole and split" ||
	echo "not ok decode: split: $(tail -1 "$out")"
"$check" --json -q "$here"/*.case >"$out" 2>&1
grep -q ' 0 failed' "$out" && echo "ok decode: no case's text changes with JSON, which is well formed" ||
	echo "not ok decode: json: $(tail -1 "$out"): $(grep -m 3 'case: ' "$out" | tr '\n' ' ')"
python3 "$here/figures.py" "$check" "$here"
