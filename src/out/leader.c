/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What stands in front of a line: the time, the time since the line before,
 * the number of the call, the instruction pointer. It is made from the event
 * that the line begins with; nothing is asked of the machine here.
 */
#include "priv.h"

#include <time.h>

#define NS 1000000000ull

/* ".123": the first digits of a fraction of a second. */
static void
put_fraction(struct buf *b, u64 ns, u32 digits)
{
	u64 n = ns % NS;

	for (u32 i = digits; i < 9; i++)
		n /= 10;
	if (digits)
		buf_printf(b, ".%0*llu", (int)digits, (unsigned long long)n);
}

void
leader_put_span(struct buf *b, u64 ns, u32 digits, int width)
{
	buf_printf(b, "%*llu", width, (unsigned long long)(ns / NS));
	put_fraction(b, ns, digits);
}

static void
put_clock(struct buf *b, u64 ns)
{
	time_t s = (time_t)(ns / NS);
	struct tm tm;

	if (localtime_r(&s, &tm))
		buf_printf(b, "%02d:%02d:%02d", tm.tm_hour, tm.tm_min,
			   tm.tm_sec);
}

static void
put_stamp(struct buf *b, const struct text_settings *s, u64 ns)
{
	if (s->stamp == STAMP_UNIX) {
		leader_put_span(b, ns, s->stamp_digits, 0);
	} else {
		put_clock(b, ns);
		put_fraction(b, ns, s->stamp_digits);
	}
	buf_putc(b, ' ');
}

/* Since the line before; 0 in front of the first. */
static void
put_relative(struct leader *l, struct buf *b, const struct text_settings *s,
	     u64 mono)
{
	u64 since = l->any && mono > l->mono ? mono - l->mono : 0;

	if (s->stamp != STAMP_NONE)
		buf_puts(b, "(+");
	leader_put_span(b, since, s->relative_digits, 6);
	buf_puts(b, s->stamp != STAMP_NONE ? ") " : " ");
	l->mono = mono;
	l->any = true;
}

static void
put_ip(struct buf *b, const struct moment *m)
{
	int width = abi_info(m->abi)->wordsize == 4 ? 8 : 16;

	if (m->ip)
		buf_printf(b, "[%0*llx] ", width, (unsigned long long)m->ip);
	else
		buf_printf(b, "[%.*s] ", width, "????????????????");
}

void
leader_put(struct leader *l, struct buf *b, const struct text_settings *s,
	   const struct moment *m)
{
	if (s->stamp != STAMP_NONE)
		put_stamp(b, s, m->wall);
	if (s->relative)
		put_relative(l, b, s, m->mono);
	if (s->numbers && m->nr == NO_NR)
		buf_puts(b, "[????] ");
	else if (s->numbers)
		buf_printf(b, "[%4u] ", m->nr);
	if (s->ip)
		put_ip(b, m);
}
