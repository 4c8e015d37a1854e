#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Attaching to what runs, and letting go of it.
. "$(dirname "$0")/lib.sh"
crowd=$build/crowd
rounds=${LIVE_ROUNDS:-15} # how often attach and detach are tried

start() { # ARG...: a victim that has said "ready"; sets $pid
	rm -f answer
	"$crowd" "$@" >answer &
	pid=$!
	until_true has_line answer '^ready$'
}
finish() { # NAME: the victim gives its right answer
	kill -USR2 $pid
	wait $pid
	same "$1: status" 0 $?
}
interrupt() { # SIGNAL
	kill -"$1" $tracer
	wait $tracer 2>/dev/null
}

# ---- a process that sleeps -----------------------------------------------------

start sleepers 7
until_true has_state $pid S
rm -f log err log1
"$ctrace" -f -p $pid 2>log &
tracer=$!
until_true has_line log 'poll'
until_true has_lines log read 7
interrupt INT
same '8 threads: status' 130 $?
has '8 threads: notice' log "^$ctrace: Process $pid attached with 8 threads$"
has '8 threads: restarted call' log '^\[pid +[0-9]+\] restart_syscall\(<\.\.\. resuming interrupted poll \.\.\.>'
same '8 threads: each is let go' 8 "$(grep -c 'Process [0-9]* detached$' log)"
same '8 threads: first of all the first' "$pid" \
	"$(sed -n 's/.*Process \([0-9]*\) detached$/\1/p' log | head -1)"
rm -f log err log1
"$ctrace" -p $pid 2>log &
tracer=$!
until_true has_line log 'restart_syscall'
interrupt TERM
same 'without -f: status' 143 $?
has 'without -f: one thread' log "^$ctrace: Process $pid attached$"
rm -f log err log1
"$ctrace" -o log -p $pid 2>err &
tracer=$!
until_true has_line log 'restart_syscall'
interrupt INT
same 'with -o: interruptible' 130 $?
same 'with -o: the last line' ' <detached ...>' "$(tail -1 log | grep -o ' <detached ...>$')"
rm -f log err log1
"$ctrace" -q -f -o log -p "$pid" true 2>err &
tracer=$!
until_true has_line log '\+\+\+ exited with 0 \+\+\+'
finish 'sleepers'
wait $tracer
same 'sleepers: answer' right "$(tail -1 answer)"
same '-p and a command: status' 0 $?
same '-p and a command: nine ends' 9 "$(grep -c '+++ exited with 0 +++' log)"
same '-p and a command: -q' '' "$(cat err)"

# ---- a process that is stopped ---------------------------------------------------

start sleepers 1
kill -STOP $pid
until_true has_state $pid T
rm -f log err log1
"$ctrace" -f -p $pid 2>log &
tracer=$!
until_true has_lines log 'stopped by SIGSTOP' 2
interrupt INT
same 'stopped: status' 130 $?
has_state $pid T
ok 'stopped: it still is' $? "$(ps -o stat= -p $pid)"
rm -f log err log1
"$ctrace" -f -p $pid 2>log &
tracer=$!
until_true has_lines log 'stopped by SIGSTOP' 2
kill -CONT $pid
until_true has_line log 'SIGCONT'
until_true has_line log 'read\('
interrupt INT
finish 'stopped and continued'
same 'stopped and continued: answer' right "$(tail -1 answer)"

# ---- a process that is busy --------------------------------------------------------

start signals 7
for ((i = 0; i < rounds; i++)); do
	sig=$((i % 2)) && [ $sig = 0 ] && sig=INT || sig=TERM
	rm -f log err log1
	"$ctrace" -f -o log -p $pid 2>err &
	tracer=$!
	until_true has_line err attached # it can be interrupted from now on
	# at some moment of what goes on
	perl -e 'select undef, undef, undef, rand 0.02' 2>/dev/null
	interrupt $sig
	status=$?
	case $sig$status in INT130 | TERM143) ;; *) echo "# round $i: $sig: $status"; break ;; esac
	[ -s err ] && grep -v 'attached\|detached' err && break
done
same 'busy: rounds' "$rounds" $i
finish 'busy'
same 'busy: answer' 'lost 0, sum off 0, wrong 0' "$(tail -1 answer)"

# ---- death of the tracer --------------------------------------------------------

start sleepers 3
rm -f log err log1
"$ctrace" -f -o log -p $pid 2>err &
tracer=$!
until_true has_line log 'poll'
interrupt KILL
finish 'SIGKILL of ctrace'
same 'SIGKILL of ctrace: answer' right "$(tail -1 answer)"
for opt in '' --kill-on-exit; do
	rm -f answer
	# shellcheck disable=SC2086
	rm -f log err log1
	"$ctrace" -f $opt -o log "$crowd" sleepers 2 >answer &
	tracer=$!
	until_true has_line answer '^ready$'
	child=$(pgrep -P $tracer -x crowd)
	interrupt KILL
	if [ "$opt" ]; then
		until_true is_gone "$child"
		ok "SIGKILL of ctrace, $opt: the command dies" $?
	else
		kill -USR2 "$child"
		until_true has_line answer '^right$'
		ok 'SIGKILL of ctrace: the command goes on' $? "$(cat answer)"
	fi
done

# ---- what cannot be attached ------------------------------------------------------

"$ctrace" -p 4194303 2>log
same 'no such process: status' 1 $?
has 'no such process: message' log 'attach: ptrace\(PTRACE_SEIZE, 4194303\): No such process$'
has 'no such process: reason' log 'process 4194303: there is no process of this number$'
start sleepers 1
rm -f log err log1
"$ctrace" -o log1 -p $pid 2>err &
tracer=$!
until_true has_line err attached
"$ctrace" -p $pid 2>log
same 'traced already: status' 1 $?
has 'traced already: by whom' log "it is traced already, by process $tracer \(ctrace\)"
"$ctrace" -q -o log -p "$pid 4194303" true 2>err
same 'one of two: the command runs' 0 $?
interrupt INT
finish 'traced already'
for bad in 0 x 1,x -1 ''; do
	[ -z "$bad" ] && continue
	"$ctrace" -p "$bad" 2>log
	same "-p $bad: status" 1 $?
	has "-p $bad: message" log "Invalid process id: '"
done

# ---- the tracer in the background --------------------------------------------------

for opt in -D -DD -DDD --daemonize --daemonize=session; do
	rm -f log
	# the command has the place that ctrace had
	sh -c "\"$ctrace\" $opt -o log sh -c 'test \$PPID = '\$\$' && exit 7'; exit \$?"
	same "$opt: the command's own parent, its status" 7 $?
	until_true has_line log '\+\+\+ exited with 7 \+\+\+'
	ok "$opt: the trace" $? "$(tail -1 log)"
done
"$ctrace" -D -o log "$dir" 2>err
same '-D: exec fails: status' 1 $?

# ---- detach on execve ----------------------------------------------------------------

"$ctrace" -f -b execve -o log "$crowd" spawns 4 >out
same '-b execve: status' 0 $?
same '-b execve: answer' 'sum 12' "$(cat out)"
same '-b execve: one process ends before us' 1 "$(grep -c '+++ exited' log)"
"$ctrace" -b execve -o log "$crowd" exec
same '-b execve: all are let go: status' 0 $?

exit $failed
