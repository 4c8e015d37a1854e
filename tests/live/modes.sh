#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# 32-bit programs, calls of the other mode, and kernels or sandboxes that
# refuse what ctrace likes best.
. "$(dirname "$0")/lib.sh"
crowd=$build/crowd
limited=$build/limited

# What differs from run to run.
plainly() { sed -E 's/0x[0-9a-f]{4,}/ADDR/g; s/PID=[0-9]+/PID=N/; s/^(getrandom\()".*", ([0-9]+, )/\1\2/; s/^(getp?pid\(\)|set_tid_address\(ADDR\)) .*/\1/; s/[0-9]+ vars/N vars/; s/ +/ /g' "$1"; }

# ---- calls of the other mode ------------------------------------------------

"$ctrace" -e quiet=attach -o log "$crowd" int80 >out
same 'int 0x80: status' 0 $?
same 'int 0x80: answer' 'same 2' "$(cat out)"
same 'int 0x80: every switch is told once' '32 64 32 64 ' \
	"$(sed -n 's/^\[ Process PID=[0-9]* runs in \([0-9]*\) bit mode. \]$/\1/p' log | tr '\n' ' ')"
grep -A1 '32 bit mode' log | grep '^get' >calls
same 'int 0x80: the right table' 'getpid getpid ' "$(sed 's/(.*//' calls | tr '\n' ' ')"
"$ctrace" -e quiet=personality -o log "$crowd" int80 >out
hasnt 'int 0x80: -e quiet=personality' log 'bit mode'

# ---- 32-bit programs --------------------------------------------------------

if ${CC:-gcc} -m32 -D_GNU_SOURCE -w -o crowd32 "$sources/crowd.c" -lpthread 2>/dev/null &&
	./crowd32 plain >/dev/null 2>&1; [ $? = 5 ]; then
	"$ctrace" -e quiet=attach -o log ./crowd32 plain >out
	same '32 bit: status' 5 $?
	same '32 bit: answer' 56789 "$(cat out)"
	has '32 bit: the notice follows execve' <(sed -n 2p log) '^\[ Process PID=[0-9]+ runs in 32 bit mode\. \]$'
	same '32 bit: one notice' 1 "$(grep -c 'bit mode' log)"
	has '32 bit: seek' log '^_llseek\(3, 5, \[5\], SEEK_SET\) += 0$|^lseek\(3, 5, SEEK_SET\) += 5$'
	has '32 bit: read' log '^read\(3, "56789", 16\) += 5$'
	has '32 bit: error' log '^openat\(AT_FDCWD, "nosuch", O_RDONLY(\|O_LARGEFILE)?\) += -1 ENOENT'
	"$ctrace" -e quiet=attach -o log ./crowd32 exec
	same '32 to 64 bit: status' 0 $?
	same '32 to 64 bit: notices' '32 64 ' \
		"$(sed -n 's/^\[ Process PID=[0-9]* runs in \([0-9]*\) bit mode. \]$/\1/p' log | tr '\n' ' ')"
	have32=1
else
	skip '32 bit' 'the compiler makes no 32-bit programs, or they do not run'
	have32=
fi

# ---- what is refused --------------------------------------------------------

for what in syscall-info vm-read 'syscall-info vm-read'; do
	for prog in "$crowd plain" "$crowd int80" ${have32:+"./crowd32 plain" "./crowd32 exec"}; do
		# shellcheck disable=SC2086
		setarch -R "$ctrace" -e quiet=attach -o wanted $prog >out1
		wanted_status=$?
		# shellcheck disable=SC2086
		setarch -R "$limited" $what -- "$ctrace" -e quiet=attach -o log $prog >out2
		same "without $what: $prog: status" $wanted_status $?
		same "without $what: $prog: answer" "$(cat out1)" "$(cat out2)"
		plainly wanted >wanted.plain
		plainly log >log.plain
		diff wanted.plain log.plain >diffs
		ok "without $what: $prog: the same lines" $? "$(head -4 diffs | tr '\n' '|')"
	done
done
# ---- bare words: nothing is read ----------------------------------------------

reads() { # CTRACE-OPTIONS...: how often ctrace reads the memory of a program
	strace -e trace=process_vm_readv,readlink -o calls "$ctrace" "$@" -o log "$crowd" plain >out
	grep -c '^process_vm_readv\|^readlink("/proc/[0-9]' calls
}
if command -v strace >/dev/null; then
	same '-e raw=all: no memory is read, no descriptor looked up' 0 "$(reads -e raw=all -yy -Y -N)"
	has '-e raw=all: the words' log '^openat\(dirfd=0xffffff9c, pathname=0x[0-9a-f]+, flags=0(, mode=0)?\) += '
	[ "$(reads -e raw=all -e trace=read,write -e read=all)" -gt 0 ]
	ok '-e raw=all -e read=all: what is dumped is read' $?
	all=$(reads) some=$(reads -e raw=openat)
	[ "$some" -gt 0 ] && [ "$some" -lt "$all" ]
	ok '-e raw=SET: less is read' $? "$some of $all"
	has '-e raw=SET: others are decoded' log '^read\(3, "56789", 16\) += 5$'
else
	skip '-e raw=all: no memory is read' 'strace is not installed'
fi

"$limited" seize -- "$ctrace" true 2>log
same 'without ptrace: status' 1 $?
has 'without ptrace: message' log 'PTRACE_SEIZE.*Operation not permitted'
has 'without ptrace: reason' log ': the command: a seccomp filter of this sandbox forbids it: '

exit $failed
