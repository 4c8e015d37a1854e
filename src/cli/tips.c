/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --tips: one thing worth knowing about ctrace, in a box or on lines of its
 * own, on standard error when all is over.
 */
#include "opts.h"

#include <string.h>
#include <strings.h>

static const char *const tips[] = {
	"Only the failures:\n"
	"    ctrace -Z PROG",
	"Which files a program looks for, and which of them are missing:\n"
	"    ctrace -e trace=%file PROG",
	"The descriptor in your hand has a name:\n"
	"    ctrace -y PROG\n"
	"and sockets have two ends:\n"
	"    ctrace -yy PROG",
	"What exactly goes over the standard output:\n"
	"    ctrace -e write=1 -e trace=write PROG",
	"Everything that touches one file:\n"
	"    ctrace -P /etc/hosts PROG",
	"Where the time goes: in the calls (-T) or between them (-r):\n"
	"    ctrace -T -r PROG",
	"For a program to read, not for you:\n"
	"    ctrace --json=calls.json PROG",
	"The trace may go to any command:\n"
	"    ctrace -o '|grep -c openat' PROG",
	"Strings end after 32 bytes and structures after a few members; this\n"
	"shows all:\n"
	"    ctrace -v -s 10000 PROG",
	"Sets know regular expressions, and everything but:\n"
	"    ctrace -e 'trace=/^(p?select|e?poll)' PROG\n"
	"    ctrace -e 'trace=!%memory' PROG",
	"Constants by number, for the kernel's headers at your side:\n"
	"    ctrace -X verbose PROG",
	"-N names the arguments of calls that you do not know by heart:\n"
	"    ctrace -N PROG",
};

static bool
tip_word(struct tip *t, const char *item)
{
	static const struct {
		const char *word;
		enum tip_format format;
	} formats[] = {
		{"none", TIP_NONE},
		{"compact", TIP_COMPACT},
		{"full", TIP_FULL},
	};
	const char *id = strncasecmp(item, "id:", 3) ? item : item + 3;
	const char *format = strncasecmp(item, "format:", 7) ? item : item + 7;
	u64 n;

	if (!strcasecmp(id, "random")) {
		t->random = true;
		return true;
	}
	if (num_parse_given(id, UINT32_MAX, &n)) {
		t->random = false;
		t->id = (u32)n;
		return true;
	}
	for (u32 i = 0; i < ARRAY_SIZE(formats); i++)
		if (!strcasecmp(formats[i].word, format)) {
			t->format = formats[i].format;
			return true;
		}
	return false;
}

void
opt_tips(struct parse *p, const char *arg)
{
	struct tip *t = &p->c->tip;
	char *copy = mem_strdup(arg ? arg : ""), *item, *save;

	t->format = TIP_COMPACT;
	t->random = true;
	for (item = strtok_r(copy, ",", &save); item;
	     item = strtok_r(NULL, ",", &save))
		if (!tip_word(t, item)) {
			opt_remedy(p, "Known are: a number, random; none, "
				      "compact, full.");
			opt_bad_value(p, arg);
			break;
		}
	mem_free(copy);
}

static size_t
width_of(const char *text)
{
	size_t widest = 0, n;

	for (; *text; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		widest = n > widest ? n : widest;
	}
	return widest;
}

static void
rule(struct buf *b, size_t width)
{
	buf_putc(b, '+');
	for (size_t i = 0; i < width + 2; i++)
		buf_putc(b, '-');
	buf_puts(b, "+\n");
}

static void
boxed(struct buf *b, const char *text)
{
	size_t width = width_of(text), n;

	rule(b, width);
	for (; *text; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		buf_printf(b, "| %.*s%*s |\n", (int)n, text, (int)(width - n),
			   "");
	}
	rule(b, width);
}

void
cli_tip(const struct tip *t, struct buf *out)
{
	u32 id = t->random ? (u32)(clock_mono_ns() / 1000) : t->id;
	const char *text = tips[id % ARRAY_SIZE(tips)];

	if (t->format == TIP_COMPACT)
		buf_printf(out, "%s\n", text);
	else if (t->format == TIP_FULL)
		boxed(out, text);
}
