#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What tracing costs, as ratios of one run: against the installed strace, and
# against the bare ptrace loop. Everything on one CPU; medians of 9 rounds.
set -u
cd "${builddir:-.}" || exit 1
cpu=$(taskset -pc $$ | sed 's/.*[:,-] *//')
on="taskset -c $cpu"
failed=0
rounds=${ROUNDS-9}

have_strace=$(command -v strace)
[ -n "$have_strace" ] || echo "strace is not installed: its columns are missing"

row() { # NAME VALUE LIMIT
	if awk -v a="$2" -v b="$3" 'BEGIN { exit !(a <= b) }'; then
		printf '%-50s %9s  <= %s\n' "$1" "$2" "$3"
	else
		printf '%-50s %9s  <= %s  MISSED\n' "$1" "$2" "$3"
		failed=1
	fi
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

field() { sed -n "$1p" <<<"$2" | cut -d' ' -f"$3"; }

echo "one CPU ($cpu), medians of $rounds interleaved rounds"

t=$(./timed $rounds 1 "$on ./bare ./getppid 200000" \
	"$on ./ctrace -o /dev/null ./getppid 200000" \
	${have_strace:+"$on strace -o /dev/null ./getppid 200000"})
bare=$(field 1 "$t" 1)
peer=$(field 3 "$t" 1)
row "getppid x 200,000: ctrace / bare loop" \
	"$(ratio "$(field 2 "$t" 1)" "$bare")" 1.15
t=$(./timed $rounds 1 "$on ./ctrace -o /dev/null ./getppid 100000" \
	"./ctrace -o /dev/null ./getppid 100000" \
	${have_strace:+"strace -o /dev/null ./getppid 100000"})
row "getppid as started: ctrace / its one-CPU time" \
	"$(ratio "$(field 2 "$t" 1)" "$(field 1 "$t" 1)")" 1.20
[ -z "$have_strace" ] ||
	printf '%-50s %9s\n' "getppid as started: strace / ctrace" \
		"$(ratio "$(field 3 "$t" 1)" "$(field 2 "$t" 1)")"
t=$(./timed $rounds 1 "$on ./ctrace -o /dev/null find /usr/share -xdev" \
	"./ctrace -o /dev/null find /usr/share -xdev" \
	${have_strace:+"strace -o /dev/null find /usr/share -xdev"})
row "find as started: ctrace / its one-CPU time" \
	"$(ratio "$(field 2 "$t" 1)" "$(field 1 "$t" 1)")" 2.00
[ -z "$have_strace" ] ||
	printf '%-50s %9s\n' "find as started: strace / ctrace" \
		"$(ratio "$(field 3 "$t" 1)" "$(field 2 "$t" 1)")"

# ---- many tasks ------------------------------------------------------------------

# The number that a program measures of itself: the median of five runs.
own() { # CMD...
	for _ in 1 2 3 4 5; do "$@" 2>/dev/null; done | sort -n | sed -n 3p
}

row "one busy thread among 1,000, per call / alone" \
	"$(ratio "$(own $on ./ctrace -f -o /dev/null ./tasks among 1000)" \
		"$(own $on ./ctrace -f -o /dev/null ./tasks among 0)")" 1.30
row "64 looping threads: slowest / fastest" \
	"$(ratio "$(own $on ./ctrace -f -o /dev/null ./tasks fair 64)" 100)" 2.00
t=$(./timed $rounds 1 "./tasks compute" "./ctrace -f -o /dev/null ./tasks compute" \
	"./tasks sparse" "./ctrace -f -o /dev/null ./tasks sparse")
row "two threads computing, as started / untraced" \
	"$(ratio "$(field 2 "$t" 1)" "$(field 1 "$t" 1)")" 1.05
row "two threads, a call per 200 us / untraced" \
	"$(ratio "$(field 4 "$t" 1)" "$(field 3 "$t" 1)")" 1.80

# Ten real files: the project's own.
source=$(cd "${srcdir:-.}" && pwd)
compile="gcc -O2 -D_GNU_SOURCE -I$source/include"
mkdir -p bench-make
find "$source"/src/base "$source"/src/model "$source"/src/filter -name '*.c' |
	sort | head -10 | awk -v compile="$compile" '
	{ all = all " " NR ".o"; rules = rules NR ".o: " $0 "\n\t@" compile " -c -o $@ $<\n" }
	END { printf "all:%s\n%s", all, rules }' >bench-make/Makefile
t=$(./timed $rounds 1 "make -B -s -C bench-make -j2" \
	"./ctrace -o /dev/null make -B -s -C bench-make -j2" \
	"./ctrace -f -o /dev/null make -B -s -C bench-make -j2" \
	${have_strace:+"strace -f -o /dev/null make -B -s -C bench-make -j2"})
row "make -j2 as started, without -f / untraced" \
	"$(ratio "$(field 2 "$t" 1)" "$(field 1 "$t" 1)")" 1.05
[ -z "$have_strace" ] ||
	row "make -j2 as started, with -f: ctrace / strace" \
		"$(ratio "$(field 3 "$t" 1)" "$(field 4 "$t" 1)")" 1.00
rm -rf bench-make

if [ -n "$have_strace" ]; then
	printf '%-50s %9s\n' "getppid x 200,000: strace / bare loop" \
		"$(ratio "$peer" "$bare")"
	t=$(./timed $rounds 200 "$on ./ctrace -o /dev/null true" \
		"$on strace -o /dev/null true")
	row "start-up, 200 x true: ctrace / strace" \
		"$(ratio "$(field 1 "$t" 1)" "$(field 2 "$t" 1)")" 1.00
	t=$(./timed $rounds 1 "$on ./ctrace -o bench-a.txt find /usr -xdev" \
		"$on strace -o bench-b.txt find /usr -xdev")
	row "find /usr -xdev to a file: ctrace / strace" \
		"$(ratio "$(field 1 "$t" 1)" "$(field 2 "$t" 1)")" 0.85
	t=$(./timed $rounds 1 \
		"$on ./ctrace -y -o bench-a.txt dd if=/dev/zero of=/dev/null bs=1 count=20000 status=none" \
		"$on strace -y -o bench-b.txt dd if=/dev/zero of=/dev/null bs=1 count=20000 status=none")
	row "dd bs=1 with -y: ctrace / strace" \
		"$(ratio "$(field 1 "$t" 1)" "$(field 2 "$t" 1)")" 0.75
	rm -f bench-a.txt bench-b.txt
	t=$(./timed $rounds 1 "$on ./ctrace -o /dev/null true" \
		"$on strace -o /dev/null true")
	row "peak memory, KiB: ctrace - strace" \
		"$(($(field 1 "$t" 2) - $(field 2 "$t" 2)))" 4096
	t=$(./timed 3 1 "$on ./ctrace -f -o /dev/null ./tasks among 1000" \
		"$on strace -f -o /dev/null ./tasks among 1000")
	row "peak memory, 1,000 threads, KiB: ctrace - strace" \
		"$(($(field 1 "$t" 2) - $(field 2 "$t" 2)))" 8192

	t=$(./timed $rounds 1 "$on ./ctrace -c -o /dev/null ./getppid 200000" \
		"$on strace -c -o /dev/null ./getppid 200000")
	row "getppid with -c: ctrace / strace" \
		"$(ratio "$(field 1 "$t" 1)" "$(field 2 "$t" 1)")" 0.97
	echo 'i=0; while [ $i -lt 200 ]; do /bin/true; i=$((i + 1)); done' \
		>bench-forks.sh
	t=$(./timed $rounds 3 "$on ./ctrace -f -o /dev/null $compile -c -o bench.o $source/src/base/map.c" \
		"$on strace -f -o /dev/null $compile -c -o bench.o $source/src/base/map.c")
	row "gcc -c with -f: ctrace / strace" \
		"$(ratio "$(field 1 "$t" 1)" "$(field 2 "$t" 1)")" 0.95
	t=$(./timed $rounds 1 "$on ./ctrace -f -o /dev/null sh bench-forks.sh" \
		"$on strace -f -o /dev/null sh bench-forks.sh")
	row "200 forks with -f: ctrace / strace" \
		"$(ratio "$(field 1 "$t" 1)" "$(field 2 "$t" 1)")" 0.95
	rm -f bench.o bench-forks.sh

	# What ctrace itself asks of the kernel, per stop of its tracee.
	for n in 1000 2000; do
		strace -c -o "bench-$n.txt" ./ctrace -o /dev/null ./getppid $n
	done
	echo "system calls of ctrace per stop (a getppid has two stops):"
	awk 'FNR == 1 { file++ }
		$1 ~ /^[0-9.]+$/ && $NF != "total" { n[$NF, file] = $4; c[$NF] = 1 }
		END { for (k in c) {
			d = (n[k, 2] - n[k, 1]) / 2000
			if (d >= 0.01) printf "  %-20s %.2f\n", k, d } }' \
		bench-1000.txt bench-2000.txt
	rm -f bench-1000.txt bench-2000.txt
fi
exit $failed
