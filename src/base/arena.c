/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arenas: a list of chunks, newest on top. Rewinding frees the chunks above
 * the mark, but the oldest one stays, so that a call after another allocates
 * nothing.
 */
#include "ctrace/base.h"

#include <stdio.h>
#include <string.h>

#define FIRST_CHUNK 2048 /* most calls need less */
#define LAST_CHUNK 65536

struct arena_chunk {
	struct arena_chunk *below;
	size_t used, size;
	_Alignas(8) u8 data[];
};

void
arena_init(struct arena *a)
{
	a->top = NULL;
	a->held = 0;
}

void
arena_release(struct arena *a)
{
	struct arena_chunk *c, *below;

	for (c = a->top; c; c = below) {
		below = c->below;
		mem_free(c);
	}
	arena_init(a);
}

static void
add_chunk(struct arena *a, size_t need)
{
	size_t size = a->top ? a->top->size * 2 : FIRST_CHUNK;
	struct arena_chunk *c;

	if (size > LAST_CHUNK)
		size = LAST_CHUNK;
	if (size < need)
		size = need;
	c = mem_alloc(sizeof(*c) + size);
	c->below = a->top;
	c->used = 0;
	c->size = size;
	a->top = c;
	a->held += size;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	void *p;

	must(size < SIZE_MAX / 2);
	size = (size + 7) & ~(size_t)7;
	if (!a->top || a->top->size - a->top->used < size)
		add_chunk(a, size);
	p = a->top->data + a->top->used;
	a->top->used += size;
	return memset(p, 0, size);
}

void *
arena_dup(struct arena *a, const void *data, size_t size)
{
	void *p = arena_alloc(a, size);

	if (size)
		memcpy(p, data, size);
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_dup(a, s, strlen(s) + 1);
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	char first[64], *s;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(first, sizeof(first), fmt, ap);
	va_end(ap);
	must(n >= 0);
	if ((size_t)n < sizeof(first))
		return arena_dup(a, first, (size_t)n + 1);
	s = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

struct arena_mark
arena_mark(const struct arena *a)
{
	return (struct arena_mark){a->top, a->top ? a->top->used : 0};
}

void
arena_rewind(struct arena *a, struct arena_mark mark)
{
	while (a->top && a->top != mark.chunk && a->top->below) {
		struct arena_chunk *c = a->top;

		a->top = c->below;
		a->held -= c->size;
		mem_free(c);
	}
	if (a->top)
		a->top->used = a->top == mark.chunk ? mark.used : 0;
}
