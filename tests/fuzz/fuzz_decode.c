/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hostile tracee: any call of any ABI, any words, any memory. The first
 * bytes of the input say which call, how its words are made and how it ends;
 * all of the input is the tracee's memory, too, again and again through the
 * whole address space but for some holes, so that every pointer in it leads
 * somewhere.
 *
 * Whatever the bytes, a call costs a bounded number of reads and bytes of text
 * at the default limits; and it is decoded and shown in every depth and style
 * without a fault.
 */
#include "fuzz.h"

#include <string.h>

#include "ctrace/engine.h"

#include "../unit/twins.h"

#define READS_MAX 3000
#define TEXT_MAX (1u << 20)
#define HEADER 24

static const u8 *input;
static size_t input_len;
static u32 reads;

/* ---- the tracee's memory ----------------------------------------------- */

static bool
is_hole(taddr page)
{
	return page == 0 || page % 5 == 3;
}

static s64
hostile_read(struct view *v, taddr addr, void *buf, size_t len)
{
	u8 *out = buf;
	size_t i, n;

	(void)v;
	reads++;
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
	(void)v, (void)what;
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
	struct settings s;
	struct engine *e;
	int rc;

	settings_init(&s);
	s.text.xlat = input[3] % 3;
	s.text.hex = input[3] / 3 % 4;
	s.text.arg_names = input[3] & 64;
	s.text.fds = input[3] & 128 ? input[5] : 0;
	s.text.comms = input[3] & 32;
	if (verbose)
		s.text.abbrev = never;
	e = engine_new(&s, &c->base, &desc_builtin);
	engine_add_sink(e, text_sink_new(&s.text, d), d, NULL);
	if (json) {
		struct json_settings j = {
			.strmax = 4096, .fds = UINT32_MAX, .comms = true};

		engine_add_sink(e, json_sink_new(&j, dj), dj, NULL);
	}
	rc = engine_run(e);
	engine_free(e);
	must(rc == 0);
	/* Facts are not the tracee's: their length is not bounded here. */
	if (!verbose && !json && !s.text.fds && !s.text.comms) {
		must(reads <= READS_MAX);
		must(dest_buf(d)->len <= TEXT_MAX);
	}
	dest_close(d);
	dest_close(dj);
	settings_release(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct array_capture c;
	struct capture_ops ops;
	struct event ev[3];

	if (size < HEADER)
		return 0;
	input = data;
	input_len = size;
	make_events(ev);
	for (int deep = 0; deep < 3; deep++) {
		array_capture_init(&c, ev, 3);
		ops = *c.base.ops;
		ops.view = hostile_view;
		c.base.ops = &ops;
		reads = 0;
		trace(&c, deep == 1, deep == 2);
	}
	return 0;
}
