/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Byte strings that grow. Always NUL-terminated behind len, so that data can
 * be handed to whoever wants a C string.
 */
#include "ctrace/base.h"

#include <stdio.h>
#include <string.h>

void
buf_release(struct buf *b)
{
	mem_free(b->data);
	*b = (struct buf)BUF_INIT;
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

void
buf_grow(struct buf *b, size_t more)
{
	size_t need = b->len + more + 1, cap = b->cap ? b->cap : 64;

	must(need > b->len);
	if (need <= b->cap)
		return;
	while (cap < need)
		cap *= 2;
	b->data = mem_realloc(b->data, cap);
	b->cap = cap;
}

void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	buf_grow(b, 31); /* as a rule that will do */
	n = vsnprintf(b->data + b->len, b->cap - b->len, fmt, ap);
	must(n >= 0);
	if ((size_t)n >= b->cap - b->len) {
		buf_grow(b, (size_t)n);
		vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	b->len += (size_t)n;
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void
buf_drop(struct buf *b, size_t n)
{
	if (!b->data)
		return;
	if (n > b->len)
		n = b->len;
	memmove(b->data, b->data + n, b->len - n);
	b->len -= n;
	b->data[b->len] = '\0';
}

char *
buf_take(struct buf *b)
{
	char *s = b->data ? b->data : mem_strdup("");

	*b = (struct buf)BUF_INIT;
	return s;
}

void
buf_put_u64(struct buf *b, u64 v)
{
	char digits[20], *p = digits + sizeof(digits);

	do
		*--p = (char)('0' + v % 10);
	while (v /= 10);
	buf_add(b, p, (size_t)(digits + sizeof(digits) - p));
}

void
buf_put_s64(struct buf *b, s64 v)
{
	if (v < 0)
		buf_putc(b, '-');
	buf_put_u64(b, v < 0 ? -(u64)v : (u64)v);
}

void
buf_put_oct(struct buf *b, u64 v, u32 width)
{
	char digits[24], *p = digits + sizeof(digits);

	must(width <= sizeof(digits));
	do
		*--p = (char)('0' + (v & 7));
	while (v >>= 3);
	if (*p != '0')
		*--p = '0';
	while (p > digits + sizeof(digits) - width)
		*--p = '0';
	buf_add(b, p, (size_t)(digits + sizeof(digits) - p));
}

void
buf_put_hex(struct buf *b, u64 v)
{
	char digits[18], *p = digits + sizeof(digits);

	if (!v) {
		buf_putc(b, '0');
		return;
	}
	for (; v; v >>= 4)
		*--p = "0123456789abcdef"[v & 15];
	*--p = 'x';
	*--p = '0';
	buf_add(b, p, (size_t)(digits + sizeof(digits) - p));
}
