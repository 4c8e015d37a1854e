/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the statistics share. */
#ifndef REPORT_PRIV_H
#define REPORT_PRIV_H

#include "ctrace/report.h"

/* Times of one clock, ns. */
struct span {
	u64 total, min, max;
};

/* One call of one ABI. */
struct stat {
	enum abi abi;
	u32 nr;
	char *name;
	u64 calls, errors;
	struct span time; /* of the clock that was chosen */
	struct span wall;
	struct latency *latency; /* JSON only */
	struct map by_error;	 /* JSON only: counts, by error number */
};

/* All that were counted, of one ABI, in the order that is asked for. */
struct stat **stats_sorted(const struct map *all, enum abi abi,
			   enum stats_key sort, u32 *ret_n);

void stats_put_table(struct buf *b, const struct stats_settings *set,
		     struct stat *const *rows, u32 n);
struct stats_end {
	u64 wall_ns, user_ns, system_ns; /* of the trace, and its commands */
};
void stats_put_json(struct buf *b, const struct map *all,
		    const struct stats_end *end);

#endif
