/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One case through the whole path: its options are parsed, its directives
 * replayed, its text collected; a second sink peeks at what the first one had
 * shown when the call was entered.
 */
#include "casecheck.h"

#include <stdio.h>
#include <string.h>

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

/* Messages of our own are not what a case is about. */
static bool
take_message(void *arg, const char *text)
{
	return true;
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

/* ---- cases of a file ----------------------------------------------------- */

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

static unsigned
newlines(const char *p, const char *end)
{
	unsigned n = 0;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		n++;
		p++;
	}
	return n;
}

void
each_case(const char *file, const char *text, size_t len,
	  void (*fn)(const struct one *c, void *arg), void *arg)
{
	const char *end = text + len, *p = next_case(text, end), *next;
	/* Head and case are replayed as one text: its lines are counted from
	 * where they would begin if nothing stood between the two. */
	struct one c = {.file = file,
			.head = text,
			.head_len = (size_t)(p - text),
			.line = 1,
			.read = cli_read_file};
	char *name;

	if (p == end) { /* no `case`: the whole file is one */
		c.name = file;
		c.head_len = 0;
		c.body = text;
		c.body_len = len;
		fn(&c, arg);
		return;
	}
	for (; p < end; p = next) {
		next = next_case(p + 5, end);
		name = mem_strndup(p + 5, strcspn(p + 5, "\n"));
		c.name = name;
		c.body = p;
		c.body_len = (size_t)(next - p);
		fn(&c, arg);
		c.line += newlines(p, next);
		mem_free(name);
	}
}

/* ---- lines of a case --------------------------------------------------- */

void
lines_free(struct lines *l)
{
	for (u32 i = 0; i < l->n; i++)
		mem_free(l->v[i]);
	l->n = 0;
}

void
collect(const char *text, size_t len, const char *word, struct lines *out)
{
	size_t n = strlen(word);
	const char *end = text + len;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		size_t l = (size_t)((nl ? nl : end) - text);

		if (l > n && !memcmp(text, word, n) && text[n] == ' ' &&
		    out->n < LINES_MAX)
			out->v[out->n++] = mem_strndup(text + n + 1, l - n - 1);
		text += l + 1;
	}
}

/* Runs of blanks before " = " count as one. */
char *
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

/* ---- one case ---------------------------------------------------------- */

static void
parse_case_options(const struct one *c, struct cli *cli, char *words)
{
	struct lines opts = {.n = 0};
	char *argv[64] = {(char[]){"ctrace"}};
	struct buf all = BUF_INIT;
	int n;

	collect(c->head, c->head_len, "opt", &opts);
	collect(c->body, c->body_len, "opt", &opts);
	for (u32 i = 0; i < opts.n; i++)
		buf_printf(&all, "%s ", opts.v[i]);
	if (all.len)
		memcpy(words, all.data, all.len + 1);
	n = all.len ? shell_words(words, argv + 1, 60) : 0;
	cli_parse(cli, n + 1, argv, c->read);
	buf_release(&all);
	lines_free(&opts);
}

/* As --json=FILE does: notices become objects, too. */
static struct dest *
add_json(struct engine *e, const struct cli *cli)
{
	const struct settings *s = &cli->set;
	struct json_settings j = {
		.strmax = s->json_strmax,
		.fds = s->text.fds,
		.who = s->text.who,
	};
	struct dest *d = dest_memory();

	engine_add_sink(e, json_sink_new(&j, d), d, NULL);
	engine_take_messages(e, true);
	return d;
}

void
run_case(const struct one *c, struct outcome *o)
{
	char *words = mem_zalloc(c->head_len + c->body_len + 64);
	struct buf text = BUF_INIT;
	struct dest *json = NULL;
	struct capture *cap;
	struct engine *e;
	struct cli cli;

	parse_case_options(c, &cli, words);
	buf_add(&text, c->head, c->head_len);
	buf_add(&text, c->body, c->body_len);
	cap = capture_replay_open(c->file, text.data, text.len, c->line);
	e = engine_new(&cli.set, cap, cli.set.descs);
	msg_set_taker(take_message, NULL);
	o->peek.sink.ops = &peek_ops;
	o->peek.dest = dest_memory();
	engine_add_sink(e, text_sink_new(&cli.set.text, o->peek.dest),
			o->peek.dest, NULL);
	engine_add_sink(e, &o->peek.sink, o->peek.dest, NULL);
	if (o->wants_json)
		json = add_json(e, &cli);
	if (cli.action == CLI_FAIL)
		o->error = mem_strdup(cli.error.data);
	else if (engine_run(e) < 0 && capture_replay_error(cap))
		o->error = mem_strdup(capture_replay_error(cap));
	engine_free(e);
	split_lines(dest_buf(o->peek.dest), &o->got);
	dest_close(o->peek.dest);
	if (json) {
		buf_add(&o->json, dest_buf(json)->data, dest_buf(json)->len);
		dest_close(json);
	}
	cap->ops->close(cap);
	cli_release(&cli);
	buf_release(&text);
	mem_free(words);
}
