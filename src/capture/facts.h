/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * facts: what /proc tells of a live process. Others than the task itself may
 * be asked about, by pid.
 */
#ifndef CTRACE_CAPTURE_FACTS_H
#define CTRACE_CAPTURE_FACTS_H

#include "ctrace/view.h"

/* Whom to ask about sockets; zeroed at first. One for a whole trace. */
struct sockdiag {
	enum { SOCKDIAG_UNTRIED, SOCKDIAG_OPEN, SOCKDIAG_MISSING } state;
	int fd;
	u32 seq;
	struct map ends; /* by inode: the last answer that named both ends */
};
void sockdiag_release(struct sockdiag *d);
/*
 * "TCP:[1.2.3.4:5->6.7.8.9:10]", or with the inode in the brackets if the
 * kernel does not tell. -ENODATA: a protocol that nobody can be asked about.
 */
int sockdiag_describe(struct sockdiag *d, const char *protocol, u64 inode,
		      struct buf *ret);

/* Other PID namespaces than our own; zeroed at first. One for a whole trace. */
struct pidns {
	u64 own;	    /* inode, 0: not asked yet */
	struct map spaces;  /* by inode: a descriptor + 1 */
	struct map answers; /* by namespace and number: whose status tells */
	u32 nspaces, nanswers;
	bool no_ioctl; /* the kernel does not translate */
};
void pidns_release(struct pidns *p);
u64 pidns_of(u32 tid); /* inode of its namespace; 0: unknown */
/*
 * Our number for what a task whose namespace is ns calls pid; 0: unknown. Of a
 * negative DP_PID_OR_PGID the caller asks for the group.
 */
u32 pidns_translate(struct pidns *p, u32 tid, u64 ns, u32 pid,
		    enum desc_pid kind);

/* Is there a /proc of our PID namespace? Without it nothing is known. */
bool facts_are_there(void);
/*
 * `self`: the process that key 0 means; d may be NULL: sockets are not known.
 * Appends; 0 or -ENODATA.
 */
int facts_ask(u32 self, struct sockdiag *d, enum fact what, u64 key, u64 key2,
	      struct buf *ret);

#endif
