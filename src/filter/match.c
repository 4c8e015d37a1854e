/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does a call touch what the user asked for? Looks at the arguments as values:
 * whatever is a path or a descriptor by its kind counts, wherever it stands
 * (in an array of poll, in a set of select), so that no list of calls is
 * needed.
 */
#include "ctrace/filter.h"

#include <string.h>

#define DELETED " (deleted)" /* behind the link of a lost file */

void
filter_init(struct filter *f)
{
	memset(f, 0, sizeof(*f));
	f->status = STATUS_ALL;
	numset_all(&f->signals);
}

void
filter_release(struct filter *f)
{
	for (u32 i = 0; i < f->npaths; i++)
		mem_free(f->paths[i]);
	mem_free(f->paths);
	numset_release(&f->signals);
	numset_release(&f->fds);
	numset_release(&f->dump_read);
	numset_release(&f->dump_write);
}

static bool
has_path(const struct filter *f, const char *path, size_t len)
{
	for (u32 i = 0; i < f->npaths; i++)
		if (strlen(f->paths[i]) == len &&
		    !memcmp(f->paths[i], path, len))
			return true;
	return false;
}

bool
filter_add_path(struct filter *f, const char *path)
{
	if (has_path(f, path, strlen(path)))
		return false;
	f->paths = mem_realloc(f->paths, (f->npaths + 1) * sizeof(*f->paths));
	f->paths[f->npaths++] = mem_strdup(path);
	return true;
}

static bool
has_bytes(const struct filter *f, const struct value_bytes *b)
{
	size_t tail = sizeof(DELETED) - 1;

	if (!b->data)
		return false;
	if (has_path(f, (const char *)b->data, b->len))
		return true;
	return b->len > tail &&
	       !memcmp(b->data + b->len - tail, DELETED, tail) &&
	       has_path(f, (const char *)b->data, b->len - tail);
}

static bool
is_wanted(const struct filter *f, const struct value *v)
{
	const struct value *kid;

	if (v->kind == V_PATH)
		return has_bytes(f, &v->bytes);
	if (v->kind ==
	    V_FD) /* AT_FDCWD is none: it does not touch the folder */
		return (s32)v->num >= 0 &&
		       (has_bytes(f, &v->bytes) ||
			(f->has_fds && numset_has(&f->fds, (u32)v->num)));
	if (!value_has_kids(v))
		return false;
	for (kid = v->kids.first; kid; kid = kid->next)
		if (is_wanted(f, kid))
			return true;
	return false;
}

bool
filter_call(const struct filter *f, const struct call *c)
{
	const struct value *v;

	if (!filter_looks_at_values(f))
		return true;
	for (v = c->args_head; v; v = v->next)
		if (is_wanted(f, v))
			return true;
	return false;
}

bool
filter_dumps(const struct filter *f, const struct call *c)
{
	const struct desc_call *d;

	if (!f->dumps || c->desc == DESC_NONE)
		return false;
	d = &c->set->calls[c->desc];
	if (d->mux != DESC_NONE)
		return true;
	for (u32 i = 0; i < d->nparam; i++) {
		const struct desc_field p = desc_field(c->set, d->param + i);
		const struct desc_place *at =
			&p.place[abi_info(c->abi)->layout];

		if (desc_type(c->set, p.type).kind != DK_FD ||
		    at->how == PL_NONE || at->slot >= ARRAY_SIZE(c->args))
			continue;
		return numset_has(&f->dump_read, (u32)c->args[at->slot]) ||
		       numset_has(&f->dump_write, (u32)c->args[at->slot]);
	}
	return false;
}

bool
filter_result(const struct filter *f, const struct call *c)
{
	switch (c->state) {
	case CALL_RETURNED:
		return f->status & (c->err ? STATUS_FAILED : STATUS_SUCCESSFUL);
	case CALL_UNFINISHED:
		return f->status & STATUS_UNFINISHED;
	case CALL_DETACHED:
		return f->status & STATUS_DETACHED;
	case CALL_UNAVAILABLE:
		return f->status & STATUS_UNAVAILABLE;
	case CALL_ENTERED:
		break;
	}
	return true;
}
