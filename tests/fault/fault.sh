#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# ctrace's own calls fail at random (faults.c). Whatever fails: ctrace ends, a
# program that has begun finishes with its right answer, and a trace that is not
# whole ends with another status than 0 and a message.
# FAULT_RUNS (15) per kind. Prints ok/not ok lines. Environment: builddir.
set -u
build=$(cd "${builddir:-.}" && pwd)
ctrace=$build/ctrace
preload=$build/faults.so
runs=${FAULT_RUNS:-15}
dir=$(mktemp -d "${TMPDIR:-/tmp}/ctrace-fault-XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0
export LC_ALL=C
program="echo begun >begun; exec $build/victim children"

answered() { # it may outlive ctrace: it has 10 seconds more
	for _ in $(seq 1000); do
		grep -q '^sum 210$' out && return 0
		sleep 0.01
	done
	return 1
}

# Prints why a run was wrong, if it was.
one_run() { # FAULTS
	local status
	# A folder of its own: the program of the run before may still run.
	mkdir "$dir/$1" && cd "$dir/$1" && touch log err || exit 1
	FAULTS=$1 LD_PRELOAD=$preload timeout -s KILL 20 \
		"$ctrace" -f -o log sh -c "$program" >out 2>err
	status=$?
	if [ $status = 137 ]; then
		echo 'ctrace hung, or was killed'
	elif [ $status != 0 ] && ! grep -q "^$ctrace: " err; then
		echo "status $status without a message"
	elif [ $status = 0 ] && ! grep -q 'exited with 0 +++' log; then
		echo 'the trace is not whole, and the status 0'
	elif [ -e begun ] && ! answered; then
		echo 'the program has no answer'
	fi
}

for kind in p v r w m pvrwm; do
	bad=0
	for seed in $(seq "$runs"); do
		faults=$seed:$((seed % 3 * 15 + 2)):$kind
		what=$(one_run $faults 2>/dev/null)
		[ -n "$what" ] || continue
		bad=$((bad + 1))
		[ $bad -gt 3 ] || echo "# FAULTS=$faults: $what: $(head -c 300 "$faults/err" | tr '\n' '|')"
	done
	if [ $bad = 0 ]; then
		echo "ok fault $kind: $runs runs"
	else
		echo "not ok fault $kind: $bad of $runs runs"
		failed=1
	fi
done
exit $failed
