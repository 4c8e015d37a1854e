/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Points in time, as comments behind seconds: 1970-01-01T00:00:01+0000, with
 * the fraction if there is one. 0 and what is no time have no comment.
 */
#include "../priv.h"

#include <time.h>

/* `part` of a second, in 1/per. */
static struct value *
point(struct dctx *x, s64 sec, u64 part, u64 per)
{
	int width = per == 1000000 ? 6 : 9;
	char date[32], zone[16];
	struct value *v;
	time_t t = sec;
	struct tm tm;

	if ((!sec && !part) || part >= per || !localtime_r(&t, &tm))
		return NULL;
	if (!strftime(date, sizeof(date), "%FT%T", &tm) ||
	    !strftime(zone, sizeof(zone), "%z", &tm))
		return NULL;
	v = value_new(x->arena, V_WORD, NULL);
	v->text = part ? arena_printf(x->arena, "%s.%0*llu%s", date, width,
				      (unsigned long long)part, zone)
		       : arena_printf(x->arena, "%s%s", date, zone);
	return v;
}

hook_fn hook_time_s, hook_time_us, hook_time_ns;

struct value *
hook_time_s(struct dctx *x, const struct hook_in *in)
{
	return point(x, (s64)in->args[0], 0, 1000000000);
}

struct value *
hook_time_ns(struct dctx *x, const struct hook_in *in)
{
	return point(x, (s64)in->args[0], in->args[1], 1000000000);
}

struct value *
hook_time_us(struct dctx *x, const struct hook_in *in)
{
	return point(x, (s64)in->args[0], in->args[1], 1000000);
}

/* As time_ns, for numbers that -X raw leaves alone. */
hook_fn hook_clock_ns;

struct value *
hook_clock_ns(struct dctx *x, const struct hook_in *in)
{
	struct value *v = hook_time_ns(x, in);

	if (v)
		v->marks |= VM_STYLED;
	return v;
}

/* A span as seconds: -1.762146791 s. */
static struct value *
span(struct dctx *x, s64 n, u64 per)
{
	u64 abs = n < 0 ? -(u64)n : (u64)n;
	struct value *v;

	if (!n)
		return NULL;
	v = value_new(x->arena, V_WORD, NULL);
	v->marks |= VM_STYLED;
	v->text = arena_printf(x->arena, "%s%llu.%0*llu s", n < 0 ? "-" : "",
			       (unsigned long long)(abs / per),
			       per == 1000000 ? 6 : 9,
			       (unsigned long long)(abs % per));
	return v;
}

hook_fn hook_span_us, hook_span_ns;

struct value *
hook_span_us(struct dctx *x, const struct hook_in *in)
{
	return span(x, (s64)in->args[0], 1000000);
}

struct value *
hook_span_ns(struct dctx *x, const struct hook_in *in)
{
	return span(x, (s64)in->args[0], 1000000000);
}

/* ---- time(2) ----------------------------------------------------------- */

hook_fn hook_time_value, hook_time_now;

/* Seconds in memory, with the date behind them. */
struct value *
hook_time_value(struct dctx *x, const struct hook_in *in)
{
	struct value *v = value_int(x->arena, in->name, in->num, VN_DEC);
	bool narrow = abi_info(x->call->abi)->klongsize == 4;
	struct value *p =
		point(x, narrow ? (u32)in->num : (s64)in->num, 0, 1000000000);

	return p ? value_comment(x->arena, v, p->text) : v;
}

struct value *
hook_time_now(struct dctx *x, const struct hook_in *in)
{
	struct value *p;

	(void)in;
	if (x->failed)
		return NULL;
	p = point(x, x->call->rval, 0, 1000000000);
	return p ? value_word(x->arena, NULL, p->text) : NULL;
}

/* The clock's state, when there is an object that tells more of it. */
hook_fn hook_adjtime_state;

struct value *
hook_adjtime_state(struct dctx *x, const struct hook_in *in)
{
	u32 type = dec_type_find(x, "adjtimex_state");
	const struct dparam *p = &x->state->param[x->state->n - 1];
	struct value *v;

	(void)in;
	/* the last parameter is the object */
	if (x->failed || type == DESC_NONE || !x->show->deref ||
	    p->value->kind != V_STRUCT)
		return NULL;
	v = dec_enum(x, type, NULL, (u64)x->call->rval);
	v->marks |= VM_NOSTYLE | VM_PTRDATA;
	return v->sym.n ? v : NULL;
}

/* ---- utimensat(2) ------------------------------------------------------ */

#define UTIME_NOW_ ((1 << 30) - 1)
#define UTIME_OMIT_ ((1 << 30) - 2)

static struct value *
utime_stamp(struct dctx *x, const struct hook_in *in, const char *type)
{
	struct value *v = dec_named_object(x, type, in->name, in->obj);
	u32 half = in->obj->size / 2;
	u64 ns = num_load(in->obj->data + half, half < 8 ? half : 8, false);

	if (v && (ns == UTIME_NOW_ || ns == UTIME_OMIT_))
		v->text = ns == UTIME_NOW_ ? "UTIME_NOW" : "UTIME_OMIT";
	return v;
}

hook_fn hook_utime_stamp, hook_utime_stamp64;

struct value *
hook_utime_stamp(struct dctx *x, const struct hook_in *in)
{
	return utime_stamp(x, in, "timespec_stamp");
}

struct value *
hook_utime_stamp64(struct dctx *x, const struct hook_in *in)
{
	return utime_stamp(x, in, "timespec64_stamp");
}
