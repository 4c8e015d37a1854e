/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The walker of values for text. One pre-order walk serves three purposes:
 * the whole, what is shown at entry (up to the cut), and what is left for the
 * exit (from the cut on): output is muted on the other side of the cut.
 *
 * A separator and a name belong to the value that follows them: the cut lies
 * before both.
 */
#include "priv.h"

#include <string.h>

void
text_put(struct text_walk *w, const char *s)
{
	if (!w->muted)
		buf_puts(w->out, s);
}

/* The cut: here entry ends and resuming begins. */
static void
cut_here(struct text_walk *w)
{
	if (w->cut)
		return;
	if (w->mode == WALK_ENTRY) {
		w->muted = true;
		w->cut = true;
	} else if (w->mode == WALK_RESUME) {
		w->muted = false;
		w->cut = true;
	}
}

void
text_item(struct text_walk *w, const struct value *v, bool *first,
	  bool with_name)
{
	if (v->kind == V_PENDING ||
	    (w->mode == WALK_RESUME && v->marks & VM_LATE))
		cut_here(w);
	if (v->kind == V_PENDING)
		return;
	if (!*first)
		text_put(w, ", ");
	*first = false;
	if (with_name && v->name && *v->name) {
		text_put(w, v->name);
		text_put(w, "=");
	}
	text_value(w, v);
}

/* ---- bytes --------------------------------------------------------------------- */

static void
put_addr(struct text_walk *w, u64 addr)
{
	if (w->muted)
		return;
	if (addr)
		buf_put_hex(w->out, addr);
	else
		buf_puts(w->out, "NULL");
}

static void
put_text(struct text_walk *w, const struct value *v)
{
	u64 limit = v->kind == V_PATH || v->marks & VM_UNCAPPED ?
		UINT32_MAX : w->set->strmax;
	u64 total = u64_max(v->bytes.total, v->bytes.len);
	u32 shown = (u32)u64_min(v->bytes.len, limit);
	bool dots = total > limit ||
		(v->marks & VM_CUT && !(v->marks & VM_NULTERM) &&
		 shown == v->bytes.len);

	if (w->muted)
		return;
	if (v->marks & VM_PTRDATA && v->kind == V_BYTES &&
	    shown < u64_min(total, limit)) {
		put_addr(w, v->num);
		return;
	}
	if (v->marks & VM_ABSTRACT)
		buf_putc(w->out, '@');
	quote_bytes(w->out, v->bytes.data, shown, w->set->hex,
		    v->marks & VM_HEX);
	if (dots)
		buf_puts(w->out, "...");
}

/* ---- groups ---------------------------------------------------------------------- */

static void
struct_kids(struct text_walk *w, const struct value *v, bool late, bool *first,
	    bool *hidden)
{
	const struct value *kid;

	for (kid = v->kids.first; kid; kid = kid->next) {
		if (v->marks & VM_ARROW && !(kid->marks & VM_LATE) == late)
			continue;
		if (kid->marks & VM_HIDDEN && w->abbrev) {
			*hidden = true;
			continue;
		}
		text_item(w, kid, first, true);
	}
}

static void
put_struct(struct text_walk *w, const struct value *v)
{
	bool group = v->marks & VM_GROUP, first = true;
	bool hidden = v->marks & VM_ABBREV && w->abbrev;
	const struct value *kid;
	bool any_late = false;

	text_put(w, group ? "[" : "{");
	struct_kids(w, v, false, &first, &hidden);
	if (v->marks & VM_OPEN && !(v->marks & VM_ARROW))
		cut_here(w);
	if (hidden)
		text_put(w, first ? "..." : ", ...");
	text_put(w, group ? "]" : "}");
	if (!(v->marks & VM_ARROW))
		return;
	cut_here(w);
	for (kid = v->kids.first; kid; kid = kid->next)
		any_late = any_late || kid->marks & VM_LATE;
	if (!any_late)
		return;
	first = true;
	text_put(w, " => {");
	struct_kids(w, v, true, &first, &hidden);
	text_put(w, "}");
}

static void
put_label(struct text_walk *w, const struct value *kid)
{
	text_put(w, "[");
	text_put(w, kid->name);
	text_put(w, "]=");
}

static void
put_array(struct text_walk *w, const struct value *v)
{
	u64 limit = w->abbrev && !(v->marks & VM_PAIR) ? w->set->strmax :
							 UINT64_MAX;
	const struct value *kid;
	bool first = true, fault = false;
	u64 n = 0;

	if (w->abbrev && v->marks & VM_COUNT) {
		put_addr(w, v->num);
		if (!w->muted)
			buf_printf(w->out, " /* %llu %s%s%s */",
				   (unsigned long long)v->kids.total, v->text,
				   !strcmp(v->text, "var") &&
					   v->kids.total != 1 ? "s" : "",
				   v->marks & VM_UNTERM ? ", unterminated" :
							  "");
		return;
	}
	text_put(w, "[");
	for (kid = v->kids.first; kid && n < limit; kid = kid->next, n++) {
		fault = kid->kind == V_ELLIPSIS;
		if (!first)
			text_put(w, ", ");
		first = false;
		if (v->marks & VM_INDEXED && kid->name)
			put_label(w, kid);
		text_value(w, kid);
	}
	if (!fault && u64_max(v->kids.total, v->kids.count) > n)
		text_put(w, first ? "..." : ", ...");
	text_put(w, "]");
}

static void
put_set(struct text_walk *w, const struct value *v)
{
	const struct value *kid;
	bool first = true;

	text_put(w, v->marks & VM_INVERTED ? "~[" : "[");
	for (kid = v->kids.first; kid; kid = kid->next) {
		if (!first)
			text_put(w, " ");
		first = false;
		text_value(w, kid);
	}
	text_put(w, "]");
}

static void
put_change(struct text_walk *w, const struct value *v)
{
	const struct value *old = v->kids.first, *now = old->next;
	bool bracket = v->marks & VM_BRACKET;

	if (bracket)
		text_put(w, "[");
	text_value(w, old);
	if (v->marks & VM_OPEN)
		cut_here(w);
	if (now) {
		text_put(w, " => ");
		text_value(w, now);
	}
	if (bracket)
		text_put(w, "]");
}

/* The bytes behind a form, for -X raw and verbose: a hidden kid, or num. */
static bool
put_form_raw(struct text_walk *w, const struct value *v)
{
	const struct value *kid;

	for (kid = v->kids.first; kid; kid = kid->next) {
		if (!(kid->marks & VM_HIDDEN))
			continue;
		quote_bytes(w->out, kid->bytes.data, kid->bytes.len, HEX_ALL,
			    true);
		return true;
	}
	text_number(w->out, v->num, VN_HEX, v->size);
	return true;
}

static void
put_form(struct text_walk *w, const struct value *v)
{
	enum xlat_style style = v->marks & VM_NOSTYLE ? XLAT_ABBREV :
							w->set->xlat;
	const struct value *kid;
	bool first = true;

	if (w->muted)
		return;
	if (style != XLAT_ABBREV) {
		put_form_raw(w, v);
		if (style == XLAT_RAW)
			return;
		text_put(w, " /* ");
	}
	text_put(w, v->text);
	text_put(w, "(");
	for (kid = v->kids.first; kid; kid = kid->next)
		if (!(kid->marks & VM_HIDDEN))
			text_item(w, kid, &first, false);
	text_put(w, ")");
	if (style == XLAT_VERBOSE)
		text_put(w, " */");
}

static bool
is_scalar_kind(u8 kind)
{
	switch ((enum value_kind)kind) {
	case V_INT: case V_FLOAT: case V_ENUM: case V_FLAGS: case V_PARTS:
	case V_ADDR: case V_CODE: case V_FD: case V_PID: case V_ID:
	case V_ALT: case V_FORM: case V_COMMENT: case V_WORD:
		return true;
	case V_PTR: case V_STR: case V_PATH: case V_BYTES: case V_STRUCT:
	case V_ARRAY: case V_SET: case V_CHANGE: case V_UNREADABLE:
	case V_ELLIPSIS: case V_PENDING:
		return false;
	}
	return false;
}

static void
put_ptr(struct text_walk *w, const struct value *v)
{
	const struct value *kid = v->kids.first;
	bool bracket = kid && is_scalar_kind(kid->kind);

	if (!kid) {
		put_addr(w, v->num);
		return;
	}
	text_put(w, bracket ? "[" : "");
	text_value(w, kid);
	text_put(w, bracket ? "]" : "");
}

static void
put_comment(struct text_walk *w, const struct value *v)
{
	if (v->marks & VM_LEADING) {
		text_put(w, "/* ");
		text_put(w, v->text);
		text_put(w, " */ ");
		text_value(w, v->kids.first);
		return;
	}
	text_value(w, v->kids.first);
	text_put(w, " /* ");
	text_put(w, v->text);
	text_put(w, " */");
}

static void
put_fd(struct text_walk *w, const struct value *v)
{
	enum xlat_style style = w->set->xlat;

	if (w->muted)
		return;
	if (v->marks & VM_GROUP && style == XLAT_ABBREV)
		buf_puts(w->out, "AT_FDCWD");
	else
		buf_put_s64(w->out, (s32)v->num);
	if (v->marks & VM_GROUP && style == XLAT_VERBOSE)
		buf_puts(w->out, " /* AT_FDCWD */");
	if (w->set->fd_paths && v->bytes.data) {
		buf_putc(w->out, '<');
		quote_plain(w->out, v->bytes.data, v->bytes.len, "<>");
		buf_putc(w->out, '>');
	}
}

static void
put_ellipsis(struct text_walk *w, const struct value *v)
{
	text_put(w, "...");
	if (v->num && !w->muted) {
		buf_puts(w->out, " /* ");
		buf_put_hex(w->out, v->num);
		buf_puts(w->out, " */");
	}
}

static void
put_number(struct text_walk *w, const struct value *v)
{
	if (w->muted)
		return;
	if (v->kind == V_ID && (u32)v->num == UINT32_MAX)
		buf_puts(w->out, "-1");
	else if (v->kind == V_ID)
		buf_put_u64(w->out, v->num);
	else if (v->kind == V_PID)
		buf_put_s64(w->out, (s32)v->num);
	else
		text_number(w->out, v->num, v->notation, v->size);
}

static void
put_float(struct text_walk *w, const struct value *v)
{
	double d;

	if (w->muted)
		return;
	memcpy(&d, &v->num, sizeof(d));
	buf_printf(w->out, "%.17g", d);
}

void
text_value(struct text_walk *w, const struct value *v)
{
	switch ((enum value_kind)v->kind) {
	case V_INT: case V_PID: case V_ID: put_number(w, v); break;
	case V_FLOAT: put_float(w, v); break;
	case V_ENUM: case V_FLAGS: case V_PARTS: case V_ALT:
		text_names(w, v);
		break;
	case V_ADDR: case V_UNREADABLE: put_addr(w, v->num); break;
	case V_CODE: put_addr(w, v->num); break;
	case V_PTR:
		if (w->verbose)
			put_ptr(w, v);
		else
			put_addr(w, v->num);
		break;
	case V_STR: case V_PATH: case V_BYTES: put_text(w, v); break;
	case V_STRUCT: put_struct(w, v); break;
	case V_ARRAY: put_array(w, v); break;
	case V_SET: put_set(w, v); break;
	case V_FD: put_fd(w, v); break;
	case V_FORM: put_form(w, v); break;
	case V_CHANGE: put_change(w, v); break;
	case V_COMMENT: put_comment(w, v); break;
	case V_ELLIPSIS: put_ellipsis(w, v); break;
	case V_PENDING: cut_here(w); break;
	case V_WORD: text_put(w, v->sym.names[0]); break;
	}
}
