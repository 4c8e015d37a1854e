/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nodes of the value tree and the few ways in which one may still change
 * after a sink has seen it: a pending node is filled, an open one appended to.
 */
#include "ctrace/value.h"

#include <string.h>

struct value *
value_new(struct arena *a, enum value_kind kind, const char *name)
{
	struct value *v = arena_alloc(a, sizeof(*v));

	v->kind = kind;
	v->name = name;
	v->type = DESC_NONE;
	return v;
}

struct value *
value_int(struct arena *a, const char *name, u64 num,
	  enum value_notation notation)
{
	struct value *v = value_new(a, V_INT, name);

	v->num = num;
	v->notation = notation;
	return v;
}

struct value *
value_addr(struct arena *a, const char *name, taddr addr)
{
	struct value *v = value_new(a, V_ADDR, name);

	v->num = addr;
	return v;
}

static struct value *
one_name(struct arena *a, enum value_kind kind, const char *name,
	 const char *word)
{
	struct value *v = value_new(a, kind, name);
	const char **list = arena_alloc(a, sizeof(*list));

	list[0] = word;
	v->sym.names = list;
	v->sym.n = 1;
	return v;
}

struct value *
value_unreadable(struct arena *a, const char *name, taddr addr)
{
	struct value *v = value_new(a, V_UNREADABLE, name);

	v->num = addr;
	v->notation = VN_HEX;
	return v;
}

struct value *
value_word(struct arena *a, const char *name, const char *word)
{
	return one_name(a, V_WORD, name, word);
}

struct value *
value_bytes(struct arena *a, enum value_kind kind, const char *name,
	    const void *data, u32 len, u64 total)
{
	struct value *v = value_new(a, kind, name);

	v->bytes.data = data;
	v->bytes.len = len;
	v->bytes.total = total;
	return v;
}

struct value *
value_form(struct arena *a, const char *name, const char *form,
	   struct value *kid)
{
	struct value *v = value_new(a, V_FORM, name);

	v->text = form;
	v->notation = VN_HEX;
	value_add(v, kid);
	return v;
}

struct value *
value_comment(struct arena *a, struct value *kid, const char *text)
{
	struct value *v = value_new(a, V_COMMENT, kid->name);

	kid->name = NULL;
	v->num = kid->num;
	v->text = text;
	value_add(v, kid);
	return v;
}

bool
value_has_kids(const struct value *v)
{
	switch ((enum value_kind)v->kind) {
	case V_PARTS:
	case V_PTR:
	case V_STRUCT:
	case V_ARRAY:
	case V_SET:
	case V_FORM:
	case V_CHANGE:
	case V_COMMENT:
		return true;
	case V_INT:
	case V_FLOAT:
	case V_ENUM:
	case V_FLAGS:
	case V_ADDR:
	case V_CODE:
	case V_STR:
	case V_PATH:
	case V_BYTES:
	case V_FD:
	case V_PID:
	case V_ID:
	case V_ALT:
	case V_UNREADABLE:
	case V_ELLIPSIS:
	case V_PENDING:
	case V_WORD:
		return false;
	}
	return false;
}

void
value_add(struct value *parent, struct value *kid)
{
	must(value_has_kids(parent));
	kid->next = NULL;
	if (parent->kids.last)
		parent->kids.last->next = kid;
	else
		parent->kids.first = kid;
	parent->kids.last = kid;
	parent->kids.count++;
}

void
value_fill(struct value *pending, const struct value *with)
{
	struct value *next = pending->next;
	const char *name = pending->name;

	must(pending->kind == V_PENDING);
	*pending = *with;
	pending->next = next;
	if (name)
		pending->name = name;
	pending->marks |= VM_LATE;
}

void
value_append_late(struct value *open, struct value *kid)
{
	must(open->marks & VM_OPEN);
	kid->marks |= VM_LATE;
	value_add(open, kid);
}

bool
value_cuts(const struct value *v)
{
	const struct value *kid;

	if (v->kind == V_PENDING || v->marks & VM_OPEN)
		return true;
	if (!value_has_kids(v))
		return false;
	for (kid = v->kids.first; kid; kid = kid->next)
		if (value_cuts(kid))
			return true;
	return false;
}

const char *
value_kind_name(enum value_kind kind)
{
	static const char *const names[] = {
		[V_INT] = "int",
		[V_FLOAT] = "float",
		[V_ENUM] = "enum",
		[V_FLAGS] = "flags",
		[V_PARTS] = "parts",
		[V_ADDR] = "addr",
		[V_CODE] = "code",
		[V_PTR] = "ptr",
		[V_STR] = "str",
		[V_PATH] = "path",
		[V_BYTES] = "bytes",
		[V_STRUCT] = "struct",
		[V_ARRAY] = "array",
		[V_SET] = "set",
		[V_FD] = "fd",
		[V_PID] = "pid",
		[V_ID] = "id",
		[V_FORM] = "form",
		[V_ALT] = "alt",
		[V_CHANGE] = "change",
		[V_COMMENT] = "comment",
		[V_UNREADABLE] = "unreadable",
		[V_ELLIPSIS] = "ellipsis",
		[V_PENDING] = "pending",
		[V_WORD] = "word",
	};

	return names[kind];
}
