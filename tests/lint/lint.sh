#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What review should not have to look at: who includes whom, sizes, layout,
# licences, headers that do not compile alone.
# Prints ok/not ok/skip lines and a tally. Environment: srcdir, builddir.
set -u
cd "${srcdir:-.}" || exit 1
build=${builddir:-build}
if ! git rev-parse --git-dir >/dev/null 2>&1; then
	echo 'skip lint: this is no git checkout'
	echo '0 passed, 0 failed, 1 skipped'
	exit 0
fi
out=$(mktemp "${TMPDIR:-/tmp}/ctrace-lint-XXXXXX")
trap 'rm -f "$out"' EXIT

verdict() { # NAME: the complaints are on standard input, one per line
	local n=0 line
	while IFS= read -r line; do
		echo "not ok lint $1: $line"
		n=$((n + 1))
	done
	[ $n = 0 ] && echo "ok lint: $1"
}

sources() { git ls-files '*.c' '*.h'; }

long_files() { sources | xargs wc -l | awk '$2 != "total" && $1 > 600 { print $2 ": " $1 " lines" }'; }

# Tables apart: the labels of a switch do not count, nor what ends its arms.
long_functions() {
	sources | xargs awk '
		FNR == 1 { inside = 0 }
		/^\{/ { start = FNR; inside = 1; n = -1 }
		/^\}/ && inside {
			if (n > 60)
				print FILENAME ":" start ": " n " lines"
			inside = 0
		}
		inside && !/^\t+(case .*:|break;)$/ { n++ }'
}

without_licence() {
	git ls-files | grep -Ev '\.(case|tsv|seed)$|^\.gitignore$|^(LICENSE|NEWS|README|.*/README)$|^tests/fuzz/corpus/' |
		while read -r f; do
			head -5 "$f" | grep -q 'SPDX-License-Identifier: BSD-2-Clause' ||
				echo "$f: no SPDX line"
		done
}

format() {
	command -v clang-format >/dev/null || { echo 'skip lint format: clang-format is not installed' >&3; return; }
	sources | xargs clang-format --dry-run 2>&1 |
		sed -n 's/^\([^:]*:[0-9]*\):[0-9]*: warning.*/\1: not as clang-format has it/p' |
		sort -u | head -20
}

headers_alone() {
	local h
	git ls-files '*.h' | while read -r h; do
		${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -fsyntax-only -Iinclude -I"$build/gen" \
			-Isrc/abi -Isrc/desc -Isrc/decode -x c "$h" >/dev/null 2>&1 ||
			echo "$h: does not compile alone"
	done
}

unfinished() {
	git grep -nwE 'TODO|FIXME|XXX|HACK' -- '*.c' '*.h' '*.desc' '*.sh' '*.py' ':!tests/lint' | head
}

{
	python3 tests/lint/rooms.py
	long_files | verdict 'files have at most 600 lines'
	long_functions | verdict 'functions have at most 60 lines'
	without_licence | verdict 'licences'
	format | verdict 'layout'
	headers_alone | verdict 'headers compile alone'
	unfinished | verdict 'no marks of unfinished work'
	if [ -x "$build/descc" ] && "$build/descc" --help 2>&1 | grep -q -- --format; then
		for f in $(git ls-files 'syscalls/*.desc'); do
			"$build/descc" --format "$f" | cmp -s - "$f" || echo "$f"
		done | verdict 'descriptions are as descc --format has them'
	fi
} 3>&1 >"$out"
cat "$out"
p=$(grep -c '^ok ' "$out") f=$(grep -c '^not ok ' "$out") s=$(grep -c '^skip ' "$out")
echo "$p passed, $f failed, $s skipped"
[ "$f" = 0 ]
