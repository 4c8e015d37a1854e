#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The description language. Every message of the compiler has a file here, in
# errors/, where it stands as a comment on the line that is at fault:
#     foo x;    /* error: unknown type 'foo' */
# All of a run must be told, each with its line and a caret, and no other.
# Prints ok/not ok/skip lines. Environment: builddir, srcdir.
set -u
src=$(cd "${srcdir:-.}" && pwd)
build=$(cd "${builddir:-.}" && pwd)
here=$src/tests/desc
dir=$(mktemp -d "${TMPDIR:-/tmp}/ctrace-desc-XXXXXX")
trap 'rm -rf "$dir"' EXIT
failed=0
export LC_ALL=C

ok() { # NAME STATUS [WHAT-WAS-FOUND]
	if [ "$2" = 0 ]; then
		echo "ok desc $1"
	else
		echo "not ok desc $1"
		printf '%s\n' "${3:-}" | head -20 | sed 's/^/    /'
		failed=1
	fi
}

descc() {
	"$build/descc" --const-dir "$src/syscalls/const" \
		--abi-dir "$src/syscalls/abi" "$@"
}

# LINE KIND: MESSAGE, as the comments of FILE have it; `// error: ..` too.
wanted() { # FILE
	awk '{
		line = $0
		while (match(line, /\/[*\/] (error|warning): /)) {
			line = substr(line, RSTART + 3)
			n = index(line, " */")
			m = n ? substr(line, 1, n - 1) : line
			print NR " " m
			line = n ? substr(line, n + 3) : ""
		}
	}' "$1" | sort
}

# The same of what was printed; and that source and caret stand below.
found() { # FILE OUTPUT
	awk -v file="$1" '
		BEGIN { while ((getline l < file) > 0) text[++n] = l }
		index($0, file ":") == 1 {
			rest = substr($0, length(file) + 2)
			split(rest, p, ":")
			sub(/^[0-9]+:[0-9]+: /, "", rest)
			print p[1] " " rest
			if ((getline s) <= 0 || s != "    " text[p[1]])
				print p[1] " does not show its line"
			if ((getline c) <= 0 || length(c) != 4 + p[2] || c !~ /^[ \t]*\^$/)
				print p[1] " has its caret elsewhere"
			next
		}
		{ print "? " $0 }
	' "$2" | sort
}

# ---- messages ----------------------------------------------------------------

for f in "$here"/errors/*.desc; do
	name=$(basename "$f" .desc)
	cp "$f" "$dir/t.desc"
	(cd "$dir" && descc --werror t.desc) >"$dir/out" 2>&1
	status=$?
	wanted "$dir/t.desc" >"$dir/wanted"
	(cd "$dir" && found t.desc out) >"$dir/found"
	difference=$(diff "$dir/wanted" "$dir/found")
	[ -s "$dir/wanted" ] && [ -z "$difference" ] && [ "$status" = 1 ]
	ok "messages of $name" $? "status $status; wanted <, found >
$difference"
done

# A user's own, over the built-in set.
for f in "$here"/user/*.desc; do
	name=$(basename "$f" .desc)
	cp "$f" "$dir/t.desc"
	(cd "$dir" && "$build/ctrace" --describe t.desc true) >"$dir/all" 2>&1
	status=$?
	sed 1d "$dir/all" >"$dir/out"
	wanted "$dir/t.desc" >"$dir/wanted"
	(cd "$dir" && found t.desc out) >"$dir/found"
	difference=$(diff "$dir/wanted" "$dir/found")
	[ -s "$dir/wanted" ] && [ -z "$difference" ] && [ "$status" = 1 ] &&
		grep -q "^.*ctrace: the descriptions in 't.desc' have errors$" "$dir/all"
	ok "messages of --describe $name" $? "status $status; wanted <, found >
$difference"
done

# More than a set has room for is said, and nothing wraps.
awk 'BEGIN {
	print "struct many {"
	for (i = 0; i < 500; i++)
		printf "\tint a_member_whose_name_is_as_long_as_it_takes_to_fill_a_pool_of_names_%d;\n", i
	print "};"
	for (i = 0; i < 20; i++) {
		printf "struct more%d {\n", i
		for (k = 0; k < 100; k++)
			printf "\tint another_member_that_has_a_long_name_of_its_own_%d_%d;\n", i, k
		print "};"
	}
}' >"$dir/t.desc"
out=$("$build/ctrace" --describe "$dir/t.desc" true 2>&1)
[ $? = 1 ] && grep -qE '^error: [0-9]+ bytes of names, but a set has room for [0-9]+$' <<<"$out"
ok 'more names than a set has room for' $? "$out"

missing=$(python3 "$here/messages.py" "$src/src/desc" "$here/errors" "$here/user")
[ -z "$missing" ]
ok "each message has its test" $? "$missing"

# ---- what is right -----------------------------------------------------------

for f in "$here"/good/*.desc; do
	out=$(descc --werror "$f" 2>&1)
	ok "$(basename "$f" .desc) compiles" $? "$out"
done
out=$(descc --werror "$src"/syscalls/*.desc "$src"/syscalls/ioctl/*.desc 2>&1)
ok "the tree's own descriptions have no error and no warning" $? "$out"

# ---- the formatter -----------------------------------------------------------

"$build/descc" --format "$here/format/ugly.desc" >"$dir/ugly" 2>&1
difference=$(diff "$here/format/ugly.out" "$dir/ugly")
ok 'a file as the formatter makes it' $? "$difference"
bad=
for f in "$src"/syscalls/*.desc "$src"/syscalls/ioctl/*.desc "$dir/ugly" \
	"$here"/good/*.desc "$here"/user/*.desc; do
	"$build/descc" --format "$f" >"$dir/once" 2>&1 || bad="$bad $f"
	"$build/descc" --format "$dir/once" | cmp -s - "$dir/once" || bad="$bad $f"
done
[ -z "$bad" ]
ok 'what is formatted does not change when it is formatted again' $? "$bad"
cp "$dir/ugly" "$dir/broken"
echo 'struct {' >>"$dir/broken"
"$build/descc" --format "$dir/broken" >"$dir/out" 2>/dev/null
[ $? = 1 ] && [ ! -s "$dir/out" ]
ok 'a file with errors is not formatted' $?

# ---- layouts -----------------------------------------------------------------

descc --layouts "$src"/syscalls/*.desc "$src"/syscalls/ioctl/*.desc >"$dir/layouts" 2>/dev/null
python3 "$here/layouts.py" check "$here/layouts.tsv" \
	"$here/layouts-exceptions.tsv" <"$dir/layouts" || failed=1

# ---- a private driver, end to end --------------------------------------------

same() { # NAME WANTED FOUND
	[ "$2" = "$3" ]
	ok "$1" $? "wanted: $2
found:  $3"
}

if [ -x "$build/widget" ]; then
	"$build/ctrace" -v -e trace=ioctl -o "$dir/trace" \
		--describe "$here/widget.desc" "$build/widget"
	same 'a private ioctl that writes' \
		'ioctl(-1, WIDGET_SET, {id=7, mode=WIDGET_LIT, name_len=9, flags=WIDGET_DIM|WIDGET_RED|WIDGET_HOT, since={tv_sec=1700000000, tv_nsec=0}, name="left lamp"}) = -1 EBADF (Bad file descriptor)' \
		"$(sed -n 1p "$dir/trace")"
	sed -n 2p "$dir/trace" |
		grep -Eq '^ioctl\(-1, WIDGET_GET, 0x[0-9a-f]+\) += -1 EBADF \(Bad file descriptor\)$'
	ok 'a private ioctl that reads, and failed' $? "$(sed -n 2p "$dir/trace")"
	same 'a private ioctl with a number' \
		'ioctl(-1, WIDGET_WAIT, 250) = -1 EBADF (Bad file descriptor)' \
		"$(sed -n 3p "$dir/trace" | tr -s ' ')"
	printf 'int ioctl::0x40285701(u32 *arg);\n' >"$dir/over.desc"
	"$build/ctrace" -e trace=ioctl -o "$dir/trace" --describe "$here/widget.desc" \
		--describe "$dir/over.desc" "$build/widget"
	sed -n 1p "$dir/trace" | grep -Eq '^ioctl\(-1, WIDGET_SET, 0x[0-9a-f]+\) '
	ok 'the last of several files counts' $? "$(sed -n 1p "$dir/trace")"
else
	echo 'skip desc a private driver: build/widget is not built'
fi
cat >"$dir/get.case" <<EOF
case a private ioctl that reads, and worked
opt --describe $here/widget.desc
enter ioctl 3 0x80285702 0x1000
mem 0x1000 00000000 0000 0000 00000000 00000000 0000000000000000 0000000000000000 0000000000000000 00000000 00000000
cut ioctl(3, WIDGET_GET
ret 0
mem 0x1000 05000000 0200 0400 02000000 00000000 0100000000000000 0200000000000000 0020000000000000 00000000 00000000
mem 0x2000 "redlamp"
text ioctl(3, WIDGET_GET, {id=5, mode=WIDGET_BLINK, name_len=4, flags=WIDGET_RED, name="redl", ...}) = 0
EOF
out=$("$build/casecheck" "$dir/get.case" 2>&1)
ok 'a private ioctl that reads, and worked' $? "$out"

# ---- the manual --------------------------------------------------------------

page=$src/man/ctrace-desc.5
part() { # NAME
	sed -n "/^\\.\\\\\" begin $1\$/,/^\\.\\\\\" end $1\$/p" "$page" | sed '1d;$d'
}
part widget.desc >"$dir/widget.desc"
difference=$(sed 1d "$here/widget.desc" | diff - "$dir/widget.desc")
ok "the tutorial's description is the one that is tested" $? "$difference"
if [ -x "$build/widget" ]; then
	command=$(part command | sed "s,^ctrace,$build/ctrace,; s,./widget,$build/widget,")
	(cd "$dir" && eval "$command") >"$dir/out" 2>&1
	same "the tutorial's command shows what it says" "$(part output | tr -s ' \n' '  ')" \
		"$(sed -n 1p "$dir/out" | tr -s ' \n' '  ')"
fi
sed 's/^\twidget_flags flags/\twidget_flag flags/' "$dir/widget.desc" >"$dir/wrong"
(cd "$dir" && mv wrong widget.desc && "$build/ctrace" --describe widget.desc true) 2>&1 | sed 1d >"$dir/out"
difference=$(part mistake | diff - "$dir/out")
ok "the tutorial's mistake is answered as it says" $? "$difference"

missing=
for word in $(sed -n 's/^\t{"\([a-z_0-9]*\)", [AD][HK]_.*/\1/p' "$src/src/desc/attrs.c" "$src/src/desc/builtin.c"); do
	grep -qw -- "$word" "$page" || missing="$missing $word"
done
[ -z "$missing" ]
ok 'the manual names each attribute and each type' $? "not:$missing"

# ---- what the tables say -----------------------------------------------------

explains() { # NAME CALL WANTED-LINES-IN-ORDER...
	local name=$1 call=$2 line rest
	shift 2
	rest=$("$build/ctrace" --describe "$here/widget.desc" --explain "$call" 2>&1)
	for line; do
		case $rest in
		*"$line"*) rest=${rest#*"$line"} ;;
		*)
			ok "$name" 1 "no '$line', in its place, in: $rest"
			return
			;;
		esac
	done
	ok "$name" 0
}
explains 'a call: numbers, prototype, conditions by name, flags in order' openat \
	'/* x86_64: 257, i386: 295, x32: 0x40000101 */' \
	'dirfd dirfd,' 'path pathname,' 'open_flags flags,' \
	'umode<u16> mode if (flags & (O_CREAT|__O_TMPFILE))) %file %desc;' \
	'bits open_flags : int {' 'O_RDONLY = 0, O_WRONLY = 1' '[[always]]' \
	'O_CREAT = 0x40, O_EXCL = 0x80,' 'O_TMPFILE = 0x410000, __O_TMPFILE = 0x400000'
explains 'a call that differs by ABI' stat '/* x86_64: 4, x32: 0x40000004 */' \
	'struct kstat *statbuf' '/* i386: 106 */' 'struct compat_stat *statbuf'
explains 'an ioctl: members with their types' ioctl:TCGETS \
	'int ioctl(fd fd, ioctl_op op, struct termios *argp)' \
	'struct termios { /* 36 bytes' '_iflag c_iflag;' 'IGNBRK = 0x1, BRKINT = 0x2'
explains 'a prctl' prctl:PR_SET_NAME 'const char *name [[max(15)]]'
explains 'a socket option' setsockopt:SOL_SOCKET:SO_LINGER \
	'const struct linger *optval' 'int l_onoff;' 'int l_linger;'
explains 'which commands are described' fcntl 'as CALL:KEY' 'F_DUPFD' 'F_GETFL'
explains 'which options are described' getsockopt 'SOL_SOCKET:SO_DEBUG'
explains 'a switch in a struct, by name' perf_event_open 'switch (type) {' \
	'case PERF_TYPE_HARDWARE:' 'perf_hw_config config;'
explains 'the errors that a call is known to give' close 'errors: EBADF EINTR'
explains "a user's own" ioctl:WIDGET_SET 'const struct widget *arg' \
	'const char *name [[len(name_len)]];' 'WIDGET_DIM = 0x1'
"$build/ctrace" --explain opnat >"$dir/out" 2>&1
status=$?
[ $status = 1 ] && grep -q "invalid system call 'opnat'" "$dir/out" &&
	grep -q "Did you mean 'openat'?" "$dir/out"
ok 'a misspelt call: the nearest' $? "$(cat "$dir/out")"

bad=
for call in $(awk '!/^#/ && NR % 9 == 0 { print $2 }' "$src/syscalls/abi/x86_64.tbl"); do
	"$build/ctrace" --explain "$call" >"$dir/out" 2>&1 &&
		head -2 "$dir/out" | tail -1 | grep -q "[ *]$call(\|^[a-z]" || bad="$bad $call"
done
[ -z "$bad" ]
ok 'every call can be explained' $? "not so:$bad"

tree=$(echo "$src"/syscalls/*.desc "$src"/syscalls/ioctl/*.desc)
# shellcheck disable=SC2086 # a list of files
out=$(descc --coverage $tree)
[ "$(grep -cE '^(x86_64|i386|x32): [0-9]+ numbers, [0-9]+ described by hand, [0-9]+ from' <<<"$out")" = 3 ] &&
	awk '{ if ($2 != $4 + $8) exit 1 }' <<<"$out"
ok 'the coverage of each ABI, which adds up' $? "$out"
echo "# $out" | sed 's/^[^#]/# &/'
# shellcheck disable=SC2086
out=$(descc --dump pread64 $tree)
grep -q '^ssize_t pread64(fd fd, char buf\[ret\], size_t count, loff_t offset) %desc;$' <<<"$out" &&
	grep -q ' \* offset: 3/8 3:4/8 3/8; at entry' <<<"$out"
ok 'the plan of a call: a pair of words on i386' $? "$out"

exit $failed
