/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptors and processes: numbers that stand for something else, which is
 * asked of the view if a sink shows it. A descriptor's bytes are its link; what
 * its object is beyond that (a socket's ends, a device's numbers) is its text,
 * and its notation says which kind of object that is.
 */
#include "priv.h"

#include <string.h>

#define AT_FDCWD_32 0xffffff9cu /* only the low 32 bits count */

static void
attach_fact(struct dctx *x, struct value *v, enum fact what, u64 pid, u64 key)
{
	struct buf b = BUF_INIT;

	if (view_fact(x->view, what, pid, key, &b) == 0 && b.len) {
		v->bytes.data = arena_dup(x->arena, b.data, b.len);
		v->bytes.len = b.len;
		v->bytes.total = b.len;
	}
	buf_release(&b);
}

/* Which objects are told by their links. */
static const struct {
	const char *link;
	u32 kind;
	enum fact fact;
} objects[] = {
	{"socket:[", FDS_SOCKET, FACT_SOCKET},
	{"anon_inode:[eventfd]", FDS_EVENTFD, FACT_FD_OBJECT},
	{"anon_inode:[pidfd]", FDS_PIDFD, FACT_FD_OBJECT},
	{"anon_inode:[signalfd]", FDS_SIGNALFD, FACT_FD_OBJECT},
	{"/", FDS_DEV, FACT_FD_DEV},
};

static bool
begins(const struct value_bytes *b, const char *with)
{
	size_t n = strlen(with);

	return b->len >= n && !memcmp(b->data, with, n);
}

/* A link is digits up to its end: "socket:[123]". */
static u64
inode_of(const struct value_bytes *b)
{
	u64 n = 0;

	for (u32 i = sizeof("socket:[") - 1; i < b->len && i < 32; i++)
		if (b->data[i] >= '0' && b->data[i] <= '9')
			n = n * 10 + (b->data[i] - '0');
	return n;
}

/* "pid:9": the name of the process follows, if somebody shows it. */
static void
add_name(struct dctx *x, struct buf *b)
{
	u64 pid;

	buf_putc(b, '\0');
	if (x->show->who & WHO_COMM && !strncmp(b->data, "pid:", 4) &&
	    num_parse_dec(b->data + 4, INT32_MAX, &pid))
		view_fact(x->view, FACT_COMM, pid, 0, b);
}

static void
attach_object(struct dctx *x, struct value *v, u64 pid, u64 fd)
{
	struct buf b = BUF_INIT;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(objects); i++)
		if (begins(&v->bytes, objects[i].link))
			break;
	if (i == ARRAY_SIZE(objects) || !(x->show->fds & objects[i].kind))
		return;
	if (objects[i].fact == FACT_SOCKET)
		pid = inode_of(&v->bytes);
	if (view_fact(x->view, objects[i].fact, pid, fd, &b) == 0 && b.len) {
		if (objects[i].kind == FDS_PIDFD)
			add_name(x, &b);
		v->text = arena_dup(x->arena, b.data, b.len + 1);
		v->notation = (u8)objects[i].kind;
	} else if (objects[i].kind == FDS_SOCKET) { /* nobody knows more */
		v->text = arena_printf(x->arena, "%.*s", (int)v->bytes.len,
				       (const char *)v->bytes.data);
		v->notation = FDS_SOCKET;
	}
	buf_release(&b);
}

static struct value *
fd_value(struct dctx *x, const char *name, s64 fd, u64 pid)
{
	struct value *v = value_new(x->arena, V_FD, name);

	v->num = (u64)fd;
	v->size = 4;
	if (!x->show->fds || fd < 0)
		return v;
	attach_fact(x, v, FACT_FD_LINK, pid, (u64)fd);
	if (v->bytes.data && x->show->fds & ~FDS_PATH)
		attach_object(x, v, pid, (u64)fd);
	return v;
}

struct value *
dec_fd(struct dctx *x, const char *name, s64 fd, bool dirfd)
{
	struct value *v;

	if (!dirfd || (u32)fd != AT_FDCWD_32)
		return fd_value(x, name, fd, 0);
	v = value_new(x->arena, V_FD, name);
	v->num = (u64)fd;
	v->size = 4;
	v->marks |= VM_GROUP;
	if (x->show->fds & FDS_PATH)
		attach_fact(x, v, FACT_CWD, 0, 0);
	return v;
}

/* The expression is a parameter's name and nothing else; and that is a fd. */
static bool
names_fd(struct dctx *x, u32 expr)
{
	const struct desc_op *op = &x->set->ops[expr];

	if (op[0].code != OP_ARG || op[1].code != OP_END)
		return false;
	return dec_type(x, dec_param(x, op[0].a).type).kind == DK_FD;
}

/* What ctrace calls the process that the task calls pid; 0: nobody knows. */
static u64
pid_here(struct dctx *x, u64 pid, enum desc_pid what)
{
	struct buf b = BUF_INIT;
	u64 here = 0;

	if (view_fact(x->view, FACT_PID_HERE, pid, what, &b) < 0 || !b.len ||
	    !num_parse_dec(b.data, INT32_MAX, &here))
		here = 0;
	buf_release(&b);
	return here;
}

/* Of a process descriptor, what it stands for; else the number is the pid. */
static u64
owner(struct dctx *x, u32 expr)
{
	u64 pid = dec_eval_or(x, expr, 0), n;
	struct buf b = BUF_INIT;

	if (!names_fd(x, expr))
		return pid ? pid_here(x, pid, DP_TID) : 0;
	n = pid;
	pid = 0;
	if (view_fact(x->view, FACT_FD_OBJECT, 0, n, &b) == 0 && b.len > 4 &&
	    !memcmp(b.data, "pid:", 4) &&
	    !num_parse_dec(b.data + 4, INT32_MAX, &pid))
		pid = 0;
	buf_release(&b);
	return pid;
}

struct value *
dec_fd_of(struct dctx *x, const struct desc_type *t, const char *name, s64 fd)
{
	u64 pid = x->show->fds && t->c != DESC_NONE ? owner(x, t->c) : 0;

	return pid ? fd_value(x, name, fd, pid)
		   : value_int(x->arena, name, (u64)fd, VN_DEC);
}

struct value *
dec_pid(struct dctx *x, const char *name, u64 raw, enum desc_pid what)
{
	struct value *v = value_new(x->arena, V_PID, name);
	s32 pid = (s32)raw;
	u64 here;

	v->num = num_cut(raw, 4, true);
	v->size = 4;
	if (what == DP_PID_OR_PGID && pid < -1 && pid > INT32_MIN) {
		what = DP_PGID;
		pid = -pid;
	}
	if (!x->show->who || pid <= 0)
		return v;
	here = pid_here(x, (u32)pid, what);
	/* groups and sessions have no name */
	if (here && x->show->who & WHO_COMM && what != DP_PGID &&
	    what != DP_SID)
		attach_fact(x, v, FACT_COMM, here, 0);
	if (here && here != (u32)pid && x->show->who & WHO_PIDNS)
		v->text = arena_printf(x->arena, "%u", (u32)here);
	return v;
}
