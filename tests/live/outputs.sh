#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2016 # $i is for the traced shell
# Outputs that fail, and helpers that are missing: whatever happens to the trace,
# it is told once, and the program ends with its right answer.
. "$(dirname "$0")/lib.sh"

# Some 50 KiB of trace.
busy='i=0; while [ $i -lt 150 ]; do read x </dev/null; i=$((i+1)); done; echo answer; exit 3'

fails() { # NAME NAME-OF-OUTPUT REASON ARGS...: [THROUGH...] ctrace ARGS
	local name=$1 output=$2 reason=$3
	shift 3
	"$@" sh -c "$busy" >out 2>err
	same "$name: status" 1 $?
	same "$name: the program's answer" answer "$(cat out)"
	same "$name: one message" \
		"$ctrace: cannot write $output: $reason; the program goes on without it" "$(cat err)"
}
refuses() { # NAME MESSAGE REMEDY ARGS...: nothing is started
	local name=$1 message=$2 remedy=$3
	shift 3
	"$@" sh -c "$busy" >out 2>err
	same "$name: status" 1 $?
	same "$name: nothing was started" '' "$(cat out)"
	same "$name: message and remedy" "$ctrace: $message|$remedy|" "$(tr '\n' '|' <err)"
}

# ---- a full disk ---------------------------------------------------------------

full='No space left on device'
fails '/dev/full' /dev/full "$full" "$ctrace" -o /dev/full
fails '/dev/full, -f' /dev/full "$full" "$ctrace" -f -o /dev/full
fails '/dev/full, -c' /dev/full "$full" "$ctrace" -c -o /dev/full
fails '/dev/full, text and table' /dev/full "$full" "$ctrace" -C -o /dev/full
fails '/dev/full, objects' /dev/full "$full" "$ctrace" --json=/dev/full -o log
has '/dev/full, objects: the text is whole' log '^\+\+\+ exited with 3 \+\+\+$'
"$ctrace" -e trace=none sh -c "$busy" >out 2>/dev/full
same 'the standard error is full: status' 1 $?
same 'the standard error is full: answer' answer "$(cat out)"

# ---- small and read-only file systems -------------------------------------------

space() { # OPTIONS-OF-MOUNT: runs the rest with such a file system at ./space
	local options=$1
	shift
	unshare -Urm sh -c 'mount -t tmpfs -o "$0" tmpfs space && exec "$@"' "$options" "$@"
}
mkdir -p space
if space size=4k true 2>/dev/null; then
	fails 'a small disk' space/log "$full" space size=4k "$ctrace" -o space/log
	fails 'a small disk, -A' space/log "$full" space size=4k "$ctrace" -A -o space/log
	fails 'a small disk, -ff' space/log "$full" space size=4k "$ctrace" -ff -o space/log
	fails 'a small disk, objects' space/j "$full" space size=4k "$ctrace" --json=space/j -o log
	space size=4k sh -c '"$@" 2>/dev/null; wc -c <space/log' - \
		"$ctrace" -o space/log sh -c "$busy" >out
	same 'a small disk: it was used up' 'answer 4096 ' "$(tr '\n' ' ' <out)"
	never='Nothing can be written there: name a file somewhere else.'
	refuses 'a read-only file system' "Cannot fopen 'space/log': Read-only file system" "$never" \
		space ro "$ctrace" -o space/log
	refuses 'a read-only file system, objects' "Cannot fopen 'space/j': Read-only file system" "$never" \
		space ro "$ctrace" --json=space/j
else
	skip 'small and read-only file systems' 'unshare -Urm or mount is not allowed'
fi
mkdir -p closed
chmod 555 closed
if [ "$(id -u)" = 0 ] && setpriv --reuid 65534 --regid 65534 --clear-groups true 2>/dev/null; then
	chmod 755 "$dir"
	as_user() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
else
	as_user() { "$@"; }
fi
refuses 'a folder of somebody else' "Cannot fopen 'closed/log': Permission denied" \
	'You may not write there: name another file, or run it as who may.' \
	as_user "$ctrace" -o closed/log

# ---- a limit of file sizes --------------------------------------------------------

limited_to() { # BLOCKS ...
	(
		ulimit -f "$1" || exit 99
		shift
		"$@" | cat
		exit "${PIPESTATUS[0]}"
	)
}
fails 'ulimit -f' log 'File too large' limited_to 4 "$ctrace" -o log
fails 'ulimit -f, objects' j 'File too large' limited_to 4 "$ctrace" --json=j -o /dev/null
limited_to 4 "$ctrace" -o /dev/null sh -c 'head -c 100000 /dev/zero >big; echo $?' >out 2>err
same 'ulimit -f: the program gets its signal' 153 "$(cat out)"

# ---- readers that go away ----------------------------------------------------------

# Its end of the pipe is closed before the program goes on.
leaves='exec <&-; >gone'
whole=$busy
busy='until [ -e gone ]; do read x </dev/null; done; '$whole
gone() { # NAME READER
	rm -f gone
	fails "$1" "$2" 'Broken pipe' "$ctrace" -o "$2"
}
gone 'a reader that fails' "|$leaves; exit 3"
gone 'a reader that has enough' "!head -1 >/dev/null; $leaves"
gone 'a reader that is killed' "|$leaves; kill -9 \$\$"
rm -f gone
"$ctrace" -o "|no-such-command; $leaves" sh -c "$busy" >out 2>err
same 'a reader that is not there: status' 1 $?
same 'a reader that is not there: answer' answer "$(cat out)"
has 'a reader that is not there: what the shell says' err 'no-such-command: not found'
has 'a reader that is not there: what is lost' err "^$ctrace: cannot write \|no-such-command.*: Broken pipe; "
busy=$whole
same 'a reader that fails when all is read' '3 answer' \
	"$("$ctrace" -o '|cat >/dev/null; exit 7' sh -c "$busy" >out 2>err; echo $? "$(cat out err)")"
rm -f gone
{
	"$ctrace" -I never sh -c "exec 2>/dev/null; until [ -e gone ]; do read x </dev/null; done; $busy" 2>&1 >out
	echo $? >status
} | { head -1 >line; exec <&-; echo >gone; }
same 'the standard error is a pipe that is closed: status' 1 "$(cat status)"
same 'the standard error is a pipe that is closed: answer' answer "$(cat out)"
"$ctrace" -o log sh -c 'echo x >&2; exit 3' 2>&-
same 'no standard error: status' 3 $?
hasnt 'no standard error: the file is not mistaken for it' log '^x$'
has 'no standard error: the program has none, either' log '^write\(2, .* = -1 EBADF|^dup2\(1, 2\) += 2'

# ---- no /proc -----------------------------------------------------------------------

if [ "${sanitized-no}" != no ]; then
	skip 'no /proc' 'a sanitizer does not do without it'
elif unshare -Urm sh -c 'mount -t tmpfs tmpfs /proc' 2>/dev/null; then
	without() {
		unshare -Urm sh -c 'mount -t tmpfs tmpfs /proc && exec "$@"' - "$@"
	}
	without "$ctrace" -d -f -yy -Y -o log sh -c "$busy" >out 2>err
	same 'no /proc: status' 3 $?
	same 'no /proc: answer' answer "$(cat out)"
	has 'no /proc: -d says so' err "^$ctrace: capture: no /proc: descriptors and processes have no names"
	has 'no /proc: lines' log '^[0-9]+ +close\(3\) += 0$'
	same 'no /proc: threads' 'sum 4000 ' \
		"$(without "$ctrace" -f -o log "$build/crowd" threads 4 | tr '\n' ' ')"
	without sh -c 'sleep 0.1 & "$1" -f -o log -p $!' - "$ctrace" 2>err
	same 'no /proc: attached: status' 0 $?
	has 'no /proc: attached' log '^\+\+\+ exited with 0|^[0-9]+ +\+\+\+ exited with 0'
	hasnt '-d: /proc is there' <("$ctrace" -d -e trace=none true 2>&1) 'no /proc'
else
	skip 'no /proc' 'unshare -Urm or mount is not allowed'
fi

exit $failed
