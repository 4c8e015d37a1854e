#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# JSON of real traces: every object keeps to the schema, says the same as the
# text, and changes no byte of it. So do the objects of the decoder's cases.
# Prints ok/not ok/skip lines. Environment: builddir, srcdir.
# shellcheck disable=SC2016 # $$ is for the traced shell
set -u
src=$(cd "${srcdir:-.}" && pwd)
build=$(cd "${builddir:-.}" && pwd)
ctrace=$build/ctrace
victim=$build/victim
dir=$(mktemp -d "${TMPDIR:-/tmp}/ctrace-json-XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0
export LC_ALL=C

ok() { # NAME CONDITION-STATUS [WHAT-WAS-FOUND]
	if [ "$2" = 0 ]; then
		echo "ok json $1"
	else
		echo "not ok json $1: ${3:-}"
		failed=1
	fi
}
same() { # NAME WANTED FOUND
	[ "$2" = "$3" ]
	ok "$1" $? "wanted '$2', found '$3'"
}

python=
for p in python3 /usr/bin/python3; do
	"$p" -c 'import jsonschema' 2>/dev/null && python=$p && break
done
valid() { # NAME FILE
	local out
	if [ -z "$python" ]; then
		echo "skip json $1: python3-jsonschema is not installed"
		return
	fi
	out=$("$python" "$src/tests/live/validate.py" \
		"$src/data/ctrace.schema.json" "$2" 2>&1)
	[ -z "$out" ] && [ -s "$2" ]
	ok "$1: every object is valid" $? "$(head -3 <<<"$out" | tr '\n' '|')"
}
# FILE FILTER: what jq makes of it; jq's own failure is seen as such.
query() { jq -r "$2" "$1" 2>&1; }

command -v jq >/dev/null || { echo 'skip json: jq is not installed'; exit 0; }

# ---- the same calls as the text -------------------------------------------------

"$ctrace" --json=t.json ls -la /etc >/dev/null 2>err
same 'file: exit status' 0 $?
"$ctrace" -o t.txt ls -la /etc >/dev/null
query t.json 'select(.type=="syscall").name' >names.json
sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' t.txt >names.txt
cmp -s names.json names.txt
ok 'file: names equal those of the text' $? "$(diff names.json names.txt | head -3 | tr '\n' '|')"
valid 'ls' t.json
same 'the first object is the header' header "$(head -1 t.json | jq -r .type)"
same 'the last object is the end' end "$(tail -1 t.json | jq -r .type)"
same 'the header has the command line' "$ctrace --json=t.json ls -la /etc" \
	"$(head -1 t.json | jq -r '.argv | join(" ")')"

setarch -R "$ctrace" -o a.txt cat /etc/passwd >/dev/null
setarch -R "$ctrace" -o b.txt --json=b.json cat /etc/passwd >/dev/null
# The environment's own address moves with the length of the command line.
strip() {
	sed 's/, 0x7[0-9a-f]* \/\* [0-9]* vars/, ENV/; s/^\(set_tid_address.* = \)[0-9]*/\1TID/
		s/^getrandom(".*"/getrandom(BYTES/' "$1"
}
[ "$(strip a.txt)" = "$(strip b.txt)" ]
ok 'a JSON file changes no byte of the text' $? "$(diff <(strip a.txt) <(strip b.txt) | head -3 | tr '\n' '|')"

# ---- hard processes -------------------------------------------------------------

"$ctrace" --json=k.json sh -c 'kill -TERM $$' 2>/dev/null
same 'signal: exit status' 143 $?
valid 'signal' k.json
same 'signal: siginfo is a struct' SI_USER \
	"$(query k.json 'select(.type=="signal").siginfo.si_code')"
same 'signal: the exit names it' SIGTERM \
	"$(query k.json 'select(.type=="exit").signal')"
for what in unreadable unknown storm children killed_inside execute_only; do
	("$ctrace" --json=v.json "$victim" $what >/dev/null) 2>err
	valid "$what" v.json
	same "$what: one exit" 1 "$(query v.json 'select(.type=="exit").type' | wc -l)"
done
("$ctrace" --json=v.json "$victim" killed_inside >/dev/null) 2>err
same 'death in a call: unfinished, without a result' 'true null' \
	"$(query v.json 'select(.unfinished) | "\(.unfinished) \(.ret)"' | tail -1)"
"$ctrace" --json=v.json "$victim" unreadable >/dev/null 2>&1
same 'unreadable path: its address' 0x8 \
	"$(query v.json 'select(.name=="open") | .args[0].value | select(.unreadable?) | .addr' | head -1)"

# ---- the shape of values ----------------------------------------------------------

"$ctrace" -o v.txt --json=v.json cat /etc/passwd >/dev/null
same 'flags are an array' '["O_RDONLY"]' \
	"$(jq -c 'select(.name=="openat" and .args[1].value=="/etc/passwd").args[2].value' v.json)"
same 'a special descriptor is its name' '"AT_FDCWD"' \
	"$(jq -c 'select(.name=="openat").args[0].value' v.json | sort -u)"
same 'a form bears its name' true \
	"$(jq -c 'select(.name=="newfstatat").args[2].value.st_dev | has("makedev")' v.json | sort -u)"
same 'an address is hex' true \
	"$(jq -c 'select(.name=="munmap").args[0].value | startswith("0x")' v.json | sort -u)"
same 'errno has its name' '"ENOENT"' \
	"$(jq -c 'select(.errno=="ENOENT").errno' v.json | sort -u)"
"$ctrace" -y -o v.txt --json=v.json cat /etc/passwd >/dev/null
same '-y: a descriptor has its path' '"/etc/passwd"' \
	"$(jq -c 'select(.name=="openat" and .args[1].value=="/etc/passwd").ret.value.path' v.json)"

# ---- of every kind of call ----------------------------------------------------------

# What live programs do not do: the decoder's cases, one of 20. If they are right
# is not asked here.
"$build/casecheck" -q --every 20 --json-out c.json "$src"/tests/decode/*.case >/dev/null
"$build/casecheck" -q --json-out c.json "$src/tests/decode/own-json.case" >/dev/null
valid 'decoder cases' c.json
many=$(wc -l <c.json)
[ "$many" -gt 5000 ]
ok 'decoder cases: there are many objects' $? "$many"

# ---- without a file ----------------------------------------------------------------

"$ctrace" --json true 2>e.json >/dev/null
valid 'to the standard error' e.json
"$ctrace" --json sleep 100 2>e.json &
tracer=$!
for _ in $(seq 1000); do
	[ "$(pgrep -P $tracer -x sleep)" ] && grep -q newfstatat e.json && break
	sleep 0.01
done
kill -TERM $tracer
wait $tracer 2>/dev/null
same 'notices are objects too' 0 "$(grep -vc '^{' e.json)"
valid 'detach' e.json

exit $failed
