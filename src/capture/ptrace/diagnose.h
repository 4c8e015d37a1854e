/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * diagnose: why a process could not be traced. Private to the ptrace back end
 * and its unit tests.
 */
#ifndef CTRACE_CAPTURE_PTRACE_DIAGNOSE_H
#define CTRACE_CAPTURE_PTRACE_DIAGNOSE_H

#include "ctrace/base.h"

enum why {
	WHY_UNKNOWN, /* the error says all that is known */
	WHY_NO_PROCESS,
	WHY_ENDED,
	WHY_FIRST_ENDED, /* the first thread alone */
	WHY_SELF,
	WHY_KERNEL_THREAD,
	WHY_TRACED,
	WHY_OTHER_USER,
	WHY_NOT_DUMPABLE,
	WHY_MORE_CAPABLE,
	WHY_YAMA_CHILDREN, /* level 1 */
	WHY_YAMA_ADMIN,	   /* level 2 */
	WHY_YAMA_NEVER,	   /* level 3 */
	WHY_NO_CAPABILITY,
	WHY_SECCOMP,
};

/* Texts of /proc; NULL: could not be read. */
struct clues {
	int err; /* of the attempt */
	u32 pid;
	const char *status; /* /proc/PID/status */
	u64 owner;	    /* uid of /proc/PID: root's if it is not dumpable */
	const char *tracer; /* /proc/TRACER/status */
	const char *self;   /* /proc/self/status */
	const char *yama;   /* /proc/sys/kernel/yama/ptrace_scope */
	bool own;	    /* our child, which was to become the command */
};

/* Pure. */
enum why why_not(const struct clues *c);
/* One sentence, without a full stop; nothing for WHY_UNKNOWN. */
void why_words(struct buf *b, enum why why, const struct clues *c);

/* clues.c: gathers the clues; the sentence, or nothing. */
void diagnose(u32 pid, bool own, int err, struct buf *ret);

#endif
