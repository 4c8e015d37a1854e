/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Points in time, as comments behind seconds: 1970-01-01T00:00:01+0000, with
 * the fraction if there is one. 0 and what is no time have no comment.
 */
#include "../priv.h"

#include <time.h>

static struct value *
point(struct dctx *x, s64 sec, u64 nsec)
{
	char date[32], zone[16];
	struct value *v;
	time_t t = sec;
	struct tm tm;

	if ((!sec && !nsec) || nsec > 999999999 || !localtime_r(&t, &tm))
		return NULL;
	if (!strftime(date, sizeof(date), "%FT%T", &tm) ||
	    !strftime(zone, sizeof(zone), "%z", &tm))
		return NULL;
	v = value_new(x->arena, V_WORD, NULL);
	v->text = nsec ? arena_printf(x->arena, "%s.%09llu%s", date,
				      (unsigned long long)nsec, zone)
		       : arena_printf(x->arena, "%s%s", date, zone);
	return v;
}

hook_fn hook_time_s, hook_time_ns;

struct value *
hook_time_s(struct dctx *x, const struct hook_in *in)
{
	return point(x, (s64)in->args[0], 0);
}

struct value *
hook_time_ns(struct dctx *x, const struct hook_in *in)
{
	return point(x, (s64)in->args[0], in->args[1]);
}
