/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Statistics: each call that returned is counted under its ABI and number. No
 * value is looked at, so that a trace that only counts neither decodes nor
 * reads memory. Calls that did not return are not counted.
 */
#include "priv.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

struct stats_sink {
	struct sink sink;
	struct stats_settings set;
	struct dest *dest;
	struct map all; /* struct stat, by ABI and number */
	u64 start_ns;
};

void
stats_settings_init(struct stats_settings *s)
{
	static const u8 columns[] = {
		STATS_PERCENT, STATS_TOTAL,  STATS_AVG,
		STATS_CALLS,   STATS_ERRORS, STATS_NAME,
	};

	memset(s, 0, sizeof(*s));
	s->sort = STATS_PERCENT;
	memcpy(s->columns, columns, sizeof(columns));
	s->ncolumns = sizeof(columns);
}

bool
stats_wants_wall(const struct stats_settings *s)
{
	if (s->wall || s->json || s->sort >= STATS_WALL_TOTAL)
		return true;
	for (u32 i = 0; i < s->ncolumns; i++)
		if (s->columns[i] >= STATS_WALL_TOTAL)
			return true;
	return false;
}

bool
stats_wants_cpu(const struct stats_settings *s)
{
	return !s->wall && !s->json;
}

/* ---- counting ----------------------------------------------------------- */

static struct stat *
stat_of(struct stats_sink *ss, const struct call *c)
{
	u64 key = (u64)c->abi << 32 | c->nr;
	struct stat *st = map_get(&ss->all, key);
	const char *name;

	if (st)
		return st;
	st = mem_zalloc(sizeof(*st));
	name = abi_call_name(c->abi, c->nr);
	st->abi = c->abi;
	st->nr = c->nr;
	st->name = mem_strdup(name ? name : c->name);
	st->time.min = st->wall.min = UINT64_MAX;
	if (ss->set.json)
		st->latency = mem_zalloc(sizeof(*st->latency));
	map_put(&ss->all, key, st);
	return st;
}

static void
add_span(struct span *s, u64 ns)
{
	s->total += ns;
	s->min = u64_min(s->min, ns);
	s->max = u64_max(s->max, ns);
}

static void
sink_exit(struct sink *s, struct task *t, struct call *c)
{
	struct stats_sink *ss = (struct stats_sink *)s;
	u64 wall = c->m_exit > c->m_began ? c->m_exit - c->m_began : 0;
	u64 cpu = c->cpu_exit > c->cpu_enter ? c->cpu_exit - c->cpu_enter : 0;
	u64 off = ss->set.overhead_ns;
	struct stat *st;

	if (c->state != CALL_RETURNED)
		return;
	st = stat_of(ss, c);
	st->calls++;
	st->errors += c->err != 0;
	wall -= u64_min(wall, off);
	cpu -= u64_min(cpu, off);
	add_span(&st->time, ss->set.wall ? wall : cpu);
	add_span(&st->wall, wall);
	if (!ss->set.json)
		return;
	latency_add(st->latency, wall);
	if (c->err)
		map_put(&st->by_error, c->err,
			(char *)map_get(&st->by_error, c->err) + 1);
}

/* ---- the end ------------------------------------------------------------ */

static bool
is_less(const struct stat *a, const struct stat *b, enum stats_key key)
{
	switch (key) {
	case STATS_NONE:
		return false;
	case STATS_PERCENT:
	case STATS_TOTAL:
		return a->time.total < b->time.total;
	case STATS_AVG:
		return a->time.total / a->calls < b->time.total / b->calls;
	case STATS_CALLS:
		return a->calls < b->calls;
	case STATS_ERRORS:
		return a->errors < b->errors;
	case STATS_NAME:
		return strcmp(a->name, b->name) > 0;
	case STATS_MIN:
		return a->time.min < b->time.min;
	case STATS_MAX:
		return a->time.max < b->time.max;
	case STATS_WALL_TOTAL:
		return a->wall.total < b->wall.total;
	case STATS_WALL_MIN:
		return a->wall.min < b->wall.min;
	case STATS_WALL_MAX:
		return a->wall.max < b->wall.max;
	case STATS_WALL_AVG:
		return a->wall.total / a->calls < b->wall.total / b->calls;
	}
	return false;
}

/* Names upwards, all others downwards, equals by number. */
static int
compare(const void *x, const void *y, void *key)
{
	const struct stat *a = *(struct stat *const *)x;
	const struct stat *b = *(struct stat *const *)y;
	enum stats_key k = *(enum stats_key *)key;

	if (is_less(a, b, k))
		return 1;
	if (is_less(b, a, k))
		return -1;
	return (a->nr > b->nr) - (a->nr < b->nr);
}

struct stat **
stats_sorted(const struct map *all, enum abi abi, enum stats_key sort,
	     u32 *ret_n)
{
	struct stat **rows = mem_alloc((all->n + 1) * sizeof(*rows));
	size_t pos = 0;
	void *value;
	u32 n = 0;
	u64 key;

	while (map_next(all, &pos, &key, &value))
		if (((struct stat *)value)->abi == abi)
			rows[n++] = value;
	qsort_r(rows, n, sizeof(*rows), compare, &sort);
	*ret_n = n;
	return rows;
}

static void
put_tables(struct stats_sink *ss)
{
	struct buf *b = dest_buf(ss->dest);
	struct stat **rows;
	u32 n;

	for (int abi = 0; abi < ABI_N; abi++) {
		rows = stats_sorted(&ss->all, abi, ss->set.sort, &n);
		if (n && abi != 0)
			buf_printf(b,
				   "System call usage summary for %s mode:\n",
				   abi_info(abi)->mode);
		if (n)
			stats_put_table(b, &ss->set, rows, n);
		mem_free(rows);
	}
}

static u64
ns_of(struct timeval t)
{
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_usec * 1000u;
}

static void
put_json(struct stats_sink *ss)
{
	struct rusage ru;
	struct stats_end end;

	getrusage(RUSAGE_CHILDREN, &ru);
	end.wall_ns = clock_mono_ns() - ss->start_ns;
	end.user_ns = ns_of(ru.ru_utime);
	end.system_ns = ns_of(ru.ru_stime);
	stats_put_json(dest_buf(ss->dest), &ss->all, &end);
}

static void
sink_note(struct sink *s, struct task *t, const struct note *n)
{
	struct stats_sink *ss = (struct stats_sink *)s;

	if (n->kind != NOTE_END)
		return;
	if (ss->set.json)
		put_json(ss);
	else
		put_tables(ss);
}

/* ---- the sink ----------------------------------------------------------- */

static void
wants(struct sink *s, enum abi abi, u32 nr, struct detail *d)
{
}

static void
enter(struct sink *s, struct task *t, struct call *c)
{
}

static int
flush(struct sink *s)
{
	return dest_flush(((struct stats_sink *)s)->dest);
}

static int
stop_over(struct sink *s)
{
	return 0;
}

static void
sink_free(struct sink *s)
{
	struct stats_sink *ss = (struct stats_sink *)s;
	size_t pos = 0;
	void *value;
	u64 key;

	while (map_next(&ss->all, &pos, &key, &value)) {
		struct stat *st = value;

		map_release(&st->by_error);
		mem_free(st->latency);
		mem_free(st->name);
		mem_free(st);
	}
	map_release(&ss->all);
	mem_free(ss);
}

static const struct sink_ops stats_ops = {
	.wants = wants,
	.enter = enter,
	.exit = sink_exit,
	.note = sink_note,
	.flush = flush,
	.stop_over = stop_over,
	.free = sink_free,
};

struct sink *
stats_sink_new(const struct stats_settings *set, struct dest *d)
{
	struct stats_sink *ss = mem_zalloc(sizeof(*ss));

	ss->sink.ops = &stats_ops;
	ss->sink.no_values = true;
	ss->set = *set;
	ss->dest = d;
	ss->start_ns = clock_mono_ns();
	return &ss->sink;
}
