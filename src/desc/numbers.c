/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From numbers to calls: syscalls/abi/<abi>.tbl names every number; a name
 * without a description gets a call made from the kernel's prototype
 * (prototypes.tbl): pointers in hex, integers by sign and width. Without a
 * prototype: six words in hex.
 */
#include "cc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static u32
auto_type(struct cc *cc, const char *c_type)
{
	static const struct {
		const char *c, *desc;
	} map[] = {
		{"unsigned int", "uint"},
		{"unsigned", "uint"},
		{"int", "int"},
		{"u32", "uint"},
		{"__u32", "uint"},
		{"s32", "int"},
		{"__s32", "int"},
		{"pid_t", "int"},
		{"uid_t", "uint"},
		{"gid_t", "uint"},
		{"qid_t", "int"},
		{"key_t", "int"},
		{"key_serial_t", "int"},
		{"mqd_t", "int"},
		{"clockid_t", "int"},
		{"timer_t", "int"},
		{"compat_pid_t", "int"},
		{"compat_timer_t", "int"},
		{"rwf_t", "int"},
		{"umode_t", "umode<u16>"},
		{"compat_mode_t", "umode<u16>"},
		{"old_uid_t", "u16"},
		{"old_gid_t", "u16"},
		{"long", "long"},
		{"off_t", "long"},
		{"ssize_t", "long"},
		{"compat_long_t", "int"},
		{"compat_off_t", "int"},
		{"unsigned long", "ulong"},
		{"size_t", "ulong"},
		{"compat_ulong_t", "uint"},
		{"compat_size_t", "uint"},
		{"aio_context_t", "xlong"},
		{"loff_t", "s64"},
		{"u64", "u64"},
		{"__u64", "u64"},
		{"__s64", "s64"},
		{"compat_uptr_t", "addr"},
		{"__sighandler_t", "addr"},
		{"compat_aio_context_t", "xint"},
		{"size_t ", "ulong"},
	};
	struct typeref t = {.name = "xlong"}, base = {.name = "u16"};

	if (strchr(c_type, '*'))
		t.name = "addr";
	for (u32 i = 0; i < ARRAY_SIZE(map); i++) {
		if (strcmp(map[i].c, c_type))
			continue;
		t.name = map[i].desc;
		if (!strcmp(t.name, "umode<u16>")) {
			t.name = "umode";
			t.base = &base;
		}
	}
	return lower_typeref(cc, NULL, &t);
}

static void
auto_param(struct cc *cc, char *text, u32 i, struct desc_field *f)
{
	char *end = text + strlen(text), *name = end;

	while (name > text && name[-1] != ' ' && name[-1] != '*')
		name--;
	memset(f, 0, sizeof(*f));
	f->cond = DESC_NONE;
	f->name = cc_string(cc, *name ? name : "arg");
	while (name > text && name[-1] == ' ')
		name--;
	*name = '\0';
	f->type = auto_type(cc, text);
	for (int l = 0; l < LAYOUT_N; l++)
		f->place[l] = (struct desc_place){
			PL_SLOT, (u8)i, 0, (u8)cc_type(cc, f->type)->size[l]};
}

static u32
auto_ret(struct cc *cc)
{
	struct typeref t = {.name = "long"};
	struct desc_field f = {.cond = DESC_NONE};

	f.type = lower_typeref(cc, NULL, &t);
	return pool_add(&cc->fields_p, &f);
}

static u32
auto_call(struct cc *cc, const char *name, char *params)
{
	struct desc_call c = {.mux = DESC_NONE, .flags = CF_AUTO};
	struct desc_field f[8];
	char six[6][16], *save, *p;

	c.name = cc_string(cc, name);
	if (params) {
		for (p = strtok_r(params, ",", &save); p && c.nparam < 6;
		     p = strtok_r(NULL, ",", &save)) {
			while (*p == ' ')
				p++;
			auto_param(cc, p, c.nparam, &f[c.nparam]);
			c.nparam++;
		}
	} else {
		for (; c.nparam < 6; c.nparam++) {
			snprintf(six[c.nparam], sizeof(six[0]), "xlong arg%u",
				 c.nparam + 1);
			auto_param(cc, six[c.nparam], c.nparam, &f[c.nparam]);
		}
	}
	c.param = cc->fields_p.n;
	for (u32 i = 0; i < c.nparam; i++)
		pool_add(&cc->fields_p, &f[i]);
	c.ret = auto_ret(cc);
	return pool_add(&cc->calls_p, &c);
}

static void
load_prototypes(struct cc *cc, const char *dir, struct strmap *protos)
{
	char *path = arena_printf(&cc->arena, "%s/prototypes.tbl", dir);
	FILE *f = fopen(path, "re");
	char *line = NULL, *open, *close;
	size_t cap = 0;

	if (!f) {
		cc_error(cc, (struct pos){NULL, 0}, "%s: cannot read", path);
		return;
	}
	while (getline(&line, &cap, f) >= 0) {
		if (*line == '#' || !(open = strchr(line, '(')) ||
		    !(close = strrchr(line, ')')))
			continue;
		*open = *close = '\0';
		strmap_put(protos, line, arena_strdup(&cc->arena, open + 1));
	}
	free(line);
	fclose(f);
}

static u32
described(struct cc *cc, const char *name, enum abi abi)
{
	struct called *c = strmap_get(&cc->calls, name);
	u32 plain = DESC_NONE;

	for (; c; c = c->next) {
		if (c->abis & 1u << abi)
			return c->id;
		if (!c->abis)
			plain = c->id;
	}
	return plain;
}

struct numbers {
	struct strmap protos; /* text of the parameters, by entry */
	struct strmap autos;  /* call made from it: id + 1 */
	struct strmap abis;   /* bits of the ABIs that have a call, by name */
};

static void
number_line(struct cc *cc, enum abi abi, char *line, struct numbers *n)
{
	uintptr_t has;
	char name[64], entry[64];
	unsigned nr;
	u32 id;

	if (sscanf(line, "%u %63s %63s", &nr, name, entry) != 3 ||
	    nr >= abi_info(abi)->nr_limit)
		return;
	has = (uintptr_t)strmap_get(&n->abis, name);
	strmap_put(&n->abis, name, (void *)(has | (uintptr_t)1 << abi));
	id = described(cc, name, abi);
	if (id == DESC_NONE) {
		char *key = arena_printf(&cc->arena, "%s/%s", name, entry);
		uintptr_t known = (uintptr_t)strmap_get(&n->autos, key);
		char *p = strmap_get(&n->protos, entry);

		if (p)
			p = arena_strdup(&cc->arena, p);
		id = known ? (u32)(known - 1) : auto_call(cc, name, p);
		strmap_put(&n->autos, key, (void *)((uintptr_t)id + 1));
	}
	cc->by_nr[abi][nr] = (u16)id;
}

/*
 * A description of what has no number is a slip in its name, unless a case of
 * another call leads to it (send).
 */
static void
check_call_name(struct cc *cc, const struct call_name *n,
		const struct numbers *all)
{
	u32 has = (u32)(uintptr_t)strmap_get(&all->abis, n->name);
	const char *near;

	if (!has) {
		near = cc_nearest(&all->abis, n->name);
		cc_error(cc, n->pos,
			 near ? "no ABI has a call '%s', perhaps '%s'"
			      : "no ABI has a call '%s'",
			 n->name, near);
		return;
	}
	for (enum abi a = 0; a < ABI_N; a++)
		if (n->abis & ~has & 1u << a)
			cc_error(cc, n->pos, "%s has no call '%s'",
				 abi_info(a)->name, n->name);
}

static void
check_call_names(struct cc *cc, const struct numbers *all)
{
	for (const struct call_decl *c = cc->call_decls; c; c = c->next)
		for (const struct call_name *n = c->names; n; n = n->next)
			if (!c->inner)
				check_call_name(cc, n, all);
}

void
lower_numbers(struct cc *cc, const char *dir)
{
	struct numbers n = {STRMAP_INIT, STRMAP_INIT, STRMAP_INIT};
	char *line = NULL;
	size_t cap = 0;

	load_prototypes(cc, dir, &n.protos);
	for (enum abi abi = 0; abi < ABI_N; abi++) {
		u32 limit = abi_info(abi)->nr_limit;
		char *path = arena_printf(&cc->arena, "%s/%s.tbl", dir,
					  abi_info(abi)->name);
		FILE *f = fopen(path, "re");

		cc->by_nr[abi] = mem_alloc(limit * sizeof(u16));
		memset(cc->by_nr[abi], 0xff, limit * sizeof(u16));
		if (!f) {
			cc_error(cc, (struct pos){NULL, 0}, "%s: cannot read",
				 path);
			continue;
		}
		while (getline(&line, &cap, f) >= 0)
			if (*line != '#')
				number_line(cc, abi, line, &n);
		fclose(f);
	}
	free(line);
	check_call_names(cc, &n);
	strmap_release(&n.protos);
	strmap_release(&n.autos);
	strmap_release(&n.abis);
}

void
lower_coverage(struct cc *cc, struct buf *out)
{
	for (enum abi abi = 0; abi < ABI_N; abi++) {
		u32 all = 0, by_hand = 0;

		for (u32 i = 0; i < abi_info(abi)->nr_limit; i++) {
			u32 id = cc->by_nr[abi][i];
			const struct desc_call *c;

			if (id == DESC_NONE)
				continue;
			c = pool_at(&cc->calls_p, id);
			all++;
			by_hand += !(c->flags & CF_AUTO);
		}
		buf_printf(out,
			   "%s: %u numbers, %u described by hand, "
			   "%u from the kernel's prototypes only\n",
			   abi_info(abi)->name, all, by_hand, all - by_hand);
	}
}
