/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * casecheck: decoder tests as data. Each case runs the whole path: replay,
 * decode, filter, sinks; its text is compared line by line, what was shown at
 * entry against its `cut`, its JSON by members.
 *
 *   casecheck [-q] [--by-call] FILE...
 */
#include "cli.h"

#include "ctrace/decode.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX 64

struct one {
	const char *file, *name;
	const char *head, *body; /* file's directives, the case's */
	size_t head_len, body_len;
	unsigned line;
};

struct totals {
	u32 passed, failed, cut_only;
	bool quiet, by_call, no_cut;
	struct strmap calls; /* struct tally */
};
struct tally {
	u32 passed, failed;
};

/* What text showed when the call was under way. */
struct peek {
	struct sink sink;
	struct dest *dest;
	char *cuts[LINES_MAX];
	u32 n;
};

static void
peek_wants(struct sink *s, enum abi abi, u32 nr, struct detail *d)
{
}

static void
peek_enter(struct sink *s, struct task *t, struct call *c)
{
	struct peek *p = (struct peek *)s;
	const struct buf *b = dest_buf(p->dest);
	size_t at = b->len;

	while (at > 0 && b->data[at - 1] != '\n')
		at--;
	if (p->n < LINES_MAX)
		p->cuts[p->n++] = mem_strdup(b->data ? b->data + at : "");
}

static void
peek_exit(struct sink *s, struct task *t, struct call *c)
{
}

static void
peek_note(struct sink *s, struct task *t, const struct note *n)
{
}

static int
peek_flush(struct sink *s)
{
	return 0;
}

static void
peek_free(struct sink *s)
{
}

static const struct sink_ops peek_ops = {
	.wants = peek_wants,
	.enter = peek_enter,
	.exit = peek_exit,
	.note = peek_note,
	.flush = peek_flush,
	.stop_over = peek_flush,
	.free = peek_free,
};

/* ---- lines of a case --------------------------------------------------------------- */

struct lines {
	char *v[LINES_MAX];
	u32 n;
};

static void
lines_free(struct lines *l)
{
	for (u32 i = 0; i < l->n; i++)
		mem_free(l->v[i]);
	l->n = 0;
}

static void
collect(const char *text, size_t len, const char *word, struct lines *out)
{
	size_t n = strlen(word);
	const char *end = text + len;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		size_t l = (size_t)((nl ? nl : end) - text);

		if (l > n && !memcmp(text, word, n) && text[n] == ' ' &&
		    out->n < LINES_MAX)
			out->v[out->n++] = mem_strndup(text + n + 1,
						       l - n - 1);
		text += l + 1;
	}
}

/* Runs of blanks before " = " count as one. */
static char *
squeeze(const char *s)
{
	char *out = mem_alloc(strlen(s) + 1), *o = out;

	while (*s) {
		if (*s == ' ') {
			const char *e = s + strspn(s, " ");

			if (*e == '=' && e[1] == ' ')
				s = e - 1;
		}
		*o++ = *s++;
	}
	*o = '\0';
	return out;
}

static void
split_lines(const struct buf *b, struct lines *out)
{
	const char *p = b->data, *end = p ? p + b->len : NULL;

	while (p && p < end && out->n < LINES_MAX) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((nl ? nl : end) - p);
		char *raw = mem_strndup(p, len);

		out->v[out->n++] = squeeze(raw);
		mem_free(raw);
		p += len + 1;
	}
}

/* Words as a shell splits them; quotes group. */
static int
shell_words(char *s, char **argv, int max)
{
	int n = 0;

	while (*s && n < max - 1) {
		char *o, quote = 0;

		s += strspn(s, " \t");
		if (!*s)
			break;
		argv[n++] = o = s;
		for (; *s && (quote || (*s != ' ' && *s != '\t')); s++) {
			if (quote ? *s == quote : *s == '"' || *s == '\'')
				quote = quote ? 0 : *s;
			else
				*o++ = *s;
		}
		if (*s)
			s++;
		*o = '\0';
	}
	argv[n] = NULL;
	return n;
}

/* ---- one case ------------------------------------------------------------------------ */

struct outcome {
	struct lines want, got, cuts, json, got_json;
	struct peek peek;
	char *error;
};

static void
parse_case_options(const struct one *c, struct cli *cli, char *words)
{
	struct lines opts = { .n = 0 };
	char *argv[64] = { (char[]){ "ctrace" } };
	struct buf all = BUF_INIT;
	int n;

	collect(c->head, c->head_len, "opt", &opts);
	collect(c->body, c->body_len, "opt", &opts);
	for (u32 i = 0; i < opts.n; i++)
		buf_printf(&all, "%s ", opts.v[i]);
	if (all.len)
		memcpy(words, all.data, all.len + 1);
	n = all.len ? shell_words(words, argv + 1, 60) : 0;
	cli_parse(cli, n + 1, argv);
	buf_release(&all);
	lines_free(&opts);
}

static void
run_case(const struct one *c, struct outcome *o)
{
	char *words = mem_zalloc(c->head_len + c->body_len + 64);
	struct buf text = BUF_INIT;
	struct capture *cap;
	struct engine *e;
	struct cli cli;

	parse_case_options(c, &cli, words);
	buf_add(&text, c->head, c->head_len);
	buf_putc(&text, '\n');
	buf_add(&text, c->body, c->body_len);
	cap = capture_replay_open(c->file, text.data, text.len, c->line);
	e = engine_new(&cli.set, cap, &desc_builtin);
	o->peek.sink.ops = &peek_ops;
	o->peek.dest = dest_memory();
	engine_add_sink(e, text_sink_new(&cli.set.text, o->peek.dest),
			o->peek.dest, NULL);
	engine_add_sink(e, &o->peek.sink, o->peek.dest, NULL);
	if (cli.action == CLI_FAIL)
		o->error = mem_strdup(cli.error.data);
	else if (engine_run(e) < 0 && capture_replay_error(cap))
		o->error = mem_strdup(capture_replay_error(cap));
	engine_free(e);
	split_lines(dest_buf(o->peek.dest), &o->got);
	dest_close(o->peek.dest);
	cap->ops->close(cap);
	cli_release(&cli);
	buf_release(&text);
	mem_free(words);
}

/* A trailing ", " or "NAME=" of the observed cut is written early. */
static void
trim_cut(char *s)
{
	size_t n = strlen(s), k = n;

	if (n >= 2 && !strcmp(s + n - 2, ", ")) {
		s[n - 2] = '\0';
		return;
	}
	if (!n || s[n - 1] != '=')
		return;
	for (k = n - 1; k > 0 && (isalnum((u8)s[k - 1]) || s[k - 1] == '_');)
		k--;
	if (k == n - 1 || !k)
		return;
	s[k] = '\0';
	if (k >= 2 && !strcmp(s + k - 2, ", "))
		s[k - 2] = '\0';
}

/* Without a cut line: everything up to the closing parenthesis. */
static bool
whole_at_entry(const char *shown, const struct lines *want)
{
	size_t n = strlen(shown);

	for (u32 i = 0; i < want->n; i++)
		if (!strncmp(want->v[i], shown, n) &&
		    (!strncmp(want->v[i] + n, ") = ", 4) ||
		     !strncmp(want->v[i] + n, ") ", 2)))
			return true;
	return false;
}

static bool
cut_matches(struct outcome *o)
{
	if (o->cuts.n == 0 && o->peek.n == 1)
		return whole_at_entry(o->peek.cuts[0], &o->want);
	if (o->cuts.n != 1 || o->peek.n != 1)
		return true; /* several calls: the text tells */
	trim_cut(o->cuts.v[0]);
	return !strcmp(o->cuts.v[0], o->peek.cuts[0]);
}

static bool
text_matches(const struct outcome *o)
{
	if (o->want.n != o->got.n)
		return false;
	for (u32 i = 0; i < o->want.n; i++)
		if (strcmp(o->want.v[i], o->got.v[i]) != 0)
			return false;
	return true;
}

static void
print_diff(const struct one *c, const struct outcome *o, bool text_ok)
{
	printf("--- %s: %s\n+++ %s: %s\n", c->file, c->name, c->file, c->name);
	if (o->error)
		printf("! %s\n", o->error);
	for (u32 i = 0; !text_ok && (i < o->want.n || i < o->got.n); i++) {
		if (i < o->want.n && i < o->got.n &&
		    !strcmp(o->want.v[i], o->got.v[i])) {
			printf(" %s\n", o->want.v[i]);
			continue;
		}
		if (i < o->want.n)
			printf("-%s\n", o->want.v[i]);
		if (i < o->got.n)
			printf("+%s\n", o->got.v[i]);
	}
	if (text_ok && !o->error)
		printf("-cut %s\n+cut %s\n",
		       o->cuts.n ? o->cuts.v[0] : "(all arguments)",
		       o->peek.n ? o->peek.cuts[0] : "(nothing)");
}

static void
count(struct totals *t, const struct one *c, bool ok)
{
	size_t n = strcspn(c->name, ".-");
	char *call = mem_strndup(c->name, n);
	struct tally *y = strmap_get(&t->calls, call);

	if (!y) {
		y = mem_zalloc(sizeof(*y));
		strmap_put(&t->calls, call, y);
	}
	if (ok)
		y->passed++;
	else
		y->failed++;
	mem_free(call);
}

static void
check_case(const struct one *c, struct totals *t)
{
	struct outcome *o = mem_zalloc(sizeof(*o));
	bool text_ok, cut_ok;

	collect(c->body, c->body_len, "cut", &o->cuts);
	collect(c->body, c->body_len, "text", &o->want);
	for (u32 i = 0; i < o->want.n; i++) {
		char *s = squeeze(o->want.v[i]);

		mem_free(o->want.v[i]);
		o->want.v[i] = s;
	}
	run_case(c, o);
	text_ok = !o->error && text_matches(o);
	cut_ok = t->no_cut || cut_matches(o);
	count(t, c, text_ok && cut_ok);
	if (text_ok && cut_ok) {
		t->passed++;
	} else {
		t->failed++;
		t->cut_only += text_ok;
		if (t->quiet)
			printf("%s: %s\n", c->file, c->name);
		else if (!t->by_call)
			print_diff(c, o, text_ok);
	}
	for (u32 i = 0; i < o->peek.n; i++)
		mem_free(o->peek.cuts[i]);
	lines_free(&o->want);
	lines_free(&o->got);
	lines_free(&o->cuts);
	mem_free(o->error);
	mem_free(o);
}

/* ---- files ---------------------------------------------------------------------------- */

static const char *
next_case(const char *p, const char *end)
{
	while (p < end) {
		const char *nl;

		if (end - p >= 5 && !memcmp(p, "case ", 5))
			return p;
		nl = memchr(p, '\n', (size_t)(end - p));
		if (!nl)
			break;
		p = nl + 1;
	}
	return end;
}

static void
check_text(const char *file, const char *text, size_t len, struct totals *t)
{
	const char *end = text + len, *p = next_case(text, end), *next;
	struct one c = { .file = file, .head = text,
			 .head_len = (size_t)(p - text), .line = 1 };
	char *name;

	if (p == end) { /* no `case`: the whole file is one */
		c.name = file;
		c.head_len = 0;
		c.body = text;
		c.body_len = len;
		check_case(&c, t);
		return;
	}
	for (; p < end; p = next) {
		next = next_case(p + 5, end);
		name = mem_strndup(p + 5, strcspn(p + 5, "\n"));
		c.name = name;
		c.body = p;
		c.body_len = (size_t)(next - p);
		check_case(&c, t);
		mem_free(name);
	}
}

static bool
check_file(const char *path, struct totals *t)
{
	FILE *f = fopen(path, "re");
	struct buf b = BUF_INIT;
	char chunk[65536];
	size_t n;

	if (!f) {
		fprintf(stderr, "casecheck: %s: %s\n", path, strerror(errno));
		return false;
	}
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(&b, chunk, n);
	fclose(f);
	if (b.len)
		check_text(path, b.data, b.len, t);
	buf_release(&b);
	return true;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
print_calls(struct totals *t)
{
	const char **names = mem_alloc((t->calls.n + 1) * sizeof(*names));
	size_t pos = 0, n = 0;
	void *v;

	while (strmap_next(&t->calls, &pos, &names[n], &v))
		n++;
	qsort(names, n, sizeof(*names), by_name);
	for (size_t i = 0; i < n; i++) {
		struct tally *y = strmap_get(&t->calls, names[i]);

		if (t->by_call)
			printf("%s %u/%u\n", names[i], y->passed,
			       y->passed + y->failed);
		mem_free(y);
	}
	mem_free(names);
}

int
main(int argc, char **argv)
{
	struct totals t = { .passed = 0 };
	int i = 1;
	bool ok = true;

	setenv("TZ", "UTC", 1);
	for (; i < argc && *argv[i] == '-'; i++) {
		if (!strcmp(argv[i], "-q"))
			t.quiet = true;
		else if (!strcmp(argv[i], "--by-call"))
			t.by_call = true;
		else if (!strcmp(argv[i], "--no-cut"))
			t.no_cut = true;
		else {
			fprintf(stderr, "usage: casecheck [-q] [--by-call] "
				"[--no-cut] FILE...\n");
			return 1;
		}
	}
	for (; i < argc; i++)
		ok = check_file(argv[i], &t) && ok;
	print_calls(&t);
	printf("%u passed, %u failed (%u of them only at the cut)\n", t.passed,
	       t.failed, t.cut_only);
	return ok && !t.failed ? 0 : 1;
}
