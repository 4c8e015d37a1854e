/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON's own leaves: numbers that a double can hold or else decimal strings,
 * strings that are valid UTF-8, and base64 for bytes that are no text.
 */
#include "priv.h"

#include <string.h>

#define EXACT_MAX (1ull << 53) /* every integer up to here is a double */

void
json_u64(struct buf *b, u64 v)
{
	bool quoted = v > EXACT_MAX;

	if (quoted)
		buf_putc(b, '"');
	buf_put_u64(b, v);
	if (quoted)
		buf_putc(b, '"');
}

void
json_s64(struct buf *b, s64 v)
{
	bool quoted = v > (s64)EXACT_MAX || v < -(s64)EXACT_MAX;

	if (quoted)
		buf_putc(b, '"');
	buf_put_s64(b, v);
	if (quoted)
		buf_putc(b, '"');
}

void
json_hex(struct buf *b, u64 v)
{
	buf_puts(b, v ? "\"" : "\"0x");
	buf_put_hex(b, v);
	buf_putc(b, '"');
}

/* Bytes of the UTF-8 character at s; 0: it is none. */
static size_t
utf8_len(const u8 *s, size_t left)
{
	static const u32 least[5] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = s[0] < 0x80	  ? 1
		   : s[0] >= 0xf5 ? 0
		   : s[0] >= 0xf0 ? 4
		   : s[0] >= 0xe0 ? 3
		   : s[0] >= 0xc2 ? 2
				  : 0;
	u32 c = n > 1 ? s[0] & (0xffu >> (n + 1)) : s[0];

	if (!n || n > left)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (n > 1 &&
	    (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)))
		return 0;
	return n;
}

/* The leading bytes that are UTF-8; eight of ASCII are passed at once. */
static size_t
utf8_prefix(const u8 *s, size_t len)
{
	size_t at = 0, n;
	u64 word;

	while (at < len) {
		if (len - at >= sizeof(word)) {
			memcpy(&word, s + at, sizeof(word));
			if (!(word & 0x8080808080808080)) {
				at += sizeof(word);
				continue;
			}
		}
		n = utf8_len(s + at, len - at);
		if (!n)
			break;
		at += n;
	}
	return at;
}

static bool
is_plain(u8 c)
{
	return c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

static void
put_escape(struct buf *b, u8 c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *p = c ? strchr(from, c) : NULL;
	char code[6] = {'\\', 'u', '0', '0'};

	if (p) {
		buf_add(b, (char[]){'\\', to[p - from]}, 2);
		return;
	}
	code[4] = "0123456789abcdef"[c >> 4];
	code[5] = "0123456789abcdef"[c & 15];
	buf_add(b, code, sizeof(code));
}

/* Bytes that are known to be UTF-8: runs without an escape go as one. */
static void
put_escaped(struct buf *b, const u8 *s, size_t len)
{
	size_t at = 0, run;

	while (at < len) {
		for (run = at; run < len && is_plain(s[run]);)
			run++;
		if (run > at)
			buf_add(b, s + at, run - at);
		if (run < len)
			put_escape(b, s[run++]);
		at = run;
	}
}

/* Text of our own or of a name; a byte that is no UTF-8 becomes U+FFFD. */
void
json_string(struct buf *b, const char *s, size_t len)
{
	const u8 *p = (const u8 *)s;
	size_t at = 0, good;

	buf_putc(b, '"');
	while (at < len) {
		good = utf8_prefix(p + at, len - at);
		put_escaped(b, p + at, good);
		at += good;
		if (at < len) {
			buf_puts(b, "\\ufffd");
			at++;
		}
	}
	buf_putc(b, '"');
}

void
json_text(struct buf *b, const char *s)
{
	json_string(b, s, strlen(s));
}

static void
put_base64(struct buf *b, const u8 *s, size_t len)
{
	static const char d[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				"abcdefghijklmnopqrstuvwxyz0123456789+/";

	buf_grow(b, len / 3 * 4 + 6);
	buf_putc(b, '"');
	for (size_t i = 0; i < len; i += 3) {
		u32 w = (u32)s[i] << 16;
		char four[4];

		w |= i + 1 < len ? (u32)s[i + 1] << 8 : 0;
		w |= i + 2 < len ? s[i + 2] : 0;
		four[0] = d[w >> 18];
		four[1] = d[w >> 12 & 63];
		four[2] = i + 1 < len ? d[w >> 6 & 63] : '=';
		four[3] = i + 2 < len ? d[w & 63] : '=';
		buf_add(b, four, sizeof(four));
	}
	buf_putc(b, '"');
}

/* The first bytes of a character that the limit has split. */
static bool
is_beginning(const u8 *s, size_t len)
{
	u8 whole[4] = {0x80, 0x80, 0x80, 0x80};

	if (len >= sizeof(whole))
		return false;
	memcpy(whole, s, len);
	/* a lead byte may want a second byte above or below the middle */
	for (u32 second = 0x80; second < 0xc0; second += 0x20) {
		if (len < 2)
			whole[1] = (u8)second;
		if (utf8_len(whole, sizeof(whole)) > len)
			return true;
	}
	return false;
}

/* Whole and text: a string. Else an object that says what is missing. */
void
json_bytes(struct buf *b, const u8 *data, size_t len, u64 total, bool cut)
{
	size_t good = utf8_prefix(data, len);
	bool text =
		good == len || (cut && is_beginning(data + good, len - good));

	if (text) {
		buf_puts(b, cut ? "{\"text\":\"" : "\"");
		put_escaped(b, data, good);
		buf_putc(b, '"');
		if (!cut)
			return;
	} else {
		buf_puts(b, "{\"base64\":");
		put_base64(b, data, len);
	}
	buf_puts(b, ",\"size\":");
	json_u64(b, total);
	buf_puts(b, cut ? ",\"truncated\":true}" : "}");
}
