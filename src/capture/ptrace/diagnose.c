/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a process could not be traced, in words, and what helps.
 *
 * The kernel says EPERM for a dozen reasons. What it looked at can be read in
 * /proc: who the process belongs to, who traces it, what we may do, Yama's
 * level. The classifier is a pure function of these texts and the error; the
 * clues are gathered elsewhere, after the attempt failed, so that they cost
 * nothing otherwise.
 *
 * Reasons are asked in the order in which removing them would help: what is
 * true of the process whoever asks comes first, what we lack comes last.
 */
#include "diagnose.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CAP_SYS_PTRACE 19

/* ---- texts of /proc ----------------------------------------------------- */

/* What stands behind "KEY:" and blanks; NULL: no such line. */
static const char *
field(const char *status, const char *key)
{
	size_t n = strlen(key);

	while (status && *status) {
		if (!strncmp(status, key, n) && status[n] == ':')
			return status + n + 1 + strspn(status + n + 1, " \t");
		status = strchr(status, '\n');
		status = status ? status + 1 : NULL;
	}
	return NULL;
}

static u64
number(const char *status, const char *key, int base, u64 other)
{
	const char *s = field(status, key);

	return s ? strtoull(s, NULL, base) : other;
}

static bool
is_state(const char *status, char state)
{
	const char *s = field(status, "State");

	return s && *s == state;
}

/* Real, effective and saved ids of it are all `uid`. */
static bool
belongs_to(const char *status, u64 uid)
{
	const char *s = field(status, "Uid");
	char *end;

	for (int i = 0; s && i < 3; i++) {
		if (strtoull(s, &end, 10) != uid)
			return false;
		s = end;
	}
	return true;
}

static u64
own_uid(const struct clues *c)
{
	const char *s = field(c->self, "Uid");
	char *end;

	if (!s)
		return UINT64_MAX;
	strtoull(s, &end, 10);
	return strtoull(end, NULL, 10);
}

static bool
is_capable(const struct clues *c)
{
	return number(c->self, "CapEff", 16, 0) >> CAP_SYS_PTRACE & 1;
}

/* ---- the classifier ----------------------------------------------------- */

static bool
is_kernel_thread(const struct clues *c)
{
	const char *k = field(c->status, "Kthread");

	if (k)
		return *k == '1';
	return c->pid == 2 || number(c->status, "PPid", 10, 0) == 2;
}

/* What is in the way whoever asks. */
static enum why
of_the_process(const struct clues *c)
{
	if (c->err == ESRCH && !c->status)
		return WHY_NO_PROCESS;
	if (is_state(c->status, 'Z') || is_state(c->status, 'X'))
		return number(c->status, "Threads", 10, 0) > 1 ? WHY_FIRST_ENDED
							       : WHY_ENDED;
	if (number(c->status, "Tgid", 10, 0) ==
	    number(c->self, "Tgid", 10, UINT64_MAX))
		return WHY_SELF;
	if (is_kernel_thread(c))
		return WHY_KERNEL_THREAD;
	if (number(c->status, "TracerPid", 10, 0) != 0)
		return WHY_TRACED;
	return WHY_UNKNOWN;
}

/* What somebody who may more could do. */
static enum why
of_ourselves(const struct clues *c)
{
	u64 uid = own_uid(c);
	int yama = c->yama ? atoi(c->yama) : 0;

	if (yama >= 3)
		return WHY_YAMA_NEVER;
	if (is_capable(c))
		return number(c->self, "Seccomp", 10, 0) == 2 ? WHY_SECCOMP
							      : WHY_UNKNOWN;
	if (uid == 0)
		return WHY_NO_CAPABILITY;
	if (!belongs_to(c->status, uid))
		return WHY_OTHER_USER;
	if (c->owner != uid)
		return WHY_NOT_DUMPABLE;
	if (number(c->status, "CapPrm", 16, 0) &
	    ~number(c->self, "CapEff", 16, 0))
		return WHY_MORE_CAPABLE;
	if (yama == 2)
		return WHY_YAMA_ADMIN;
	if (yama == 1 && !c->own)
		return WHY_YAMA_CHILDREN;
	return number(c->self, "Seccomp", 10, 0) == 2 ? WHY_SECCOMP
						      : WHY_UNKNOWN;
}

enum why
why_not(const struct clues *c)
{
	enum why why = of_the_process(c);

	if (why != WHY_UNKNOWN || (c->err != EPERM && c->err != EACCES))
		return why;
	return of_ourselves(c);
}

/* ---- words -------------------------------------------------------------- */

static void
put_name(struct buf *b, const char *status)
{
	const char *s = field(status, "Name");

	if (s)
		buf_printf(b, " (%.*s)", (int)strcspn(s, "\n"), s);
}

static void
put_tracer(struct buf *b, const struct clues *c)
{
	buf_printf(b, "it is traced already, by process %llu",
		   (unsigned long long)number(c->status, "TracerPid", 10, 0));
	put_name(b, c->tracer);
	buf_puts(b, "; a process has one tracer at a time");
}

void
why_words(struct buf *b, enum why why, const struct clues *c)
{
	switch (why) {
	case WHY_UNKNOWN:
		return;
	case WHY_NO_PROCESS:
		buf_puts(b, "there is no process of this number");
		return;
	case WHY_ENDED:
		buf_puts(b, "it has ended; only its parent");
		if (number(c->status, "PPid", 10, 0) != 0)
			buf_printf(b, ", process %llu,",
				   (unsigned long long)number(c->status, "PPid",
							      10, 0));
		buf_puts(b, " has not taken note of it yet");
		return;
	case WHY_FIRST_ENDED:
		buf_puts(b, "its first thread has ended, others go on: -f "
			    "attaches to them");
		return;
	case WHY_SELF:
		buf_printf(b, "%s cannot trace itself", msg_program());
		return;
	case WHY_KERNEL_THREAD:
		buf_puts(b, "it is a thread of the kernel, which makes no "
			    "system calls: what the kernel does is told by "
			    "perf, or /sys/kernel/tracing");
		return;
	case WHY_TRACED:
		put_tracer(b, c);
		return;
	case WHY_OTHER_USER:
		buf_printf(b,
			   "it belongs to another user (uid %llu): become that "
			   "user or root",
			   (unsigned long long)number(c->status, "Uid", 10, 0));
		return;
	case WHY_NOT_DUMPABLE:
		buf_puts(b, "it has changed its ids or forbids to be looked at "
			    "(PR_SET_DUMPABLE): root may trace it");
		return;
	case WHY_MORE_CAPABLE:
		buf_puts(b, "it has capabilities that you have not: root may "
			    "trace it");
		return;
	case WHY_YAMA_CHILDREN:
		buf_puts(b, "Yama lets only descendants be traced: start it "
			    "with this program, become root, or: sysctl "
			    "kernel.yama.ptrace_scope=0");
		return;
	case WHY_YAMA_ADMIN:
		buf_puts(b, "Yama lets only root trace: become root, or: "
			    "sysctl kernel.yama.ptrace_scope=0");
		return;
	case WHY_YAMA_NEVER:
		buf_puts(b, "Yama forbids tracing until the next boot "
			    "(kernel.yama.ptrace_scope=3)");
		return;
	case WHY_NO_CAPABILITY:
		buf_puts(b, "root lacks CAP_SYS_PTRACE here: start the "
			    "container with --cap-add=SYS_PTRACE");
		return;
	case WHY_SECCOMP:
		buf_puts(b,
			 "a seccomp filter of this sandbox forbids it: start "
			 "the container with --security-opt "
			 "seccomp=unconfined");
		return;
	}
}
