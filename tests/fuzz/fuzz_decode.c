/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hostile tracee: any call of any ABI, any words, any memory. The first
 * bytes of the input say which call, how its words are made and how it ends;
 * all of the input is the tracee's memory, too, again and again through the
 * whole address space but for some holes, so that every pointer in it leads
 * somewhere.
 *
 * Whatever the bytes, a call is decoded and shown in every depth and style
 * without a fault, and costs a bounded number of reads, bytes of memory, time
 * and bytes of text: at the default limits, with -v, and for JSON. The time is
 * that of an optimized build without sanitizers times SLOW; a single run that
 * exceeds it is made again, so that what the machine does besides is no fault.
 */
#include "fuzz.h"

#include <string.h>
#include <time.h>

#include "ctrace/engine.h"

#include "../unit/twins.h"

#define HEADER 24
#define SLOW 40 /* sanitizers, no optimization, a machine under load */
#define TRIES 3

/* What one call may cost. */
struct cost {
	u64 reads, memory, ns, text;
};
static const struct cost limits[] = {
	/* the default limits */
	{.reads = 512, .memory = 1 << 20, .ns = 1000000, .text = 1 << 20},
	/* what is asked for: 16 MiB of data, and values */
	{.reads = 32768, .memory = 48 << 20, .ns = 64000000, .text = 64 << 20},
	{.reads = 32768, .memory = 48 << 20, .ns = 64000000, .text = 256 << 20},
};

static const u8 *input;
static size_t input_len;
static struct cost cost;
static u64 clock_start;

/* ---- the tracee's memory ----------------------------------------------- */

static bool
is_hole(taddr page)
{
	u32 every = input[5] & 64 ? 5000 : 5; /* rooms of 20 MiB or 16 KiB */

	return page == 0 || page % every == 3;
}

static s64
hostile_read(struct view *v, taddr addr, void *buf, size_t len)
{
	u8 *out = buf;
	size_t i, n;

	(void)v;
	cost.reads++;
	for (i = 0; i < len; i += n) {
		taddr at = addr + i;

		if (at < addr || is_hole(at >> 12))
			break;
		/* Up to the end of the page, or of the input. */
		n = u64_min(len - i, 4096 - at % 4096);
		n = u64_min(n, input_len - at % input_len);
		memcpy(out + i, input + at % input_len, n);
	}
	return (s64)i;
}

static int
hostile_fact(struct view *v, enum fact what, u64 key, u64 key2, struct buf *ret)
{
	static const char *const protocols[] = {
		"NETLINK_ROUTE",
		"NETLINK_SOCK_DIAG",
		"NETLINK_CRYPTO",
		"NETLINK_NETFILTER",
	};

	(void)v;
	if (what == FACT_PROTOCOL && input[5] & 128)
		buf_puts(ret, protocols[key2 % ARRAY_SIZE(protocols)]);
	else
		buf_add(ret, input, (key + key2) % input_len);
	return 0;
}

static const struct view_ops hostile_ops = {hostile_read, hostile_fact};
static struct view hostile = {&hostile_ops};

static struct view *
hostile_view(struct capture *c, struct task *t)
{
	(void)c, (void)t;
	return &hostile;
}

/* ---- its call ---------------------------------------------------------- */

/* A case of the call's switch, if it has one: else most were never seen. */
static u64
some_key(enum abi abi, u32 nr, u8 pick)
{
	const struct descset *s = &desc_builtin;
	u32 id = desc_call_by_nr(s, abi, nr);
	const struct desc_mux *m;

	if (id == DESC_NONE || s->calls[id].mux == DESC_NONE)
		return pick;
	m = &s->muxes[s->calls[id].mux];
	if (!m->n[abi_info(abi)->layout])
		return pick;
	return s->cases[m->first[abi_info(abi)->layout] +
			(pick * 131u + input[pick % input_len]) %
				m->n[abi_info(abi)->layout]]
		.key[0];
}

static u64
some_word(enum abi abi, u32 nr, u8 how, u8 pick)
{
	u64 raw;

	switch (how % 8) {
	case 0:
		return pick;
	case 1:
		return 0x4000 + pick * 8u;
	case 2: /* near the end of what can be read */
		return 0x3000 - 1 - pick % 64;
	case 3:
		return some_key(abi, nr, pick);
	case 4:
		return UINT64_MAX - pick % 4;
	case 5:
		return 1ull << pick % 64;
	case 6:
		return 0;
	default:
		memcpy(&raw, input + pick % (input_len - 8), sizeof(raw));
		return raw;
	}
}

static void
make_events(struct event ev[3])
{
	enum abi abi = input[0] % ABI_N;
	const struct abi_info *info = abi_info(abi);
	u32 nr = (input[1] | (u32)input[2] << 8) % (info->nr_limit + 4) +
		 info->nr_bias;

	memset(ev, 0, 3 * sizeof(*ev));
	ev[0] = (struct event){.kind = EV_BIRTH, .tid = 1, .abi = abi};
	ev[1] = (struct event){.kind = EV_ENTER, .tid = 1, .abi = abi};
	ev[1].enter.nr = nr;
	for (int i = 0; i < 6; i++)
		ev[1].enter.args[i] =
			some_word(abi, nr, input[6 + i * 2], input[7 + i * 2]);
	ev[2] = (struct event){.kind = EV_EXIT, .tid = 1, .abi = abi};
	if (input[4] & 1) {
		ev[2].exit.err = input[5] ? input[5] : 14;
		ev[2].exit.rval = -1;
	} else {
		ev[2].exit.rval =
			(s64)some_word(abi, nr, input[4] >> 1, input[5]);
	}
}

/* ---- what it costs ------------------------------------------------------- */

static u64
cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (u64)ts.tv_sec * 1000000000 + (u64)ts.tv_nsec;
}

/* The first sink: what was decoded since the event came. */
static void
meter_call(struct sink *s, struct task *t, struct call *c)
{
	(void)s, (void)c;
	cost.ns += cpu_ns() - clock_start;
	cost.memory = u64_max(cost.memory, t->arena.held);
}

static void
meter_wants(struct sink *s, enum abi abi, u32 nr, struct detail *d)
{
	(void)s, (void)abi, (void)nr, (void)d;
}

static void
meter_note(struct sink *s, struct task *t, const struct note *n)
{
	(void)s, (void)t, (void)n;
}

static int
meter_nothing(struct sink *s)
{
	(void)s;
	return 0;
}

static void
meter_free(struct sink *s)
{
	(void)s;
}

static const struct sink_ops meter_ops = {
	.wants = meter_wants,
	.enter = meter_call,
	.exit = meter_call,
	.note = meter_note,
	.flush = meter_nothing,
	.stop_over = meter_nothing,
	.free = meter_free,
};

static int (*next_event)(struct capture *c, u64 deadline_ns, struct event *ret);

static int
clocked_next(struct capture *c, u64 deadline_ns, struct event *ret)
{
	int rc = next_event(c, deadline_ns, ret);

	clock_start = cpu_ns();
	return rc;
}

static bool
never(void *arg, enum abi abi, u32 nr)
{
	(void)arg, (void)abi, (void)nr;
	return false;
}

static void
trace(struct array_capture *c, bool verbose, bool json)
{
	struct dest *d = dest_memory(), *dj = dest_memory();
	struct sink meter = {.ops = &meter_ops};
	struct settings s;
	struct engine *e;
	int rc;

	settings_init(&s);
	s.text.xlat = input[3] % 3;
	s.text.hex = input[3] / 3 % 4;
	s.text.arg_names = input[3] & 64;
	s.text.fds = input[3] & 128 ? input[5] : 0;
	s.text.who = input[3] & 32 ? WHO_COMM | WHO_PIDNS : 0;
	if (verbose)
		s.text.abbrev = never;
	e = engine_new(&s, &c->base, &desc_builtin);
	engine_add_sink(e, &meter, d, NULL);
	engine_add_sink(e, text_sink_new(&s.text, d), d, NULL);
	if (json) {
		struct json_settings j = {
			.strmax = 4096, .fds = UINT32_MAX, .who = UINT32_MAX};

		engine_add_sink(e, json_sink_new(&j, dj), dj, NULL);
	}
	rc = engine_run(e);
	engine_free(e);
	must(rc == 0);
	cost.text = u64_max(dest_buf(d)->len, dest_buf(dj)->len);
	dest_close(d);
	dest_close(dj);
	settings_release(&s);
}

/* depth: 0 the default limits, 1 -v, 2 with JSON besides. */
static void
run_once(const struct event *ev, int depth)
{
	struct array_capture c;
	struct capture_ops ops;

	array_capture_init(&c, ev, 3);
	ops = *c.base.ops;
	next_event = ops.next;
	ops.next = clocked_next;
	ops.view = hostile_view;
	c.base.ops = &ops;
	memset(&cost, 0, sizeof(cost));
	trace(&c, depth == 1, depth == 2);
}

static void
run_bounded(const struct event *ev, int depth)
{
	const struct cost *max = &limits[depth];
	int tries = 0;

	do
		run_once(ev, depth);
	while (cost.ns > max->ns * SLOW && ++tries < TRIES);
	must(cost.ns <= max->ns * SLOW);
	must(cost.reads <= max->reads);
	/* Facts are not the tracee's: their length is not bounded here. */
	if (input[3] & (128 | 32) || depth == 2)
		return;
	must(cost.memory <= max->memory);
	must(cost.text <= max->text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct event ev[3];

	if (size < HEADER)
		return 0;
	input = data;
	input_len = size;
	make_events(ev);
	for (int depth = 0; depth < 3; depth++)
		run_bounded(ev, depth);
	return 0;
}
