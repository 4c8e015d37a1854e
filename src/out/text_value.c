/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The walker of values for text, in pre-order. At entry it stops at the cut:
 * the first pending node, or the end of an open one before its closing brace.
 * At exit the whole is printed, and what was shown at entry is its beginning,
 * since values are frozen but for what decode fills or appends.
 *
 * A separator and a name belong to the value that follows them: the cut lies
 * before both.
 */
#include "priv.h"

#include <string.h>

/* How the kernel marks the link of a lost file. */
#define DELETED " (deleted)"

void
text_put(struct text_walk *w, const char *s)
{
	if (!w->cut)
		buf_puts(w->out, s);
}

static void
put_label(struct text_walk *w, const struct value *v, bool *first,
	  bool with_name)
{
	if (!*first)
		text_put(w, ", ");
	*first = false;
	/* in its short style the form bears its member's name itself */
	if (v->marks & VM_SELFNAMED && w->set->xlat == XLAT_ABBREV)
		return;
	if (with_name && v->name && *v->name) {
		text_put(w, v->name);
		text_put(w, "=");
	}
}

void
text_item(struct text_walk *w, const struct value *v, bool *first,
	  bool with_name)
{
	if (v->kind == V_PENDING) {
		w->cut = w->cut || w->entry;
		return;
	}
	put_label(w, v, first, with_name);
	if (v->marks & VM_HIDDEN && w->abbrev) /* a whole parameter is */
		text_number(w->out, v->num, VN_HEX, 8);
	else
		text_value(w, v);
}

static void
put_addr(struct text_walk *w, u64 addr)
{
	if (w->cut)
		return;
	if (addr)
		buf_put_hex(w->out, addr);
	else
		buf_puts(w->out, "NULL");
}

void
text_item_addr(struct text_walk *w, const struct value *v, u64 addr,
	       bool *first, bool with_name)
{
	put_label(w, v, first, with_name);
	put_addr(w, addr);
}

/* The end of what an open node has at entry. */
static void
open_end(struct text_walk *w, const struct value *v)
{
	if (w->entry && v->marks & VM_OPEN)
		w->cut = true;
}

/* ---- bytes ------------------------------------------------------------- */

bool
text_is_faulty(const struct value *v, u64 limit)
{
	if (!(v->marks & VM_PTRDATA) || v->marks & VM_NULTERM)
		return false;
	if (v->bytes.total == UINT64_MAX) /* its NUL was not met */
		return v->bytes.len <= limit;
	return v->bytes.len < u64_min(v->bytes.total, limit);
}

static void
put_text(struct text_walk *w, const struct value *v)
{
	u64 limit = v->kind == V_PATH || v->marks & VM_UNCAPPED
			    ? UINT32_MAX
			    : w->set->strmax;
	u64 total = u64_max(v->bytes.total, v->bytes.len);
	u32 shown = (u32)u64_min(v->bytes.len, limit);
	bool dots = total > limit ||
		    (v->marks & VM_CUT && !(v->marks & VM_NULTERM) &&
		     shown == v->bytes.len);
	u32 how = v->marks & VM_HEX ? QUOTE_HEX : 0;

	if (w->cut)
		return;
	if (text_is_faulty(v, limit)) {
		put_addr(w, v->num);
		return;
	}
	if (v->marks & VM_ABSTRACT)
		buf_putc(w->out, '@');
	if (v->marks & VM_DROP_NUL)
		how |= QUOTE_DROP_NUL;
	if (quote_bytes(w->out, v->bytes.data, shown, w->set->hex, how))
		return;
	if (dots)
		buf_puts(w->out, "...");
}

/* ---- groups ------------------------------------------------------------ */

/* Members known at entry, or the second part of a pair; -1: all. */
static void
struct_kids(struct text_walk *w, const struct value *v, int late, bool *first,
	    bool *hidden)
{
	static const struct value gap = {.kind = V_ELLIPSIS};
	bool in_gap = false;
	const struct value *kid;

	for (kid = v->kids.first; kid; kid = kid->next) {
		bool is_late = kid->marks & VM_LATE;
		bool out = kid->marks & VM_HIDDEN && w->abbrev;

		if (late >= 0 && is_late != late)
			continue;
		if (!out)
			text_item(w, kid, first, true);
		else if (!(v->marks & VM_GAPS))
			*hidden = true;
		else if (!in_gap)
			text_item(w, &gap, first, false);
		in_gap = out;
	}
}

/* {a} => {b}: nothing follows if nothing came at exit. */
static void
put_late_part(struct text_walk *w, const struct value *v)
{
	bool first = true, hidden = v->marks & VM_CUT;
	const struct value *kid;

	for (kid = v->kids.first; kid; kid = kid->next)
		if (kid->marks & VM_LATE)
			break;
	if (!kid)
		return;
	text_put(w, " => {");
	struct_kids(w, v, 1, &first, &hidden);
	text_put(w, "}");
}

/* 1/25 */
static void
put_ratio(struct text_walk *w, const struct value *v)
{
	const struct value *kid;

	for (kid = v->kids.first; kid; kid = kid->next) {
		text_put(w, kid == v->kids.first ? "" : "/");
		text_value(w, kid);
	}
}

static void
put_struct(struct text_walk *w, const struct value *v)
{
	bool group = v->marks & VM_GROUP, arrow = v->marks & VM_ARROW;
	bool hidden = v->marks & VM_ABBREV && w->abbrev, first = true;
	enum xlat_style style = w->set->xlat;

	if (v->marks & VM_RATIO) {
		put_ratio(w, v);
		return;
	}
	if (v->text && style == XLAT_ABBREV) {
		text_put(w, v->text);
		return;
	}
	text_put(w, group ? "[" : "{");
	struct_kids(w, v, arrow ? 0 : -1, &first, &hidden);
	if (!arrow)
		open_end(w, v);
	if (hidden)
		text_put(w, first ? "..." : ", ...");
	text_put(w, group ? "]" : "}");
	if (v->text && style == XLAT_VERBOSE) {
		text_put(w, " /* ");
		text_put(w, v->text);
		text_put(w, " */");
	}
	if (!arrow)
		return;
	open_end(w, v);
	put_late_part(w, v);
}

/* envp: its address and how many there are. */
static void
put_brief(struct text_walk *w, const struct value *v)
{
	put_addr(w, v->num);
	if (!w->cut && v->text && w->verbose)
		buf_printf(w->out, " /* %s */", v->text);
}

/* [VINTR]=, or what the style makes of a number with a name. */
static void
put_index(struct text_walk *w, const struct value *v, const struct value *kid,
	  u64 i)
{
	bool named = kid->marks & VM_NAMED_INDEX;
	const char *comment = named ? kid->name : v->text;

	text_put(w, "[");
	if (named && w->set->xlat == XLAT_ABBREV) {
		text_put(w, kid->name);
	} else if (!w->cut) {
		text_number(w->out, i, VN_UDEC, 8);
		if (comment && w->set->xlat != XLAT_RAW)
			buf_printf(w->out, " /* %s */", comment);
	}
	text_put(w, "]=");
}

static void
put_element(struct text_walk *w, const struct value *v, const struct value *kid,
	    u64 i)
{
	if (v->marks & VM_INDEXED && kid->name)
		put_index(w, v, kid, i);
	text_value(w, kid);
}

static void
put_array(struct text_walk *w, const struct value *v)
{
	u64 limit = w->abbrev && !(v->marks & VM_PAIR) ? w->set->strmax
						       : UINT64_MAX;
	bool first = true, fault = false;
	bool more = v->marks & VM_ABBREV && w->abbrev;
	const struct value *kid;
	u64 n = 0;

	text_put(w, "[");
	for (kid = v->kids.first; kid && n < limit; kid = kid->next, n++) {
		if (kid->marks & VM_HIDDEN && w->abbrev) {
			more = true;
			continue;
		}
		fault = kid->kind == V_ELLIPSIS;
		if (!first)
			text_put(w, ", ");
		first = false;
		put_element(w, v, kid, n);
	}
	if (!fault && (more || u64_max(v->kids.total, v->kids.count) > n))
		text_put(w, first ? "..." : ", ...");
	text_put(w, "]");
}

/* The words of a set of bits: its last kid, hidden. */
static const struct value *
set_words(const struct value *v)
{
	const struct value *kid = v->kids.last;

	return kid && kid->kind == V_ARRAY ? kid : NULL;
}

static void
put_set(struct text_walk *w, const struct value *v)
{
	const struct value *kid, *words = set_words(v);
	bool first = true, hidden = v->marks & VM_CUT;

	if (words && w->set->xlat == XLAT_RAW) {
		put_array(w, words);
		return;
	}
	text_put(w, v->marks & VM_INVERTED ? "~[" : "[");
	for (kid = v->kids.first; kid && kid != words; kid = kid->next) {
		if (kid->marks & VM_HIDDEN && w->abbrev) {
			hidden = true;
			continue;
		}
		if (!first)
			text_put(w, " ");
		first = false;
		text_value(w, kid);
	}
	text_put(w, hidden ? " ...]" : "]");
	if (words && w->set->xlat == XLAT_VERBOSE) {
		text_put(w, " /* ");
		put_array(w, words);
		text_put(w, " */");
	}
}

static void
put_change(struct text_walk *w, const struct value *v)
{
	const struct value *old = v->kids.first, *now = old->next;
	bool bracket = v->marks & VM_BRACKET;

	if (bracket)
		text_put(w, "[");
	text_value(w, old);
	open_end(w, v);
	if (now) {
		text_put(w, " => ");
		text_value(w, now);
	}
	if (bracket)
		text_put(w, "]");
}

static bool
is_scalar(const struct value *v)
{
	switch ((enum value_kind)v->kind) {
	case V_INT:
	case V_FLOAT:
	case V_ENUM:
	case V_FLAGS:
	case V_PARTS:
	case V_ADDR:
	case V_CODE:
	case V_FD:
	case V_PID:
	case V_ID:
	case V_ALT:
	case V_FORM:
	case V_WORD:
		return true;
	case V_COMMENT:
		return v->kids.first && is_scalar(v->kids.first);
	case V_PTR:
	case V_STR:
	case V_PATH:
	case V_BYTES:
	case V_STRUCT:
	case V_ARRAY:
	case V_SET:
	case V_CHANGE:
	case V_UNREADABLE:
	case V_ELLIPSIS:
	case V_PENDING:
		return false;
	}
	return false;
}

static void
put_ptr(struct text_walk *w, const struct value *v)
{
	const struct value *kid = v->kids.first;
	bool bracket;

	if (!kid || !w->verbose) {
		put_addr(w, v->num);
		return;
	}
	bracket = is_scalar(kid) || v->marks & VM_BRACKET;
	text_put(w, bracket ? "[" : "");
	text_value(w, kid);
	text_put(w, bracket ? "]" : "");
}

static void
put_comment(struct text_walk *w, const struct value *v)
{
	bool leading = v->marks & VM_LEADING;

	if (v->marks & VM_STYLED && w->set->xlat == XLAT_RAW) {
		text_value(w, v->kids.first);
		return;
	}
	if (!leading)
		text_value(w, v->kids.first);
	text_put(w, leading ? "/* " : " /* ");
	text_put(w, v->text);
	text_put(w, leading ? " */ " : " */");
	if (leading)
		text_value(w, v->kids.first);
}

/*
 * What a descriptor stands for. A device has its path as well; a lost file's
 * mark stands behind the bracket.
 */
static void
put_comm(struct text_walk *w, const void *name, u32 len)
{
	buf_putc(w->out, '<');
	quote_plain(w->out, name, len, "<>\"");
	buf_putc(w->out, '>');
}

static void
put_fd_object(struct text_walk *w, const struct value *v)
{
	bool object = v->text && w->set->fds & v->notation;
	u32 len = v->bytes.len, tail = sizeof(DELETED) - 1;
	bool deleted = v->bytes.data && len > tail &&
		       !memcmp(v->bytes.data + len - tail, DELETED, tail);

	if (!object && (!(w->set->fds & FDS_PATH) || !v->bytes.data))
		return;
	buf_putc(w->out, '<');
	if (!object || v->notation == FDS_DEV)
		quote_plain(w->out, v->bytes.data, deleted ? len - tail : len,
			    "<>\"");
	if (object)
		buf_printf(w->out, v->notation == FDS_DEV ? "<%s>" : "%s",
			   v->text);
	if (object && v->notation == FDS_PIDFD && w->set->who & WHO_COMM) {
		const char *name = v->text + strlen(v->text) + 1;

		if (*name)
			put_comm(w, name, (u32)strlen(name));
	}
	buf_puts(w->out, deleted ? ">(deleted)" : ">");
}

static void
put_fd(struct text_walk *w, const struct value *v)
{
	enum xlat_style style = w->set->xlat;
	bool cwd = v->marks & VM_GROUP;

	if (w->cut)
		return;
	if (cwd && style == XLAT_ABBREV)
		buf_puts(w->out, "AT_FDCWD");
	else
		buf_put_s64(w->out, (s32)v->num);
	if (cwd && style == XLAT_VERBOSE)
		buf_puts(w->out, " /* AT_FDCWD */");
	put_fd_object(w, v);
}

static void
put_ellipsis(struct text_walk *w, const struct value *v)
{
	text_put(w, "...");
	if (v->num && !w->cut) {
		buf_puts(w->out, " /* ");
		buf_put_hex(w->out, v->num);
		buf_puts(w->out, " */");
	}
}

static void
put_pid(struct text_walk *w, const struct value *v)
{
	buf_put_s64(w->out, (s32)v->num);
	if (w->set->who & WHO_COMM && v->bytes.data)
		put_comm(w, v->bytes.data, v->bytes.len);
	if (w->set->who & WHO_PIDNS && v->text)
		buf_printf(w->out, " /* %s in strace's PID NS */", v->text);
}

static void
put_number(struct text_walk *w, const struct value *v)
{
	if (w->cut)
		return;
	if (v->kind == V_ID && (u32)v->num == UINT32_MAX)
		buf_puts(w->out, "-1");
	else if (v->kind == V_ID)
		buf_put_u64(w->out, (u32)v->num);
	else if (v->kind == V_PID)
		put_pid(w, v);
	else
		text_number(w->out, v->num, v->notation, v->size);
}

static void
put_float(struct text_walk *w, const struct value *v)
{
	double d;

	if (w->cut)
		return;
	memcpy(&d, &v->num, sizeof(d));
	buf_printf(w->out, "%.17g", d);
}

void
text_value(struct text_walk *w, const struct value *v)
{
	if (v->marks & VM_BRIEF && (w->abbrev || !w->verbose)) {
		put_brief(w, v);
		return;
	}
	switch ((enum value_kind)v->kind) {
	case V_INT:
	case V_PID:
	case V_ID:
		put_number(w, v);
		break;
	case V_FLOAT:
		put_float(w, v);
		break;
	case V_ENUM:
	case V_FLAGS:
	case V_PARTS:
	case V_ALT:
		text_names(w, v);
		break;
	case V_ADDR:
		if (v->notation == VN_HEX)
			put_number(w, v);
		else
			put_addr(w, v->num);
		break;
	case V_CODE:
	case V_UNREADABLE:
		put_addr(w, v->num);
		break;
	case V_PTR:
		put_ptr(w, v);
		break;
	case V_STR:
	case V_PATH:
	case V_BYTES:
		put_text(w, v);
		break;
	case V_STRUCT:
		put_struct(w, v);
		break;
	case V_ARRAY:
		put_array(w, v);
		break;
	case V_SET:
		put_set(w, v);
		break;
	case V_FD:
		put_fd(w, v);
		break;
	case V_FORM:
		text_form(w, v);
		break;
	case V_CHANGE:
		put_change(w, v);
		break;
	case V_COMMENT:
		put_comment(w, v);
		break;
	case V_ELLIPSIS:
		put_ellipsis(w, v);
		break;
	case V_PENDING:
		w->cut = w->cut || w->entry;
		break;
	case V_WORD:
		text_put(w, v->sym.names[0]);
		break;
	}
}
