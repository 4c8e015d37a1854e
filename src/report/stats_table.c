/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables of -c and -C: columns of fixed width, which grow with what stands
 * in them; the name is aligned to the left, and not padded if it is the last.
 */
#include "priv.h"

#include <string.h>

#define CELL_MAX 64

struct cells {
	const struct stats_settings *set;
	u32 width[STATS_KEYS]; /* by column */
};

/* Seconds and fractions: 0.001234 */
static void
put_seconds(struct buf *b, u64 ns)
{
	buf_printf(b, "%.6f", (double)ns / 1e9);
}

static const char *
title(enum stats_key key, u32 *ret_width)
{
	static const struct {
		const char *text;
		u32 width;
	} t[STATS_KEYS] = {
		[STATS_NONE] = {"", 0},
		[STATS_PERCENT] = {"% time", 6},
		[STATS_TOTAL] = {"seconds", 11},
		[STATS_AVG] = {"usecs/call", 11},
		[STATS_CALLS] = {"calls", 9},
		[STATS_ERRORS] = {"errors", 9},
		[STATS_NAME] = {"syscall", 16},
		[STATS_MIN] = {"shortest", 8},
		[STATS_MAX] = {"longest", 8},
		[STATS_WALL_TOTAL] = {"wall-total", 11},
		[STATS_WALL_MIN] = {"wall-min", 8},
		[STATS_WALL_MAX] = {"wall-max", 8},
		[STATS_WALL_AVG] = {"wall-avg", 11},
	};

	*ret_width = t[key].width;
	return t[key].text;
}

static void
put_value(struct buf *b, const struct stat *st, enum stats_key key, u64 all)
{
	switch (key) {
	case STATS_NONE:
		break;
	case STATS_PERCENT:
		buf_printf(b, "%.2f",
			   all ? 100.0 * (double)st->time.total / (double)all
			       : 0.0);
		break;
	case STATS_TOTAL:
		put_seconds(b, st->time.total);
		break;
	case STATS_AVG:
		buf_put_u64(b,
			    st->calls ? st->time.total / st->calls / 1000 : 0);
		break;
	case STATS_CALLS:
		buf_put_u64(b, st->calls);
		break;
	case STATS_ERRORS:
		if (st->errors)
			buf_put_u64(b, st->errors);
		break;
	case STATS_NAME:
		buf_puts(b, st->name);
		break;
	case STATS_MIN:
		put_seconds(b, st->time.min);
		break;
	case STATS_MAX:
		put_seconds(b, st->time.max);
		break;
	case STATS_WALL_TOTAL:
		put_seconds(b, st->wall.total);
		break;
	case STATS_WALL_MIN:
		put_seconds(b, st->wall.min);
		break;
	case STATS_WALL_MAX:
		put_seconds(b, st->wall.max);
		break;
	case STATS_WALL_AVG:
		buf_put_u64(b,
			    st->calls ? st->wall.total / st->calls / 1000 : 0);
		break;
	}
}

static void
put_cell(struct buf *b, const struct cells *c, u32 i, const char *text)
{
	bool left = c->set->columns[i] == STATS_NAME;
	bool last = i + 1 == c->set->ncolumns;
	int width = (int)c->width[i];

	if (i)
		buf_putc(b, ' ');
	if (left && last)
		buf_puts(b, text);
	else
		buf_printf(b, "%*s", left ? -width : width, text);
	if (last)
		buf_putc(b, '\n');
}

static void
put_row(struct buf *b, const struct cells *c, const struct stat *st, u64 all)
{
	struct buf cell = BUF_INIT;

	for (u32 i = 0; i < c->set->ncolumns; i++) {
		buf_reset(&cell);
		put_value(&cell, st, c->set->columns[i], all);
		put_cell(b, c, i, cell.len ? cell.data : "");
	}
	buf_release(&cell);
}

static void
put_head(struct buf *b, const struct cells *c)
{
	u32 width;

	for (u32 i = 0; i < c->set->ncolumns; i++)
		put_cell(b, c, i, title(c->set->columns[i], &width));
}

static void
put_divider(struct buf *b, const struct cells *c)
{
	for (u32 i = 0; i < c->set->ncolumns; i++) {
		if (i)
			buf_putc(b, ' ');
		for (u32 k = 0; k < c->width[i]; k++)
			buf_putc(b, '-');
	}
	buf_putc(b, '\n');
}

static void
widen(struct cells *c, const struct stat *st, u64 all)
{
	struct buf cell = BUF_INIT;

	for (u32 i = 0; i < c->set->ncolumns; i++) {
		enum stats_key key = c->set->columns[i];

		if (key == STATS_NAME && i + 1 == c->set->ncolumns)
			continue;
		buf_reset(&cell);
		put_value(&cell, st, key, all);
		if (key == STATS_NAME)
			buf_putc(&cell, ' ');
		c->width[i] = (u32)u64_max(c->width[i], cell.len);
	}
	buf_release(&cell);
}

static void
add_span(struct span *sum, const struct span *s)
{
	sum->total += s->total;
	sum->min = u64_min(sum->min, s->min);
	sum->max = u64_max(sum->max, s->max);
}

/* The last row; its share is 100 % whatever it is of. */
static void
put_total(struct buf *b, const struct cells *c, const struct stat *sum)
{
	struct buf cell = BUF_INIT;

	for (u32 i = 0; i < c->set->ncolumns; i++) {
		buf_reset(&cell);
		if (c->set->columns[i] == STATS_PERCENT)
			buf_puts(&cell, "100.00");
		else
			put_value(&cell, sum, c->set->columns[i], 0);
		put_cell(b, c, i, cell.len ? cell.data : "");
	}
	buf_release(&cell);
}

void
stats_put_table(struct buf *b, const struct stats_settings *set,
		struct stat *const *rows, u32 n)
{
	struct stat sum = {.name = (char[]){"total"},
			   .time.min = UINT64_MAX,
			   .wall.min = UINT64_MAX};
	struct cells c = {.set = set};

	for (u32 i = 0; i < n; i++) {
		sum.calls += rows[i]->calls;
		sum.errors += rows[i]->errors;
		add_span(&sum.time, &rows[i]->time);
		add_span(&sum.wall, &rows[i]->wall);
	}
	for (u32 i = 0; i < set->ncolumns; i++)
		title(set->columns[i], &c.width[i]);
	for (u32 i = 0; i < n; i++)
		widen(&c, rows[i], sum.time.total);
	widen(&c, &sum, sum.time.total);
	put_head(b, &c);
	put_divider(b, &c);
	for (u32 i = 0; i < n; i++)
		put_row(b, &c, rows[i], sum.time.total);
	put_divider(b, &c);
	put_total(b, &c, &sum);
}
