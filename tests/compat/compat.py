#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Beside the installed strace: the same programs, line by line.

Each program runs three times in a fresh folder: twice under strace, once under
ctrace; without ASLR, with the same small environment. A line counts as
different only where both runs of strace agree and ctrace does not. What an
older strace prints otherwise than the version that ctrace speaks like is
rewritten first, by RULES: one named rule per difference.

Prints ok/not ok/skip lines and figures. Environment: builddir, srcdir.
"""
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile

MUST_BE = 0.99

# The calls that are described by hand and held to the letter.
LISTED = set("""getpid open openat openat2 read write readv writev pwritev2
process_vm_readv close fstat newfstatat statx getdents64 wait4 waitid clone
clone3 execve rt_sigaction rt_sigprocmask nanosleep clock_nanosleep poll ppoll
select pselect6 epoll_ctl epoll_wait socket connect accept accept4 getsockname
getsockopt setsockopt sendmsg recvmsg recvmmsg fcntl ioctl mmap mprotect munmap
brk futex bpf io_uring_setup io_uring_enter name_to_handle_at sendfile prctl
sched_setattr perf_event_open keyctl mincore timer_create move_pages mount
exit_group""".split())

# (name, pattern, replacement): what strace 6.1 prints, and what 7.2 does.
RULES = [
    ("rseq is decoded", re.compile(r"^(\[ *\d+\] )?rseq\(.*"), "rseq(...)"),
    ("exit status of exec errors", re.compile(r"^(strace|.*/ctrace): exec: .*"),
     "exec error"),
]
# The same for ctrace's own lines, where a rule hides a line of both.
HIDE = [(re.compile(r"^(\[ *\d+\] )?rseq\(.*"), "rseq(...)"),
        (re.compile(r"^(strace|.*/ctrace): exec: .*"), "exec error")]

PROGRAMS = [
    ["ls", "-la", "."], ["ls", "/etc"], ["cat", "text"], ["cp", "text", "copy"],
    ["cp", "-a", "dir", "dir2"], ["mv", "text", "moved"], ["rm", "text"],
    ["mkdir", "new"], ["rmdir", "empty"], ["touch", "touched"],
    ["ln", "-s", "text", "link"], ["chmod", "600", "text"],
    ["sort", "text"], ["grep", "-n", "line", "text"], ["date", "-d", "@0"],
    ["id"], ["stat", "text"], ["wc", "text"], ["head", "-2", "text"],
    ["tail", "-2", "text"], ["cut", "-c1-3", "text"], ["tr", "a", "b"],
    ["uniq", "text"], ["od", "-c", "text"], ["md5sum", "text"],
    ["sed", "s/a/b/", "text"], ["awk", "{ print $1 }", "text"],
    ["dd", "if=text", "of=out", "bs=16"], ["du", "-s", "."],
    ["df", "--output=source,target", "."],
    ["find", ".", "-name", "t*"], ["env"], ["uname", "-a"], ["pwd"],
    ["readlink", "-f", "text"], ["realpath", "."], ["seq", "3"],
    ["sleep", "0.01"], ["true"], ["false"], ["echo", "hi"], ["mktemp", "-u"],
    ["tee", "copy"], ["expr", "1", "+", "1"], ["nproc"], ["tty"],
    ["truncate", "-s", "9", "text"], ["sync"], ["hostname"],
    ["tar", "cf", "out.tar", "dir"], ["gzip", "-k", "text"],
    ["cmp", "text", "text"], ["diff", "text", "dir/a"],
    ["bash", "-c", "echo $((1+1)) > x"], ["dash", "-c", "cat text"],
    ["python3", "-c", "1"], ["perl", "-e", "print 1"], ["git", "--version"],
    ["gcc", "--version"], ["make", "--version"], ["ps", "--version"],
    ["getent", "hosts", "localhost"], ["getent", "passwd", "root"],
    ["timeout", "5", "true"], ["nice", "true"], ["sqlite3", "-version"],
    ["openssl", "version"], ["file", "text"], ["losetup"], ["lsblk"], ["ipcs"],
    ["xargs", "echo"], ["ip", "addr"], ["ss", "-t"],
]
OPTIONS = [[], ["-v"], ["-s", "256"], ["-x"], ["-xx"], ["-y"], ["-n"],
           ["-X", "verbose"], ["-X", "raw"], ["-e", "raw=all"],
           ["-e", "verbose=none"], ["-a", "60"], ["-e", "trace=%file"],
           ["-e", "trace=!mmap,/^m/"]]
FIXED_OPTIONS = 2  # each program runs plain and with one more, in turn

ENV = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "TZ": "UTC",
       "LC_ALL": "C", "HOME": "/nonexistent"}


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder + "/dir")
    os.mkdir(folder + "/empty")
    for name in ("text", "dir/a"):
        with open(f"{folder}/{name}", "w") as f:
            f.write("a first line\na second line\na third\n")
        os.utime(f"{folder}/{name}", (1000000000, 1000000000))
    for name in ("dir", "empty", "."):
        os.utime(f"{folder}/{name}", (1000000000, 1000000000))


def twin(program, link):
    os.symlink(program, link)
    return link


def run(tracer, options, program, base):
    folder, log = base + "/work", base + "/log"
    fresh(folder)
    command = ["setarch", "-R", tracer, "-o", log, *options, *program]
    with open(folder + "/../in", "w") as f:
        f.write("some input\n")
    with open(base + "/in") as stdin:
        done = subprocess.run(command, cwd=folder, env=ENV, stdin=stdin,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120)
    with open(log, "rb") as f:
        lines = f.read().decode("latin-1").splitlines()
    return lines, done.stdout, done.returncode


def rewrite(lines, rules, counts):
    out = []
    for line in lines:
        for rule in rules:
            new = rule[-2].sub(rule[-1], line)
            if new != line and len(rule) == 3:
                counts[rule[0]] = counts.get(rule[0], 0) + 1
            line = new
        out.append(line)
    return out


def call_of(line):
    m = re.match(r"^(?:\[ *\d+\] )?(?:<\.\.\. )?([a-z_0-9]+)[( ]", line)
    return m.group(1) if m else ""


def stable(a, b):
    """Indices of a that are the same in b."""
    found = set()
    for block in difflib.SequenceMatcher(None, a, b, False).get_matching_blocks():
        found.update(range(block.a, block.a + block.size))
    return found


def compare(a, b, c):
    """Yields (line of strace or None, line of ctrace or None, equal)."""
    keep = stable(a, b)
    for op, a1, a2, c1, c2 in difflib.SequenceMatcher(
            None, a, c, False).get_opcodes():
        if op == "equal":
            for i in range(a1, a2):
                yield a[i], a[i], True
            continue
        unstable = any(i not in keep for i in range(a1, a2))
        n = max(a2 - a1, c2 - c1)
        for k in range(n):
            left = a[a1 + k] if a1 + k < a2 else None
            right = c[c1 + k] if c1 + k < c2 else None
            if left is not None and a1 + k not in keep:
                continue
            if left is None and unstable:
                continue
            yield left, right, False


class Score:
    def __init__(self):
        self.equal = self.total = 0
        self.all_equal = self.all_total = 0

    def add(self, line, equal):
        self.all_total += 1
        self.all_equal += equal
        if call_of(line) in LISTED or line.startswith(("+++", "---")):
            self.total += 1
            self.equal += equal


def main():
    build = os.environ.get("builddir", ".")
    ctrace = os.path.abspath(build + "/ctrace")
    strace = shutil.which("strace")
    verbose = "-v" in sys.argv[1:]
    only = [x for x in sys.argv[1:] if not x.startswith("-")]
    if not strace or not shutil.which("setarch"):
        print("skip compat: strace or setarch is not installed")
        return 0
    score, counts, shown = Score(), {}, 0
    base = tempfile.mkdtemp(prefix="ctrace-compat-")
    # Paths of one length: the tracer's argv moves the stack that it gives on.
    strace = twin(strace, base + "/strace")
    ctrace = twin(ctrace, base + "/ctrace")
    bad = []
    for n, program in enumerate(PROGRAMS):
        if only and program[0] not in only:
            continue
        if not shutil.which(program[0]):
            print(f"skip compat {program[0]}: not installed")
            continue
        for options in ([], OPTIONS[1 + n % (len(OPTIONS) - 1)]):
            one, out1, rc1 = run(strace, options, program, base)
            two, out2, rc2 = run(strace, options, program, base)
            ours, out3, rc3 = run(ctrace, options, program, base)
            title = " ".join(options + program)
            if (rc1 == rc2 and rc3 != rc1) or (out1 == out2 and out3 != out1):
                bad.append(title)
                print(f"not ok compat {title}: the program's own output or "
                      f"status differs ({rc1}, {rc3})")
            one, two = (rewrite(x, RULES, counts) for x in (one, two))
            ours = rewrite(ours, HIDE, counts)
            for left, right, equal in compare(one, two, ours):
                score.add(left if left is not None else right, equal)
                if not equal and (verbose or shown < 40):
                    shown += 1
                    print(f"# {title}\n# -{left}\n# +{right}")
    shutil.rmtree(base, ignore_errors=True)
    for name, n in sorted(counts.items()):
        print(f"# rule '{name}': {n} lines rewritten")
    share = score.equal / max(score.total, 1)
    print(f"# compat: {score.equal} of {score.total} lines of the listed calls"
          f" are equal: {share:.4f}; of all calls "
          f"{score.all_equal / max(score.all_total, 1):.4f}")
    if share >= MUST_BE:
        print(f"ok compat: share of equal lines {share:.4f} >= {MUST_BE}")
    else:
        print(f"not ok compat: share of equal lines {share:.4f} < {MUST_BE}")
    return 1 if bad or share < MUST_BE else 0


if __name__ == "__main__":
    sys.exit(main())
