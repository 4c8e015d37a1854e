#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Numbers of processes that live in another PID namespace.
. "$(dirname "$0")/lib.sh"
limited=$build/limited
numbers=$build/numbers
inside='unshare -Urpf --mount-proc'

# shellcheck disable=SC2086 # words
if [ "$($inside "$numbers" 2>/dev/null)" != told ]; then
	skip 'other PID namespaces' 'unshare -Urpf --mount-proc is not allowed'
	exit 0
fi

calls='-f -e signal=none -e trace=getpid,getppid,getpgid,kill,getpriority,fcntl,tgkill,kcmp'
# Of the program alone; our own numbers differ from run to run.
of_numbers() { # FILE
	sed -n '/getpid()/,$p' "$1" | sed -E 's/^[0-9]+(<[^>]*>)? +//; s/0x[0-9a-f]{6,}/ADDR/g; s/(\/\* )[0-9]+( in )/\1N\2/g; s/\[[0-9]+\]/[I]/g; s/ +/ /g; s/(PRIO_[A-Z]+, .*\) = )[0-9]+/\1PRIO/; /^\+\+\+/d'
}
traced() { # LOG WHO... : through what, then ctrace or strace and its options
	local log=$1
	shift
	# shellcheck disable=SC2086
	"$@" $calls -o "$log" $inside "$numbers" 2>err
}

traced log "$ctrace" --decode-pids=pidns >out
same 'pidns: status' 0 $?
same 'pidns: answer' told "$(cat out)"
of_numbers log >short
cat >want <<'W'
getpid() = 1 /* N in strace's PID NS */
getppid() = 0
getpgid(2 /* N in strace's PID NS */) = 2 /* N in strace's PID NS */
kill(2 /* N in strace's PID NS */, 0) = 0
kill(-2 /* N in strace's PID NS */, 0) = 0
getpriority(PRIO_PROCESS, 2 /* N in strace's PID NS */) = PRIO
getpriority(PRIO_PGRP, 2 /* N in strace's PID NS */) = PRIO
fcntl(3, F_SETOWN, -2 /* N in strace's PID NS */) = 0
fcntl(3, F_GETOWN_EX, {type=F_OWNER_PGRP, pid=2 /* N in strace's PID NS */}) = 0
tgkill(2 /* N in strace's PID NS */, 2 /* N in strace's PID NS */, 0) = 0
kcmp(2 /* N in strace's PID NS */, 2 /* N in strace's PID NS */, KCMP_FILE, 1, 1) = 0
kill(-3 /* N in strace's PID NS */, 0) = 0
kill(3, 0) = -1 ESRCH (No such process)
kill(30000, 0) = -1 ESRCH (No such process)
kill(-3 /* N in strace's PID NS */, SIGKILL) = 0
getpid() = 1 /* N in strace's PID NS */
kill(2 /* N in strace's PID NS */, SIGKILL) = 0
W
same 'pidns: every number that somebody bears' "$(cat want)" "$(cat short)"
same 'pidns: it is the number in front of the line' 2 \
	"$(grep -Ec "^([0-9]+) +getpid\(\) += 1 /\* \1 in strace's PID NS \*/$" log)"
traced log2 "$ctrace" --pidns-translation >out
same '--pidns-translation is --decode-pids=pidns' "$(cat short)" "$(of_numbers log2)"

traced log "$ctrace" --decode-pids=comm,pidns -y >out
of_numbers log >both
sed -E "s/([^-])\<([0-9]+) (\/\* N in)/\1\2<numbers> \3/g" want |
	sed -E 's/(PGRP, (pid=)?[0-9]+|^getpgid\(.* = 2)<numbers>/\1/; s/(fcntl\(3|KCMP_FILE, 1, 1)/\1<FD>/' >want2
same 'comm and pidns: groups have no name' "$(sed 's/<FD>//' want2)" \
	"$(sed -E 's/<[^>]*[/:][^>]*>//g' both)"
has 'descriptors of another process: in its namespace, too' both \
	"^kcmp\(.*, KCMP_FILE, 1<[^>]+>, 1<[^>]+>\) = 0$"
traced log "$ctrace" -Y >out
same '-Y: the name is of who has the number there' \
	"$(sed "s, /\* N in strace's PID NS \*/,,g" both | sed -E 's/<[^>]*[/:][^>]*>//g')" "$(of_numbers log)"

traced log "$ctrace" --decode-pids=pidns --json=json >out
has 'JSON: both numbers' json '"name":"getpid".*"ret":\{.*\{"pid":1,"tracer_pid":[0-9]+\}'

# What old kernels lack, and sandboxes forbid: /proc is searched.
traced log "$limited" pidns-ioctl -- "$ctrace" -d --decode-pids=pidns >out
same 'searched: answer' told "$(cat out)"
same 'searched: the same' "$(cat short)" "$(of_numbers log)"
has 'searched: -d says so' err 'capture: pids of other namespaces: .*, searching /proc$'

# A namespace in a namespace: who waits for a child of the inner one.
deep='-f -e signal=none -e trace=wait4,getpid,kill --decode-pids=pidns'
for how in '' "$limited pidns-ioctl --"; do
	# shellcheck disable=SC2086
	$how "$ctrace" $deep -o log $inside $inside "$numbers" >out 2>err
	same "two deep${how:+, searched}: answer" told "$(cat out)"
	same "two deep${how:+, searched}: process 1 is the number in front" 2 \
		"$(grep -Ec "^([0-9]+) +getpid\(\) += 1 /\* \1 in strace's PID NS \*/$" log)"
	inner=$(sed -En 's/^([0-9]+) +getpid\(\) .*/\1/p' log)
	has "two deep${how:+, searched}: in the one between" log \
		"^[0-9]+ +wait4\([0-9]+ /\* $inner in strace's PID NS \*/"
done

if command -v strace >/dev/null; then
	for how in pidns comm pidns,comm; do
		traced log strace --decode-pids=$how >out
		of_numbers log >short
		traced log "$ctrace" --decode-pids=$how >out
		# a group whose leader is gone, which strace does not find
		same "as strace: $how" "$(grep -v '^kill(-3' short)" \
			"$(of_numbers log | grep -v '^kill(-3')"
	done
else
	skip 'as strace' 'it is not installed'
fi

# A namespace that is ours costs nothing but to learn that it is.
# shellcheck disable=SC2016 # $$ is for the traced shell
if command -v strace >/dev/null; then
	strace -e trace=newfstatat,stat,statx,openat -o calls "$ctrace" -f -o log "$build/victim" children >out
	hasnt 'nobody asked: nothing is looked at' calls 'ns/pid'
	strace -e trace=newfstatat,stat,statx,openat,ioctl -o calls \
		"$ctrace" -f --decode-pids=pidns -o log sh -c 'for i in 1 2 3; do kill -0 $$; done' >out
	same 'our own namespace: one look per task, and one at our own' 2 "$(grep -c 'ns/pid' calls)"
	hasnt 'our own namespace: nothing is translated' calls '^ioctl.*NSPID|0xb7'
fi

exit $failed
