/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * descc: the build's compiler of descriptions.
 *
 *   descc --const-dir DIR --abi-dir DIR [--out-tables FILE] [--out-hooks FILE]
 *         [--coverage] [--layouts] [--dump CALL] [--werror] FILE...
 *   descc --format FILE
 */
#include "cc.h"
#include "format.h"
#include "show.h"

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
	const char *const_dir, *abi_dir, *tables, *hooks;
	const char *dump;
	bool coverage, layouts, werror;
};

static int
ends_in_const(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 6 && !strcmp(d->d_name + n - 6, ".const");
}

static bool
load_consts(struct cc *cc, const struct job *j)
{
	struct dirent **list = NULL;
	char path[4096];
	int n = scandir(j->const_dir, &list, ends_in_const, alphasort);
	bool ok = n > 0;

	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", j->const_dir,
			 list[i]->d_name);
		ok = consts_load(cc, path) == 0 && ok;
		free(list[i]);
	}
	free(list);
	snprintf(path, sizeof(path), "%s/errno.tbl", j->abi_dir);
	if (!ok || consts_load(cc, path) < 0) {
		fprintf(stderr, "descc: cannot read the constants in %s\n",
			j->const_dir);
		return false;
	}
	return true;
}

static struct source *
read_source(struct cc *cc, const char *path)
{
	struct source *s = arena_alloc(&cc->arena, sizeof(*s));
	struct buf b = BUF_INIT;
	FILE *f = fopen(path, "re");
	char chunk[65536];
	size_t n;

	if (!f) {
		fprintf(stderr, "descc: %s: %s\n", path, strerror(errno));
		return NULL;
	}
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(&b, chunk, n);
	fclose(f);
	s->path = path;
	s->len = b.len;
	s->text = arena_dup(&cc->arena, b.data ? b.data : "", b.len + 1);
	buf_release(&b);
	return s;
}

static bool
write_file(const char *path, const struct buf *b)
{
	FILE *f = fopen(path, "we");

	if (!f || fwrite(b->data, 1, b->len, f) != b->len || fclose(f)) {
		fprintf(stderr, "descc: %s: %s\n", path, strerror(errno));
		return false;
	}
	return true;
}

static void
check_includes(struct cc *cc, char *const *files, int n)
{
	for (const struct include *inc = cc->includes; inc; inc = inc->next) {
		size_t len = strlen(inc->name);
		bool found = false;

		for (int i = 0; i < n && !found; i++) {
			size_t all = strlen(files[i]);

			found = all >= len &&
				!strcmp(files[i] + all - len, inc->name);
		}
		if (!found)
			cc_error(cc, inc->pos, "'%s' is not among the files",
				 inc->name);
	}
}

/* Every version of a call: as --explain has it, and how it is decoded. */
static bool
dump(struct cc *cc, const struct descset *s, const char *name)
{
	struct buf b = BUF_INIT;
	const struct called *c = strmap_get(&cc->calls, name);

	for (const struct called *v = c; v; v = v->next) {
		desc_show_call(s, v->id, 0, &b);
		show_plan(s, v->id, &b);
	}
	fputs(b.data ? b.data : "", stdout);
	buf_release(&b);
	return c != NULL;
}

static int
finish(struct cc *cc, const struct job *j)
{
	struct buf b = BUF_INIT;
	struct descset s;
	bool ok = true;

	if (cc->errors.len)
		fputs(cc->errors.data, stderr);
	if (cc->nerrors || (j->werror && cc->nwarnings))
		return 1;
	cc_fill_set(cc, &s);
	if (j->tables) {
		emit_tables(&s, &b);
		ok = write_file(j->tables, &b);
		buf_reset(&b);
	}
	if (j->hooks) {
		emit_hooks(&s, &b);
		ok = write_file(j->hooks, &b) && ok;
		buf_reset(&b);
	}
	if (j->coverage) {
		lower_coverage(cc, &b);
		fputs(b.data, stdout);
		buf_reset(&b);
	}
	if (j->layouts) {
		emit_layouts(cc, &b);
		fputs(b.data, stdout);
	}
	if (j->dump && !dump(cc, &s, j->dump)) {
		fprintf(stderr, "descc: no call '%s'\n", j->dump);
		ok = false;
	}
	buf_release(&b);
	return ok ? 0 : 1;
}

/* To the standard output; a file with errors is not touched. */
static int
format_file(const char *path)
{
	struct buf b = BUF_INIT;
	struct source *src;
	struct cc cc;
	int rc = 1;

	cc_init(&cc);
	src = read_source(&cc, path);
	if (src)
		parse_file(&cc, src);
	if (src && cc.nerrors) {
		fputs(cc.errors.data, stderr);
	} else if (src) {
		format_text(&cc, src, &b);
		rc = fwrite(b.data, 1, b.len, stdout) == b.len ? 0 : 1;
	}
	buf_release(&b);
	cc_release(&cc);
	return rc;
}

static bool
parse_args(int argc, char **argv, struct job *j)
{
	static const struct option options[] = {
		{"const-dir", required_argument, NULL, 'c'},
		{"abi-dir", required_argument, NULL, 'a'},
		{"out-tables", required_argument, NULL, 't'},
		{"out-hooks", required_argument, NULL, 'h'},
		{"coverage", no_argument, NULL, 'C'},
		{"layouts", no_argument, NULL, 'L'},
		{"dump", required_argument, NULL, 'D'},
		{"werror", no_argument, NULL, 'W'},
		{NULL, 0, NULL, 0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			j->const_dir = optarg;
			break;
		case 'a':
			j->abi_dir = optarg;
			break;
		case 't':
			j->tables = optarg;
			break;
		case 'h':
			j->hooks = optarg;
			break;
		case 'C':
			j->coverage = true;
			break;
		case 'L':
			j->layouts = true;
			break;
		case 'D':
			j->dump = optarg;
			break;
		case 'W':
			j->werror = true;
			break;
		default:
			return false;
		}
	}
	return j->const_dir && j->abi_dir && optind < argc;
}

int
main(int argc, char **argv)
{
	struct job j = {0};
	struct cc cc;
	int rc;

	if (argc == 3 && !strcmp(argv[1], "--format"))
		return format_file(argv[2]);
	if (!parse_args(argc, argv, &j)) {
		fputs("usage: descc --const-dir DIR --abi-dir DIR "
		      "[--out-tables F] [--out-hooks F]\n"
		      "             [--coverage] [--layouts] [--dump CALL] "
		      "[--werror] FILE...\n"
		      "       descc --format FILE\n",
		      stderr);
		return 1;
	}
	cc_init(&cc);
	if (!load_consts(&cc, &j)) {
		cc_release(&cc);
		return 1;
	}
	for (int i = optind; i < argc; i++) {
		struct source *s = read_source(&cc, argv[i]);

		if (!s) {
			cc_release(&cc);
			return 1;
		}
		parse_file(&cc, s);
	}
	check_includes(&cc, argv + optind, argc - optind);
	consts_settle(&cc);
	if (!cc.nerrors)
		lower_calls(&cc);
	if (!cc.nerrors)
		lower_numbers(&cc, j.abi_dir);
	cc_limits(&cc);
	rc = finish(&cc, &j);
	cc_release(&cc);
	return rc;
}
