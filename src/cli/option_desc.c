/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tables say, and what a user adds to them: --describe, --explain.
 */
#include "opts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FILE_MAX (16u << 20)

int
cli_read_file(const char *path, struct buf *ret)
{
	FILE *f = fopen(path, "re");
	char chunk[65536];
	int rc = 0;
	size_t n;

	if (!f)
		return -errno;
	while (!rc && (n = fread(chunk, 1, sizeof(chunk), f)) > 0) {
		buf_add(ret, chunk, n);
		if (ret->len > FILE_MAX)
			rc = -EFBIG;
	}
	if (!rc && ferror(f))
		rc = errno ? -errno : -EIO;
	fclose(f);
	return rc;
}

/* Each file lies over the ones before it. */
void
opt_describe(struct parse *p, const char *path)
{
	const struct descset *set, *below = p->c->set.descs;
	struct buf text = BUF_INIT;
	char *messages = NULL;
	int rc = p->read(path, &text);

	if (rc < 0) {
		opt_fail(p, false, "cannot read '%s': %s", path, strerror(-rc));
		buf_release(&text);
		return;
	}
	rc = desc_layer_new(below, path, text.data ? text.data : "", text.len,
			    &set, &messages);
	if (rc < 0) {
		size_t n = strlen(messages);

		while (n && messages[n - 1] == '\n')
			messages[--n] = '\0';
		opt_fail(p, false, "the descriptions in '%s' have errors\n%s",
			 path, messages);
	} else {
		if (below != &desc_builtin)
			desc_layer_free(below);
		p->c->set.descs = set;
	}
	mem_free(messages);
	buf_release(&text);
}

/* ---- --explain --------------------------------------------------------- */

void
opt_explain(struct parse *p, const char *what)
{
	p->c->action = CLI_EXPLAIN;
	p->c->explain = what;
}

/* A key of a case, as the tables or the ABI name it, or a number. */
static bool
key_value(const struct descset *s, enum abi abi, const char *name, u64 *ret)
{
	u32 number;

	if (num_parse_u64(name, ret))
		return true;
	if (ioctl_find(abi, name, &number)) {
		*ret = number;
		return true;
	}
	return desc_name_value(s, name, abi_info(abi)->layout, ret);
}

/* call:KEY or call:KEY:KEY; more than one ':' in a row count as one. */
struct wanted {
	char *copy;
	const char *call, *key[2];
	u32 nkey;
};

static void
wanted_split(struct wanted *w, const char *what)
{
	char *save;

	memset(w, 0, sizeof(*w));
	w->copy = mem_strdup(what);
	w->call = strtok_r(w->copy, ":", &save);
	while (w->call && w->nkey < 2) {
		w->key[w->nkey] = strtok_r(NULL, ":", &save);
		if (!w->key[w->nkey])
			break;
		w->nkey++;
	}
}

/* On one ABI: the call, or DESC_NONE with what is wrong in *error. */
static u32
find_on(const struct descset *s, enum abi abi, const struct wanted *w,
	struct buf *error)
{
	s64 nr = w->call ? abi_call_find(abi, w->call) : -1;
	u32 call = nr < 0 ? DESC_NONE : desc_call_by_nr(s, abi, (u32)nr);
	u32 keys, found;
	u64 v[2] = {0, 0};

	buf_reset(error);
	if (call == DESC_NONE) {
		buf_printf(error, "invalid system call '%s'",
			   w->call ? w->call : "");
		return DESC_NONE;
	}
	if (!w->nkey)
		return call;
	keys = desc_case_keys(s, call);
	if (keys != w->nkey) {
		buf_printf(error, "'%s' has %s", w->call,
			   !keys       ? "no commands"
			   : keys == 1 ? "commands of one name"
				       : "commands of two names");
		return DESC_NONE;
	}
	for (u32 i = 0; i < keys; i++)
		if (!key_value(s, abi, w->key[i], &v[i])) {
			buf_printf(error, "unknown name '%s'", w->key[i]);
			return DESC_NONE;
		}
	found = desc_case(s, call, abi_info(abi)->layout, v);
	if (found == DESC_NONE)
		buf_printf(error, "'%s' of '%s' is not described", w->key[0],
			   w->call);
	return found;
}

static void
put_numbers(const struct wanted *w, const u32 *id, enum abi like,
	    struct buf *out)
{
	const char *before = "/* ";

	for (enum abi a = 0; a < ABI_N; a++) {
		s64 nr = abi_call_find(a, w->call);

		if (id[a] != id[like] || nr < 0)
			continue;
		buf_printf(out, "%s%s: ", before, abi_info(a)->name);
		if (abi_info(a)->nr_bias)
			buf_put_hex(out, (u64)nr);
		else
			buf_put_u64(out, (u64)nr);
		before = ", ";
	}
	buf_puts(out, " */\n");
}

/* Of a case: what its call has already. */
static u32
known_params(const struct descset *s, enum abi abi, const struct wanted *w)
{
	s64 nr = abi_call_find(abi, w->call);
	u32 call = desc_call_by_nr(s, abi, (u32)nr);

	return w->nkey ? s->calls[call].nparam : 0;
}

static void
put_key(const struct descset *s, enum abi abi, u32 call,
	const struct desc_case *c, struct buf *out)
{
	for (u32 i = 0; i < desc_case_keys(s, call); i++) {
		const char *name = i ? NULL : ioctl_name(abi, (u32)c->key[0]);

		buf_puts(out, i ? ":" : "\t");
		if (desc_key_name(s, call, i, c->key, out))
			continue;
		if (name &&
		    desc_call_by_nr(s, abi, (u32)abi_call_find(abi, "ioctl")) ==
			    call)
			buf_puts(out, name);
		else
			buf_put_hex(out, c->key[i]);
	}
	buf_putc(out, '\n');
}

/* What `CALL:KEY` may be asked for. */
static void
put_cases(const struct descset *s, enum abi abi, u32 call, struct buf *out)
{
	const struct desc_mux *m;
	enum layout l = abi_info(abi)->layout;

	if (!desc_case_keys(s, call))
		return;
	m = &s->muxes[s->calls[call].mux];
	buf_printf(out, "\n/* what is described, as CALL:%s: */\n",
		   m->key[1] == DESC_NONE ? "KEY" : "KEY:KEY");
	for (u32 i = 0; i < m->n[l]; i++)
		put_key(s, abi, call, &s->cases[m->first[l] + i], out);
}

bool
cli_explain(const struct cli *c, struct buf *out)
{
	const struct descset *s = c->set.descs;
	u32 id[ABI_N];
	struct buf error = BUF_INIT;
	struct wanted w;
	bool any = false;

	wanted_split(&w, c->explain);
	for (enum abi a = ABI_N; a-- > 0;)
		id[a] = find_on(s, a, &w, &error);
	for (enum abi a = 0; a < ABI_N; a++) {
		bool seen = id[a] == DESC_NONE;

		for (enum abi b = 0; b < a; b++)
			seen = seen || id[b] == id[a];
		if (seen)
			continue;
		buf_puts(out, any ? "\n" : "");
		put_numbers(&w, id, a, out);
		desc_show_call(s, id[a], known_params(s, a, &w), out);
		put_cases(s, a, id[a], out);
		any = true;
	}
	if (!any)
		buf_add(out, error.data, error.len);
	buf_release(&error);
	mem_free(w.copy);
	return any;
}
