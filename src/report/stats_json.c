/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The counts as one JSON object. Names come from our own tables: nothing in
 * them needs quoting.
 */
#include "priv.h"

#include <string.h>

static void
put_member(struct buf *b, const char *name, u64 v)
{
	buf_printf(b, ",\"%s\":%llu", name, (unsigned long long)v);
}

static void
put_errors(struct buf *b, const struct stat *st)
{
	bool first = true;
	const char *name;

	buf_puts(b, ",\"errors\":{");
	for (u32 err = 1; err < 4096; err++) {
		u64 n = (u64)(uintptr_t)map_get(&st->by_error, err);

		if (!n)
			continue;
		name = errno_name(err);
		buf_puts(b, first ? "\"" : ",\"");
		if (name)
			buf_puts(b, name);
		else
			buf_put_u64(b, err);
		buf_printf(b, "\":%llu", (unsigned long long)n);
		first = false;
	}
	buf_putc(b, '}');
}

/* A percentile lies between what was seen. */
static u64
percentile(const struct stat *st, u32 percent)
{
	u64 v = latency_percentile(st->latency, percent);

	return u64_max(st->wall.min, u64_min(v, st->wall.max));
}

static void
put_call(struct buf *b, const struct stat *st)
{
	buf_printf(b, "{\"name\":\"%s\",\"nr\":%u,\"abi\":\"%s\"", st->name,
		   st->nr & ~abi_info(st->abi)->nr_bias,
		   abi_info(st->abi)->name);
	put_member(b, "calls", st->calls);
	put_errors(b, st);
	put_member(b, "total_ns", st->wall.total);
	put_member(b, "min_ns", st->wall.min);
	put_member(b, "max_ns", st->wall.max);
	put_member(b, "mean_ns", st->wall.total / st->calls);
	put_member(b, "p50_ns", percentile(st, 50));
	put_member(b, "p90_ns", percentile(st, 90));
	put_member(b, "p99_ns", percentile(st, 99));
	buf_putc(b, '}');
}

void
stats_put_json(struct buf *b, const struct map *all,
	       const struct stats_end *end)
{
	struct stat **rows;
	bool first = true;
	u32 n;

	buf_puts(b, "{\"type\":\"summary\",\"calls\":[");
	for (int abi = 0; abi < ABI_N; abi++) {
		rows = stats_sorted(all, abi, STATS_WALL_TOTAL, &n);
		for (u32 i = 0; i < n; i++) {
			if (!first)
				buf_putc(b, ',');
			first = false;
			put_call(b, rows[i]);
		}
		mem_free(rows);
	}
	buf_putc(b, ']');
	put_member(b, "wall_ns", end->wall_ns);
	put_member(b, "user_ns", end->user_ns);
	put_member(b, "system_ns", end->system_ns);
	buf_puts(b, "}\n");
}
