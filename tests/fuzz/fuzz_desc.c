/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hostile file of descriptions: whatever its bytes, it compiles or is refused
 * with messages, and what compiled can be printed back. One in eight is put
 * over the built-in set, as --describe does, and decodes any memory (here: the
 * file itself); the others are compiled alone, which is quicker, and take any
 * name in capitals for a constant.
 */
#include "fuzz.h"

#include <string.h>

#include "ctrace/engine.h"

#include "../../src/desc/format.h"
#include "../../src/desc/show.h"
#include "../unit/twins.h"

#define CALLS_MAX 40

static const u8 *input;
static size_t input_len;

static s64
file_read(struct view *v, taddr addr, void *buf, size_t len)
{
	u8 *out = buf;
	size_t i;

	(void)v;
	for (i = 0; i < len && (addr + i) >> 12 && (addr + i) >> 12 < 1 << 20;
	     i++)
		out[i] = input[(addr + i) % input_len];
	return (s64)i;
}

static int
no_fact(struct view *v, enum fact what, u64 key, u64 key2, struct buf *ret)
{
	(void)v, (void)what, (void)key, (void)key2, (void)ret;
	return -1;
}

static const struct view_ops file_ops = {file_read, no_fact};
static struct view file_view = {&file_ops};

static struct view *
the_view(struct capture *c, struct task *t)
{
	(void)c, (void)t;
	return &file_view;
}

static bool
never(void *arg, enum abi abi, u32 nr)
{
	(void)arg, (void)abi, (void)nr;
	return false;
}

static void
trace(const struct descset *set, enum abi abi, u32 nr, u64 key, bool failed)
{
	struct event ev[3] = {
		{.kind = EV_BIRTH, .tid = 1, .abi = abi},
		{.kind = EV_ENTER, .tid = 1, .abi = abi},
		{.kind = EV_EXIT, .tid = 1, .abi = abi},
	};
	struct dest *d = dest_memory(), *dj = dest_memory();
	struct json_settings j = {.strmax = 4096};
	struct array_capture c;
	struct capture_ops ops;
	struct settings s;
	struct engine *e;

	ev[1].enter.nr = nr;
	for (u32 i = 0; i < 6; i++)
		ev[1].enter.args[i] = i == 1 ? key : 0x4000 + i * 24;
	ev[2].exit.rval = failed ? -1 : 3;
	ev[2].exit.err = failed ? 14 : 0;
	array_capture_init(&c, ev, 3);
	ops = *c.base.ops;
	ops.view = the_view;
	c.base.ops = &ops;
	settings_init(&s);
	s.text.abbrev = never;
	e = engine_new(&s, &c.base, set);
	engine_add_sink(e, text_sink_new(&s.text, d), d, NULL);
	engine_add_sink(e, json_sink_new(&j, dj), dj, NULL);
	must(engine_run(e) == 0);
	engine_free(e);
	dest_close(d);
	dest_close(dj);
	settings_release(&s);
}

/* Each number whose call is not the base's, and each of its new cases. */
static void
decode_new(const struct descset *set)
{
	u32 runs = 0;
	struct buf b = BUF_INIT;

	for (enum abi a = 0; a < ABI_N; a++)
		for (u32 i = 0; i < abi_info(a)->nr_limit; i++) {
			u32 id = set->by_nr[a][i];
			u32 nr = i + abi_info(a)->nr_bias;
			const struct desc_mux *m;

			if (id == desc_builtin.by_nr[a][i] ||
			    runs++ > CALLS_MAX)
				continue;
			trace(set, a, nr, 0x4018, runs & 1);
			desc_show_call(set, id, 0, &b);
			if (set->calls[id].mux == DESC_NONE)
				continue;
			m = &set->muxes[set->calls[id].mux];
			for (u32 k = 0; k < m->n[a]; k++) {
				const struct desc_case *c =
					&set->cases[m->first[a] + k];

				if (c->call < desc_builtin.n_calls ||
				    runs++ > CALLS_MAX)
					continue;
				trace(set, a, nr, c->key[0], runs & 1);
				desc_show_call(set, c->call, 0, &b);
			}
		}
	buf_release(&b);
}

static void
over_the_base(const char *text, size_t size)
{
	const struct descset *set;
	char *messages;

	if (desc_layer_new(&desc_builtin, "f", text, size, &set, &messages) ==
	    0) {
		decode_new(set);
		desc_layer_free(set);
	} else {
		must(messages && *messages);
	}
	mem_free(messages);
}

static const struct cval *
any_const(struct cc *cc, const char *name)
{
	if (name[0] < 'A' || name[0] > 'Z' || name[1] > 'Z')
		return NULL;
	const_put(cc, name, (u64)name[0] << (name[1] & 31));
	return strmap_get(&cc->consts, name);
}

/* What is formatted keeps its tokens, and does not change any more. */
static void
format_twice(struct cc *cc, const struct source *src)
{
	struct buf once = BUF_INIT, twice = BUF_INIT;
	struct source again = {"f", NULL, 0};

	format_text(cc, src, &once);
	again.text = once.data;
	again.len = once.len;
	format_text(cc, &again, &twice);
	must(once.len == twice.len && !memcmp(once.data, twice.data, once.len));
	buf_release(&once);
	buf_release(&twice);
}

static void
alone(const char *text, size_t size)
{
	struct source src = {"f", text, size};
	struct descset set;
	struct buf b = BUF_INIT;
	struct cc cc;

	cc_init(&cc);
	cc.more_consts = any_const;
	for (enum abi a = 0; a < ABI_N; a++) {
		cc.by_nr[a] = mem_alloc(abi_info(a)->nr_limit * sizeof(u32));
		memset(cc.by_nr[a], 0xff, abi_info(a)->nr_limit * sizeof(u32));
	}
	parse_file(&cc, &src);
	if (!cc.nerrors)
		format_twice(&cc, &src);
	consts_settle(&cc);
	if (!cc.nerrors)
		lower_calls(&cc);
	if (!cc.nerrors) {
		cc_fill_set(&cc, &set);
		for (u32 i = 0; i < set.n_calls && i < 200; i++) {
			desc_show_call(&set, i, 0, &b);
			show_plan(&set, i, &b);
		}
		emit_layouts(&cc, &b);
		emit_tables(&set, &b);
	}
	must(!cc.nerrors || cc.errors.len);
	buf_release(&b);
	cc_release(&cc);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (!size)
		return 0;
	input = data;
	input_len = size;
	text = mem_alloc(size + 1);
	memcpy(text, data, size);
	text[size] = '\0';
	if (size % 8 == 0)
		over_the_base(text, size);
	else
		alone(text, size);
	mem_free(text);
	return 0;
}
