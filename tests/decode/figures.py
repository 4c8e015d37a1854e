#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Shares of decoder cases that pass, by call, of the calls held to the letter.

  figures.py CASECHECK FOLDER [--all]     prints figures and ok/not ok lines
  figures.py CASECHECK FOLDER --update    writes known-failures.tsv

Known failures get the reason of the first line of reasons.tsv whose regular
expression matches "ABI CALL[/COMMAND] CASE".
"""
import collections
import glob
import os
import re
import subprocess
import sys

LEAST, MEAN, BY_NAME = 0.85, 0.95, 0.99

LISTED = set("""getpid open openat openat2 read write readv writev pwritev2
process_vm_readv close fstat newfstatat statx getdents64 wait4 waitid clone
clone3 execve rt_sigaction rt_sigprocmask nanosleep clock_nanosleep poll ppoll
select pselect6 epoll_ctl epoll_wait socket connect accept accept4 getsockname
sendmsg recvmsg recvmmsg fcntl mmap mprotect munmap brk futex io_uring_setup
io_uring_enter name_to_handle_at sendfile sched_setattr perf_event_open keyctl
mincore timer_create move_pages mount exit_group fcntl64 _newselect stat64
fstat64 lstat64 fstatat64 clock_nanosleep_time64 ppoll_time64 pselect6_time64
futex_time64 recvmmsg_time64 sendfile64 mmap2""".split())
BPF = {0: "MAP_CREATE", 1: "MAP_LOOKUP_ELEM", 2: "MAP_UPDATE_ELEM",
       3: "MAP_DELETE_ELEM", 4: "MAP_GET_NEXT_KEY", 5: "PROG_LOAD",
       21: "MAP_LOOKUP_AND_DELETE_ELEM"}
PRCTL = {3: "GET_DUMPABLE", 4: "SET_DUMPABLE", 15: "SET_NAME", 16: "GET_NAME",
         35: "SET_MM"}
IOCTL = re.compile(r"(TC[GS]ET[A-Z0-9]*|FIONREAD|TIOCGWINSZ|SIOCGIFCONF)$")


def number(words, i):
    try:
        return int(words[i], 0)
    except (IndexError, ValueError):
        return 0


def is_bare(text):
    """Is the ioctl's argument an address, or a dump of its bytes?"""
    m = re.match(r"(?:\[ *\d+\] )?ioctl\([^,]*, (.*)\) = ", text)
    rest = re.sub(r"^(op=)?(0x[0-9a-f]+ /\* )?", "", m.group(1)) if m else ""
    return re.match(r"(_IOC\([^)]*\)|[\w ]+?)( \*/)?, (argp=)?"
                    r"(0x[0-9a-f]+|0|\"(\\x..)*\"(\.\.\.)?"
                    r"( => \"(\\x..)*\"(\.\.\.)?)?)$", rest) is not None


def ioctl_key(text, by_name):
    """TCGETS...; "by name" if no case shows its argument; None: another."""
    m = re.match(r"(?:\[ *\d+\] )?ioctl\([^,]*, (.*)\) = ", text)
    if not m:
        return None
    rest = re.sub(r"^(op=)?(0x[0-9a-f]+ /\* )?", "", m.group(1))
    name = re.match(r"\w+", rest)
    if name and IOCTL.match(name.group(0)):
        return "ioctl/" + name.group(0)
    return "ioctl by name" if by_name else None


def key_of(call, words, text, by_name):
    if call in ("getsockopt", "setsockopt"):
        return call + "/SOL_SOCKET" if number(words, 1) == 1 else None
    if call == "bpf":
        name = BPF.get(number(words, 0))
        return "bpf/" + name if name else None
    if call == "prctl":
        name = PRCTL.get(number(words, 0))
        return "prctl/" + name if name else None
    if call == "ioctl":
        return ioctl_key(text, by_name)
    return call if call in LISTED else None


def cases(path):
    with open(path, encoding="latin-1") as f:
        for block in f.read().split("\ncase ")[1:]:
            name = block.split("\n", 1)[0]
            enter = re.search(r"^enter (\S+)(.*)$", block, re.M)
            texts = re.findall(r"^text (.*)$", block, re.M)
            if enter:
                yield (name, enter.group(1), enter.group(2).split(),
                       texts[-1] if texts else "")


def failures(check, files):
    out = subprocess.run([check, "-q"] + files, capture_output=True,
                         text=True, check=False).stdout
    found = set()
    for line in out.splitlines():
        m = re.match(r"(\S+\.case): (.*)$", line)
        if m:
            found.add((os.path.basename(m.group(1)), m.group(2)))
    return found


def abi_of(base):
    return base.split("-")[0] + " " if base.startswith("i386-") else \
        "x32 " if base.startswith("x32") else ""


def update(folder, files, bad):
    reasons = []
    with open(folder + "/reasons.tsv", encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                reasons.append(line.rstrip("\n").split("\t"))
    with open(folder + "/known-failures.tsv", "w", encoding="utf-8") as out:
        out.write("# file\tcase\treason (written by figures.py --update)\n")
        for path in files:
            base = os.path.basename(path)
            for name, call, words, text in cases(path):
                if (base, name) not in bad:
                    continue
                command = re.match(r"(?:\[ *\d+\] )?\w+\((?:[^,]*, )?"
                                   r"(?:\w+=)?(?:0x[0-9a-f]+ /\* )?(\w+)",
                                   text)
                subject = f"{abi_of(base)}{call}/" \
                    f"{command.group(1) if command else ''} {name}"
                reason = next(r for p, r in reasons if re.search(p, subject))
                out.write(f"{base}\t{name}\t{reason}\n")


def main():
    check, folder = sys.argv[1:3]
    files = sorted(glob.glob(folder + "/*.case"))
    bad = failures(check, files)
    if "--update" in sys.argv:
        update(folder, files, bad)
        return 0
    total, wrong = collections.Counter(), collections.Counter()
    whole = 0
    shown = {(abi_of(os.path.basename(path)), number(words, 1))
             for path in files for _, call, words, text in cases(path)
             if call == "ioctl" and not is_bare(text)}
    for path in files:
        base = os.path.basename(path)
        for name, call, words, text in cases(path):
            whole += 1
            key = key_of(call, words, text,
                         (abi_of(base), number(words, 1)) not in shown)
            if key and not base.startswith("x32"):
                key = abi_of(base) + key
                total[key] += 1
                wrong[key] += (base, name) in bad
    share = {k: 1 - wrong[k] / total[k] for k in total}
    named = {k: v for k, v in share.items() if not k.endswith("by name")}
    low = sorted(k for k in named if named[k] < LEAST)
    mean = sum(named.values()) / max(len(named), 1)
    byname = [k for k in total if k.endswith("by name")]
    names = 1 - sum(wrong[k] for k in byname) / \
        max(sum(total[k] for k in byname), 1)
    for k in sorted(named):
        if named[k] < LEAST or "--all" in sys.argv:
            print(f"# {k}: {total[k] - wrong[k]} of {total[k]}")
    print(f"# corpus: {whole - len(bad)} of {whole} cases pass "
          f"({(whole - len(bad)) / max(whole, 1):.4f}); of {len(named)} listed "
          f"calls the mean is {mean:.4f}, the least "
          f"{min(named.values(), default=0):.4f}; ioctls by name {names:.4f}")
    print(f"{'not ok' if low else 'ok'} decode: every listed call >= {LEAST}"
          + (": " + ", ".join(low) if low else ""))
    print(f"{'ok' if mean >= MEAN else 'not ok'} decode: mean of the listed "
          f"calls >= {MEAN}: {mean:.4f}")
    print(f"{'ok' if names >= BY_NAME else 'not ok'} decode: ioctls shown by "
          f"name >= {BY_NAME}: {names:.4f}")
    return 1 if low or mean < MEAN or names < BY_NAME else 0


if __name__ == "__main__":
    sys.exit(main())
