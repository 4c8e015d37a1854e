#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2016 # $i is for the traced shell
# ctrace and who is traced share a CPU; nobody sees it, and it is given back.
. "$(dirname "$0")/lib.sh"
placed=$build/placed
own=$(sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status)

if [ "$(nproc)" -lt 2 ]; then
	skip 'placement' 'there is only one CPU'
	exit 0
fi

masks_of() { # PID: those of all its threads, each once
	sed -n 's/^Cpus_allowed_list:\t//p' /proc/"$1"/task/*/status 2>/dev/null | sort -u
}
is_moved() { # PID: some thread has one CPU alone
	masks_of "$1" | grep -Eqx '[0-9]+'
}
is_back() { # PID
	[ "$(masks_of "$1")" = "$own" ]
}

# ---- what the program sees -------------------------------------------------------

for how in '' -f '-f -c'; do
	for what in 'asks 100' 'births 10' 'sets 20' 'reads_status 10'; do
		[ "$how$what" = '-f -creads_status 10' ] && continue # paths are not decoded
		# shellcheck disable=SC2086
		same "$what $how: as without ctrace" "$("$placed" $what)" \
			"$("$ctrace" $how -o log "$placed" $what)"
	done
done
same 'asks for the mask of a child: as without ctrace' "$("$placed" asks_child 100)" \
	"$("$ctrace" -f -o log "$placed" asks_child 100)"
if unshare -Upf --mount-proc true 2>/dev/null; then
	same 'asks for it in another PID namespace: as without ctrace' \
		"$("$placed" asks_child 100)" \
		"$("$ctrace" -f -o log unshare -Upf --mount-proc "$placed" asks_child 100)"
else
	skip 'asks for the mask of a child in another PID namespace' 'unshare is not allowed'
fi
wanted=$("$placed" deadline)
same 'SCHED_DEADLINE: as without ctrace' "$wanted" "$("$ctrace" -o log "$placed" deadline)"
if [ "$wanted" != 0 ]; then
	skip 'SCHED_DEADLINE is admitted' "it is refused here without ctrace: errno $wanted"
fi
dense='i=0; while [ $i -lt 300 ]; do read x </dev/null; i=$((i+1)); done; '
same 'a program that is executed: as without ctrace' "$(nproc) $(nproc) " \
	"$("$ctrace" -f -o log sh -c "$dense nproc; exec nproc" | tr '\n' ' ')"
same '-b execve: as without ctrace' "$(nproc) $(nproc) " \
	"$("$ctrace" -f -b execve -o log sh -c "$dense nproc; exec nproc" | tr '\n' ' ')"
cat >openmp.c <<'C'
#include <omp.h>
#include <stdio.h>
#include <unistd.h>
int main(void)
{
	int n = 0;
	for (int i = 0; i < 300; i++)
		getppid();
#pragma omp parallel
#pragma omp atomic
	n++;
	printf("%d %d\n", omp_get_num_procs(), n);
	return 0;
}
C
if ${CC:-gcc} -fopenmp -o openmp openmp.c 2>/dev/null; then
	same 'OpenMP: as without ctrace' "$(./openmp)" "$("$ctrace" -f -o log ./openmp)"
else
	skip 'OpenMP' 'the compiler has none'
fi

# ---- what it costs, and that it can be turned off -----------------------------------

if command -v strace >/dev/null; then
	strace -e trace=sched_setaffinity,sched_getaffinity -o calls \
		"$ctrace" -f -o log "$build/crowd" threads 4 >/dev/null
	n=$(grep -c '^sched_' calls)
	[ "$n" -lt 1000 ]
	ok 'no call is made per stop' $? "$n calls in 16000 stops"
	strace -e trace=sched_setaffinity,sched_getaffinity -o calls \
		"$ctrace" --placement=off -o log "$placed" asks 10 >/dev/null
	hasnt '--placement=off' calls '^sched_'
else
	skip 'what it costs' 'strace is not installed'
fi

# ---- giving back -------------------------------------------------------------------

start() {
	rm -f answer
	"$placed" spins >answer &
	pid=$!
	until_true has_line answer '^ready$'
}
finish() { # NAME ANSWER
	kill -USR2 $pid
	wait $pid
	same "$1: answer" "ready $2 " "$(tr '\n' ' ' <answer)"
}
attach() {
	rm -f err
	"$ctrace" -f -o /dev/null -p $pid 2>err &
	tracer=$!
	until_true is_moved $pid
}

start
attach
ok '-p: it shares a CPU' $? "$(masks_of $pid)"
kill -INT $tracer
wait $tracer
same 'detach: masks are back' "$own" "$(masks_of $pid)"
attach
kill -KILL $tracer
wait $tracer 2>/dev/null
until_true is_back $pid
ok 'SIGKILL of ctrace: masks are back' $? "$(masks_of $pid)"
finish 'attached' 1
rm -f answer
"$ctrace" -f -o /dev/null "$placed" spins >answer &
tracer=$!
until_true has_line answer '^ready$'
pid=$(pgrep -P $tracer -x placed)
until_true is_moved "$pid"
ok 'launched: it shares a CPU' $? "$(masks_of "$pid")"
kill -KILL $tracer
wait $tracer 2>/dev/null
until_true is_back "$pid"
ok 'SIGKILL of ctrace, launched: masks are back' $? "$(masks_of "$pid")"
kill -USR2 "$pid"
until_true has_line answer '^[01]$'
same 'SIGKILL of ctrace, launched: answer' 'ready 1 ' "$(tr '\n' ' ' <answer)"

# A mask that somebody else set in the meantime is left; of the shared CPU
# alone nobody could tell whose it is.
start
attach
shared=$(masks_of $pid | grep -Ex '[0-9]+' | head -1)
other=$(sed 's/[,-].*//' <<<"$own")
[ "$other" != "$shared" ] || other=$(sed 's/.*[,-]//' <<<"$own")
# ctrace looks at a mask before it sets one, in two calls: who comes in between
# is overwritten, sees it, and sets it again.
set_mask() {
	taskset -acp "$other" $pid >/dev/null
	ls /proc/$pid/task >/dev/null
	[ "$(masks_of $pid)" = "$other" ]
}
until_true set_mask
kill -INT $tracer
wait $tracer
same 'taskset during a trace: it stays' "$other" "$(masks_of $pid)"
finish 'taskset during a trace' 0

exit $failed
