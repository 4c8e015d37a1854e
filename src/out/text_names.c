/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers with names in the three styles of -X: abbrev (the name), verbose
 * (number and name in a comment), raw (the number). What has no name is a
 * number with a comment that names the list.
 */
#include "priv.h"

#include <string.h>

void
text_number(struct buf *b, u64 num, enum value_notation n, u32 size)
{
	switch (n) {
	case VN_DEC:
		buf_put_s64(b, (s64)num);
		break;
	case VN_UDEC:
		buf_put_u64(b, num);
		break;
	case VN_ADDR:
		if (!num) {
			buf_puts(b, "NULL");
			break;
		}
		/* fallthrough */
	case VN_HEX:
		buf_put_hex(b, num);
		break;
	case VN_HEXZ:
		buf_printf(b, "%#0*llx", (int)(size ? size * 2 : 8),
			   (unsigned long long)num);
		break;
	case VN_OCT:
		buf_put_oct(b, num, 0);
		break;
	case VN_MODE:
		buf_put_oct(b, num, 3);
		break;
	}
}

/* N<<16. Of two places it is before the comment if it is VM_LEADING. */
static void
put_shift(struct buf *b, const struct value *v, bool behind)
{
	if (v->text && behind == !(v->marks & VM_LEADING))
		buf_printf(b, "<<%s", v->text);
}

/* Names joined by '|', alternatives by "or", then what has none. False:
 * nothing is known. */
static bool
join_names(struct buf *b, const struct value *v)
{
	for (u32 i = 0; i < v->sym.n; i++) {
		if (i)
			buf_puts(b, v->kind == V_ALT ? " or " : "|");
		if (v->marks & VM_NEGATED)
			buf_putc(b, '!');
		buf_puts(b, v->sym.names[i]);
	}
	if (v->kind == V_FLAGS && v->sym.rest && v->sym.n) {
		buf_putc(b, '|');
		buf_put_hex(b, v->sym.rest);
	}
	return v->sym.n > 0;
}

static bool
is_named(const struct value *v)
{
	return v->sym.n || (v->kind == V_FLAGS && !v->num && v->sym.zero);
}

/* The symbolic text of a leaf. */
static void
leaf_abbrev(struct buf *b, const struct value *v)
{
	if (v->kind == V_INT || v->kind == V_ID || v->kind == V_ADDR) {
		text_number(b, v->num, v->notation, v->size);
	} else if (v->kind == V_FLAGS && !v->num && !v->sym.n) {
		buf_puts(b, v->sym.zero ? v->sym.zero : "0");
		if (v->sym.zero && !*v->sym.zero)
			return;
	} else if (!join_names(b, v)) {
		text_number(b, v->num, v->notation, v->size);
		put_shift(b, v, false);
		if (v->sym.unknown)
			buf_printf(b, " /* %s */", v->sym.unknown);
		put_shift(b, v, true);
		return;
	}
	put_shift(b, v, false);
	put_shift(b, v, true);
}

static void
leaf_number(struct buf *b, const struct value *v)
{
	text_number(b, v->num, v->notation, v->size);
	put_shift(b, v, false);
	put_shift(b, v, true);
}

static void
leaf_verbose(struct buf *b, const struct value *v)
{
	text_number(b, v->num, v->notation, v->size);
	put_shift(b, v, false);
	if (is_named(v)) {
		buf_puts(b, " /* ");
		if (!join_names(b, v))
			buf_puts(b, v->sym.zero);
		put_shift(b, v, false);
		buf_puts(b, " */");
	} else if (v->sym.unknown && (v->num || v->kind == V_ENUM)) {
		buf_printf(b, " /* %s */", v->sym.unknown);
	}
	put_shift(b, v, true);
}

static void
leaf_as_comment(struct buf *b, const struct value *v)
{
	leaf_number(b, v);
	if (is_named(v)) {
		buf_puts(b, " /* ");
		if (!join_names(b, v))
			buf_puts(b, v->sym.zero);
		buf_puts(b, " */");
	} else if (v->sym.unknown && (v->num || v->kind != V_FLAGS)) {
		buf_printf(b, " /* %s */", v->sym.unknown);
	}
}

/* 21<<MAP_HUGE_SHIFT: the shift is a constant, in the style of all constants.
 */
static void
leaf_shifted(struct buf *b, const struct value *v, enum xlat_style style)
{
	text_number(b, v->num, v->notation, v->size);
	if (style == XLAT_ABBREV || !v->sym.rest) {
		put_shift(b, v, false);
		put_shift(b, v, true);
		return;
	}
	buf_printf(b, "<<%llu", (unsigned long long)v->sym.rest);
	if (style == XLAT_VERBOSE)
		buf_printf(b, " /* %s */", v->text);
}

static void
leaf(struct buf *b, const struct value *v, enum xlat_style style)
{
	if (v->kind == V_WORD)
		buf_puts(b, v->sym.names[0]);
	else if (v->kind == V_INT && v->text)
		leaf_shifted(b, v, style);
	else if (v->kind == V_INT || v->kind == V_ID || v->kind == V_ADDR)
		leaf_number(b, v);
	else if (v->marks & VM_AS_COMMENT &&
		 (style != XLAT_RAW || v->marks & VM_NOSTYLE))
		leaf_as_comment(b, v);
	else if (style == XLAT_ABBREV || v->marks & VM_NOSTYLE)
		leaf_abbrev(b, v);
	else if (style == XLAT_VERBOSE)
		leaf_verbose(b, v);
	else
		leaf_number(b, v);
}

static bool
is_named_zero(const struct value *v)
{
	return v->kind == V_FLAGS && !v->num && v->sym.zero;
}

/* Whatever the style, this zero has no text. */
static bool
is_empty_zero(const struct value *v)
{
	return is_named_zero(v) && !*v->sym.zero;
}

/* Parts without a text leave their bar. */
static void
join_parts(struct buf *b, const struct value *v, enum xlat_style style)
{
	const struct value *kid;
	bool first = true;

	for (kid = v->kids.first; kid; kid = kid->next) {
		if (!first)
			buf_putc(b, '|');
		if (!is_empty_zero(kid) &&
		    !(style == XLAT_RAW && is_named_zero(kid)))
			leaf(b, kid, style);
		first = false;
	}
	if (first)
		buf_putc(b, '0');
}

static bool
all_unknown(const struct value *v)
{
	const struct value *kid;

	for (kid = v->kids.first; kid; kid = kid->next)
		if (kid->kind != V_FLAGS || kid->sym.n || !kid->num)
			return false;
	return v->kids.first != NULL;
}

/* Nothing that a comment could add; modes are written out even so. */
static bool
only_numbers(const struct value *v)
{
	const struct value *kid = v->kids.first;

	if (v->notation == VN_MODE)
		return false;
	while (kid && kid->kind == V_INT && !kid->text)
		kid = kid->next;
	return !kid;
}

static void
parts(struct buf *b, const struct value *v, enum xlat_style style)
{
	if (v->marks & VM_EACH && !(v->marks & VM_HEX && style == XLAT_RAW)) {
		join_parts(b, v, style);
		return;
	}
	if (style == XLAT_ABBREV || (all_unknown(v) && style != XLAT_RAW)) {
		join_parts(b, v, XLAT_ABBREV);
		return;
	}
	text_number(b, v->num, v->notation, v->size);
	if (style == XLAT_RAW)
		return;
	if (!only_numbers(v)) {
		buf_puts(b, " /* ");
		join_parts(b, v, XLAT_ABBREV);
		buf_puts(b, " */");
	}
}

void
text_names(struct text_walk *w, const struct value *v)
{
	enum xlat_style style = w->set->xlat;

	if (w->cut)
		return;
	if (v->kind == V_PARTS)
		parts(w->out, v, v->marks & VM_NOSTYLE ? XLAT_ABBREV : style);
	else if (!is_empty_zero(v))
		leaf(w->out, v, style);
}

/* The bytes behind a form, for -X raw and verbose: a hidden kid, or num. */
static void
put_form_raw(struct text_walk *w, const struct value *v)
{
	const struct value *kid;

	for (kid = v->kids.first; kid; kid = kid->next) {
		if (!(kid->marks & VM_HIDDEN))
			continue;
		if (kid->kind == V_BYTES)
			quote_bytes(w->out, kid->bytes.data, kid->bytes.len,
				    HEX_ALL, QUOTE_HEX);
		else
			text_value(w, kid);
		return;
	}
	text_number(w->out, v->num, v->notation, v->size);
}

void
text_form(struct text_walk *w, const struct value *v)
{
	enum xlat_style style =
		v->marks & VM_NOSTYLE ? XLAT_ABBREV : w->set->xlat;
	const struct value *kid;
	bool first = true;

	if (w->cut)
		return;
	if (style == XLAT_RAW || (style && !(v->marks & VM_EACH)))
		put_form_raw(w, v);
	if (style == XLAT_RAW)
		return;
	if (v->marks & VM_EACH)
		style = XLAT_ABBREV; /* its parts have the style */
	text_put(w, style == XLAT_VERBOSE ? " /* " : "");
	text_put(w, v->text);
	text_put(w, *v->text ? "(" : "");
	for (kid = v->kids.first; kid; kid = kid->next)
		if (!(kid->marks & VM_HIDDEN))
			text_item(w, kid, &first, false);
	if (v->marks & VM_SELFNAMED && style == XLAT_ABBREV && v->name) {
		text_put(w, ", &");
		text_put(w, v->name);
	}
	text_put(w, *v->text ? ")" : "");
	text_put(w, style == XLAT_VERBOSE ? " */" : "");
}
