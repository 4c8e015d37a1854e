#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# ctrace's own calls fail at random (faults.c). Whatever fails: ctrace ends, a
# program that has begun finishes with its right answer, and a trace that is not
# whole ends with another status than 0 and a message that names the reason, and
# is given once.
# FAULT_RUNS (15) per kind; the programs and the ways to trace them take turns.
# Prints ok/not ok lines. Environment: builddir.
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

# Options; program; its status; its answer. The text goes to ./log.
ways=(
	'-f -o log;victim children;0;sum 210'
	'-f -yy -Y --json=objects -o log;victim children;0;sum 210'
	'-f -o log;crowd leader_exits;4;outlived'
	'-o |cat>log;crowd plain;5;56789'
	'-ff -tt -T -i -o log;crowd spawns 10;0;sum 30'
	'-f -C -e read=all -v -s 1000 -o log;victim children;0;sum 210'
)

answered() { # ANSWER: it may outlive ctrace: it has 10 seconds more
	for _ in $(seq 1000); do
		grep -qx "$1" out && return 0
		sleep 0.01
	done
	return 1
}

whole() { # STATUS: the trace tells of the end of who began
	cat log* | grep -q "exited with $1 +++"
}

# Prints why a run was wrong, if it was.
one_run() { # FAULTS WAY
	local status options program answer wanted
	IFS=';' read -r options program wanted answer <<<"$2"
	# A folder of its own: the program of the run before may still run.
	mkdir "$dir/$1" && cd "$dir/$1" && touch log err || exit 1
	# shellcheck disable=SC2086 # words
	FAULTS=$1 LD_PRELOAD=$preload timeout -s KILL 20 \
		"$ctrace" $options sh -c "echo begun >begun; exec $build/$program" >out 2>err
	status=$?
	if [ $status = 137 ]; then
		echo 'ctrace hung, or was killed'
	elif [ $status != "$wanted" ] && ! grep -q "^$ctrace: ." err; then
		echo "status $status without a message"
	elif [ $status = "$wanted" ] && ! whole "$wanted"; then
		echo "the trace is not whole, and the status $status"
	elif [ -n "$(grep "^$ctrace: " err | sort | uniq -d)" ]; then
		echo 'a message comes twice'
	elif [ -e begun ] && ! answered "$answer"; then
		echo 'the program has no answer'
	fi
}

for kind in p v r w m pvrwm; do
	bad=0
	for seed in $(seq "$runs"); do
		faults=$seed:$((seed / ${#ways[@]} % 3 * 15 + 2)):$kind
		way=${ways[$((seed % ${#ways[@]}))]}
		what=$(one_run $faults "$way" 2>/dev/null)
		[ -n "$what" ] || continue
		bad=$((bad + 1))
		[ $bad -gt 3 ] || echo "# FAULTS=$faults ($way): $what: $(head -c 300 "$faults/err" | tr '\n' '|')"
	done
	if [ $bad = 0 ]; then
		echo "ok fault $kind: $runs runs"
	else
		echo "not ok fault $kind: $bad of $runs runs"
		failed=1
	fi
done
exit $failed
