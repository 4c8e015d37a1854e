#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Each fuzz target over its corpus, then FUZZ_SECONDS (20) of mutations.
# Prints ok/not ok lines. Environment: builddir, srcdir, FUZZ_SEED.
# With a build of --enable-fuzzing: libFuzzer for as long, new inputs are kept.
set -u
src=$(cd "${srcdir:-.}" && pwd)
build=$(cd "${builddir:-.}" && pwd)
seconds=${FUZZ_SECONDS:-20}
dir=$(mktemp -d "${TMPDIR:-/tmp}/ctrace-fuzz-XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=0
failed=0
for target in "$build"/fuzz_*; do
	[ -x "$target" ] && [ -f "$target" ] || continue
	name=${target##*/}
	corpus=($src/tests/fuzz/corpus/${name#fuzz_})
	# The compiler's tests are its corpus.
	[ "$name" = fuzz_desc ] && corpus=("$src"/tests/desc/{user,good,format,errors})
	if "$target" -help=1 2>&1 | grep -q libFuzzer; then
		"$target" -max_total_time="$seconds" -max_len=4096 "${corpus[@]}" >out 2>&1
	else
		"$target" "$seconds" $(printf '%s/* ' "${corpus[@]}") >out 2>&1
	fi
	status=$?
	if [ $status = 0 ]; then
		echo "ok fuzz $name: $(tail -1 out)"
	else
		failed=1
		cp fuzz-crash crash-* "$build" 2>/dev/null
		echo "not ok fuzz $name: status $status, the input is in $build/fuzz-crash"
		sed 's/^/# /' out | tail -25
	fi
done
exit $failed
