# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# What the live suites share. Prints ok/not ok/skip lines. Environment:
# builddir, srcdir. A suite sources this first and ends with `exit $failed`.
set -u
build=$(cd "${builddir:-.}" && pwd)
sources=$(cd "${srcdir:-.}" && pwd)/tests/live
ctrace=$build/ctrace
victim=$build/victim
suite=$(basename "$0" .sh)
dir=$(mktemp -d "${TMPDIR:-/tmp}/ctrace-live-XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0
export LC_ALL=C

ok() { # NAME CONDITION-STATUS [WHAT-WAS-FOUND]
	if [ "$2" = 0 ]; then
		echo "ok $suite $1"
	else
		echo "not ok $suite $1: ${3:-}"
		failed=1
	fi
}
skip() { # NAME REASON
	echo "skip $suite $1: $2"
}
same() { # NAME WANTED FOUND
	[ "$2" = "$3" ]
	ok "$1" $? "wanted '$2', found '$3'"
}
has() { # NAME FILE EXTENDED-REGEX
	grep -Eq -- "$3" "$2"
	ok "$1" $? "no line like '$3' in: $(tail -3 "$2" | tr '\n' '|')"
}
hasnt() { # NAME FILE EXTENDED-REGEX
	! grep -Eq -- "$3" "$2"
	ok "$1" $? "found: $(grep -E -m1 -- "$3" "$2")"
}
# Waits until a condition holds, for 20 s at most; what it waits for is sure to
# come, so that the time is never what decides.
until_true() { # COMMAND...
	local i
	for ((i = 0; i < 2000; i++)); do
		"$@" && return 0
		sleep 0.01
	done
	return 1
}
has_line() { # FILE EXTENDED-REGEX
	grep -Eqs -- "$2" "$1"
}
has_lines() { # FILE EXTENDED-REGEX HOW-MANY-AT-LEAST
	[ -e "$1" ] && [ "$(grep -Ec -- "$2" "$1")" -ge "$3" ]
}
is_gone() { # PID
	case $(ps -o stat= -p "$1" 2>/dev/null) in '' | Z*) return 0 ;; esac
	return 1
}
# To be waited for before a child of the shell is killed: until it has become
# its program it would run the trap above, and bash tells it wrongly whose it is.
has_become() { # PID NAME
	[ "$(ps -o comm= -p "$1" 2>/dev/null)" = "$2" ]
}
has_state() { # PID STATES
	case $(ps -o stat= -p "$1" 2>/dev/null) in [$2]*) return 0 ;; esac
	return 1
}

# ---- what a log of several tasks must be ---------------------------------------

# Every call that is begun is ended, each task dies once, and what is resumed
# was cut. Prints what is wrong.
consistent() { # FILE with pids in front
	awk '{ pid = $1; line = substr($0, length(pid) + 1); sub(/^ +/, "", line) }
	dead[pid] { print "after death: " $0 }
	/<unfinished \.\.\.>$/ && line !~ /^<\.\.\./ { if (cut[pid]) print "cut twice: " $0; cut[pid] = 1 }
	line ~ /^<\.\.\. / { if (!cut[pid]) print "resumed, not cut: " $0; cut[pid] = 0 }
	line ~ /^\+\+\+ (exited|killed)/ { dead[pid] = 1; if (cut[pid]) print "died in a call: " $0 }
	{ seen[pid] = 1 }
	END { for (p in seen) if (!dead[p]) print "no death of " p }' "$1" | head -5
}
calls_of() { # NAME FILE: how many were finished
	grep -Ec "(^[0-9]+ +| )$1\(.*\) += |<\.\.\. $1 resumed>" "$2"
}
