#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Several tasks: children, threads, execve from a thread, files of their own.
. "$(dirname "$0")/lib.sh"
crowd=$build/crowd

"$ctrace" -f -o log sh -c 'ls /dev/null | wc -l' >out
same 'pipeline: status' 0 $?
same 'pipeline: answer' 1 "$(tr -d ' ' <out)"
same 'pipeline: three processes' 3 "$(cut -d' ' -f1 log | sort -u | grep -c .)"
same 'pipeline: each ends' 3 "$(grep -Ec '^[0-9]+ +\+\+\+ exited with 0 \+\+\+$' log)"
same 'pipeline: consistent' '' "$(consistent log)"

"$ctrace" -f -o log "$crowd" threads 64 >out
same '64 threads: status' 0 $?
same '64 threads: answer' 'sum 64000' "$(cat out)"
same '64 threads: no call is lost, none is there twice' 128000 "$(calls_of getppid log)"
same '64 threads: consistent' '' "$(consistent log)"
same '64 threads: each has its calls' '64 2000' \
	"$(grep -E 'getppid\(\) += |getppid resumed' log | awk '{ n[$1]++ } END { for (p in n) print n[p] }' | sort | uniq -c | awk '{ print $1, $2 }')"

"$ctrace" -f -o log "$crowd" threads 200 >out
same '200 threads: answer' 'sum 200000' "$(cat out)"
same '200 threads: no call is lost, none is there twice' 400000 "$(calls_of getppid log)"
same '200 threads: consistent' '' "$(consistent log)"
"$ctrace" -f -o log "$crowd" crowded 500 >out
same 'one among 500: answer' 'woken 20' "$(cat out)"
same 'one among 500: no call is lost' 40000 "$(calls_of getppid log)"
same 'one among 500: the others are seen' 20 \
	"$(grep -v "^$(head -1 log | cut -d' ' -f1) " log | grep -Ec 'read resumed>, "x", 1\) += 1$')"
same 'one among 500: deaths' 501 "$(grep -c '+++ exited with' log)"

"$ctrace" -f -o log "$crowd" forks 500 >out
same '500 children: status' 0 $?
same '500 children: answer' 'sum 24750' "$(cat out)"
same '500 children: deaths' 501 "$(grep -c '+++ exited with' log)"
same '500 children: consistent' '' "$(consistent log)"
"$ctrace" -f -o log "$crowd" generations 30
same 'generations: status' 30 $?
same 'generations: deaths' 31 "$(grep -c '+++ exited with' log)"

"$ctrace" -f -o log "$crowd" spawns 20 >out
same 'vfork and posix_spawn: status' 0 $?
same 'vfork and posix_spawn: answer' 'sum 60' "$(cat out)"
same 'vfork and posix_spawn: consistent' '' "$(consistent log)"
same 'vfork and posix_spawn: execs' 21 "$(calls_of execve log)"
"$ctrace" -o log "$crowd" spawns 20 >out
same 'without -f: children run free' 'sum 60' "$(cat out)"
same 'without -f: one process' 1 "$(grep -c '+++ exited' log)"
"$ctrace" -f -o log "$crowd" untraced
same 'CLONE_UNTRACED: status' 6 $?
same 'CLONE_UNTRACED: not traced' 1 "$(grep -c '+++ exited' log)"

for n in 0 1 20; do
	"$ctrace" -f -o log "$crowd" thread_exec $n >out
	same "execve from a thread, $n others: status" 9 $?
	same "execve from a thread, $n others: superseded" 1 "$(grep -c 'superseded by execve in pid' log)"
	first=$(head -1 log | cut -d' ' -f1)
	has "execve from a thread, $n others: whose" log "^$first +\+\+\+ superseded by execve in pid [0-9]+ \+\+\+$"
	has "execve from a thread, $n others: goes on as the first" log "^$first +<\.\.\. execve resumed>\) += 0$"
	same "execve from a thread, $n others: the last line" "$first +++ exited with 9 +++" "$(tail -1 log | tr -s ' ')"
done
"$ctrace" -f -o log "$crowd" leader_exits >out
same 'the first thread ends: status' 4 $?
same 'the first thread ends: answer' outlived "$(cat out)"
same 'the first thread ends: consistent' '' "$(consistent log)"

# ---- death at any moment --------------------------------------------------------

# Whoever is killed whenever: the trace ends, and tells of each death.
for ((i = 0; i < ${LIVE_ROUNDS:-8}; i++)); do
	rm -f log
	"$ctrace" -f -o log "$crowd" threads 8 >out 2>err &
	tracer=$!
	until_true test -s log
	child=$(pgrep -P $tracer -x crowd)
	perl -e 'select undef, undef, undef, rand 0.03'
	kill -KILL "$child" 2>/dev/null
	wait $tracer 2>/dev/null
	case $? in 137 | 0) ;; *) echo "# round $i: status $?"; break ;; esac
	[ -z "$(consistent log)" ] || break
done
same 'SIGKILL at any moment: rounds' "${LIVE_ROUNDS:-8}" $i
for ((i = 0; i < ${LIVE_ROUNDS:-8}; i++)); do
	rm -f log
	"$ctrace" -f -o log "$crowd" forks 100 >out 2>err &
	tracer=$!
	until_true test -s log
	child=$(pgrep -P $tracer -x crowd)
	perl -e 'select undef, undef, undef, rand 0.03'
	kill -KILL "$child" 2>/dev/null
	wait $tracer 2>/dev/null
	case $? in 137 | 0) ;; *) echo "# round $i: status $?"; break ;; esac
	[ -z "$(consistent log)" ] || break
done
same 'SIGKILL of a parent at any moment: rounds' "${LIVE_ROUNDS:-8}" $i

# ---- where lines go -----------------------------------------------------------

"$ctrace" -ff -o part "$crowd" forks 30 >out
same '-ff: status' 0 $?
same '-ff: files' 31 "$(find . -name 'part.*' | grep -c .)"
same '-ff: each has its end' 31 "$(grep -l '^+++ exited with [0-9]* +++$' part.* | grep -c .)"
same '-ff: nothing is cut' 0 "$(cat part.* | grep -c unfinished)"
rm -f part.*
"$ctrace" -ff -o part "$crowd" thread_exec 2
has '-ff: the old file of the thread' <(cat part.*) 'execve\(.* <pid changed to [0-9]+ \.\.\.>$'
has '-ff: the file of the first' "$(grep -l '^execve(.*"thread_exec"' part.*)" '^<\.\.\. execve resumed>\) += 0$'
(ulimit -Sn 20; "$ctrace" -ff -o few "$crowd" threads 40) >out
same '-ff: more tasks than files may be open: status' 0 $?
same '-ff: more tasks than files may be open' 41 "$(ls few.* | grep -c .)"
"$ctrace" -f "$crowd" forks 5 2>log >out
has 'stderr: prefix' log '^\[pid +[0-9]+\] '
has 'stderr: notice' log 'Process [0-9]+ attached$'
same 'stderr: no prefix at the end' '+++ exited with 0 +++' "$(tail -1 log)"
"$ctrace" -f -q "$crowd" forks 5 2>log >out
hasnt 'stderr: -q' log 'attached'

# ---- JSON -----------------------------------------------------------------------

"$ctrace" -f --json=objects "$crowd" spawns 6 >out 2>log
python3 - objects >out2 <<'P'
import json, sys
births, exits, known, bad = 0, 0, set(), []
for line in open(sys.argv[1]):
    o = json.loads(line)
    t = o["type"]
    if t == "fork":
        births += 1
        if o["tid"] not in known:
            bad.append(f"unknown parent {o['tid']}")
        known.add(o["child"])
        if not int(o["flags"], 16) & 0xff:
            bad.append(f"flags {o['flags']}")
    elif t == "exit":
        exits += 1
    elif t == "syscall":
        if known and o["tid"] not in known:
            bad.append(f"no birth of {o['tid']}")
        known.add(o["tid"])
print(births, exits, bad)
P
same 'JSON: births, exits' '6 7 []' "$(cat out2)"
"$ctrace" -f --json=objects "$crowd" thread_exec 3 >out 2>log
same 'JSON: execve from a thread: exits' 5 "$(grep -c '"type":"exit"' objects)"
same 'JSON: execve from a thread: births' 4 "$(grep -c '"type":"fork"' objects)"
has 'JSON: clone flags of a thread' objects '"type":"fork",.*"flags":"0x3d0f00"'
if python3 -c 'import jsonschema' 2>/dev/null; then
	python3 "$sources/validate.py" "$sources/../../data/ctrace.schema.json" objects >bad
	same 'JSON: valid' '' "$(head -3 bad)"
else
	skip 'JSON: valid' 'python3-jsonschema is not installed'
fi

exit $failed
