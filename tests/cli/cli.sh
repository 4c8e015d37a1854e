#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The command line: what is refused and how (bad.tsv), what works (good.tsv);
# and that the help, the manual, the completions and NEWS know every option.
# Prints ok/not ok/skip lines. Environment: builddir, srcdir.
set -u
build=$(cd "${builddir:-.}" && pwd)
here=$(cd "${srcdir:-.}/tests/cli" && pwd)
src=$(cd "${srcdir:-.}" && pwd)
ctrace=$build/ctrace
dir=$(mktemp -d "${TMPDIR:-/tmp}/ctrace-cli-XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0
export LC_ALL=C TZ=UTC

ok() { # NAME CONDITION-STATUS [WHAT-WAS-FOUND]
	if [ "$2" = 0 ]; then
		echo "ok cli $1"
	else
		echo "not ok cli $1: ${3:-}"
		failed=1
	fi
}
same() { # NAME WANTED FOUND
	[ "$2" = "$3" ]
	ok "$1" $? "wanted '$2', found '$3'"
}

# Words of a table's first column: blanks separate, \0 is an empty word, \-
# alone is no word at all.
words() {
	argv=()
	local w
	[ "$1" != '\-' ] || return 0
	set -f
	for w in $1; do
		[ "$w" = '\0' ] && w=
		argv+=("$w")
	done
	set +f
}

# ---- what is refused ---------------------------------------------------------

have_strace=$(command -v strace)
[ -n "$have_strace" ] || echo "skip cli: messages beside strace's: it is not installed"

# The message of a table as lines; the second argument: with our remedies?
expected() { # MESSAGE WITH-REMEDY ARGV0
	sed -e "$([ "$2" = 1 ] && echo 's/\[\([A-Z][^]]*\)\]$/|\1/' || echo 's/\[[A-Z][^]]*\]$//')" \
		-e "s#TRY#Try '$3 -h' for more information.#; s#ARGV0#$3#g" <<<"$1" |
		sed 's/\\\\/\\/g' | tr '|' '\n'
}

refused() { # NAME MESSAGE-FILE FOUND-FILE: * stands for anything
	local pattern found
	pattern=$(cat "$2") found=$(cat "$3")
	case $pattern in
	*'*'*) # shellcheck disable=SC2254 # the pattern is one
		pattern=$(printf '%s' "$pattern" | sed 's/[][?\\]/\\&/g')
		case $found in $pattern) true ;; *) false ;; esac ;;
	*) [ "$pattern" = "$found" ] ;;
	esac
	ok "$1" $? "wanted '$(tr '\n' '|' <"$2")', found '$(tr '\n' '|' <"$3")'"
}

while IFS=$'\t' read -r args status message strace; do
	case $args$status in '#'*|'') continue ;; esac
	words "$args"
	"$ctrace" "${argv[@]}" >out 2>log </dev/null
	same "refused, status: $args" "$status" $?
	expected "$message" 1 "$ctrace" >want
	refused "refused: $args" want log
	same "refused, nothing on the standard output: $args" '' "$(cat out)"
	[ "$strace" = same ] && [ -n "$have_strace" ] || continue
	strace "${argv[@]}" >out 2>log </dev/null
	same "strace, status: $args" "$status" $?
	expected "$message" 0 strace >want
	refused "strace says the same: $args" want log
done <"$here/bad.tsv"

# ---- what works ----------------------------------------------------------------

while IFS=$'\t' read -r args pattern; do
	case $args in '#'*|'') continue ;; esac
	words "$args"
	# the command may live longer than ctrace: this waits for it, too
	found=$("$ctrace" "${argv[@]}" echo hi 2>log)
	status=$?
	if [ $status != 0 ] || [ "$found" != hi ]; then
		ok "works: $args" 1 "status $status, output '$found', $(head -1 log)"
		continue
	fi
	case $pattern in
	'!'*) ! grep -Eq -- "${pattern#!}" log ;;
	*) grep -Eq -- "$pattern" log ;;
	esac
	ok "works: $args: $pattern" $? "$(tail -3 log | tr '\n' '|')"
done <"$here/good.tsv"

# ---- what is given in vain ------------------------------------------------------

vain() { # WARNINGS ARGS...: what comes before the first line of the trace
	local want=$1
	shift
	"$ctrace" "$@" -e trace=none true 2>log
	same "in vain: $*" "$want" "$(sed -n "s#^$ctrace: ##p" log | tr '\n' '|')"
	[ -n "$have_strace" ] || return 0
	strace "$@" -e trace=none true 2>log
	same "in vain, as strace: $*" "$want" "$(sed -n 's/^strace: //p' log | tr '\n' '|')"
}
old='option -F is deprecated, please use -f/--follow-forks instead|'
append='-A/--output-append-mode has no effect without -o/--output|'
separate='--output-separately has no effect without -o/--output|'
last='Only the last of -z/--successful-only/-Z/--failed-only options will take effect. See status qualifier for more complex filters.|'
vain "$old" -F
vain 'deprecated option -F ignored|' -F -f
vain 'deprecated option -F ignored|' --follow-forks -F
vain "$append" -A
vain '' -A -o log2
vain "$separate" --output-separately
vain '' --output-separately -o log2
vain '' -ff
vain '' --output-separately --follow-forks
vain "$last" -z --failed-only
vain "$old$append$last" -zA -F -Z
vain "$separate$append$last" -zz -A --output-separately
rm -f log2*
# the pipe is read until the detached tracer is gone, too
"$ctrace" -D -e trace=none true 2>&1 | sed 's/[0-9][0-9]* attached/N attached/' >log
same '-D: it tells whom it traces' "$ctrace: Process N attached|+++ exited with 0 +++|" "$(tr '\n' '|' <log)"
same '-D -q: it does not' '+++ exited with 0 +++' "$("$ctrace" -D -q -e trace=none true 2>&1 | cat)"

# ---- the command, and where the trace goes ---------------------------------------

same '-E sets, removes, the last counts' 'A=2' \
	"$(A=0 B=0 "$ctrace" -o log -E A=1 -E B --env=A=2 env | grep '^[AB]=')"
same '-E does not change where the command is found' hi "$("$ctrace" -o log -E PATH=/nowhere echo hi)"
same '-E: an empty value' 'A=' "$("$ctrace" -o log -E A= env | grep '^A=')"
same '--argv0' bob "$("$ctrace" -o log --argv0=bob sh -c 'echo $0')"
"$ctrace" -o log true
"$ctrace" -A -o log true
same '-A appends' 2 "$(grep -c '^+++ exited' log)"
"$ctrace" --output-append-mode -o log true
same '--output-append-mode appends' 3 "$(grep -c '^+++ exited' log)"
"$ctrace" -o log true
same 'without -A the file is overwritten' 1 "$(grep -c '^+++ exited' log)"
same '-o |: the shell reads the trace, and is waited for' '+++ exited with 0 +++ .' \
	"$("$ctrace" -o '|tail -1 | tr "\n" " "; sleep 0.1; echo .' true)"
same '-o !: the same' '+++ exited with 0 +++' "$("$ctrace" --output='!tail -1' true)"
"$ctrace" -o '|exit 0' sh -c 'sleep 0.2; echo hi' >out 2>log
same '-o |: a reader that goes away: status' 1 $?
same '-o |: a reader that goes away: the program is unharmed' hi "$(cat out)"
same '-o |: a reader that goes away: one message' \
	"$ctrace: cannot write |exit 0: Broken pipe; the program goes on without it" "$(cat log)"

if [ "$(id -u)" = 0 ]; then
	same '-u: the user, its group and its groups' "$(su -s /bin/sh nobody -c id)" \
		"$("$ctrace" -u nobody -o log id)"
	same '-u UID:GID: no other group' "$(setpriv --reuid 12 --regid 34 --clear-groups id)" \
		"$("$ctrace" --user=12:34 -o log id)"
	cp "$(command -v id)" suid
	chown 1 suid
	chmod 4755 suid
	chmod 755 "$dir"
	same '-u honours the set-user-ID bit' 1 "$("$ctrace" -u nobody -o log ./suid -u)"
	same '-u: the execve succeeds' 1 "$(grep -c '^execve.* = 0$' log)"
	"$ctrace" -u nosuchuser true 2>log
	same '-u nosuchuser: status' 1 $?
	same '-u nosuchuser: message' "$ctrace: Cannot find user 'nosuchuser'" "$(head -1 log)"
	"$ctrace" -u nobdy true 2>log
	same '-u: the nearest user' "Did you mean 'nobody'?" "$(tail -1 log)"
	as_user() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
else
	echo 'skip cli -u as root: this is not root'
	as_user() { "$@"; }
fi
as_user "$ctrace" -u nobody true 2>log
same '-u as a user: status' 1 $?
same '-u as a user: message' "$ctrace: You must be root to use the -u/--username option" "$(head -1 log)"

# ---- what descriptors and processes stand for ---------------------------------------

"$ctrace" -yy -o log -e trace=close "$build/objects" local.sock >out
same '-yy: status' 0 $?
is() { # NUMBER WHAT REGEX
	grep -Eq "^close\\($1<$3>\\) += 0\$" log
	ok "-yy: $2" $? "$(grep "^close($1" log)"
}
port='127\.0\.0\.1:[0-9]+'
is 20 'a TCP socket that listens' "TCP:\\[$port\\]"
is 21 'a TCP socket that is connected' "TCP:\\[$port->$port\\]"
is 22 'a TCP socket whose peer is gone' "TCP:\\[$port->$port\\]"
is 23 'a TCP socket of no address' 'TCP:\[[0-9]+\]'
is 24 'a pair of UNIX sockets' 'UNIX[A-Z-]*:\[[0-9]+->[0-9]+\]'
is 25 'a UNIX socket with a path' 'UNIX[A-Z-]*:\[[0-9]+,"local.sock"\]'
is 26 'an abstract UNIX socket' 'UNIX[A-Z-]*:\[[0-9]+,@"ctrace \\"x\\""\]'
is 27 'an eventfd' '\{eventfd-count=0x3, eventfd-id=[0-9]+(, eventfd-semaphore=0)?\}'
is 28 'a signalfd' 'signalfd:\[USR1 CHLD\]'
is 29 'a pidfd' "pid:$(cat out)"
is 30 'a device' '/dev/null<char 1:3>'
grep -Fq 'close(31</memfd:a\74b>(deleted))' log
ok '-yy: a file without a name' $? "$(grep '^close(31' log)"
for follow in '' -f; do
	mkdir names
	cd names || exit 1
	# shellcheck disable=SC2086
	"$ctrace" $follow -y -o log -e trace=write "$build/objects" names
	same "-y ${follow:-without -f}: a name is never old" \
		'one one two three four four(deleted) three six ' \
		"$(sed -n 's/.*write(20<.*\/\(.*\)>\(.*\), ".", 1).*/\1\2/p' log | tr '\n' ' ')"
	cd ..
	rm -rf names
done
mkdir names
cd names || exit 1
"$ctrace" -y -o log -e trace=faccessat,faccessat2 "$build/objects" names
grep -q "^faccessat2\?(AT_FDCWD<.*/names/folder>, " log
ok '-y: the current directory is never old' $? "$(cat log)"
cd ..
rm -rf names
rm -f local.sock
"$ctrace" -Y -o log -e trace=getpid "$build/objects" local.sock >out
grep -Eq "^getpid\(\) += $(cat out)<objects>\$" log
ok '-Y: a process has a name' $? "$(cat log)"

# ---- what the world refuses ------------------------------------------------------------

refuses() { # NAME REMEDY ARGS...: the last line of the messages
	local name=$1 remedy=$2
	shift 2
	"$ctrace" "$@" >out 2>log </dev/null
	same "$name: status" 1 $?
	same "$name: remedy" "$remedy" "$(tail -1 log)"
}
mkdir -p folder
printf 'no program\n' >not-in-path
printf '#!/no/such/interpreter\n' >orphan
printf '\177ELF nonsense' >garbage
chmod +x orphan garbage
refuses '-o in no folder' "There is no folder '/no-such': make it, or name another." \
	-o /no-such/log true
refuses '-o below a file' "'not-in-path' is no folder." -o not-in-path/log true
refuses '-o a folder' 'It is a folder: name a file in it.' -o folder true
refuses 'a misspelt command' "Did you mean 'readlink'?" readlnk
refuses 'a command that is here' "It is here, not in \$PATH: './not-in-path' names it." not-in-path
refuses 'a file that is not executable' "'./not-in-path' may be executed by nobody: chmod +x." -qq -e none ./not-in-path
refuses 'an interpreter that is not there' \
	"'./orphan' is there, but not the interpreter that it names." -qq -e none ./orphan
refuses 'no program' \
	"'./garbage' is no program that this machine runs; a script begins with #! and its interpreter." \
	-qq -e none ./garbage
refuses 'a folder as a command' "'./folder' is a folder." -qq -e none ./folder
as_user "$ctrace" -o /proc/sys/kernel/ostype true >out 2>log
same '-o where nobody may write: status' 1 $?

# ---- colours, tips, diagnostics ------------------------------------------------------

esc=$(printf '\033')
plain() { sed "s/$esc\\[[0-9;]*m//g"; }
same_call='-e trace=openat,read,close,exit_group -e signal=none'
# shellcheck disable=SC2086
"$ctrace" $same_call true 2>without
# shellcheck disable=SC2086
STRACE_COLORS='' "$ctrace" --color=always $same_call true 2>with
grep -q "$esc\[1mopenat$esc\[0m(" with
ok '--color=always: names of calls' $? "$(head -1 with)"
grep -q "= $esc\[32m3$esc\[0m\$" with
ok '--color=always: results' $? "$(head -1 with)"
grep -q "$esc\[33mO_RDONLY$esc\[0m|" with
ok '--color=always: constants' $? "$(head -1 with)"
same '--color=always: beneath the colours nothing changes' "$(cat without)" "$(plain <with)"
STRACE_COLORS='syscall=4;35:nonsense:const=no:error=:retval' "$ctrace" --color=always -Z true 2>with
grep -q "^$esc\[4;35maccess$esc\[0m(.*$esc\[33mR_OK$esc\[0m) .*= -1 ENOENT (No such file or directory)\$" with
ok 'STRACE_COLORS: what is understood counts' $? "$(head -1 with)"
for colors in --color=auto --color=never; do
	"$ctrace" $colors -e none true 2>log
	same "$colors: none in a pipe" 0 "$(grep -c "$esc" log)"
done
if command -v script >/dev/null; then
	on_terminal() { # VARIABLE=VALUE... -- ARGS: how many lines have colours
		script -qec "env -u NO_COLOR TERM=xterm $*" /dev/null </dev/null | grep -c "$esc"
	}
	[ "$(on_terminal "$ctrace" -e exit_group true)" -gt 0 ]
	ok '--color=auto: on a terminal' $?
	same '--color=never: on a terminal' 0 "$(on_terminal "$ctrace" --color=never -e exit_group true)"
	same '--color=auto: $NO_COLOR' 0 "$(on_terminal NO_COLOR=1 "$ctrace" -e exit_group true)"
	same '--color=auto: $TERM is dumb' 0 "$(on_terminal TERM=dumb "$ctrace" -e exit_group true)"
	same '--color=auto: -o FILE' 0 "$(on_terminal "$ctrace" -o log -e exit_group true)"
else
	echo 'skip cli --color=auto: script is not installed'
fi

"$ctrace" --tips=id:0 2>log
same '--tips without a command: status' 0 $?
"$ctrace" --tips=0,compact -o /dev/null true 2>log2
same '--tips: at the end, the same' "$(cat log)" "$(cat log2)"
[ -s log ]
ok '--tips: there is one' $?
"$ctrace" --tips=full,0 2>log2
same '--tips=full: in a box' "$(cat log)" "$(sed -n 's/^| //; s/ *|$//p' log2)"
"$ctrace" --tips=none 2>log
same '--tips=none without a command' 1 $?
"$ctrace" --tips -o /dev/null sh -c 'exit 3' 2>log
same '--tips: the status is the command'"'s" 3 $?

"$ctrace" -d -o /dev/null true 2>log
grep -Eqx "$ctrace: PTRACE_GET_SYSCALL_INFO (works|does not work)" log
ok '-d: what the kernel can do' $? "$(head -3 log)"
grep -Eqx "$ctrace: ptrace_setoptions = 0x[0-9a-f]+" log
ok '-d: how tasks are traced' $? "$(head -3 log)"
grep -Eq "^$ctrace: capture: \[wait\(0x[0-9a-f]+\) = [0-9]+\] syscall-stop$" log
ok '-d: every stop' $? "$(head -3 log)"
"$ctrace" --debug -o /dev/null true 2>log2
grep -q "PTRACE_GET_SYSCALL_INFO" log2
ok '--debug is -d' $?

# ---- every row of the table, wherever it must stand -----------------------------

"$ctrace" -h >help 2>log
same 'help: status' 0 $?
same 'help: nothing on the standard error' '' "$(cat log)"
same 'help: no line is longer than 79' '' "$(awk 'length > 79' help)"
"$ctrace" --help >help2
same 'help: -h and --help' "$(cat help)" "$(cat help2)"
"$ctrace" -V >out
grep -q '^ctrace -- version [0-9]' out
ok 'version: -V' $? "$(head -1 out)"
"$ctrace" --version >out2
same 'version: -V and --version' "$(cat out)" "$(cat out2)"
"$ctrace" -X foo -h >out 2>log
same 'what comes first counts: a bad value before -h' 1 $?
"$ctrace" -h -X foo >out 2>log
same 'what comes first counts: -h before a bad value' 0 $?
"$ctrace" -h >/dev/full 2>log
same 'help that cannot be written: status' 1 $?

"$build/optgen" table >table
missing() { # WHAT FILE COMMAND...: spellings that FILE does not know
	local what=$1
	shift
	same "every option is in $what" '' "$(awk -F'\t' '$2 != "later" { print $1 }' table |
		while read -r spelling; do "$@" "$spelling" || printf '%s ' "$spelling"; done)"
}
in_manual() {
	grep -qF -- "${1//-/\\-}" "$build/man/ctrace.1"
}
in_completion() { # FILE SPELLING
	case $2 in
	'-e '*) grep -Eq "^[[:blank:]]$(sed 's/-e //; s/=$//' <<<"$2")\\) what=" "$1" ;;
	*) grep -E "^__ctrace_options=" "$1" | grep -Eq -- "[' ]$2[= ]" ;;
	esac
}
missing 'the manual' in_manual
missing "bash's completion" in_completion "$build/completions/ctrace"
missing "zsh's completion" in_completion "$build/completions/_ctrace"
in_help() { # aliases are the manual's
	case $1 in '-e '*) return 0 ;; esac
	grep -q "^$1	.*	alias\$" table && return 0
	grep -Eq -- "(^  |, )$1([=[ ,]|\$)" help
}
missing 'the help' in_help
in_news() {
	case $1 in '-e '*) return 0 ;; esac
	grep -Eq -- "(^|[ (])$1([^a-z-]|\$)" "$src/NEWS"
}
missing 'NEWS' in_news

# Whatever a shell offers is taken; a nonsense word is not.
awk -F'\t' '$2 != "later" && $3 != "" && $3 !~ /^@/' table >offers
while IFS=$'\t' read -r spelling arg offered kind; do
	for word in $offered nonsense; do
		case $spelling in
		'-e '*) argv=(-e "${spelling#-e }$word") ;;
		--*) argv=("$spelling=$word") ;;
		*) argv=("$spelling$word") ;;
		esac
		"$ctrace" "${argv[@]}" -V >out 2>log
		[ $? = $([ $word = nonsense ] && echo 1 || echo 0) ]
		ok "offered words: ${argv[*]}" $? "$(head -1 log)"
	done
done <offers

# Every spelling is used by a test somewhere.
cat "$here"/*.tsv "$here"/*.sh "$src"/tests/live/*.sh | grep -v '^#' >uses
used() {
	case $1 in
	'-e '*) grep -q -- "-e ${1#-e }" uses ;;
	--*) grep -Eq -- "$1([^a-z-]|\$)" uses ;;
	*) grep -Eq -- "(^|[^[:alnum:]-])-[[:alpha:]]*${1#-}" uses ;;
	esac
}
missing 'some test' used

# What is not there yet says so.
awk -F'\t' '$2 == "later" { print $1 }' table | while read -r spelling; do
	case $spelling in
	'-e '*) argv=(-e "${spelling#-e }x") ;;
	--*) argv=("$spelling=x") ;;
	*) argv=("$spelling" x) ;;
	esac
	"$ctrace" "${argv[@]}" true >out 2>log
	[ $? = 1 ] && grep -Eq "is not available in this version|doesn't allow an argument" log
	ok "not there yet: $spelling" $? "$(head -1 log)"
done

# ---- completions -----------------------------------------------------------------

complete_bash() { # WORDS...: what bash offers for the last of them
	bash -c '
		. "$0"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		compopt() { :; }
		_ctrace
		printf "%s\n" "${COMPREPLY[@]}"' "$build/completions/ctrace" "$@" | LC_ALL=C sort | tr '\n' ' '
}
same 'bash: long options' '--const-print-style= ' "$(complete_bash ctrace --cons)"
same 'bash: calls' 'openat openat2 ' "$(complete_bash ctrace -e openat)"
same 'bash: keys' 'query_module quiet= quotactl quotactl_fd ' "$(complete_bash ctrace -e qu)"
same 'bash: words of a key' 'quiet=personality ' "$(complete_bash ctrace -e quiet=per)"
same 'bash: the second of a list' 'attach,personality ' "$(complete_bash ctrace --quiet = attach,per)"
same 'bash: words of a letter' 'verbose ' "$(complete_bash ctrace -X v)"
same 'bash: inverted sets' '!getrandom ' "$(complete_bash ctrace --trace = '!getrand')"
case " $(complete_bash ctrace -p $$)" in *" $$ "*) true ;; *) false ;; esac
ok 'bash: processes' $? "$(complete_bash ctrace -p $$)"
touch the-file
same 'bash: files' 'the-file ' "$(complete_bash ctrace -o the-)"
same 'bash: behind the command' 'the-file ' "$(complete_bash ctrace -e write cat the-)"
if command -v zsh >/dev/null; then
	zsh -n "$build/completions/_ctrace"
	ok 'zsh: syntax' $?
else
	echo "skip cli zsh: syntax: zsh is not installed"
fi
if command -v man >/dev/null; then
	same 'the manual has no warnings' '' "$(man -l --warnings -E UTF-8 -P cat "$build/man/ctrace.1" 2>&1 >/dev/null)"
else
	echo "skip cli the manual has no warnings: man is not installed"
fi

exit $failed
