/* SPDX-License-Identifier: BSD-2-Clause */
/* The view's twin: memory is one array at one address. */
#include "twins.h"

#include <errno.h>
#include <string.h>

static s64
array_read(struct view *view, taddr addr, void *buf, size_t len)
{
	struct array_view *v = (struct array_view *)view;
	size_t n;

	v->reads++;
	if (addr < v->at || addr - v->at >= v->len)
		return 0;
	n = u64_min(len, v->len - (addr - v->at));
	memcpy(buf, v->data + (addr - v->at), n);
	return (s64)n;
}

static int
array_fact(struct view *view, enum fact what, u64 key, u64 key2,
	   struct buf *ret)
{
	struct array_view *v = (struct array_view *)view;

	(void)key;
	(void)key2;
	if (what != FACT_FD_LINK || !v->link)
		return -ENODATA;
	buf_puts(ret, v->link);
	return 0;
}

static const struct view_ops array_ops = {array_read, array_fact};

void
array_view_init(struct array_view *v, taddr at, const void *data, size_t len)
{
	memset(v, 0, sizeof(*v));
	v->view.ops = &array_ops;
	v->at = at;
	v->data = data;
	v->len = len;
}
