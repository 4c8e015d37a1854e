/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Growing pools, interned strings, errors with a caret.
 */
#include "cc.h"

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

u32
cc_string(struct cc *cc, const char *s)
{
	uintptr_t known = (uintptr_t)strmap_get(&cc->interned, s);
	u32 id;

	if (known)
		return (u32)(known - 1);
	id = (u32)cc->strings.len;
	buf_add(&cc->strings, s, strlen(s) + 1);
	strmap_put(&cc->interned, s, (void *)((uintptr_t)id + 1));
	return id;
}

u32
cc_hook(struct cc *cc, struct pos pos, const char *name)
{
	uintptr_t known = (uintptr_t)strmap_get(&cc->hook_ids, name);
	u32 str = cc_string(cc, name), id;
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

void
cc_init(struct cc *cc)
{
	memset(cc, 0, sizeof(*cc));
	arena_init(&cc->arena);
	cc->decls_end = &cc->decls;
	cc->calls_end = &cc->call_decls;
	cc->values_end = &cc->values;
	cc->types_p.size = sizeof(struct desc_type);
	cc->names_p.size = sizeof(struct desc_names);
	cc->name_p.size = sizeof(struct desc_name);
	cc->sorted_p.size = sizeof(u32);
	cc->parts_p.size = sizeof(struct desc_part);
	cc->fields_p.size = sizeof(struct desc_field);
	cc->attrs_p.size = sizeof(struct desc_attr);
	cc->structs_p.size = sizeof(struct desc_struct);
	cc->arms_p.size = sizeof(struct desc_arm);
	cc->keys_p.size = sizeof(u32);
	cc->tlvs_p.size = sizeof(struct desc_tlv);
	cc->calls_p.size = sizeof(struct desc_call);
	cc->muxes_p.size = sizeof(struct desc_mux);
	cc->cases_p.size = sizeof(struct desc_case);
	cc->ops_p.size = sizeof(struct desc_op);
	cc->consts_p.size = sizeof(u64);
	cc->mems_p.size = sizeof(struct desc_mem);
	cc->hooks_p.size = sizeof(u32);
	cc_string(cc, "");
}

void
cc_release(struct cc *cc)
{
	struct pool *pools[] = {
		&cc->types_p, &cc->names_p,  &cc->name_p,  &cc->sorted_p,
		&cc->parts_p, &cc->fields_p, &cc->attrs_p, &cc->structs_p,
		&cc->arms_p,  &cc->keys_p,   &cc->tlvs_p,  &cc->calls_p,
		&cc->muxes_p, &cc->cases_p,  &cc->ops_p,   &cc->consts_p,
		&cc->mems_p,  &cc->hooks_p,
	};
	struct strmap *maps[] = {
		&cc->consts,   &cc->types,    &cc->typerefs,
		&cc->known,    &cc->calls,    &cc->methods,
		&cc->interned, &cc->hook_ids, &cc->base_types,
	};

	for (u32 i = 0; i < ARRAY_SIZE(pools); i++)
		mem_free(pools[i]->data);
	for (u32 i = 0; i < ARRAY_SIZE(maps); i++)
		strmap_release(maps[i]);
	for (u32 i = 0; i < ABI_N; i++)
		mem_free(cc->by_nr[i]);
	buf_release(&cc->strings);
	buf_release(&cc->errors);
	arena_release(&cc->arena);
}

void
cc_fill_set(struct cc *cc, struct descset *ret)
{
	*ret = (struct descset){
		.strings = cc->strings.data,
		.types = cc->types_p.data,
		.names = cc->names_p.data,
		.name = cc->name_p.data,
		.sorted_names = cc->sorted_p.data,
		.parts = cc->parts_p.data,
		.fields = cc->fields_p.data,
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
		.n_strings = (u32)cc->strings.len,
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
