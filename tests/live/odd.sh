#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Programs that make tracing hard: sandboxes, changed credentials, set-id
# programs, namespaces, tracers, storms of signals, children in a hurry.
# shellcheck disable=SC2016 # $$ is for the traced shell
. "$(dirname "$0")/lib.sh"
odd=$build/odd
nobody='--reuid=65534 --regid=65534 --clear-groups'
chmod 755 "$dir" # nobody comes here, too

# The victim's answer, alone, and followed or not.
answers() { # ANSWER PROGRAM ARG...
	local want=$1 how prog=$2
	shift 2
	for how in '' -f; do
		# shellcheck disable=SC2086
		"$ctrace" $how -o log "$prog" "$@" >out 2>err
		same "$(basename "$prog") $* $how: status" 0 $?
		same "$(basename "$prog") $* $how: answer" "$want" "$(tr '\n' ' ' <out)"
	done
	same "$(basename "$prog") $*: consistent" '' "$(consistent log)"
}

# ---- sandboxes -----------------------------------------------------------------

answers '1031 ' "$odd" sandbox_kill
has 'sandbox_kill: the end' log '^[0-9]+ +\+\+\+ killed by SIGSYS( \(core dumped\))? \+\+\+$'
answers '42 ' "$odd" sandbox_errno
has 'sandbox_errno: the result' log '^[0-9]+ +getppid\(\) += -1 ENOMSG '
answers '7 ' "$odd" sandbox_trap
has 'sandbox_trap: the signal' log '^[0-9]+ +--- SIGSYS \{si_signo=SIGSYS, si_code=SYS_SECCOMP, si_errno=ENOPROTOOPT|^[0-9]+ +--- SIGSYS \{si_signo=SIGSYS, .*si_syscall=__NR_getppid'
answers '38 ' "$odd" sandbox_trace
has 'sandbox_trace: the result' log '^[0-9]+ +getppid\(\) += -1 ENOSYS '
answers '303 ' "$odd" sandbox_notify
same 'sandbox_notify: results of another' '100 101 102 ' \
	"$(sed -nE 's/.*getppid(\(| resumed>)\) += ([0-9]+)$/\2/p' log | tr '\n' ' ')"

# ---- credentials ---------------------------------------------------------------

answers '3 ' "$odd" undumpable
if [ "$(id -u)" = 0 ]; then
	answers 'dumpable 0 65534 65534 ' "$odd" creds
else
	skip 'changed credentials' 'only root can give its own up'
fi
cp "$odd" setid
chmod 4755 setid
# shellcheck disable=SC2086
if [ "$(setpriv $nobody ./setid ids 2>/dev/null)" = '65534 0' ]; then
	same 'set-id: -u honours it' '65534 0' "$("$ctrace" -u nobody -o log ./setid ids)"
	same 'set-id: in a trace of root' '65534 0' \
		"$("$ctrace" -f -o log sh -c "setpriv $nobody ./setid ids; true")"
	same 'set-id: consistent' '' "$(consistent log)"
	cp "$ctrace" ctrace
	mkdir -m 777 log.d
	same 'set-id: the kernel ignores it if nobody traces' '65534 65534' \
		"$(setpriv $nobody ./ctrace -o log.d/log ./setid ids)"
	same 'set-id: and the trace is whole' '+++ exited with 0 +++' "$(tail -1 log.d/log)"
	# What nobody may not attach to, and why.
	sleep 100 &
	pid=$!
	until_true has_become $pid sleep
	setpriv $nobody ./ctrace -p $pid 2>log
	same "another user's: status" 1 $?
	has "another user's: reason" log 'process [0-9]+: it belongs to another user \(uid 0\)'
	kill $pid
else
	skip 'set-id programs' 'they need root, and a folder where they count'
fi

# ---- namespaces ----------------------------------------------------------------

if [ "$(unshare -Upf --mount-proc sh -c 'echo $$' 2>/dev/null)" = 1 ]; then
	"$ctrace" -f -o log unshare -Upf --mount-proc \
		sh -c 'echo $$; (exit 3); echo $?; ls /proc | grep -c "^1$"' >out
	same 'PID namespace: status' 0 $?
	same 'PID namespace: answer' '1 3 1 ' "$(tr '\n' ' ' <out)"
	same 'PID namespace: consistent' '' "$(consistent log)"
	same 'PID namespace: each task is seen' 5 "$(grep -c '+++ exited with' log)"
	has 'PID namespace: its own numbers' log 'getpid\(\) += 1$'
else
	skip 'PID namespace' 'this kernel, or a rule of its, forbids them'
fi

# ---- tracers -------------------------------------------------------------------

"$ctrace" -o log "$odd" ptracer >out
same 'a tracer: answer' '4 stops, status 5' "$(cat out)"
"$ctrace" -f -o log "$odd" ptracer >out
same 'a tracer whose child is followed: answer' '0 stops, status 50' "$(cat out)"
has 'a tracer whose child is followed: why' log '(ptrace\(PTRACE_TRACEME|<... ptrace resumed>)\) += -1 EPERM '
answers '8 ' "$odd" forced
"$ctrace" -o outer "$ctrace" -f -o inner sh -c 'ls /dev/null | wc -l' >out
same 'ctrace of ctrace: status' 0 $?
same 'ctrace of ctrace: answer' 1 "$(tr -d ' ' <out)"
same 'ctrace of ctrace: the inner trace' '' "$(consistent inner)"
same 'ctrace of ctrace: of three processes' 3 "$(grep -c '+++ exited with 0 +++' inner)"
same 'ctrace of ctrace: the outer trace' '+++ exited with 0 +++' "$(tail -1 outer)"
has 'ctrace of ctrace: it traces' outer '^ptrace\(PTRACE_SEIZE, '
"$ctrace" -f -o outer "$ctrace" -o inner true 2>err
same 'ctrace -f of ctrace: status' 1 $?
has 'ctrace -f of ctrace: why' err 'traced already, by process [0-9]+ \(ctrace\)'

# ---- in a hurry ----------------------------------------------------------------

answers 'x ' "$odd" chain 300
same 'chain 300: deaths' 301 "$(grep -c '+++ exited with 0 +++' log)"

# ---- signals -------------------------------------------------------------------

storm() { # PROGRAM
	answers '1000 values, sum 50500, 10 deaths ' "$1" signal_storm
	first=$(head -1 log | cut -d' ' -f1)
	same "$(basename "$1") signal_storm: each value is shown once" '1000 1000' \
		"$(grep "^$first " log | sed -n 's/.*--- SIGRT_4 {.* si_pid=\([0-9]*\), .* si_int=\([0-9]*\),.*/\1 \2/p' |
			sort | uniq -c | awk '{ n += $1; k++ } END { print n, k }')"
	same "$(basename "$1") signal_storm: no call is lost" "$(sed -n 's/ calls$//p' err)" \
		"$(grep "^$first " log | calls_of getppid /dev/stdin)"
}
storm "$odd"
answers '20 20 1009 ' "$odd" stop_and_go 20
same 'stop_and_go 20: each SIGSTOP is seen' 20 "$(grep -c -- '--- SIGSTOP {' log)"
# The kernel tells the parent before the tracer: a stop may be over by then.
has 'stop_and_go 20: stops are seen' log '--- stopped by SIGSTOP ---$'
answers '7 ' "$odd" jobs
has 'jobs: the stop is seen' log '^[0-9]+ +--- stopped by SIGTTIN ---$'
"$odd" jobs >out
same 'jobs: the same without ctrace' 7 "$(cat out)"

# ---- the same in 32 bits -----------------------------------------------------------

if ${CC:-gcc} -m32 -D_GNU_SOURCE -w -o odd32 "$sources/odd.c" -lpthread 2>/dev/null &&
	${CC:-gcc} -m32 -D_GNU_SOURCE -w -o crowd32 "$sources/crowd.c" -lpthread 2>/dev/null &&
	[ "$(./odd32 sandbox_errno 2>/dev/null)" = 42 ]; then
	answers '303 ' ./odd32 sandbox_notify
	answers '8 ' ./odd32 forced
	answers 'x ' ./odd32 chain 100
	storm ./odd32
	answers '20 20 1009 ' ./odd32 stop_and_go 20
	answers '7 ' ./odd32 jobs
	answers 'sum 64000 ' ./crowd32 threads 64
	same 'crowd32 threads 64: no call is lost, none is there twice' 128000 "$(calls_of getppid log)"
	answers 'sum 4950 ' ./crowd32 forks 100
	answers 'sum 60 ' ./crowd32 spawns 20
	same 'crowd32 spawns 20: execs' 21 "$(calls_of execve log)"
	"$ctrace" -f -o log ./crowd32 thread_exec 5
	same 'crowd32 thread_exec: status' 9 $?
	same 'crowd32 thread_exec: superseded' 1 "$(grep -c 'superseded by execve in pid' log)"
else
	skip '32 bit' 'the compiler makes no 32-bit programs, or they do not run'
fi

exit $failed
