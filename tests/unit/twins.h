/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Twins of the three interfaces, made of arrays: if one of them is hard to
 * write, the interface is wrong.
 */
#ifndef CTRACE_TESTS_TWINS_H
#define CTRACE_TESTS_TWINS_H

#include "ctrace/capture.h"
#include "ctrace/sink.h"
#include "ctrace/view.h"

/* ---- a view: memory that is one array --------------------------------- */

struct array_view {
	struct view view;
	taddr at;
	const u8 *data;
	size_t len;
	const char *link; /* the answer to every FACT_FD_LINK, or NULL */
	u32 reads;
};
void array_view_init(struct array_view *v, taddr at, const void *data,
		     size_t len);

/* ---- a capture: events that are one array ------------------------------ */

struct array_capture {
	struct capture base;
	const struct event *events; /* n of them; EV_END is added */
	u32 n, at;
	struct array_view view;
	u32 resumed, detached;
	struct verdict last;
};
void array_capture_init(struct array_capture *c, const struct event *events,
			u32 n);

/* ---- a sink: one letter per call of it --------------------------------- */

struct letter_sink {
	struct sink sink;
	char seen[256];
	u32 n;
};
void letter_sink_init(struct letter_sink *s);

#endif
