#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Beside the installed strace: programs of many processes, task by task.

As compat.py, but with -ff: a file per task. Tasks are matched by their place
in the tree of births (0 is the first, 0.2 its second child), and in lines each
pid stands as that place: T0.2. What depends on who ran when is seldom the same
in both runs of strace, so it is not compared.

Prints ok/not ok/skip lines and figures. Environment: builddir, srcdir.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import compat  # noqa: E402

MUST_BE = 0.99
LEFT_OUT_MAX = 0.1  # share of tasks that only one run of strace has

PY = "/usr/bin/python3"
MAKEFILE = "all: a b c d\\na b c d:\\n\\tcat text > \\$@; sort text >> \\$@\\n"
TREE = "import os\nfor i in range(3):\n  if not os.fork(): os._exit(i)\n" \
       "for i in range(3): os.wait()"
THREADS = "import threading\n" \
          "t=[threading.Thread(target=lambda: open('text').read())" \
          " for i in range(3)]\n[(x.start(), x.join()) for x in t]"
CHILDREN = "import subprocess\n" \
           "for i in range(3): subprocess.run(['cat', 'text'])"
SHELL = "import subprocess\n" \
        "subprocess.run('cat text | sort', shell=True, stdout=-1)"
PERL = "for (1..3) { if (!fork) { exit $_ } wait }"
GIT = "git -c user.name=a -c user.email=a@b"

# (name, what must be installed, command)
PROGRAMS = [
    ("pipeline", "bash", ["bash", "-c", "cat text | sort | uniq -c | wc -l"]),
    ("lastpipe", "bash", ["bash", "-c", "shopt -s lastpipe; ls | read a"]),
    ("substitution", "bash", ["bash", "-c", "echo $(cat text) $(ls -l dir)"]),
    ("bash-fds", "bash", ["bash", "-c", "cat <(sort text) > out; cat < out"]),
    ("loop", "sh", ["sh", "-c", "for i in 1 2 3 4 5; do cat text; done"]),
    ("subshells", "sh", ["sh", "-c", "(cd dir; ls; (cd ..; ls)); exit 3"]),
    ("background", "sh", ["sh", "-c", "cat text & wait; sleep 0.01 & wait $!"]),
    ("trap", "bash", ["bash", "-c", "trap 'echo x' USR1; (kill -USR1 $$)"]),
    ("killed", "sh", ["sh", "-c", "sh -c 'kill -9 $$'; sh -c 'kill $$'; true"]),
    ("killed-inside", "sh", ["sh", "-c", "sleep 9 & kill $!; wait $!; true"]),
    ("make", "make", ["sh", "-c", f'printf "{MAKEFILE}" > Makefile; '
                      "make -j2"]),
    ("gcc-c", "gcc", ["gcc", "-c", "main.c"]),
    ("gcc-link", "gcc", ["gcc", "-O2", "main.c", "-o", "main"]),
    ("git-init", "git", ["git", "init", "-q", "repo"]),
    ("git-commit", "git", ["sh", "-c", f"git init -q; git add text; {GIT} "
                           "commit -qm a; git status -s; git log --oneline"]),
    ("python-subprocess", PY, [PY, "-c", CHILDREN]),
    ("python-shell", PY, [PY, "-c", SHELL]),
    ("python-threads", PY, [PY, "-c", THREADS]),
    ("python-fork", PY, [PY, "-c", TREE]),
    ("perl-fork", "perl", ["perl", "-e", PERL]),
    ("perl-system", "perl", ["perl", "-e", "system('ls'); print `cat text`"]),
    ("xargs", "xargs", ["sh", "-c", "echo 1 2 3 4 | xargs -P2 -n1 echo"]),
    ("timeout", "timeout", ["timeout", "5", "sh", "-c", "cat text; ls"]),
    ("timeout-kills", "timeout", ["timeout", "0.1", "sleep", "9"]),
    ("nice", "nice", ["nice", "-n", "3", "sh", "-c", "cat text; nice"]),
    ("env", "env", ["env", "-i", "A=1", "/bin/sh", "-c", "/bin/cat text; :"]),
    ("tar-z", "gzip", ["tar", "czf", "out.tgz", "dir", "text"]),
    ("tar-unz", "gzip", ["sh", "-c", "tar czf o.tgz dir; tar xzf o.tgz"]),
    ("ssh", "ssh", ["ssh", "-V"]),
    ("find-exec", "find", ["find", ".", "-type", "f", "-exec", "cat", "{}",
                           ";"]),
    ("setsid", "setsid", ["setsid", "-w", "-f", "cat", "text"]),
    ("nohup", "nohup", ["nohup", "sh", "-c", "cat text; ls"]),
    ("script", "sh", ["sh", "-c", "echo 'cat text; ls' > s; chmod +x s; ./s;"
                      " cat s | sh"]),
    ("awk-system", "awk", ["awk", 'BEGIN { system("ls"); "date -d @0" | '
                           "getline x; print x }"]),
    ("flock", "flock", ["flock", "lock", "cat", "text"]),
    ("32-bit", "gcc", ["./main32"]),
]

# What both sides are rid of: where it is said, it depends on time or chance.
HIDE = compat.HIDE + [
    (re.compile(r"si_[us]time=\d+(?: /\*[^*]*\*/)?"), "si_Xtime=N"),
    (re.compile(r"/cc[A-Za-z0-9]{6}\b"), "/ccXXXXXX"),
    (re.compile(r" += "), " = "),
]
# (name, pattern, replacement): what strace 6.1 prints, and what 7.2 does.
RULES = [
    ("separator before what is unfinished",
     re.compile(r", <(unfinished|detached) \.\.\.>"), r" <\1 ...>"),
]

MAIN = r"""#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	for (int i = 0; i < 3; i++) {
		if (fork() == 0)
			exit(printf("child %d\n", i));
		wait(NULL);
	}
	return system("cat text");
}
"""

ENV = dict(compat.ENV, PATH="/usr/bin:/bin", PYTHONHASHSEED="0")


def fresh(folder, main32):
    compat.fresh(folder)
    with open(folder + "/main.c", "w") as f:
        f.write(MAIN)
    if main32:
        shutil.copy(main32, folder + "/main32")


def build32(base):
    """A 32-bit program, or None where none can be made and run."""
    fresh(base + "/build32", None)
    done = subprocess.run("gcc -m32 main.c -o main32 && ./main32", shell=True,
                          cwd=base + "/build32", stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL)
    return None if done.returncode else base + "/build32/main32"


def run(tracer, program, base, main32):
    """The lines of each task, by place in the tree; stdout, status."""
    fresh(base + "/work", main32)
    os.mkdir(base + "/logs")
    done = subprocess.run(["setarch", "-R", tracer, "-ff", "-o", base +
                           "/logs/x", *program], cwd=base + "/work", env=ENV,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120)
    logs = {}
    for name in glob.glob(base + "/logs/x.*"):
        with open(name, "rb") as f:
            logs[name.rpartition(".")[2]] = \
                f.read().decode("latin-1").splitlines()
    shutil.rmtree(base + "/logs")
    # Children of one parent print in any order.
    return by_place(logs), sorted(done.stdout.splitlines()), done.returncode


BIRTH = re.compile(r"^(?:clone3?|v?fork)\(.* = (\d+)$")


def births(lines, logs):
    found = (BIRTH.match(line) for line in lines)
    return [m.group(1) for m in found if m and m.group(1) in logs]


def by_place(logs):
    """{pid: lines} as {place: lines}, with places for pids in the lines."""
    children = {pid: births(lines, logs) for pid, lines in logs.items()}
    born = {child for some in children.values() for child in some}
    place, todo = {}, []
    # Whoever nobody says to have borne comes last, and will not match.
    for n, pid in enumerate(sorted(set(logs) - born, key=int)):
        todo.append((pid, str(n)))
    while todo:
        pid, where = todo.pop()
        place[pid] = where
        todo += [(child, f"{where}.{n}")
                 for n, child in enumerate(children[pid])]
    number = re.compile(r"(?<![\w.])(" + "|".join(logs) + r")(?![\w])")
    return {place[pid]: [number.sub(lambda m: "T" + place.get(m.group(1), "?"),
                                    line) for line in lines]
            for pid, lines in logs.items()}


class Score:
    def __init__(self):
        self.equal = self.total = self.tasks = self.left_out = 0

    def share(self):
        return self.equal / max(self.total, 1)


def compare(one, two, ours, score):
    """Yields (task, strace's line, ctrace's line) of each difference."""
    counts = score.counts
    for place in sorted(set(one) | set(two) | set(ours)):
        score.tasks += 1
        if (place in one) != (place in two):
            score.left_out += 1
            continue
        three = [compat.rewrite(compat.rewrite(x.get(place, []), RULES if x
                                               is not ours else [], counts),
                                HIDE, counts) for x in (one, two, ours)]
        for left, right, equal in compat.compare(*three):
            score.total += 1
            score.equal += equal
            if not equal:
                yield place, left, right


def main():
    ctrace = os.path.abspath(os.environ.get("builddir", ".") + "/ctrace")
    strace = shutil.which("strace")
    verbose = "-v" in sys.argv[1:]
    only = [x for x in sys.argv[1:] if not x.startswith("-")]
    if not strace or not shutil.which("setarch"):
        print("skip processes: strace or setarch is not installed")
        return 0
    base = tempfile.mkdtemp(prefix="ctrace-processes-")
    strace = compat.twin(strace, base + "/strace")
    ctrace = compat.twin(ctrace, base + "/ctrace")
    main32 = build32(base) if shutil.which("gcc") else None
    score, shown, bad, programs = Score(), 0, 0, 0
    score.counts = {}
    for name, needs, program in PROGRAMS:
        if only and name not in only:
            continue
        if not shutil.which(needs) or (name == "32-bit" and not main32):
            print(f"skip processes {name}: {needs} is not installed, or "
                  "makes no such program")
            continue
        programs += 1
        one, out1, rc1 = run(strace, program, base, main32)
        ours, out3, rc3 = run(ctrace, program, base, main32)
        two, out2, rc2 = run(strace, program, base, main32)
        if (rc1 == rc2 and rc3 != rc1) or (out1 == out2 and out3 != out1):
            bad += 1
            print(f"not ok processes {name}: the program's own output or "
                  f"status differs ({rc1}, {rc3})")
        for place, left, right in compare(one, two, ours, score):
            shown += 1
            if verbose or shown <= 40:
                print(f"# {name}, task {place}\n# -{left}\n# +{right}")
    shutil.rmtree(base, ignore_errors=True)
    for name, n in sorted(score.counts.items()):
        print(f"# rule '{name}': {n} lines rewritten")
    share = score.share()
    print(f"# processes: {score.equal} of {score.total} lines of {score.tasks}"
          f" tasks of {programs} programs are equal: {share:.4f};"
          f" {score.left_out} tasks left out")
    fits = (share >= MUST_BE and
            score.left_out <= LEFT_OUT_MAX * score.tasks)
    print(f"{'ok' if fits else 'not ok'} processes: share of equal lines "
          f"{share:.4f}, must be {MUST_BE}; left out {score.left_out} of "
          f"{score.tasks} tasks, at most a tenth")
    return 0 if fits and not bad else 1


if __name__ == "__main__":
    sys.exit(main())
