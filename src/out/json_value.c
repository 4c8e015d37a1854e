/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values as JSON: each kind has one form, whatever the call (the table is in
 * ctrace.schema.json). Nothing is abbreviated, no style of text applies; only
 * strings have a limit. Names are bare, numbers are numbers while a double
 * can hold them, addresses are "0x..", bytes that are no text are base64.
 */
#include "priv.h"

#include <math.h>
#include <string.h>

/* ---- leaves ------------------------------------------------------------ */

static void
put_int(struct buf *b, const struct value *v)
{
	if (v->kind == V_ID)
		json_s64(b, (u32)v->num == UINT32_MAX ? -1 : (s64)(u32)v->num);
	else if (v->kind == V_PID || v->kind == V_FD)
		json_s64(b, (s32)v->num);
	else if (v->notation == VN_DEC)
		json_s64(b, (s64)v->num);
	else
		json_u64(b, v->num);
}

static void
put_float(struct buf *b, const struct value *v)
{
	double d;

	memcpy(&d, &v->num, sizeof(d));
	if (isnan(d))
		buf_puts(b, "\"nan\"");
	else if (isinf(d))
		buf_puts(b, d < 0 ? "\"-inf\"" : "\"inf\"");
	else
		buf_printf(b, "%.17g", d);
}

static void
put_addr(struct buf *b, u64 addr)
{
	if (addr)
		json_hex(b, addr);
	else
		buf_puts(b, "null");
}

static void
put_unreadable(struct buf *b, u64 addr)
{
	buf_puts(b, "{\"addr\":");
	json_hex(b, addr);
	buf_puts(b, ",\"unreadable\":true}");
}

static void
put_text(struct json_walk *w, const struct value *v)
{
	u64 limit = v->kind == V_PATH || v->marks & VM_UNCAPPED ? UINT32_MAX
								: w->strmax;
	u64 total = v->bytes.total == UINT64_MAX
			    ? v->bytes.len
			    : u64_max(v->bytes.total, v->bytes.len);
	u32 shown = (u32)u64_min(v->bytes.len, limit);
	bool cut = total > shown ||
		   (v->marks & VM_CUT && !(v->marks & VM_NULTERM));
	struct buf whole = BUF_INIT;

	if (text_is_faulty(v, limit)) {
		put_unreadable(w->out, v->num);
		return;
	}
	if (!(v->marks & VM_ABSTRACT)) {
		json_bytes(w->out, v->bytes.data, shown, total, cut);
		return;
	}
	/* an abstract socket's name begins with NUL */
	buf_putc(&whole, '\0');
	buf_add(&whole, v->bytes.data, shown);
	json_bytes(w->out, (const u8 *)whole.data, whole.len, total + 1, cut);
	buf_release(&whole);
}

/* ---- names ------------------------------------------------------------- */

static void
put_enum(struct buf *b, const struct value *v)
{
	if (v->sym.n)
		json_text(b, v->sym.names[0]);
	else
		put_int(b, v);
}

/* One more element of a list. */
static void
comma(struct buf *b, bool *first)
{
	if (!*first)
		buf_putc(b, ',');
	*first = false;
}

static void
put_word(struct buf *b, const struct value *v, const char *word)
{
	struct buf whole = BUF_INIT;

	if (v->marks & VM_NEGATED)
		buf_putc(&whole, '!');
	buf_puts(&whole, word);
	if (v->text)
		buf_printf(&whole, "<<%s", v->text);
	json_text(b, whole.data);
	buf_release(&whole);
}

/* The names of one part; bits without a name are left for the end. */
static void
part_names(struct buf *b, const struct value *v, bool *first, u64 *rest)
{
	for (u32 i = 0; i < v->sym.n; i++) {
		comma(b, first);
		put_word(b, v, v->sym.names[i]);
	}
	if (v->kind != V_FLAGS)
		return;
	*rest |= v->sym.rest;
	if (!v->num && !v->sym.n && v->sym.zero && *v->sym.zero) {
		comma(b, first);
		json_text(b, v->sym.zero);
	}
}

static void
put_part(struct buf *b, const struct value *v, bool *first, u64 *rest)
{
	if (v->kind == V_FLAGS ||
	    ((v->kind == V_ENUM || v->kind == V_ALT) && v->sym.n)) {
		part_names(b, v, first, rest);
	} else if (v->text) {
		struct buf n = BUF_INIT;

		text_number(&n, v->num, v->notation, v->size);
		comma(b, first);
		put_word(b, v, n.data);
		buf_release(&n);
	} else {
		comma(b, first);
		put_int(b, v);
	}
}

static void
put_flags(struct buf *b, const struct value *v)
{
	const struct value *kid;
	bool first = true;
	u64 rest = 0;

	buf_putc(b, '[');
	if (v->kind == V_FLAGS)
		part_names(b, v, &first, &rest);
	else
		for (kid = v->kids.first; kid; kid = kid->next)
			put_part(b, kid, &first, &rest);
	if (rest) {
		comma(b, &first);
		json_hex(b, rest);
	}
	buf_putc(b, ']');
}

/* "A or B" is one text for who prints; here it is taken apart. */
static void
put_alt(struct buf *b, const struct value *v)
{
	const char *s, * or ;

	if (!v->sym.n || (v->sym.n == 1 && !strstr(v->sym.names[0], " or "))) {
		put_enum(b, v);
		return;
	}
	buf_puts(b, "{\"any\":[");
	for (u32 i = 0; i < v->sym.n; i++) {
		if (i)
			buf_putc(b, ',');
		for (s = v->sym.names[i]; (or = strstr(s, " or ")); s = or +4) {
			json_string(b, s, (size_t)(or -s));
			buf_putc(b, ',');
		}
		json_text(b, s);
	}
	buf_puts(b, "]}");
}

/* ---- groups ------------------------------------------------------------ */

/* What a member without a name is called. */
static const char *
key_of(const struct value *v)
{
	if (v->name && *v->name)
		return v->name;
	if (v->kind == V_COMMENT && v->text)
		return v->text;
	return v->kind == V_WORD ? "note" : "value";
}

/* Text may show a member twice: before and after what hangs on it. */
static bool
was_there(const struct value *v, const struct value *kid, int late)
{
	const struct value *k;

	for (k = v->kids.first; k != kid; k = k->next)
		if ((late < 0 || !(k->marks & VM_LATE) == !late) &&
		    !strcmp(key_of(k), key_of(kid)))
			return true;
	return false;
}

/* Of a pair of parts, those that came at entry, or late; -1: all. */
static void
put_members(struct json_walk *w, const struct value *v, int late)
{
	const struct value *kid;
	bool first = true;

	buf_putc(w->out, '{');
	for (kid = v->kids.first; kid; kid = kid->next) {
		bool is_late = kid->marks & VM_LATE;

		if (late >= 0 && is_late != late)
			continue;
		if (kid->kind == V_ELLIPSIS || kid->kind == V_PENDING ||
		    was_there(v, kid, late))
			continue;
		comma(w->out, &first);
		json_text(w->out, key_of(kid));
		buf_putc(w->out, ':');
		json_value(w, kid);
	}
	buf_putc(w->out, '}');
}

static bool
has_late(const struct value *v)
{
	const struct value *kid;

	for (kid = v->kids.first; kid; kid = kid->next)
		if (kid->marks & VM_LATE)
			return true;
	return false;
}

static void
put_list(struct json_walk *w, const struct value *v)
{
	const struct value *kid;
	bool first = true;

	buf_putc(w->out, '[');
	for (kid = v->kids.first; kid; kid = kid->next) {
		/* of a set, only its words are no members */
		if (kid->marks & VM_HIDDEN &&
		    (v->kind != V_SET || kid->kind == V_ARRAY))
			continue;
		comma(w->out, &first);
		json_value(w, kid);
	}
	buf_putc(w->out, ']');
}

/* [30, KEY_S] has no names to go by. */
static bool
is_nameless(const struct value *v)
{
	const struct value *kid;

	for (kid = v->kids.first; kid; kid = kid->next)
		if (kid->name && *kid->name)
			return false;
	return v->marks & VM_GROUP;
}

static void
put_struct(struct json_walk *w, const struct value *v)
{
	if (is_nameless(v)) {
		put_list(w, v);
		return;
	}
	if (!(v->marks & VM_ARROW) || !has_late(v)) {
		put_members(w, v, -1);
		return;
	}
	buf_puts(w->out, "{\"old\":");
	put_members(w, v, 0);
	buf_puts(w->out, ",\"new\":");
	put_members(w, v, 1);
	buf_putc(w->out, '}');
}

static void
put_more(struct json_walk *w, const struct value *v, u64 shown, bool indexed)
{
	buf_puts(w->out, indexed ? "\"more\":" : "{\"more\":");
	if (v->kids.total > shown)
		json_u64(w->out, v->kids.total - shown);
	else
		buf_puts(w->out, "true");
	if (!indexed)
		buf_putc(w->out, '}');
}

static void
put_array(struct json_walk *w, const struct value *v)
{
	bool indexed = v->marks & VM_INDEXED, first = true;
	bool more = v->marks & (VM_ABBREV | VM_UNTERM);
	const struct value *kid;
	u64 n = 0;

	buf_putc(w->out, indexed ? '{' : '[');
	for (kid = v->kids.first; kid; kid = kid->next) {
		if (kid->kind == V_ELLIPSIS) {
			more = true;
			continue;
		}
		comma(w->out, &first);
		n++;
		if (indexed) {
			json_text(w->out, key_of(kid));
			buf_putc(w->out, ':');
		}
		json_value(w, kid);
	}
	if (more || v->kids.total > n) {
		comma(w->out, &first);
		put_more(w, v, n, indexed);
	}
	buf_putc(w->out, indexed ? '}' : ']');
}

static void
put_set(struct json_walk *w, const struct value *v)
{
	bool inverted = v->marks & VM_INVERTED;

	buf_puts(w->out, inverted ? "{\"not\":" : "");
	put_list(w, v);
	buf_puts(w->out, inverted ? "}" : "");
}

/* {"htons": 80}; an internet address, a nameless form is its text. */
static void
put_form(struct json_walk *w, const struct value *v)
{
	const struct value *kid;
	u32 n = 0;

	for (kid = v->kids.first; kid; kid = kid->next) {
		n += !(kid->marks & VM_HIDDEN);
		if (!*v->text ||
		    (kid->kind == V_STR && !strncmp(v->text, "inet_", 5))) {
			json_value(w, kid);
			return;
		}
	}
	buf_putc(w->out, '{');
	json_text(w->out, v->text);
	buf_putc(w->out, ':');
	if (n == 1 && !(v->kids.first->marks & VM_HIDDEN))
		json_value(w, v->kids.first);
	else
		put_list(w, v);
	buf_putc(w->out, '}');
}

static void
put_change(struct json_walk *w, const struct value *v)
{
	const struct value *old = v->kids.first;

	if (!old->next) {
		json_value(w, old);
		return;
	}
	buf_puts(w->out, "{\"old\":");
	json_value(w, old);
	buf_puts(w->out, ",\"new\":");
	json_value(w, old->next);
	buf_putc(w->out, '}');
}

static void
put_comment(struct json_walk *w, const struct value *v)
{
	if (!(v->marks & VM_FACT_ONLY)) {
		json_value(w, v->kids.first);
		return;
	}
	buf_puts(w->out, "{\"value\":");
	json_value(w, v->kids.first);
	buf_puts(w->out, ",\"comment\":");
	json_text(w->out, v->text);
	buf_putc(w->out, '}');
}

static void
put_comm(struct json_walk *w, const void *name, size_t len)
{
	buf_puts(w->out, ",\"comm\":");
	json_bytes(w->out, name, len, len, false);
}

/* A descriptor, with what it stands for: {"fd": 3, "path": "/x"}. */
static void
put_fd(struct json_walk *w, const struct value *v)
{
	bool path = w->fds & FDS_PATH && v->bytes.data;
	bool object = v->text && w->fds & v->notation;

	if (path || object)
		buf_puts(w->out, "{\"fd\":");
	if (v->marks & VM_GROUP)
		buf_puts(w->out, "\"AT_FDCWD\"");
	else
		put_int(w->out, v);
	if (path) {
		buf_puts(w->out, ",\"path\":");
		json_bytes(w->out, v->bytes.data, v->bytes.len, v->bytes.len,
			   false);
	}
	if (object) {
		buf_puts(w->out, ",\"object\":");
		json_text(w->out, v->text);
	}
	if (object && v->notation == FDS_PIDFD && w->who & WHO_COMM) {
		const char *name = v->text + strlen(v->text) + 1;

		if (*name)
			put_comm(w, name, strlen(name));
	}
	if (path || object)
		buf_putc(w->out, '}');
}

static void
put_pid(struct json_walk *w, const struct value *v)
{
	bool comm = w->who & WHO_COMM && v->bytes.data;
	bool here = w->who & WHO_PIDNS && v->text;

	if (comm || here)
		buf_puts(w->out, "{\"pid\":");
	put_int(w->out, v);
	if (comm)
		put_comm(w, v->bytes.data, v->bytes.len);
	if (here)
		buf_printf(w->out, ",\"tracer_pid\":%s", v->text);
	if (comm || here)
		buf_putc(w->out, '}');
}

static void
put_code(struct json_walk *w, const struct value *v)
{
	if (!v->bytes.data) {
		put_addr(w->out, v->num);
		return;
	}
	buf_puts(w->out, "{\"addr\":");
	json_hex(w->out, v->num);
	buf_puts(w->out, ",\"symbol\":");
	json_string(w->out, (const char *)v->bytes.data, v->bytes.len);
	buf_putc(w->out, '}');
}

void
json_value(struct json_walk *w, const struct value *v)
{
	struct buf *b = w->out;

	switch ((enum value_kind)v->kind) {
	case V_INT:
	case V_ID:
		put_int(b, v);
		break;
	case V_FLOAT:
		put_float(b, v);
		break;
	case V_ENUM:
		put_enum(b, v);
		break;
	case V_FLAGS:
	case V_PARTS:
		put_flags(b, v);
		break;
	case V_ADDR:
		put_addr(b, v->num);
		break;
	case V_CODE:
		put_code(w, v);
		break;
	case V_PTR:
		if (v->kids.first)
			json_value(w, v->kids.first);
		else
			put_addr(b, v->num);
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
	case V_PID:
		put_pid(w, v);
		break;
	case V_FORM:
		put_form(w, v);
		break;
	case V_ALT:
		put_alt(b, v);
		break;
	case V_CHANGE:
		put_change(w, v);
		break;
	case V_COMMENT:
		put_comment(w, v);
		break;
	case V_UNREADABLE:
		put_unreadable(b, v->num);
		break;
	case V_ELLIPSIS:
		buf_puts(b, "{\"more\":true}");
		break;
	case V_PENDING:
		buf_puts(b, "null");
		break;
	case V_WORD:
		json_text(b, v->sym.names[0]);
		break;
	}
}
