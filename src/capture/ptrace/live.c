/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The view of a running process.
 *
 * Memory: one process_vm_readv per object. The kernel promises no exact count
 * when a part cannot be read, so after a short or a failed read what is left
 * is tried page by page: readable memory ends at page ends and nowhere else.
 * Where process_vm_readv is refused (a sandbox, an old kernel) words are
 * peeked; an aligned word never crosses a page, so this is exact too. Peeking
 * also succeeds on pages that the task itself may not read, which a live trace
 * cannot tell apart; the difference shows only in such sandboxes.
 *
 * A task that is gone answers -ESRCH to reads and -ENODATA to facts.
 */
#include "priv.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include "../facts.h"

/* The smallest page of any machine; splitting finer than needed is harmless. */
#define PAGE 4096u

static s64
vm_read(u32 tid, taddr addr, void *buf, size_t len)
{
	struct iovec local = {buf, len};
	struct iovec remote = {(void *)(uintptr_t)addr, len};
	ssize_t n;

	n = process_vm_readv((pid_t)tid, &local, 1, &remote, 1, 0);
	return n < 0 ? -errno : n;
}

static s64
peek_read(u32 tid, taddr addr, void *buf, size_t len)
{
	size_t done = 0, skip, n;
	long word;

	while (done < len) {
		skip = (addr + done) % sizeof(word);
		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, (pid_t)tid,
			      (void *)(uintptr_t)(addr + done - skip), NULL);
		if (errno == ESRCH)
			return -ESRCH;
		if (errno != 0)
			break;
		n = sizeof(word) - skip;
		if (n > len - done)
			n = len - done;
		memcpy((u8 *)buf + done, (u8 *)&word + skip, n);
		done += n;
	}
	return (s64)done;
}

/* The rest of a read that stopped short after `done` bytes. */
static s64
read_by_page(u32 tid, taddr addr, u8 *buf, size_t len, size_t done)
{
	size_t part;
	s64 n;

	while (done < len) {
		part = PAGE - (addr + done) % PAGE;
		if (part > len - done)
			part = len - done;
		n = vm_read(tid, addr + done, buf + done, part);
		if (n == -ESRCH)
			return -ESRCH;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	return (s64)done;
}

static s64
live_read(struct view *v, taddr addr, void *buf, size_t len)
{
	struct live *l = (struct live *)v;
	s64 n;

	if (len > UINT64_MAX - addr)
		len = UINT64_MAX - addr;
	if (len == 0)
		return 0;
	if (l->refused)
		return peek_read(l->tid, addr, buf, len);
	n = vm_read(l->tid, addr, buf, len);
	if (n == (s64)len || n == -ESRCH)
		return n;
	if (n == -EPERM || n == -ENOSYS) {
		msg_debug("capture", "process_vm_readv: %s, peeking words",
			  strerror((int)-n));
		l->refused = true;
		return peek_read(l->tid, addr, buf, len);
	}
	/* A failure inside one page is final. */
	if (n < 0 && addr % PAGE + len <= PAGE)
		return 0;
	return read_by_page(l->tid, addr, buf, len, n > 0 ? (size_t)n : 0);
}

u32
live_pid(struct live *l, u32 pid, enum desc_pid kind)
{
	if (!l->spaces || !pid || pid > INT_MAX)
		return pid > INT_MAX ? 0 : pid;
	if (!l->pidns)
		l->pidns = pidns_of(l->tid);
	return pidns_translate(l->spaces, l->tid, l->pidns, pid, kind);
}

static int
live_fact(struct view *v, enum fact what, u64 key, u64 key2, struct buf *ret)
{
	struct live *l = (struct live *)v;
	u32 self = what == FACT_COMM ? l->tid : l->tgid;

	if (what == FACT_PID_HERE) {
		self = key > INT_MAX
			       ? 0
			       : live_pid(l, (u32)key, (enum desc_pid)key2);
		if (self)
			buf_put_u64(ret, self);
		return self ? 0 : -ENODATA;
	}
	if (l->links && key == 0 &&
	    (what == FACT_CWD || what == FACT_FD_LINK || what == FACT_FD_DEV) &&
	    key2 <= INT_MAX)
		return links_ask(l->links, l->tgid, what, key2, ret);
	return facts_ask(self, l->diag, what, key, key2, ret);
}

static const struct view_ops live_ops = {live_read, live_fact};

void
live_init(struct live *l, u32 tid, u32 tgid)
{
	memset(l, 0, sizeof(*l));
	l->view.ops = &live_ops;
	l->tid = tid;
	l->tgid = tgid;
}
