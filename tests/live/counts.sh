#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Counting: the tables of -c and -C, and the object of --json -c.
. "$(dirname "$0")/lib.sh"
crowd=$build/crowd
head='% time     seconds  usecs/call     calls    errors syscall'
line='------ ----------- ----------- --------- --------- ----------------'

"$ctrace" -c -o log "$crowd" plain >out
same 'status' 5 $?
same 'header' "$head" "$(head -1 log)"
same 'divider' "$line" "$(sed -n 2p log)"
same 'divider at the end' "$line" "$(tail -2 log | head -1)"
has 'total' log '^100\.00 +[0-9]+\.[0-9]{6} +[0-9]+ +[0-9]+ +[0-9]+ total$'
has 'a row with errors' log '^ *[0-9]+\.[0-9]{2} +[0-9.]+ +[0-9]+ +[0-9]+ +[0-9]+ openat$'
has 'a row without' log '^ *[0-9]+\.[0-9]{2} +[0-9.]+ +[0-9]+ +1           lseek$'
hasnt 'no call is shown' log '\('

# The same calls as a trace of the same program has.
"$ctrace" -o trace "$crowd" plain >out
sed -n 's/^\([a-z0-9_]*\)(.*) *= [^?].*/\1/p' trace | sort | uniq -c |
	awk '{ print $2, $1 }' | sort >wanted
"$ctrace" -c -U name,calls -S nothing -o log "$crowd" plain >out
sed '1,2d;/^---/,$d' log | awk '{ print $1, $2 }' | sort >found
same 'counts are those of the trace' "$(cat wanted)" "$(cat found)"

"$ctrace" -f -c -U calls -e trace=getppid -o log "$crowd" threads 20 >out
same 'threads: answer' 'sum 20000' "$(cat out)"
same 'threads: every call of each' '40000 getppid' "$(sed -n 3p log | awk '{ print $1, $2 }')"
"$ctrace" -c -S calls -U name,calls -o log "$crowd" threads 0
sed '1,2d;/^---/,$d' log | awk '{ print $2 }' >counts
same '-S calls: downwards' "$(sort -rn counts)" "$(cat counts)"
"$ctrace" -c -S name -U name -o log true
sed '1,2d;/^---/,$d' log >names
same '-S name: upwards' "$(LC_ALL=C sort names)" "$(cat names)"
"$ctrace" -c -w -U min-time,max-time,avg-time,wall-total,wall-min,wall-max,wall-avg -o log true
same '-U: header' 'shortest  longest  usecs/call  wall-total wall-min wall-max    wall-avg syscall' "$(head -1 log)"
has '-w: times' log '^0\.0[0-9]{5} 0\.0[0-9]{5} +[0-9]+ +0\.0[0-9]{5} 0\.0[0-9]{5} 0\.0[0-9]{5} +[0-9]+ execve$'
"$ctrace" -c -w -O 10s -U total-time -o log true
has '-O: nothing is left' log '^   0\.000000 total$'
"$ctrace" -C -e trace=execve -o log true
has '-C: the trace' log '^execve\('
same '-C: and the table' "$line" "$(tail -2 log | head -1)"
"$ctrace" -c -o log -e trace=none true
same 'nothing counted, nothing shown' '' "$(cat log)"
"$ctrace" -c -o log "$crowd" int80 >out
has 'a table per mode' log '^System call usage summary for 32 bit mode:$'
same 'a table per mode: two' 2 "$(grep -c "^$head$" log)"
"$ctrace" -c -o log "$build/victim" unknown
has 'unknown numbers' log ' syscall_0x3e8$'

# A run that only counts reads no memory.
if command -v strace >/dev/null; then
	strace -e trace=process_vm_readv -o reads "$ctrace" -c -o log "$crowd" plain >out
	if [ $? = 5 ]; then
		hasnt 'reads no memory' reads 'process_vm_readv'
	else
		skip 'reads no memory' 'strace cannot trace a tracer here'
	fi
else
	skip 'reads no memory' 'strace is not installed'
fi

"$ctrace" -c --json=object "$crowd" plain >out
same 'JSON: one object' 1 "$(grep -c . object)"
python3 - object >out2 <<'P'
import json, sys
o = json.load(open(sys.argv[1]))
by = {c["name"]: c for c in o["calls"]}
bad = [c["name"] for c in o["calls"]
       if not c["min_ns"] <= c["p50_ns"] <= c["p90_ns"] <= c["p99_ns"] <= c["max_ns"]
       or not c["min_ns"] <= c["mean_ns"] <= c["max_ns"]
       or c["total_ns"] > o["wall_ns"]]
print(o["type"], by["lseek"]["calls"], by["openat"]["errors"], bad)
P
same 'JSON: counts and times' "summary 1 {'ENOENT': 1} []" "$(cat out2)"
if python3 -c 'import jsonschema' 2>/dev/null; then
	python3 "$sources/validate.py" "$sources/../../data/ctrace.schema.json" object >bad
	same 'JSON: valid' '' "$(head -3 bad)"
fi

exit $failed
