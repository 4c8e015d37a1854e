/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device mapper's buffer: a header and the records that belong to the
 * command, at entry those that it reads, at exit those that were written.
 *
 * A record says where the next one stands and is followed by text that ends at
 * its NUL or with the buffer. Offsets come from the tracee: whatever does not
 * lie in the buffer, or not behind the record before, ends the list.
 */
#include "../priv.h"

#include <string.h>

#define HEAD_SIZE 305
#define SIZE_AT 12 /* a header that does not reach so far is none */

/* What the header says, and where. */
struct dm {
	struct dctx *x;
	struct value *into;
	taddr addr;
	u32 major, minor, size, start, count, flags;
	u32 type; /* of the records' described part */
};

enum record {
	REC_NONE,
	REC_STRING,
	REC_SPEC,
	REC_DEPS,
	REC_NAMES,
	REC_VERSIONS,
	REC_MSG,
};

/* By the command's number; nothing is written if the call failed. */
static enum record
record_of(const struct dm *d, u32 nr)
{
	bool after = d->x->at_exit;

	switch (nr) {
	case 2: /* LIST_DEVICES */
		return after ? REC_NAMES : REC_NONE;
	case 5:	 /* DEV_RENAME */
	case 15: /* DEV_SET_GEOMETRY */
		return after ? REC_NONE : REC_STRING;
	case 8:	 /* DEV_WAIT */
	case 12: /* TABLE_STATUS */
		return after ? REC_SPEC : REC_NONE;
	case 9: /* TABLE_LOAD */
		return after ? REC_NONE : REC_SPEC;
	case 11: /* TABLE_DEPS */
		return after ? REC_DEPS : REC_NONE;
	case 13: /* LIST_VERSIONS */
		return after ? REC_VERSIONS : REC_NONE;
	case 14:				    /* TARGET_MSG */
		if (after && !(d->flags & 1 << 16)) /* DM_DATA_OUT_FLAG */
			return REC_NONE;
		return after ? REC_STRING : REC_MSG;
	}
	return REC_NONE;
}

static void
misplaced(struct dm *d, const char *what)
{
	struct value *v = value_word(d->x->arena, NULL, "???");

	value_add(d->into, value_comment(d->x->arena, v,
					 arena_printf(d->x->arena,
						      "misplaced %s", what)));
}

/* Is there room for one more record of a list? */
static bool
another(struct dm *d)
{
	if (d->into->kids.count <= DETAIL_ARRMAX)
		return dec_element_or_more(d->x, d->into);
	value_add(d->into, value_new(d->x->arena, V_ELLIPSIS, NULL));
	return false;
}

/* Does a record of that size lie in the buffer, behind `from`? */
static bool
fits(const struct dm *d, u32 at, u32 size, u32 from)
{
	return at >= from && at + size > at && at + size <= d->size;
}

static struct value *
text(struct dm *d, const char *name, u32 at)
{
	return dec_cstr_at(d->x, V_STR, name, d->addr + at, d->size - at);
}

/* The record's described part, or its address, which ends the list. */
static struct value *
record(struct dm *d, u32 at, u32 size, struct dobj *o)
{
	struct value *v = NULL;

	if (d->type != DESC_NONE &&
	    dec_fetch(d->x, d->addr + at, size, size, o) == size)
		v = dec_object(d->x, d->type, NULL, NULL, o);
	if (!v) {
		v = value_unreadable(d->x->arena, NULL, d->addr + at);
		size = 0;
	}
	value_add(d->into, v);
	return size ? v : NULL;
}

/* ---- lists ------------------------------------------------------------- */

/* A table that is loaded counts from record to record, a read one from start */
static void
specs(struct dm *d)
{
	u32 at = d->start, end = 0;

	for (u32 i = 0; i < d->count && another(d); i++) {
		struct value *v;
		struct dobj o;

		if ((i && at <= end) || !fits(d, at, 40, 0)) {
			misplaced(d, "struct dm_target_spec");
			return;
		}
		end = at + 40;
		v = record(d, at, 40, &o);
		if (!v)
			return;
		value_add(v, text(d, "string", end));
		at = (d->x->at_exit ? d->start : at) +
		     (u32)num_load(o.data + 20, 4, false);
	}
}

/* Since 4.37 an event number follows the name, aligned. */
static void
add_event(struct dm *d, struct value *v, u32 at)
{
	const struct value *name = v->kids.last;
	u8 b[4];

	if (d->minor < 37 || name->kind != V_STR || !(name->marks & VM_NULTERM))
		return;
	at = (at + name->bytes.len + 1 + 7) & ~7u;
	if (fits(d, at, sizeof(b), 0) &&
	    dec_read_all(d->x, d->addr + at, b, sizeof(b)))
		value_add(v, value_int(d->x->arena, "event_nr",
				       num_load(b, 4, false), VN_UDEC));
}

static void
names(struct dm *d)
{
	u32 at = d->start, end = 0, next = 1;

	for (u32 i = 0; next && another(d); i++) {
		struct value *v;
		struct dobj o;

		if ((i && at <= end) || !fits(d, at, 12, 0)) {
			misplaced(d, "struct dm_name_list");
			return;
		}
		end = at + 12;
		v = record(d, at, 12, &o);
		if (!v)
			return;
		value_add(v, text(d, "name", end));
		add_event(d, v, end);
		next = num_load(o.data + 8, 4, false);
		at += next;
	}
}

static void
versions(struct dm *d)
{
	u32 at = d->start, end = 0, next = 1;

	for (u32 i = 0; next && another(d); i++) {
		struct value *v, *name;
		struct dobj o;

		if ((i && at <= end) || !fits(d, at, 16, 0)) {
			misplaced(d, "struct dm_target_versions");
			return;
		}
		end = at + 16;
		v = record(d, at, 16, &o);
		if (!v)
			return;
		name = text(d, "name", end);
		name->next = v->kids.first; /* it is shown first */
		v->kids.first = name;
		v->kids.count++;
		next = num_load(o.data, 4, false);
		at += next;
	}
}

/* ---- single records ---------------------------------------------------- */

static void
deps(struct dm *d)
{
	struct dobj o;
	u32 room;
	u8 b[4];

	if (!fits(d, d->start, 8, 0)) {
		misplaced(d, "struct dm_target_deps");
		return;
	}
	room = (d->size - d->start - 8) / 8;
	if (dec_read_all(d->x, d->addr + d->start, b, sizeof(b)) &&
	    num_load(b, 4, false) > room) {
		misplaced(d, "struct dm_target_deps");
		return;
	}
	record(d, d->start, 8, &o);
}

static void
message(struct dm *d)
{
	struct value *v;
	struct dobj o;

	if (!fits(d, d->start, 8, 0)) {
		misplaced(d, "struct dm_target_msg");
		return;
	}
	v = record(d, d->start, 8, &o);
	if (v)
		value_add(v, text(d, "message", d->start + 8));
}

static void
string(struct dm *d)
{
	struct value *v;

	if (d->start >= d->size) {
		misplaced(d, "string");
		return;
	}
	v = value_new(d->x->arena, V_STRUCT, NULL);
	value_add(v, text(d, "string", d->start));
	value_add(d->into, v);
}

static void
payload(struct dm *d, enum record kind)
{
	static const char *const types[] = {
		[REC_NONE] = "",
		[REC_STRING] = "",
		[REC_SPEC] = "dm_target_spec",
		[REC_DEPS] = "dm_target_deps",
		[REC_NAMES] = "dm_name_list",
		[REC_VERSIONS] = "dm_target_versions",
		[REC_MSG] = "dm_target_msg",
	};

	d->type = *types[kind] ? dec_type_find(d->x, types[kind]) : DESC_NONE;
	switch (kind) {
	case REC_NONE:
		return;
	case REC_STRING:
		string(d);
		return;
	case REC_SPEC:
		specs(d);
		return;
	case REC_DEPS:
		deps(d);
		return;
	case REC_NAMES:
		names(d);
		return;
	case REC_VERSIONS:
		versions(d);
		return;
	case REC_MSG:
		message(d);
		return;
	}
}

/* ---- the whole --------------------------------------------------------- */

/* Only -v shows records: the others say that there are some. */
static void
add_payload(struct dm *d, enum record kind)
{
	struct value *head = d->into->kids.first;

	if (kind == REC_NONE || (kind == REC_SPEC && !d->count))
		return;
	if (d->x->show->abbrev) {
		d->into->marks |= VM_ABBREV;
		return;
	}
	payload(d, kind);
	for (struct value *v = head->next; v; v = v->next)
		v->marks |= VM_HIDDEN;
}

/* Nothing is known of it before the kernel has looked at it, too. */
static struct value *
no_header(struct dctx *x, const struct hook_in *in)
{
	if (!x->at_exit)
		return value_new(x->arena, V_PENDING, in->name);
	return value_addr(x->arena, in->name, in->num);
}

hook_fn hook_dm_ioctl;

struct value *
hook_dm_ioctl(struct dctx *x, const struct hook_in *in)
{
	u32 type = dec_type(x, in->field->type).a;
	struct dm d = {.x = x, .addr = in->num};
	struct value *head;
	struct dobj o;
	u64 op = 0;

	if (dec_fetch(x, in->num, HEAD_SIZE, HEAD_SIZE, &o) < HEAD_SIZE ||
	    num_load(o.data + 12, 4, false) < SIZE_AT)
		return no_header(x, in);
	head = dec_object(x, type, NULL, NULL, &o);
	if (!head)
		return NULL;
	d.into = value_new(x->arena, V_ARRAY, in->name);
	d.into->num = in->num;
	value_add(d.into, head);
	d.major = num_load(o.data, 4, false);
	d.minor = num_load(o.data + 4, 4, false);
	d.size = num_load(o.data + 12, 4, false);
	d.start = num_load(o.data + 16, 4, false);
	d.count = num_load(o.data + 20, 4, false);
	d.flags = num_load(o.data + 28, 4, false);
	dec_arg_named(x, "op", &op);
	if (d.major == 4 && d.size >= HEAD_SIZE)
		add_payload(&d, record_of(&d, op & 0xff));
	return d.into;
}
