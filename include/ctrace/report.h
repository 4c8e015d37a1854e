/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report: sinks that answer one question about a whole trace. So far: how
 * often each system call was made, how often it failed, and what time it took.
 */
#ifndef CTRACE_REPORT_H
#define CTRACE_REPORT_H

#include "ctrace/sink.h"

/* What a column shows; what rows are sorted by. Times but WALL_* are of the
 * clock that -w chooses. */
enum stats_key {
	STATS_NONE, /* sorting only: by number */
	STATS_PERCENT,
	STATS_TOTAL,
	STATS_AVG,
	STATS_CALLS,
	STATS_ERRORS,
	STATS_NAME,
	STATS_MIN,
	STATS_MAX,
	STATS_WALL_TOTAL,
	STATS_WALL_MIN,
	STATS_WALL_MAX,
	STATS_WALL_AVG,
};
#define STATS_KEYS 13

struct stats_settings {
	bool wall;	 /* -w: latency; else the system's CPU time */
	bool json;	 /* an object in place of tables */
	u64 overhead_ns; /* -O: taken off each call */
	enum stats_key sort;
	u8 columns[STATS_KEYS]; /* enum stats_key */
	u32 ncolumns;
};
/* The columns and the order that are shown if nothing else is asked for. */
void stats_settings_init(struct stats_settings *s);
/* Does it need CLOCK_MONOTONIC, or CPU times, of events? */
bool stats_wants_wall(const struct stats_settings *s);
bool stats_wants_cpu(const struct stats_settings *s);

/* Shows its tables at the end of the trace. Settings are copied. */
struct sink *stats_sink_new(const struct stats_settings *s, struct dest *d);

/* ---- latencies ----------------------------------------------------------- */

/*
 * A histogram of fixed size whose buckets are a sixteenth of their power of
 * two wide: a percentile is off by 6 % at most, whatever the range.
 */
#define LATENCY_BUCKETS 976
struct latency {
	u64 n;
	u32 bucket[LATENCY_BUCKETS];
};
void latency_add(struct latency *l, u64 ns);
/* The least bucket's end below which `percent` of all lie; 0 if there is none.
 */
u64 latency_percentile(const struct latency *l, u32 percent);

#endif
