/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Latencies in a log-linear histogram: up to 16 a bucket per value, from there
 * on 16 buckets per power of two.
 */
#include "ctrace/report.h"

#define LINEAR 16
#define LINEAR_BITS 4

static u32
bucket_of(u64 v)
{
	u32 exponent, index;

	if (v < LINEAR)
		return (u32)v;
	exponent = 63 - (u32)__builtin_clzll(v);
	index = (exponent - LINEAR_BITS + 1) * LINEAR +
		(u32)(v >> (exponent - LINEAR_BITS) & (LINEAR - 1));
	return (u32)u64_min(index, LATENCY_BUCKETS - 1);
}

/* The greatest value that falls into a bucket. */
static u64
end_of(u32 bucket)
{
	u32 shift;

	if (bucket < LINEAR)
		return bucket;
	shift = bucket / LINEAR - 1;
	return ((u64)(LINEAR + bucket % LINEAR) << shift) + (1ull << shift) - 1;
}

void
latency_add(struct latency *l, u64 ns)
{
	l->n++;
	l->bucket[bucket_of(ns)]++;
}

u64
latency_percentile(const struct latency *l, u32 percent)
{
	u64 need = (l->n * percent + 99) / 100, seen = 0;

	for (u32 i = 0; need && i < LATENCY_BUCKETS; i++) {
		seen += l->bucket[i];
		if (seen >= need)
			return end_of(i);
	}
	return 0;
}
