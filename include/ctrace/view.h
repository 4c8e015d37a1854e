/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * view: the one small hole through which decode sees the outside: a task's
 * memory and facts about its process. Live (ptrace), replayed (.case files,
 * recordings) and foreign views must agree byte for byte.
 */
#ifndef CTRACE_VIEW_H
#define CTRACE_VIEW_H

#include "ctrace/base.h"
#include "ctrace/value.h"

/*
 * A pid or tid in a key is ctrace's number for the process, whatever the task
 * calls it; FACT_PID_HERE translates.
 */
enum fact {
	FACT_FD_LINK,	/* key (pid or 0, fd): text of the link, as readlink */
	FACT_CWD,	/* key (pid or 0, 0) */
	FACT_COMM,	/* key (tid, 0) */
	FACT_SOCKET,	/* key (inode, fd): "TCP:[..]" */
	FACT_PROTOCOL,	/* key (pid or 0, fd): "NETLINK_ROUTE" */
	FACT_SYMBOL,	/* key (address, 0): "f+0x1" */
	FACT_FD_DEV,	/* key (pid or 0, fd): "char 1:3" */
	FACT_FD_OBJECT, /* key (pid or 0, fd): of a pidfd, an eventfd, a
			   signalfd: "pid:9", "{eventfd-count=0x1, ..}",
			   "signalfd:[INT]" */
	FACT_IFNAME,   /* key (0, index): "lo"; of this machine, unless replayed
			  events say otherwise */
	FACT_PID_HERE, /* key (number > 0, enum desc_pid), as the task's PID
			  namespace has it: the number in ctrace's own */
};

struct view;
struct view_ops {
	/*
	 * Reads up to len bytes at addr. Returns how many leading bytes could
	 * be read, exact to the byte, 0 to len; -ESRCH: the task is gone.
	 */
	s64 (*read)(struct view *v, taddr addr, void *buf, size_t len);
	/*
	 * Appends the answer to ret. 0, or -ENODATA: not known.
	 */
	int (*fact)(struct view *v, enum fact what, u64 key, u64 key2,
		    struct buf *ret);
};

/* Implementations embed this as their first member. */
struct view {
	const struct view_ops *ops;
};

s64 view_read(struct view *v, taddr addr, void *buf, size_t len);
int view_fact(struct view *v, enum fact what, u64 key, u64 key2,
	      struct buf *ret);

#endif
