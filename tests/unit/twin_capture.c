/* SPDX-License-Identifier: BSD-2-Clause */
/* The capture's twin: events come from one array. */
#include "twins.h"

#include <string.h>

static int
array_next(struct capture *cap, u64 deadline_ns, struct event *ret)
{
	struct array_capture *c = (struct array_capture *)cap;

	(void)deadline_ns;
	if (c->at < c->n) {
		*ret = c->events[c->at++];
	} else {
		memset(ret, 0, sizeof(*ret));
		ret->kind = EV_END;
	}
	return 1;
}

static int
array_resume(struct capture *cap, struct task *t, struct verdict v)
{
	struct array_capture *c = (struct array_capture *)cap;

	(void)t;
	c->resumed++;
	c->last = v;
	return 0;
}

static struct view *
array_view_of(struct capture *cap, struct task *t)
{
	(void)t;
	return &((struct array_capture *)cap)->view.view;
}

static void
array_detach_all(struct capture *cap)
{
	((struct array_capture *)cap)->detached++;
}

static void
array_close(struct capture *cap)
{
	(void)cap;
}

static const struct capture_ops array_ops = {
	.next = array_next,
	.resume = array_resume,
	.view = array_view_of,
	.detach_all = array_detach_all,
	.close = array_close,
};

void
array_capture_init(struct array_capture *c, const struct event *events, u32 n)
{
	memset(c, 0, sizeof(*c));
	c->base.ops = &array_ops;
	c->events = events;
	c->n = n;
	array_view_init(&c->view, 0, NULL, 0);
}
