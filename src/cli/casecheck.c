/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * casecheck: decoder tests as data. Each case runs the whole path: replay,
 * decode, filter, sinks; its text is compared line by line, what was shown at
 * entry against its `cut`, its JSON by members.
 *
 *   casecheck [-q] [--by-call] [--no-cut] [--split] [--json] [--known LIST]
 *             [--json-out FILE] [--every N] FILE...
 *
 * LIST names cases that are known to fail, one per line: file, case and reason,
 * separated by tabs. They are counted by reason; one that passes is a failure,
 * so that the list stays true. --split checks, in place of the text, that what
 * was shown at entry is the beginning of the whole line; --json, that the text
 * stays as it is when the case is written as JSON, too, and that this is well
 * formed. --json-out appends the objects of all cases to FILE; --every runs one
 * case of N, evenly over all files.
 */
#include "casecheck.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct totals {
	u32 passed, failed, cut_only, known;
	bool quiet, by_call, no_cut, split, json;
	bool bad;	     /* a file could not be read or written */
	FILE *objects;	     /* where objects are appended, or NULL */
	u32 every, met;	     /* one of so many cases runs; how many were met */
	struct strmap calls; /* struct tally */
	struct strmap expected; /* "FILE\tCASE" -> reason */
	struct strmap reasons;	/* struct tally: failed = how many cases */
	char *list;		/* the text of the list */
};
struct tally {
	u32 passed, failed;
};

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

/*
 * The text at entry is the one that was kept of a plain run; where this text
 * does not dereference and the objects do, it may end elsewhere.
 */
static bool
cuts_are_kept(const struct outcome *o)
{
	if (o->cuts.n != o->peek.n)
		return false;
	for (u32 i = 0; i < o->cuts.n; i++)
		if (strncmp(o->cuts.v[i], o->peek.cuts[i],
			    u64_min(strlen(o->cuts.v[i]),
				    strlen(o->peek.cuts[i]))) != 0)
			return false;
	return true;
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
print_diff(const struct one *c, const struct outcome *o, bool text_ok,
	   bool cut_ok)
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
	if (o->jdiff.len)
		fputs(o->jdiff.data, stdout);
	if (text_ok && !cut_ok)
		printf("-cut %s\n+cut %s\n",
		       o->cuts.n ? o->cuts.v[0] : "(all arguments)",
		       o->peek.n ? o->peek.cuts[0] : "(nothing)");
}

static struct tally *
tally_of(struct strmap *m, const char *key)
{
	struct tally *y = strmap_get(m, key);

	if (!y) {
		y = mem_zalloc(sizeof(*y));
		strmap_put(m, key, y);
	}
	return y;
}

static void
count(struct totals *t, const struct one *c, bool ok)
{
	size_t n = strcspn(c->name, ".-");
	char *call = mem_strndup(c->name, n);
	struct tally *y = tally_of(&t->calls, call);

	if (ok)
		y->passed++;
	else
		y->failed++;
	mem_free(call);
}

/* True: the outcome is as the list of known failures says. */
static bool
was_expected(struct totals *t, const struct one *c, bool ok)
{
	const char *slash = strrchr(c->file, '/');
	struct buf key = BUF_INIT;
	const char *reason;

	buf_printf(&key, "%s\t%s", slash ? slash + 1 : c->file, c->name);
	reason = strmap_get(&t->expected, key.data);
	buf_release(&key);
	if (!reason)
		return false;
	if (ok) {
		t->failed++;
		printf("not ok %s: %s: it passes now, take it off the list\n",
		       c->file, c->name);
		return true;
	}
	t->known++;
	tally_of(&t->reasons, reason)->failed++;
	return true;
}

/* The entry's text is the beginning of the same call's line. */
static bool
split_matches(const struct outcome *o)
{
	u32 line = 0;

	for (u32 i = 0; i < o->peek.n; i++) {
		const char *cut = o->peek.cuts[i];
		size_t n = strlen(cut);

		while (line < o->got.n && strncmp(o->got.v[line], cut, n) != 0)
			line++;
		if (line++ == o->got.n)
			return false;
	}
	return true;
}

/* What of a case is as it says. */
struct judgement {
	bool text, cut, json;
};

static struct judgement
judge(const struct one *c, struct outcome *o, const struct totals *t)
{
	/* one that says only what its objects are is not about text */
	bool silent = !o->want.n && !t->split && !t->json && case_has_json(c);
	struct judgement v = {.text = !o->error, .cut = true, .json = true};

	if (v.text && !silent)
		v.text = t->split ? split_matches(o) : text_matches(o);
	if (t->json)
		v.cut = cuts_are_kept(o);
	else if (!t->no_cut && !t->split && !silent)
		v.cut = cut_matches(o);
	if (o->wants_json)
		v.json = case_json_matches(c, &o->json, &o->jdiff);
	return v;
}

static void
tell(const struct one *c, const struct outcome *o, struct totals *t,
     struct judgement v)
{
	bool ok = v.text && v.cut && v.json;

	count(t, c, ok);
	if (was_expected(t, c, ok))
		return;
	if (ok) {
		t->passed++;
		return;
	}
	t->failed++;
	t->cut_only += v.text && v.json;
	if (t->quiet)
		printf("%s: %s\n", c->file, c->name);
	else if (!t->by_call)
		print_diff(c, o, v.text, v.cut);
}

static void
outcome_free(struct outcome *o)
{
	for (u32 i = 0; i < o->peek.n; i++)
		mem_free(o->peek.cuts[i]);
	lines_free(&o->want);
	lines_free(&o->got);
	lines_free(&o->cuts);
	buf_release(&o->json);
	buf_release(&o->jdiff);
	mem_free(o->error);
	mem_free(o);
}

/* What the case shows without a sink for JSON, at entry and at exit. */
static void
want_plain_text(const struct one *c, struct outcome *o)
{
	struct outcome *plain = mem_zalloc(sizeof(*plain));

	run_case(c, plain);
	lines_free(&o->want);
	lines_free(&o->cuts);
	o->want = plain->got;
	plain->got.n = 0;
	for (u32 i = 0; i < plain->peek.n; i++)
		o->cuts.v[o->cuts.n++] = plain->peek.cuts[i];
	plain->peek.n = 0;
	outcome_free(plain);
}

static void
check_case(const struct one *c, struct totals *t)
{
	struct outcome *o;

	if (t->met++ % t->every)
		return;
	o = mem_zalloc(sizeof(*o));
	collect(c->body, c->body_len, "cut", &o->cuts);
	collect(c->body, c->body_len, "text", &o->want);
	for (u32 i = 0; i < o->want.n; i++) {
		char *s = squeeze(o->want.v[i]);

		mem_free(o->want.v[i]);
		o->want.v[i] = s;
	}
	o->wants_json = t->json || t->objects || case_has_json(c);
	if (t->json)
		want_plain_text(c, o);
	run_case(c, o);
	if (t->objects)
		fwrite(o->json.data, 1, o->json.len, t->objects);
	tell(c, o, t, judge(c, o, t));
	outcome_free(o);
}

/* ---- files ------------------------------------------------------------- */

static void
check_one(const struct one *c, void *arg)
{
	check_case(c, arg);
}

static bool
read_whole(const char *path, struct buf *b)
{
	FILE *f = fopen(path, "re");
	char chunk[65536];
	size_t n;

	if (!f) {
		fprintf(stderr, "casecheck: %s: %s\n", path, strerror(errno));
		return false;
	}
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(b, chunk, n);
	fclose(f);
	return true;
}

static bool
check_file(const char *path, struct totals *t)
{
	struct buf b = BUF_INIT;
	bool ok = read_whole(path, &b);

	if (b.len)
		each_case(path, b.data, b.len, check_one, t);
	buf_release(&b);
	return ok;
}

static bool
load_known(const char *path, struct totals *t)
{
	struct buf b = BUF_INIT;
	char *line, *save, *tab;

	if (!read_whole(path, &b))
		return false;
	t->list = b.len ? buf_take(&b) : NULL;
	for (line = strtok_r(t->list, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		tab = strchr(line, '\t');
		tab = tab ? strchr(tab + 1, '\t') : NULL;
		if (*line == '#' || !tab)
			continue;
		*tab = '\0';
		strmap_put(&t->expected, line, tab + 1);
	}
	return true;
}

static void
print_reasons(struct totals *t)
{
	size_t pos = 0;
	const char *reason;
	void *v;

	while (strmap_next(&t->reasons, &pos, &reason, &v)) {
		printf("# %u known: %s\n", ((struct tally *)v)->failed, reason);
		mem_free(v);
	}
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

static bool
open_json(const char *path, struct totals *t)
{
	t->objects = fopen(path, "ae");
	if (!t->objects)
		fprintf(stderr, "casecheck: %s: %s\n", path, strerror(errno));
	return t->objects != NULL;
}

static bool
close_json(struct totals *t)
{
	bool bad = t->objects && ferror(t->objects);

	bad = (t->objects && fclose(t->objects) != 0) || bad;
	if (bad)
		fprintf(stderr, "casecheck: cannot write the objects: %s\n",
			strerror(errno));
	return !bad;
}

static void
usage(void)
{
	fprintf(stderr, "usage: casecheck [-q] [--by-call] [--no-cut] "
			"[--split] [--json] [--known LIST]\n"
			"                 [--json-out FILE] [--every N] "
			"FILE...\n");
}

/* One option, and its argument if it has one; 0: it is unknown or bad. */
static int
take_option(char **arg, struct totals *t)
{
	u64 n;

	if (!strcmp(*arg, "-q"))
		t->quiet = true;
	else if (!strcmp(*arg, "--by-call"))
		t->by_call = true;
	else if (!strcmp(*arg, "--no-cut"))
		t->no_cut = true;
	else if (!strcmp(*arg, "--split"))
		t->split = true;
	else if (!strcmp(*arg, "--json"))
		t->json = true;
	else if (!strcmp(*arg, "--known") && arg[1])
		return t->bad |= !load_known(arg[1], t), 2;
	else if (!strcmp(*arg, "--json-out") && arg[1])
		return t->bad |= !open_json(arg[1], t), 2;
	else if (!strcmp(*arg, "--every") && arg[1] &&
		 num_parse_u64(arg[1], &n) && n && n < UINT32_MAX)
		return t->every = (u32)n, 2;
	else
		return 0;
	return 1;
}

int
main(int argc, char **argv)
{
	struct totals t = {.every = 1};
	int i, n;

	setenv("TZ", "UTC", 1);
	for (i = 1; i < argc && *argv[i] == '-'; i += n) {
		n = take_option(argv + i, &t);
		if (!n) {
			usage();
			return 1;
		}
	}
	for (; i < argc; i++)
		t.bad |= !check_file(argv[i], &t);
	t.bad |= !close_json(&t);
	print_calls(&t);
	print_reasons(&t);
	printf("%u passed, %u failed (%u of them only at the cut), %u known\n",
	       t.passed, t.failed, t.cut_only, t.known);
	strmap_release(&t.calls);
	strmap_release(&t.expected);
	strmap_release(&t.reasons);
	mem_free(t.list);
	return t.bad || t.failed ? 1 : 0;
}
