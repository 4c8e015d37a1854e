/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * -e read= and -e write=: below a call's line, the bytes that went through its
 * descriptor, in hex and as text. Decode marks the values that are such bytes;
 * which way they went is told by when they were read: what came at exit was
 * read by the program.
 */
#include "priv.h"

#define WIDTH 16

struct dump {
	struct buf *out;
	bool read, write;
};

static void
put_bytes(struct buf *b, const u8 *data, u32 n)
{
	static const char digits[] = "0123456789abcdef";

	for (u32 i = 0; i < WIDTH; i++) {
		buf_putc(b, i < n ? digits[data[i] >> 4] : ' ');
		buf_putc(b, i < n ? digits[data[i] & 15] : ' ');
		buf_putc(b, ' ');
		if (i % 8 == 7)
			buf_putc(b, ' ');
	}
	for (u32 i = 0; i < WIDTH; i++)
		buf_putc(b, i < n && data[i] >= ' ' && data[i] <= '~'
				    ? (char)data[i]
			    : i < n ? '.'
				    : ' ');
}

static void
put_lines(struct buf *b, const struct value_bytes *v)
{
	for (u32 at = 0; at < v->len; at += WIDTH) {
		u32 n = v->len - at < WIDTH ? v->len - at : WIDTH;

		buf_printf(b, " | %05x  ", at);
		put_bytes(b, v->data + at, n);
		buf_puts(b, " |\n");
	}
}

static const struct value *
data_of(const struct value *v)
{
	const struct value *kid;

	if (v->kind != V_STRUCT)
		return NULL;
	for (kid = v->kids.first; kid; kid = kid->next)
		if (kid->kind == V_BYTES && kid->marks & VM_DATA)
			return kid;
	return NULL;
}

/* The array of buffers in a message, at any depth; NULL: there is none. */
static const struct value *
vector_of(const struct value *v)
{
	const struct value *kid, *found;

	if (v->kind == V_ARRAY && v->kids.first && data_of(v->kids.first))
		return v;
	if (v->kind != V_STRUCT && v->kind != V_PTR)
		return NULL;
	for (kid = v->kids.first; kid; kid = kid->next) {
		found = vector_of(kid);
		if (found)
			return found;
	}
	return NULL;
}

static void
put_vector(struct dump *d, const struct value *array)
{
	const struct value *kid, *data;
	u32 i = 0;

	for (kid = array->kids.first; kid; kid = kid->next, i++) {
		data = data_of(kid);
		if (!data || !data->bytes.len)
			continue;
		buf_printf(d->out, " * %u bytes in buffer %u\n",
			   data->bytes.len, i);
		put_lines(d->out, &data->bytes);
	}
}

static void
put_messages(struct dump *d, const struct value *array)
{
	const struct value *kid, *vector;
	u32 i = 0;

	for (kid = array->kids.first; kid; kid = kid->next, i++) {
		vector = vector_of(kid);
		if (!vector)
			continue;
		buf_printf(d->out, " = %llu buffers in vector %u\n",
			   (unsigned long long)u64_max(vector->kids.total,
						       vector->kids.count),
			   i);
		put_vector(d, vector);
	}
}

static void
walk(struct dump *d, const struct value *v, bool late)
{
	const struct value *kid;

	late = late || v->marks & VM_LATE;
	if (v->kind == V_BYTES && v->marks & VM_DATA) {
		if (late ? d->read : d->write)
			put_lines(d->out, &v->bytes);
		return;
	}
	if (v->kind == V_ARRAY && v->kids.first) {
		late = late || v->kids.first->marks & VM_LATE;
		if (!(late ? d->read : d->write))
			return;
		if (data_of(v->kids.first))
			put_vector(d, v);
		else
			put_messages(d, v);
		return;
	}
	if (v->kind != V_STRUCT && v->kind != V_PTR)
		return;
	for (kid = v->kids.first; kid; kid = kid->next)
		walk(d, kid, late);
}

void
dump_call(struct buf *b, const struct text_settings *s, const struct call *c)
{
	struct dump d = {.out = b};
	const struct value *v = c->args_head;

	while (v && v->kind != V_FD)
		v = v->next;
	if (!v || c->state != CALL_RETURNED)
		return;
	d.read = s->dumps(s->set_arg, DUMP_READ, (s32)v->num);
	d.write = s->dumps(s->set_arg, DUMP_WRITE, (s32)v->num);
	for (v = c->args_head; v; v = v->next)
		walk(&d, v, false);
}
