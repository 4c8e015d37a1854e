/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Growing pools, interned strings, errors with a caret.
 */
#include "cc.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define ERRORS_MAX 100

void *
pool_at(const struct pool *p, u32 i)
{
	must(i < p->n);
	return (char *)p->data + (size_t)i * p->size;
}

u32
pool_reserve(struct pool *p, u32 n)
{
	u32 first = p->n;

	if (p->n + n > p->cap) {
		while (p->n + n > p->cap)
			p->cap = p->cap ? p->cap * 2 : 64;
		p->data = mem_realloc(p->data, (size_t)p->cap * p->size);
	}
	if (n)
		memset((char *)p->data + (size_t)first * p->size, 0,
		       (size_t)n * p->size);
	p->n += n;
	return first;
}

u32
pool_add(struct pool *p, const void *elem)
{
	u32 i = pool_reserve(p, 1);

	memcpy(pool_at(p, i), elem, p->size);
	return i;
}

static u32
intern(struct strings *ss, const char *s)
{
	uintptr_t known = (uintptr_t)strmap_get(&ss->ids, s);
	u32 id;

	if (known)
		return (u32)(known - 1);
	id = (u32)ss->text.len;
	buf_add(&ss->text, s, strlen(s) + 1);
	strmap_put(&ss->ids, s, (void *)((uintptr_t)id + 1));
	return id;
}

u32
cc_string(struct cc *cc, const char *s)
{
	return intern(&cc->strings, s);
}

u32
cc_text(struct cc *cc, const char *s)
{
	return intern(&cc->texts, s);
}

void
strings_borrow(struct strings *ss, const char *text, u32 len)
{
	buf_reset(&ss->text);
	buf_add(&ss->text, text, len);
	for (u32 i = 0; i < len; i += (u32)strlen(text + i) + 1)
		strmap_put(&ss->ids, text + i, (void *)((uintptr_t)i + 1));
}

u32
cc_hook(struct cc *cc, struct pos pos, const char *name)
{
	uintptr_t known = (uintptr_t)strmap_get(&cc->hook_ids, name);
	u16 str = (u16)cc_string(cc, name);
	u32 id;
	const char *near;

	if (known)
		return (u32)(known - 1);
	if (cc->base) { /* hooks are C, compiled in */
		near = cc_nearest(&cc->hook_ids, name);
		cc_error(cc, pos,
			 near ? "unknown hook '%s', perhaps '%s'"
			      : "unknown hook '%s'",
			 name, near);
		return 0;
	}
	id = pool_add(&cc->hooks_p, &str);
	strmap_put(&cc->hook_ids, name, (void *)((uintptr_t)id + 1));
	return id;
}

static const struct {
	size_t at;
	u32 size;
	const char *what;
} pools[] = {
	{offsetof(struct cc, types_p), sizeof(struct desc_type), "types"},
	{offsetof(struct cc, names_p), sizeof(struct desc_names), "lists"},
	{offsetof(struct cc, name_p), sizeof(struct desc_name), "names"},
	{offsetof(struct cc, sorted_p), sizeof(u32), "names"},
	{offsetof(struct cc, parts_p), sizeof(struct desc_part), "parts"},
	{offsetof(struct cc, fields_p), sizeof(struct desc_field), "members"},
	{offsetof(struct cc, attrs_p), sizeof(struct desc_attr), "attributes"},
	{offsetof(struct cc, structs_p), sizeof(struct desc_struct), "structs"},
	{offsetof(struct cc, arms_p), sizeof(struct desc_arm), "arms"},
	{offsetof(struct cc, keys_p), sizeof(u16), "labels"},
	{offsetof(struct cc, tlvs_p), sizeof(struct desc_tlv), "tlvs"},
	{offsetof(struct cc, calls_p), sizeof(struct desc_call), "calls"},
	{offsetof(struct cc, muxes_p), sizeof(struct desc_mux), "switches"},
	{offsetof(struct cc, cases_p), sizeof(struct desc_case), "cases"},
	{offsetof(struct cc, ops_p), sizeof(struct desc_op), "operations"},
	{offsetof(struct cc, consts_p), sizeof(u64), "numbers"},
	{offsetof(struct cc, mems_p), sizeof(struct desc_mem), "operands"},
	{offsetof(struct cc, hooks_p), sizeof(u16), "hooks"},
};

static struct pool *
pool_of(struct cc *cc, u32 i)
{
	return (struct pool *)(void *)((char *)cc + pools[i].at);
}

void
cc_init(struct cc *cc)
{
	memset(cc, 0, sizeof(*cc));
	arena_init(&cc->arena);
	cc->decls_end = &cc->decls;
	cc->calls_end = &cc->call_decls;
	cc->values_end = &cc->values;
	for (u32 i = 0; i < ARRAY_SIZE(pools); i++)
		pool_of(cc, i)->size = pools[i].size;
	cc_string(cc, "");
	cc_text(cc, "");
}

static void
limit(struct cc *cc, const char *what, size_t n)
{
	if (n > DESC_ROWS_MAX)
		cc_error(cc, (struct pos){NULL, 0},
			 "%zu %s, but a set has room for %u", n, what,
			 DESC_ROWS_MAX);
}

void
cc_limits(struct cc *cc)
{
	for (u32 i = 0; i < ARRAY_SIZE(pools); i++)
		limit(cc, pools[i].what, pool_of(cc, i)->n);
	limit(cc, "bytes of names", cc->strings.text.len);
}

void
cc_release(struct cc *cc)
{
	struct strmap *maps[] = {
		&cc->consts,	&cc->types,	 &cc->typerefs,
		&cc->known,	&cc->calls,	 &cc->methods,
		&cc->hook_ids,	&cc->base_types, &cc->strings.ids,
		&cc->texts.ids,
	};

	for (u32 i = 0; i < ARRAY_SIZE(pools); i++)
		mem_free(pool_of(cc, i)->data);
	for (u32 i = 0; i < ARRAY_SIZE(maps); i++)
		strmap_release(maps[i]);
	cc_pack_release(cc);
	for (u32 i = 0; i < ABI_N; i++)
		mem_free(cc->by_nr[i]);
	buf_release(&cc->strings.text);
	buf_release(&cc->texts.text);
	buf_release(&cc->errors);
	arena_release(&cc->arena);
}

void
cc_fill_set(struct cc *cc, struct descset *ret)
{
	cc_pack(cc);
	*ret = (struct descset){
		.strings = cc->strings.text.data,
		.texts = cc->texts.text.data,
		.types = cc->type_rows,
		.type_heads = cc->type_heads.rows.data,
		.extents = cc->extents.rows.data,
		.names = cc->names_p.data,
		.name = cc->name_p.data,
		.sorted_names = cc->sorted_p.data,
		.parts = cc->parts_p.data,
		.fields = cc->field_rows,
		.traits = cc->traits.rows.data,
		.places = cc->places.rows.data,
		.attrs = cc->attrs_p.data,
		.structs = cc->structs_p.data,
		.arms = cc->arms_p.data,
		.keys = cc->keys_p.data,
		.tlvs = cc->tlvs_p.data,
		.calls = cc->calls_p.data,
		.muxes = cc->muxes_p.data,
		.cases = cc->cases_p.data,
		.ops = cc->ops_p.data,
		.consts = cc->consts_p.data,
		.mems = cc->mems_p.data,
		.hooks = cc->hooks_p.data,
		.commands = DESC_NONE,
		.n_strings = (u32)cc->strings.text.len,
		.n_texts = (u32)cc->texts.text.len,
		.n_types = cc->types_p.n,
		.n_names = cc->names_p.n,
		.n_name = cc->name_p.n,
		.n_sorted = cc->sorted_p.n,
		.n_parts = cc->parts_p.n,
		.n_fields = cc->fields_p.n,
		.n_attrs = cc->attrs_p.n,
		.n_structs = cc->structs_p.n,
		.n_arms = cc->arms_p.n,
		.n_keys = cc->keys_p.n,
		.n_tlvs = cc->tlvs_p.n,
		.n_calls = cc->calls_p.n,
		.n_muxes = cc->muxes_p.n,
		.n_cases = cc->cases_p.n,
		.n_ops = cc->ops_p.n,
		.n_consts = cc->consts_p.n,
		.n_mems = cc->mems_p.n,
		.n_hooks = cc->hooks_p.n,
		.n_type_heads = cc->type_heads.rows.n,
		.n_extents = cc->extents.rows.n,
		.n_traits = cc->traits.rows.n,
		.n_places = cc->places.rows.n,
	};
	for (enum abi a = 0; a < ABI_N; a++)
		ret->by_nr[a] = cc->by_nr[a];
}

/* ---- errors ------------------------------------------------------------ */

static void
put_caret(struct buf *out, const struct pos *pos, u32 start, u32 end)
{
	buf_puts(out, "    ");
	buf_add(out, pos->src->text + start, end - start);
	buf_puts(out, "\n    ");
	for (u32 i = start; i < pos->off && i < end; i++)
		buf_putc(out, pos->src->text[i] == '\t' ? '\t' : ' ');
	buf_puts(out, "^\n");
}

static void
report(struct cc *cc, const struct pos *pos, const char *kind, const char *fmt,
       va_list ap)
{
	struct buf one = BUF_INIT;
	u32 line = 1, start = 0, end;

	for (u32 i = 0; pos->src && i < pos->off && i < pos->src->len; i++) {
		if (pos->src->text[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	if (pos->src)
		buf_printf(&one, "%s:%u:%u: ", pos->src->path, line,
			   pos->off - start + 1);
	buf_puts(&one, kind);
	buf_vprintf(&one, fmt, ap);
	buf_putc(&one, '\n');
	/* what several cases share is lowered, and wrong, several times */
	if (!cc->errors.len || !strstr(cc->errors.data, one.data)) {
		buf_add(&cc->errors, one.data, one.len);
		for (end = start; pos->src && end < pos->src->len &&
				  pos->src->text[end] != '\n';)
			end++;
		if (pos->src && end - start <= 400)
			put_caret(&cc->errors, pos, start, end);
	}
	buf_release(&one);
}

void
cc_error(struct cc *cc, struct pos pos, const char *fmt, ...)
{
	va_list ap;

	if (++cc->nerrors > ERRORS_MAX)
		return;
	va_start(ap, fmt);
	report(cc, &pos, "error: ", fmt, ap);
	va_end(ap);
}

void
cc_warn(struct cc *cc, struct pos pos, const char *fmt, ...)
{
	va_list ap;

	if (++cc->nwarnings > ERRORS_MAX)
		return;
	va_start(ap, fmt);
	report(cc, &pos, "warning: ", fmt, ap);
	va_end(ap);
}

const char *
cc_nearest(const struct strmap *m, const char *name)
{
	const char *key, *best = NULL;
	unsigned least = strlen(name) < 6 ? 2 : 3;
	size_t pos = 0;
	void *value;

	while (strmap_next(m, &pos, &key, &value)) {
		unsigned d = str_distance(key, name);

		if (d < least ||
		    (d == least && best && d < 3 && strcmp(key, best) < 0)) {
			least = d;
			best = key;
		}
	}
	return best;
}
