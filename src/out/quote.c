/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes as C strings: escapes for the usual controls, octal with as few digits
 * as the next byte allows, or \x.. for some or all bytes as -x asks.
 */
#include "priv.h"

#include <string.h>

static bool
is_ascii(u8 c)
{
	return (c >= 0x20 && c <= 0x7e) || (c >= '\t' && c <= '\r');
}

static void
put_hex(struct buf *b, u8 c)
{
	static const char digits[] = "0123456789abcdef";

	buf_add(b, (char[]){'\\', 'x', digits[c >> 4], digits[c & 15]}, 4);
}

static void
put_octal(struct buf *b, u8 c, bool digit_follows)
{
	char s[4];
	u32 n = 0;

	s[n++] = '\\';
	if (digit_follows || c >= 0100)
		s[n++] = (char)('0' + (c >> 6));
	if (digit_follows || c >= 010)
		s[n++] = (char)('0' + (c >> 3 & 7));
	s[n++] = (char)('0' + (c & 7));
	buf_add(b, s, n);
}

static bool
put_escape(struct buf *b, u8 c)
{
	static const char from[] = "\n\t\v\f\r", to[] = "ntvfr";
	const char *p = c ? strchr(from, c) : NULL;

	if (!p)
		return false;
	buf_add(b, (char[]){'\\', to[p - from]}, 2);
	return true;
}

static void
put_byte(struct buf *b, u8 c, u8 next, bool has_next, enum hex_style style,
	 const char *also)
{
	if (strchr(also, c) && c) {
		if (c == '"' || c == '\\')
			buf_add(b, (char[]){'\\', (char)c}, 2);
		else
			put_octal(b, c, has_next && next >= '0' && next <= '7');
	} else if (c >= 0x20 && c <= 0x7e) {
		buf_putc(b, (char)c);
	} else if (!put_escape(b, c)) {
		if (style == HEX_NON_ASCII_CHARS)
			put_hex(b, c);
		else
			put_octal(b, c, has_next && next >= '0' && next <= '7');
	}
}

bool
quote_bytes(struct buf *b, const u8 *data, u32 len, enum hex_style style,
	    u32 how)
{
	bool all_hex = how & QUOTE_HEX, dropped;

	if (style == HEX_ALL)
		all_hex = true;
	for (u32 i = 0; i < len && !all_hex && style == HEX_NON_ASCII; i++)
		all_hex = !is_ascii(data[i]);
	dropped = how & QUOTE_DROP_NUL && !all_hex && len && !data[len - 1];
	len -= dropped;
	buf_putc(b, '"');
	for (u32 i = 0; i < len; i++) {
		if (all_hex)
			put_hex(b, data[i]);
		else
			put_byte(b, data[i], i + 1 < len ? data[i + 1] : 0,
				 i + 1 < len, style, "\"\\");
	}
	buf_putc(b, '"');
	return dropped;
}

void
quote_plain(struct buf *b, const u8 *data, u32 len, const char *also)
{
	for (u32 i = 0; i < len; i++)
		put_byte(b, data[i], i + 1 < len ? data[i + 1] : 0, i + 1 < len,
			 HEX_NONE, also);
}
