/* SPDX-License-Identifier: BSD-2-Clause */
/* The view's two questions; a task without a view sees nothing. */
#include "ctrace/view.h"

#include <errno.h>

s64
view_read(struct view *v, taddr addr, void *buf, size_t len)
{
	return v ? v->ops->read(v, addr, buf, len) : -ESRCH;
}

int
view_fact(struct view *v, enum fact what, u64 key, u64 key2, struct buf *ret)
{
	if (!v || !v->ops->fact)
		return -ENODATA;
	return v->ops->fact(v, what, key, key2, ret);
}
