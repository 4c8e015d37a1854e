/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options of the statistics. Columns have several names each, written with
 * '-' or '_'.
 */
#include "opts.h"

#include <string.h>

static const struct {
	const char *name;
	enum stats_key key;
	bool column; /* else only to sort by */
} keys[] = {
	{"time", STATS_PERCENT, true},
	{"time-percent", STATS_PERCENT, true},
	{"percent-time", STATS_PERCENT, true},
	{"time-total", STATS_TOTAL, true},
	{"total-time", STATS_TOTAL, true},
	{"min-time", STATS_MIN, true},
	{"time-min", STATS_MIN, true},
	{"shortest", STATS_MIN, true},
	{"max-time", STATS_MAX, true},
	{"time-max", STATS_MAX, true},
	{"longest", STATS_MAX, true},
	{"avg-time", STATS_AVG, true},
	{"time-avg", STATS_AVG, true},
	{"wall-total", STATS_WALL_TOTAL, true},
	{"total-wall", STATS_WALL_TOTAL, true},
	{"wall-min", STATS_WALL_MIN, true},
	{"min-wall", STATS_WALL_MIN, true},
	{"wall-max", STATS_WALL_MAX, true},
	{"max-wall", STATS_WALL_MAX, true},
	{"wall-avg", STATS_WALL_AVG, true},
	{"avg-wall", STATS_WALL_AVG, true},
	{"calls", STATS_CALLS, true},
	{"count", STATS_CALLS, true},
	{"errors", STATS_ERRORS, true},
	{"error", STATS_ERRORS, true},
	{"name", STATS_NAME, true},
	{"syscall", STATS_NAME, true},
	{"syscall-name", STATS_NAME, true},
	{"none", STATS_NONE, false},
	{"nothing", STATS_NONE, false},
};

static bool
is_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !(*a == '-' && *b == '_'))
			return false;
	return *a == *b;
}

static bool
find_key(const char *name, bool column, enum stats_key *ret)
{
	for (u32 i = 0; i < ARRAY_SIZE(keys); i++)
		if (is_name(keys[i].name, name) &&
		    (keys[i].column || !column)) {
			*ret = keys[i].key;
			return true;
		}
	return false;
}

static void
offer_keys(struct parse *p)
{
	opt_remedy(p, "Known are: time-percent, total-time, min-time, "
		      "max-time, avg-time, wall-total, wall-min, wall-max, "
		      "wall-avg, calls, errors, name.");
}

void
opt_summary_only(struct parse *p, const char *arg)
{
	p->c->set.summary_only = true;
}

void
opt_summary(struct parse *p, const char *arg)
{
	p->c->set.summary = true;
}

void
opt_summary_wall(struct parse *p, const char *arg)
{
	p->c->set.stats.wall = true;
}

void
opt_summary_sort(struct parse *p, const char *arg)
{
	if (find_key(arg, false, &p->c->set.stats.sort))
		return;
	offer_keys(p);
	opt_fail(p, true, "invalid sortby: '%s'", arg);
}

static bool
has_column(const struct stats_settings *s, enum stats_key key)
{
	for (u32 i = 0; i < s->ncolumns; i++)
		if (s->columns[i] == key)
			return true;
	return false;
}

/* One name of the list, which stands in `rest` up to a comma. */
static void
add_column(struct parse *p, const char *name, const char *rest)
{
	struct stats_settings *s = &p->c->set.stats;
	enum stats_key key;

	if (!find_key(name, true, &key)) {
		offer_keys(p);
		opt_fail(p, true, "unknown column name: '%s'", name);
	} else if (has_column(s, key)) {
		opt_fail(p, true,
			 "call summary column has been provided more than "
			 "once: '%s' (-U option residual: '%s')",
			 name, rest);
	} else {
		s->columns[s->ncolumns++] = (u8)key;
	}
}

void
opt_summary_columns(struct parse *p, const char *arg)
{
	struct stats_settings *s = &p->c->set.stats;
	const char *at = arg;
	size_t n;

	s->ncolumns = 0;
	for (;;) {
		char *name;

		n = strcspn(at, ",");
		name = mem_strndup(at, n);
		add_column(p, name, at);
		mem_free(name);
		if (!at[n] || p->c->action == CLI_FAIL)
			break;
		at += n + 1;
	}
	if (s->ncolumns < STATS_KEYS && !has_column(s, STATS_NAME))
		s->columns[s->ncolumns++] = STATS_NAME;
}

/* A number with a unit; without one it is microseconds. */
void
opt_summary_overhead(struct parse *p, const char *arg)
{
	static const struct {
		const char *unit;
		u64 ns;
	} units[] = {
		{"", 1000},   {"s", 1000000000}, {"ms", 1000000},
		{"us", 1000}, {"ns", 1},
	};
	double v = 0;
	size_t n = num_parse_real(arg, &v);

	for (u32 i = 0; n && v >= 0 && i < ARRAY_SIZE(units); i++)
		if (!strcmp(units[i].unit, arg + n)) {
			v *= (double)units[i].ns;
			p->c->set.stats.overhead_ns =
				v < 1e18 ? (u64)v : (u64)1e18;
			return;
		}
	opt_remedy(p, "Expected is a number and s, ms, us or ns.");
	opt_bad_value(p, arg);
}

void
opt_finish_stats(struct parse *p)
{
	struct settings *s = &p->c->set;

	if (s->summary && s->summary_only)
		opt_fail(p, true,
			 "-c/--summary-only and -C/--summary are mutually "
			 "exclusive");
	s->summary = s->summary || s->summary_only;
	if (s->stats.wall && !s->summary)
		opt_fail(p, true,
			 "-w/--summary-wall-clock must be given with "
			 "(-c/--summary-only or -C/--summary)");
	if (s->summary && p->separate_long)
		opt_fail(p, true,
			 "(-c/--summary-only or -C/--summary) and "
			 "-ff/--output-separately are mutually exclusive");
	s->stats.json = s->summary_only && s->json;
}
