/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes as C strings: escapes for the usual controls, octal with as few digits
 * as the next byte allows, or \x.. for some or all bytes as -x asks.
 */
#include "priv.h"

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
	if (c < '\t' || c > '\r')
		return false;
	buf_add(b, (char[]){'\\', "tnvfr"[c - '\t']}, 2);
	return true;
}

/* How long the run of bytes is that stand for themselves; most are long. */
static u32
plain_run(const u8 *data, u32 len, const char *also)
{
	u32 n = 0;

	while (n < len && data[n] >= 0x20 && data[n] <= 0x7e &&
	       data[n] != (u8)also[0] && data[n] != (u8)also[1] &&
	       data[n] != (u8)also[2])
		n++;
	return n;
}

static void
put_odd(struct buf *b, u8 c, bool digit_follows, enum hex_style style)
{
	if (c == '"' || c == '\\')
		buf_add(b, (char[]){'\\', (char)c}, 2);
	else if (c >= 0x20 && c <= 0x7e)
		put_octal(b, c, digit_follows);
	else if (put_escape(b, c))
		return;
	else if (style == HEX_NON_ASCII_CHARS)
		put_hex(b, c);
	else
		put_octal(b, c, digit_follows);
}

/* also: the two or three that are escaped though they can be printed. */
static void
put_bytes(struct buf *b, const u8 *data, u32 len, enum hex_style style,
	  const char *also)
{
	for (u32 i = 0; i < len;) {
		u32 n = plain_run(data + i, len - i, also);

		buf_add(b, data + i, n);
		i += n;
		if (i == len)
			return;
		put_odd(b, data[i],
			i + 1 < len && data[i + 1] >= '0' && data[i + 1] <= '7',
			style);
		i++;
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
	for (u32 i = 0; i < len && all_hex; i++)
		put_hex(b, data[i]);
	if (!all_hex)
		put_bytes(b, data, len, style, "\"\\");
	buf_putc(b, '"');
	return dropped;
}

void
quote_plain(struct buf *b, const u8 *data, u32 len, const char *also)
{
	put_bytes(b, data, len, HEX_NONE, also);
}
