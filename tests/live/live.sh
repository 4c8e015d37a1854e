#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# One real process under ctrace: signals, deaths, detach, memory that cannot
# be read, commands that cannot run, output that cannot be written.
# Prints ok/not ok/skip lines. Environment: builddir.
# shellcheck disable=SC2016 # $$ is for the traced shell
. "$(dirname "$0")/lib.sh"

# ---- the first slice ---------------------------------------------------------

"$ctrace" echo hi >out 2>log
same 'echo: exit status' 0 $?
same 'echo: its own output' hi "$(cat out)"
tail -5 log >end
same 'echo: write' 'write(1, "hi\n", 3)                     = 3' \
	"$(grep '^write' end)"
same 'echo: close' 'close(1)                                = 0' \
	"$(grep '^close(1)' end)"
same 'echo: exit_group' 'exit_group(0)                           = ?' \
	"$(grep '^exit_group' end)"
same 'echo: last line' '+++ exited with 0 +++' "$(tail -1 log)"
has 'echo: execve comes first' <(head -1 log) \
	'^execve\(".*/echo", \["echo", "hi"\], 0x[0-9a-f]+ /\* [0-9]+ vars \*/\) = 0$'

# ---- exit statuses ----------------------------------------------------------

"$ctrace" -o log sh -c 'exit 42'
same 'exit status is passed on' 42 $?
"$ctrace" sh -c 'kill -TERM $$' 2>log
same 'death by signal is passed on' 143 $?
has 'siginfo of kill' log '^--- SIGTERM \{si_signo=SIGTERM, si_code=SI_USER, si_pid=[0-9]+, si_uid=[0-9]+\} ---$'
same 'killed by' '+++ killed by SIGTERM +++' "$(tail -1 log)"
"$ctrace" -qqq -e none sh -c 'kill -TERM $$' 2>log
same 'killed by, whatever -q leaves out' '--- SIGTERM {si_signo=SIGTERM,|+++ killed by SIGTERM +++|' \
	"$(sed 's/ si_code.*//' log | tr '\n' '|')"
(ulimit -c 0; "$ctrace" "$victim" segv 2>log)
same 'segv: status' 139 $?
has 'segv: siginfo' log '^--- SIGSEGV \{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10\} ---$'

"$ctrace" ./nosuch 2>log
same 'no such file: status' 1 $?
same 'no such file: message' "$ctrace: Cannot stat './nosuch': No such file or directory" "$(cat log)"
"$ctrace" no-such-command 2>log
same 'no such command: status' 1 $?
same 'no such command: message' "$ctrace: Cannot find executable 'no-such-command'" "$(head -n 1 log)"
same 'no such command: remedy' 'No folder of $PATH has it: install it, or name it with its path.' "$(sed 1d log)"
"$ctrace" "$dir" 2>log
same 'exec of a folder: status' 1 $?
has 'exec of a folder: line' log '^execve\(.* = -1 EACCES \(Permission denied\)$'
has 'exec of a folder: message' log ': exec: Permission denied$'
same 'exec of a folder: end' '+++ exited with 1 +++' "$(grep '^+++' log)"

# ---- memory -----------------------------------------------------------------

"$ctrace" -o log "$victim" unreadable
same 'unreadable: status' 7 $?
has 'unreadable path' log '^open\(0x8, O_RDONLY\) += -1 EFAULT'
has 'unterminated path' log '^open\(0x[0-9a-f]+, O_RDONLY\) += -1 EFAULT'
has 'unreadable data' log '^write\(1, 0x10, 5\) += -1 EFAULT'
has 'vector at the end of memory' log '^writev\(-1, \[\{iov_base="xxx", iov_len=3\}\], 1\) += -1 EBADF'
has 'vector that is cut' log '^writev\(-1, \[\{iov_base="xxx", iov_len=3\}, \.\.\. /\* 0x[0-9a-f]+ \*/\], 3\) += -1'
has 'struct that is cut' log '^nanosleep\(0x[0-9a-f]+, NULL\) += -1 EFAULT'
"$ctrace" -o log "$victim" execute_only
has 'page without read permission' log '^open\(("/secret"|0x[0-9a-f]+), O_RDONLY\) += -1 EFAULT'
"$ctrace" -o log "$victim" unknown
same 'unknown number: status' 0 $?
has 'unknown number' log '^syscall_0x3e8\(0x1, 0x2, 0x3, 0x4, 0x5, 0x6\) = -1 ENOSYS'

# ---- signals ----------------------------------------------------------------

"$ctrace" -o log "$victim" storm >out
same 'storm: status' 0 $?
calls=$(cut -d' ' -f1 out)
same 'storm: no call is lost' "$calls" "$(grep -c '^getppid' log)"
[ "$(grep -c '^--- SIGALRM' log)" -ge 200 ]
ok 'storm: every signal is seen' $? "$(grep -c '^--- SIGALRM' log)"

"$ctrace" -o log "$victim" children >out
same 'children run free: status' 0 $?
same 'children run free: answer' 'sum 210' "$(cat out)"

"$ctrace" -o log "$victim" killed_inside
same 'killed in a call: status' 137 $?
has 'killed in a call: line' log '^read\([0-9]+, +<unfinished \.\.\.>\) = \?|^read\([0-9]+ <unfinished \.\.\.>\) += \?'
same 'killed in a call: end' '+++ killed by SIGKILL +++' "$(tail -1 log)"

"$ctrace" -o log "$victim" stop >out &
tracer=$!
pid=
for _ in $(seq 500); do
	pid=$(pgrep -P $tracer -x victim) && [ "$(ps -o stat= -p "$pid")" ] &&
		case $(ps -o stat= -p "$pid") in T*|t*) grep -q '^--- stopped' log && break;; esac
	sleep 0.01
done
[ -n "$pid" ] && kill -CONT "$pid"
wait $tracer
same 'group-stop: status' 3 $?
same 'group-stop: goes on' 'went on' "$(cat out)"
has 'group-stop: line' log '^--- stopped by SIGSTOP ---$'
has 'group-stop: SIGCONT' log '^--- SIGCONT \{si_signo=SIGCONT, '

"$victim" inherited >out1
"$ctrace" -o log "$victim" inherited >out2
same 'the command inherits what it would without ctrace' "$(cat out1)" "$(cat out2)"
(trap '' PIPE; "$victim" inherited >out1; "$ctrace" -o log "$victim" inherited >out2)
same 'ignored signals stay ignored' "$(cat out1)" "$(cat out2)"

# ---- signals to ctrace --------------------------------------------------------

wait_for_line() { # FILE REGEX
	for _ in $(seq 1000); do
		grep -Eq "$2" "$1" 2>/dev/null && return 0
		sleep 0.01
	done
	return 1
}

for sig in TERM:143 HUP:129; do
	: >log
	env --default-signal="${sig%:*}" "$ctrace" sleep 100 2>log &
	tracer=$!
	wait_for_line log '^clock_nanosleep'
	child=$(pgrep -P $tracer -x sleep)
	kill -"${sig%:*}" $tracer
	wait $tracer 2>/dev/null
	same "${sig%:*}: status" "${sig#*:}" $?
	same "${sig%:*}: last line" ' <detached ...>' "$(tail -1 log)"
	has "${sig%:*}: the call and the notice" log \
		"^clock_nanosleep\(CLOCK_REALTIME, 0, \{tv_sec=100, tv_nsec=0\}.*$ctrace: Process $child detached$"
	for _ in $(seq 200); do
		case $(ps -o stat= -p "$child" 2>/dev/null) in ''|Z*) break;; esac
		sleep 0.01
	done
	case $(ps -o stat= -p "$child" 2>/dev/null) in ''|Z*) true;; *) false;; esac
	ok "${sig%:*}: no sleep is left" $? "$(ps -o stat= -p "$child")"
done
: >log
"$ctrace" -q sleep 100 2>log &
tracer=$!
wait_for_line log '^clock_nanosleep'
kill -TERM $tracer
wait $tracer 2>/dev/null
same 'TERM, -q: last line' \
	'clock_nanosleep(CLOCK_REALTIME, 0, {tv_sec=100, tv_nsec=0} <detached ...>' "$(tail -1 log)"
: >log
"$ctrace" -o log sleep 1 &
tracer=$!
wait_for_line log '^clock_nanosleep'
kill -TERM $tracer
wait $tracer
same 'with -o: TERM is ignored' 0 $?

# ---- output that cannot be written ---------------------------------------------

"$ctrace" -o /dev/full "$victim" children >out 2>log
same '/dev/full: status' 1 $?
same '/dev/full: the program is unharmed' 'sum 210' "$(cat out)"
same '/dev/full: one message' 1 "$(wc -l <log)"
has '/dev/full: message' log 'cannot write /dev/full: No space left on device'
"$ctrace" -o "$dir/none/log" true 2>log
same 'no such folder: status' 1 $?
same 'no such folder: message' \
	"$ctrace: Cannot fopen '$dir/none/log': No such file or directory" "$(head -1 log)"
(trap '' XFSZ; ulimit -f 8; exec "$ctrace" -o big "$victim" storm) >out 2>log
same 'file size limit: status' 1 $?
has 'file size limit: the program is unharmed' out 'ticks$'
mkfifo pipe
(exec 3<pipe; head -c 100 <&3 >/dev/null) &
# more lines than a pipe holds, so that the reader's end is always met
"$ctrace" -o pipe sh -c 'i=0; while [ $i -lt 3000 ]; do read x; i=$((i+1)); done; echo $i' \
	</dev/null >out 2>log
same 'closed pipe: status' 1 $?
same 'closed pipe: the program is unharmed' 3000 "$(cat out)"
wait

exit $failed
