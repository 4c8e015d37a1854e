/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sink's twin: (call), )return or ?no return, and a letter per note:
 * s signal, g group-stop, x exec, u superseded, b birth, d death, a ABI, t
 * text, l let go, . end.
 */
#include "twins.h"

#include <string.h>

static void
put(struct sink *sink, char c)
{
	struct letter_sink *s = (struct letter_sink *)sink;

	if (s->n < sizeof(s->seen) - 1)
		s->seen[s->n++] = c;
}

static void
letter_wants(struct sink *s, enum abi abi, u32 nr, struct detail *d)
{
	(void)s, (void)abi, (void)nr;
	d->bare = false;
	d->deref = true;
}

static void
letter_enter(struct sink *s, struct task *t, struct call *c)
{
	(void)t, (void)c;
	put(s, '(');
}

static void
letter_exit(struct sink *s, struct task *t, struct call *c)
{
	(void)t;
	put(s, c->state == CALL_RETURNED ? ')' : '?');
}

static void
letter_note(struct sink *s, struct task *t, const struct note *n)
{
	(void)t;
	put(s, "sgxubdatl."[n->kind]);
}

static int
letter_nothing(struct sink *s)
{
	(void)s;
	return 0;
}

static void
letter_free(struct sink *s)
{
	(void)s;
}

static const struct sink_ops letter_ops = {
	.wants = letter_wants,
	.enter = letter_enter,
	.exit = letter_exit,
	.note = letter_note,
	.flush = letter_nothing,
	.stop_over = letter_nothing,
	.free = letter_free,
};

void
letter_sink_init(struct letter_sink *s)
{
	memset(s, 0, sizeof(*s));
	s->sink.ops = &letter_ops;
}
