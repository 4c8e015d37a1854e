#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Attaching to what is in an awkward state: dead, stopped, in vfork, in a call,
# without its first thread, making threads and children all the time.
. "$(dirname "$0")/lib.sh"
states=$build/states
rounds=${LIVE_ROUNDS:-10}

start() { # ARG...: a victim that has said "ready"; sets $victim_pid and $pid
	rm -f answer err log
	"$states" "$@" >answer 2>births &
	victim_pid=$!
	until_true has_line answer '^ready [0-9]+$'
	pid=$(sed -n 's/^ready //p' answer)
}
finish() { # NAME STATUS ANSWER
	kill -USR2 "$pid"
	wait $victim_pid
	same "$1: status" "$2" $?
	same "$1: answer" "$3" "$(sed 1d answer | tr '\n' ' ')"
}
attach() { # OPTION...: to $pid; what ctrace prints goes to err
	"$ctrace" "$@" -p "$pid" 2>err &
	tracer=$!
}
interrupt() { # SIGNAL
	kill -"$1" $tracer
	wait $tracer 2>/dev/null
}
tasks_of() { # PID...: "TID TracerPid STATE" of each task
	local f
	for f in "$@"; do
		awk '/^State:/ { s = $2 } /^Pid:/ { p = $2 } /^TracerPid:/ { print p, $2, s }' \
			/proc/"$f"/task/*/status 2>/dev/null
	done
}
is_traced_by() { # TRACER PID: every task of it
	tasks_of "$2" | awk -v t="$1" '{ n++; if ($2 != t) bad = 1 } END { exit bad || !n }'
}
none_is_held() { # PID...: nobody is traced or stopped
	tasks_of "$@" | awk '$2 != 0 || $3 ~ /[tT]/ { bad = 1 } END { exit bad }'
}

# ---- what cannot be attached -----------------------------------------------------

start zombie
for how in '' -f; do
	# shellcheck disable=SC2086
	"$ctrace" $how -p "$pid" 2>err
	same "a zombie $how: status" 1 $?
	same "a zombie $how: message" "$ctrace: attach: ptrace(PTRACE_SEIZE, $pid): Operation not permitted" \
		"$(head -1 err)"
	same "a zombie $how: reason" "$ctrace: process $pid: it has ended; only its parent, process $victim_pid, has not taken note of it yet" \
		"$(sed -n 2p err)"
done
pid=$victim_pid
finish 'a zombie' 0 '5 '

kernel_thread=$(pgrep -P 2 2>/dev/null | head -1)
if [ -n "$kernel_thread" ] && [ "$(id -u)" = 0 ]; then
	"$ctrace" -p "$kernel_thread" 2>err
	same 'a kernel thread: status' 1 $?
	has 'a kernel thread: reason and remedy' err "process $kernel_thread: it is a thread of the kernel, .*: .*perf"
else
	skip 'a kernel thread' 'none can be seen here, or only root may ask'
fi

sh -c 'exec "$0" -p $$' "$ctrace" 2>err
same 'itself: status' 1 $?
same 'itself: message' "$ctrace: I'm sorry, I can't let you do that, Dave." "$(cat err)"

start first_ended exit
pid=$victim_pid
until_true has_state "$pid" Z
"$ctrace" -p "$pid" 2>err
same 'the first thread has ended, no -f: status' 1 $?
has 'the first thread has ended, no -f: remedy' err 'its first thread has ended, others go on: -f '
attach -f -o log
until_true has_lines log 'pause|sigtimedwait' 2
finish 'the first thread has ended' 4 ''
wait $tracer
has 'the first thread has ended: others are attached' err "Process $pid attached with 2 threads$"
same 'the first thread has ended: their ends' 2 "$(grep -c '+++ exited with 4 +++' log)"

# ---- in a call -------------------------------------------------------------------

for call in read:'read\([0-9]+' poll:'restart_syscall\(<\.\.\. resuming interrupted poll \.\.\.>' \
	select:'pselect6\([0-9]+, ' futex:'restart_syscall\(<\.\.\. resuming interrupted futex \.\.\.>' \
	nanosleep:'restart_syscall\(<\.\.\. resuming interrupted (clock_)?nanosleep \.\.\.>' \
	wait:'wait4\([0-9]+' accept:'accept\([0-9]+, NULL, NULL' pause:'pause\('; do
	name=${call%%:*}
	regex=${call#*:}
	start blocked "$name"
	until_true has_state "$pid" S
	for sig in INT TERM ''; do
		rm -f log
		attach -o log
		until_true has_line log "^$regex"
		ok "blocked in $name: ${sig:-once more}: it goes on with the call" $?
		[ "$sig" ] && interrupt $sig
		# A call that was restarted is known as that alone.
		regex=${regex/interrupted */interrupted restart_syscall}
	done
	finish "blocked in $name" 0 '-1 1 '
	wait $tracer
	same "blocked in $name: the end" '+++ exited with 0 +++' "$(tail -1 log)"
	same "blocked in $name: calls before the signal" 1 "$(sed '/^--- SIGUSR2/,$d' log | grep -c .)"
done

# ---- in vfork ----------------------------------------------------------------------

start vforking
child=$pid
pid=$victim_pid
until_true has_state "$pid" D
attach -f -o log
until_true has_line err attached
interrupt INT
same 'in vfork: interrupted: status' 130 $?
none_is_held "$pid" "$child"
ok 'in vfork: nobody is held' $? "$(tasks_of "$pid" "$child" | tr '\n' '|')"
attach -f -o log
until_true has_line err attached
pid=$child
finish 'in vfork' 0 '7 '
wait $tracer
has 'in vfork: it goes on when its child has ended' log "^$victim_pid +wait4\($child, \[\{WIFEXITED\(s\) && WEXITSTATUS\(s\) == 7\}\], 0, NULL\) = $child$"
same 'in vfork: the end' "$victim_pid +++ exited with 0 +++" "$(tail -1 log | tr -s ' ')"

# ---- stopped -----------------------------------------------------------------------

start blocked nanosleep
kill -STOP "$pid"
until_true has_state "$pid" T
attach
until_true has_line err 'stopped by SIGSTOP'
has_state "$pid" t
ok 'stopped: it still is' $? "$(ps -o stat= -p "$pid")"
kill -CONT "$pid"
until_true has_line err 'restart_syscall'
kill -STOP "$pid"
until_true has_lines err '^--- stopped by SIGSTOP ---$' 2
interrupt INT
until_true has_state "$pid" T
ok 'stopped again: it still is' $? "$(ps -o stat= -p "$pid")"
kill -CONT "$pid"
finish 'stopped' 0 '-1 1 '
sed -E 's/ \{si_signo=.*\}//; s/interrupted (clock_)?nanosleep/interrupted nanosleep/' err >log
cat >wanted <<E
$ctrace: Process $pid attached
--- stopped by SIGSTOP ---
--- SIGCONT ---
restart_syscall(<... resuming interrupted nanosleep ...>) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)
--- SIGSTOP ---
--- stopped by SIGSTOP ---
$ctrace: Process $pid detached
E
same 'stopped: what is told' "$(cat wanted)" "$(cat log)"

# ---- execve from a thread, of whose process not everybody is traced -------------------

start first_waits exec
tid=$pid
pid=$victim_pid
attach
until_true has_line err 'futex'
pid=$tid
finish 'execve from a thread beside the traced one' 9 ''
wait $tracer
same 'execve from a thread beside the traced one: status' 0 $?
has 'execve from a thread beside the traced one: it is let go' err "Process $victim_pid detached$"

is_written() {
	grep -qs . log*
}
for how in -o -ff\ -o; do
	start first_waits exec
	rm -f log*
	# shellcheck disable=SC2086
	attach $how log
	until_true is_written
	finish "$how: execve from a thread that is traced alone" 9 ''
	wait $tracer
	same "$how: execve from a thread that is traced alone: status" 0 $?
	last=log
	[ "$how" = -o ] || last=log.$victim_pid
	same "$how: execve from a thread that is traced alone: it goes on as the first" '+++ exited with 9 +++' "$(tail -1 "$last")"
	has "$how: execve from a thread that is traced alone: a whole line" "$last" 'execve(\(.*| resumed>)\) += 0$'
done
start first_ended exec
tid=$pid
pid=$victim_pid
until_true has_state "$pid" Z
attach -f -o log
until_true has_lines log 'pause|sigtimedwait' 2
pid=$tid
finish 'execve after the first thread has ended' 9 ''
wait $tracer
same 'execve after the first thread has ended: it goes on as that' "$victim_pid +++ exited with 9 +++" "$(tail -1 log | tr -s ' ')"

# ---- who is born meanwhile --------------------------------------------------------

# Everybody who was born in a trace has died in it.
unaccounted() { # FILE
	awk '/(clone3?|v?fork)(\(.*| resumed>.*)\) += [0-9]+$/ { born[$NF] = 1 }
		/\+\+\+ exited with [0-9]+ \+\+\+$/ { dead[$1] = 1 }
		END { for (p in born) if (!dead[p]) print p }' "$1"
}
start breeding
for ((i = 0; i < rounds; i++)); do
	sig=INT
	[ $((i % 2)) = 0 ] || sig=TERM
	rm -f log err
	attach -f -o log
	until_true is_traced_by $tracer "$pid" || { echo "# round $i: not all are traced: $(tasks_of "$pid" | tr '\n' '|')"; break; }
	interrupt $sig
	case $sig$? in INT130 | TERM143) ;; *) echo "# round $i: $sig: $?"; break ;; esac
	until_true none_is_held "$pid" || { echo "# round $i: held: $(tasks_of "$pid" | tr '\n' '|')"; break; }
done
same 'breeding: all are traced, then let go: rounds' "$rounds" $i
rm -f log err
attach -f -o log
until_true is_traced_by $tracer "$pid"
# On a busy machine it may be long until it breeds again.
has_births() {
	has_lines log 'exited with 3 \+\+\+$' 1 && has_lines log 'clone3?(\(| resumed)' 4
}
until_true has_births
ok 'breeding: there were births' $?
finish 'breeding' 0 'wrong 0 '
wait $tracer
same 'breeding: who was born in the trace has died in it' '' "$(unaccounted log | head -5 | tr '\n' ' ')"
same 'breeding: deaths in the middle of a call' '' "$(consistent log | grep -v 'no death of' | head -3)"

exit $failed
