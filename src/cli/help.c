/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What -h and -V print. The list of options is made from options.def: of each
 * text the first sentence.
 */
#include "opts.h"

#include <string.h>

#define INDENT 20 /* where texts begin */
#define WIDTH 79

static void
put_form(struct buf *b, const char *dash, const char *name,
	 const struct optrow *r)
{
	const char *eq = *dash && dash[1] ? "=" : " ";

	buf_printf(b, "%s%s", dash, name);
	if (r->meta && r->arg == REQ)
		buf_printf(b, "%s%s", eq, r->meta);
	else if (r->meta && dash[1])
		buf_printf(b, "[=%s]", r->meta);
}

/* "-e trace=SET, --trace=SET" */
static void
put_forms(struct buf *b, const struct optrow *r)
{
	char letter[2] = {r->letter, '\0'};
	const char *comma = "";

	if (r->letter) {
		put_form(b, "-", letter, r);
		comma = ", ";
	}
	for (const struct optrow *k = r + 1; k < optrows + NOPTROWS; k++) {
		if (k->kind == ROW_OPTION || k->kind == ROW_SECTION)
			break;
		if (k->kind != ROW_KEY)
			continue;
		buf_printf(b, "%s-e %s=%s", comma, k->name, r->meta);
		comma = ", ";
	}
	if (r->name) {
		buf_puts(b, comma);
		put_form(b, "--", r->name, r);
	}
}

/* Up to the first full stop before a blank, without it. */
static size_t
first_sentence(const char *text)
{
	const char *stop = strstr(text, ". "), *nl = strchr(text, '\n');
	size_t n = strlen(text);

	if (nl && (!stop || nl < stop))
		n = (size_t)(nl - text);
	else if (stop)
		n = (size_t)(stop - text);
	return n && text[n - 1] == '.' ? n - 1 : n;
}

static void
put_wrapped(struct buf *b, const char *text, size_t len, size_t column)
{
	const char *end = text + len;

	while (text < end) {
		size_t n = 0;

		while (text + n < end && text[n] != ' ')
			n++;
		if (column + 1 + n > WIDTH) {
			buf_printf(b, "\n%*s", INDENT, "");
			column = INDENT;
		} else if (column > INDENT) {
			buf_putc(b, ' ');
			column++;
		}
		for (size_t i = 0; i < n; i++)
			if (text[i] != '`') {
				buf_putc(b, text[i]);
				column++;
			}
		text += n + 1;
	}
	buf_putc(b, '\n');
}

static void
put_option(struct buf *b, const struct optrow *r)
{
	size_t start = b->len, used;

	buf_puts(b, "  ");
	put_forms(b, r);
	used = b->len - start;
	if (used + 2 > INDENT) {
		buf_printf(b, "\n%*s", INDENT, "");
		used = INDENT;
	}
	for (; used < INDENT; used++)
		buf_putc(b, ' ');
	put_wrapped(b, r->text, first_sentence(r->text), INDENT);
}

void
cli_help(struct buf *out)
{
	buf_puts(out, "Usage: ctrace [OPTIONS] {-p PID | PROG [ARGS]}\n\n"
		      "Shows the system calls that PROG, or the running "
		      "process PID, makes.\n");
	for (u32 i = 0; i < NOPTROWS; i++) {
		if (optrows[i].kind == ROW_SECTION)
			buf_printf(out, "\n%s:\n", optrows[i].text);
		else if (optrows[i].kind == ROW_OPTION)
			put_option(out, &optrows[i]);
	}
	buf_puts(out, "\nThe manual: man ctrace\n");
}

void
cli_version(struct buf *out)
{
	buf_puts(out,
		 "ctrace -- version " CTRACE_VERSION "\n"
		 "A tracer of system calls. Licence: BSD-2-Clause.\n"
		 "Speaks strace's command line and prints as strace does.\n"
		 "\n"
		 "Capture: ptrace, replay. ABIs: x86_64, i386, x32.\n"
		 "Output: text, json.\n");
}
