/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * abigen: the number tables as C. Runs at build time, on the build machine.
 *
 *   abigen --abi-dir DIR --ioctl FILE --out FILE
 *   abigen DIR FILE FILE
 *
 * Reads DIR/{x86_64,i386,x32,errno,signals}.tbl and the names of ioctl
 * commands; syscalls/README has the columns. What it writes is sorted and says
 * nothing about when, where or by whom, so that the same input gives the same
 * bytes. A line that makes no sense, a number or a name that occurs twice: one
 * message with file and line, exit 1.
 *
 * Names go into pools, equal ones once; a table holds offsets into one. That
 * of ioctl commands is written packed.
 */
#include "tables.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_NUMBER 4096
#define FIRST_REALTIME 32
#define LAST_REALTIME 64

/* ---- reading ----------------------------------------------------------- */

struct source {
	char *path;
	FILE *f;
	unsigned line;
	char *text;
	size_t cap;
};

static _Noreturn void
fail(const struct source *s, const char *what)
{
	fprintf(stderr, "%s:%u: %s\n", s->path, s->line, what);
	exit(1);
}

static void
source_open(struct source *s, const char *dir, const char *file)
{
	struct buf path = BUF_INIT;

	if (dir)
		buf_printf(&path, "%s/", dir);
	buf_puts(&path, file);
	*s = (struct source){.path = buf_take(&path)};
	s->f = fopen(s->path, "re");
	if (!s->f) {
		fprintf(stderr, "%s: %s\n", s->path, strerror(errno));
		exit(1);
	}
}

static void
source_close(struct source *s)
{
	fclose(s->f);
	free(s->text);
	mem_free(s->path);
}

/* The next line with something in it, without its newline; NULL at the end. */
static char *
source_next(struct source *s)
{
	while (getline(&s->text, &s->cap, s->f) >= 0) {
		s->line++;
		s->text[strcspn(s->text, "\n")] = '\0';
		if (*s->text && *s->text != '#')
			return s->text;
	}
	return NULL;
}

/* Cuts the first word off *p; "" at the end. */
static char *
word(char **p)
{
	char *start = *p + strspn(*p, " \t");
	char *end = start + strcspn(start, " \t");

	*p = *end ? end + 1 : end;
	*end = '\0';
	return start;
}

static u32
number(const struct source *s, const char *text, u64 max)
{
	u64 v;

	if (!num_parse_u64(text, &v) || v > max)
		fail(s, "expected a number");
	return (u32)v;
}

/* ---- the pool ---------------------------------------------------------- */

struct pool {
	struct strmap offsets; /* name to offset */
	struct buf text;       /* names, with a NUL before each */
	u32 step;	       /* a name starts at a multiple of this */
	u32 max;	       /* and at this multiple at most */
};

struct gen {
	struct pool names;    /* of calls, errors, signals */
	struct pool commands; /* of ioctl */
	struct buf out;	      /* the C text of everything else */
};

static u32
intern(struct pool *p, const char *name)
{
	uintptr_t at = (uintptr_t)strmap_get(&p->offsets, name);

	if (at)
		return (u32)at;
	do /* never at 0, which means: no name */
		buf_putc(&p->text, '\0');
	while (p->text.len % p->step);
	at = p->text.len / p->step;
	if (at > p->max) {
		fprintf(stderr, "abigen: the names are too long for a pool\n");
		exit(1);
	}
	strmap_put(&p->offsets, name, (void *)at);
	buf_puts(&p->text, name);
	return (u32)at;
}

static void
put_pool(const struct pool *p, FILE *f)
{
	fputs("const char abi_pool[] =\n", f);
	for (size_t i = 0; i < p->text.len; i += strlen(p->text.data + i) + 1)
		fprintf(f, "\t\"%s\\0\"\n", p->text.data + i);
	fputs(";\n\n", f);
}

static void
pool_release(struct pool *p)
{
	strmap_release(&p->offsets);
	buf_release(&p->text);
}

/* ---- numbers and names ------------------------------------------------- */

struct row {
	u32 nr;
	bool alias;
	char *name;
};
struct rows {
	struct row v[MAX_NUMBER];
	u32 n;
};

static void
rows_add(struct rows *r, const struct source *s, u32 nr, bool alias,
	 const char *name)
{
	if (!*name || strpbrk(name, "\"\\"))
		fail(s, "expected a name");
	if (r->n == MAX_NUMBER)
		fail(s, "too many lines");
	for (u32 i = 0; i < r->n; i++) {
		if (!strcasecmp(r->v[i].name, name))
			fail(s, "the name was there before");
		if (!alias && !r->v[i].alias && r->v[i].nr == nr)
			fail(s, "the number was there before");
	}
	r->v[r->n++] = (struct row){nr, alias, mem_strdup(name)};
}

/* Lines `NUMBER NAME ...` and `alias NAME NUMBER`. */
static struct rows *
rows_read(const char *dir, const char *file)
{
	struct rows *r = mem_zalloc(sizeof(*r));
	struct source s;
	char *p;

	source_open(&s, dir, file);
	while ((p = source_next(&s))) {
		char *first = word(&p), *second = word(&p);

		if (!strcmp(first, "alias"))
			rows_add(r, &s, number(&s, word(&p), MAX_NUMBER - 1),
				 true, second);
		else
			rows_add(r, &s, number(&s, first, MAX_NUMBER - 1),
				 false, second);
	}
	source_close(&s);
	return r;
}

static void
rows_free(struct rows *r)
{
	for (u32 i = 0; i < r->n; i++)
		mem_free(r->v[i].name);
	mem_free(r);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->name,
		      ((const struct row *)b)->name);
}

static int
by_name_any_case(const void *a, const void *b)
{
	return strcasecmp(((const struct row *)a)->name,
			  ((const struct row *)b)->name);
}

/* NAME_names[] and NAME_sorted[]; returns the length of the former. */
static u32
put_rows(struct gen *g, struct rows *r, const char *name,
	 int (*compare)(const void *, const void *))
{
	u32 names[MAX_NUMBER] = {0}, n = 0;

	for (u32 i = 0; i < r->n; i++) {
		if (r->v[i].alias)
			continue;
		names[r->v[i].nr] = intern(&g->names, r->v[i].name);
		if (r->v[i].nr >= n)
			n = r->v[i].nr + 1;
	}
	buf_printf(&g->out, "static const u16 %s_names[] = {\n", name);
	for (u32 i = 0; i < n; i++)
		buf_printf(&g->out, "%s%u,%s", i % 10 ? " " : "\t", names[i],
			   i % 10 == 9 || i == n - 1 ? "\n" : "");
	buf_printf(&g->out,
		   "};\nstatic const struct abi_name %s_sorted[] = {\n", name);
	qsort(r->v, r->n, sizeof(r->v[0]), compare);
	for (u32 i = 0; i < r->n; i++)
		buf_printf(&g->out, "\t{ %u, %u }, /* %s */\n",
			   intern(&g->names, r->v[i].name), r->v[i].nr,
			   r->v[i].name);
	buf_puts(&g->out, "};\n");
	return n;
}

static void
put_numbers(struct gen *g, const char *name, u32 n, u32 nsorted)
{
	buf_printf(&g->out, "{ %s_names, %u, %s_sorted, %u }", name, n, name,
		   nsorted);
}

static void
put_calls(struct gen *g, const char *dir)
{
	u32 n[ABI_N], nsorted[ABI_N];

	for (int a = 0; a < ABI_N; a++) {
		const char *name = abi_info((enum abi)a)->name;
		struct buf file = BUF_INIT;
		struct rows *r;

		buf_printf(&file, "%s.tbl", name);
		r = rows_read(dir, file.data);
		n[a] = put_rows(g, r, name, by_name);
		nsorted[a] = r->n;
		rows_free(r);
		buf_release(&file);
	}
	buf_puts(&g->out, "const struct abi_numbers abi_calls[ABI_N] = {\n");
	for (int a = 0; a < ABI_N; a++) {
		buf_putc(&g->out, '\t');
		put_numbers(g, abi_info((enum abi)a)->name, n[a], nsorted[a]);
		buf_puts(&g->out, ",\n");
	}
	buf_puts(&g->out, "};\n\n");
}

static void
put_errnos(struct gen *g, const char *dir)
{
	struct rows *r = rows_read(dir, "errno.tbl");
	u32 n = put_rows(g, r, "errno", by_name_any_case);

	buf_puts(&g->out, "const struct abi_numbers abi_errnos = ");
	put_numbers(g, "errno", n, r->n);
	buf_puts(&g->out, ";\n\n");
	rows_free(r);
}

/* The real-time signals have no names in the kernel; these are strace's. */
static void
put_signals(struct gen *g, const char *dir)
{
	struct rows *r = rows_read(dir, "signals.tbl");
	struct source none = {.path = "real-time signals"};
	u32 n;

	rows_add(r, &none, FIRST_REALTIME, false, "SIGRTMIN");
	for (u32 i = FIRST_REALTIME + 1; i <= LAST_REALTIME; i++) {
		struct buf name = BUF_INIT;

		buf_printf(&name, "SIGRT_%u", i - FIRST_REALTIME);
		rows_add(r, &none, i, false, name.data);
		buf_release(&name);
	}
	n = put_rows(g, r, "signal", by_name_any_case);
	buf_puts(&g->out, "const struct abi_numbers abi_signals = ");
	put_numbers(g, "signal", n, r->n);
	buf_puts(&g->out, ";\n\n");
	rows_free(r);
}

/* ---- ioctl commands ---------------------------------------------------- */

/* "*" or a comma list of ABI suffixes, as bits of 1 << abi. */
static u32
abi_bits(const struct source *s, char *list)
{
	u32 bits = 0;
	char *save, *w;

	if (!strcmp(list, "*"))
		return (1u << ABI_N) - 1;
	for (w = strtok_r(list, ",", &save); w;
	     w = strtok_r(NULL, ",", &save)) {
		int a = 0;

		while (a < ABI_N && strcmp(abi_info((enum abi)a)->suffix, w))
			a++;
		if (a == ABI_N || bits & 1u << a)
			fail(s, "expected * or some of 64,32,x32");
		bits |= 1u << a;
	}
	if (!bits)
		fail(s, "expected * or some of 64,32,x32");
	return bits;
}

static void
put_ioctls(struct gen *g, const char *path)
{
	struct source s;
	struct buf rows = BUF_INIT;
	u32 n = 0, last = 0, seen = 0;
	char *p;

	source_open(&s, NULL, path);
	buf_puts(&g->out, "const u32 abi_ioctl_numbers[] = {\n");
	while ((p = source_next(&s))) {
		u32 nr = number(&s, word(&p), UINT32_MAX);
		u32 bits = abi_bits(&s, word(&p));

		if (n && nr < last)
			fail(&s, "the numbers are not sorted");
		if (n && nr == last && bits & seen)
			fail(&s, "the number has a name for this ABI already");
		if (!*p || strpbrk(p, "\"\\"))
			fail(&s, "expected a name");
		seen = n && nr == last ? seen | bits : bits;
		last = nr;
		n++;
		buf_printf(&g->out, "\t0x%xu,\n", nr);
		buf_printf(&rows, "\t{ %u, %u },\n", intern(&g->commands, p),
			   bits);
	}
	source_close(&s);
	buf_printf(&g->out,
		   "};\nconst struct abi_ioctl abi_ioctls[] = {\n%s};\n"
		   "const u32 abi_ioctl_n = %u;\n\n",
		   rows.data, n);
	buf_release(&rows);
	packed_emit("abi_ioctl_names", g->commands.text.data,
		    g->commands.text.len + 1, &g->out);
}

/* ---- all of it --------------------------------------------------------- */

static int
write_file(const struct gen *g, const char *path)
{
	FILE *f = fopen(path, "we");

	if (f) {
		fprintf(f, "/* Generated by abigen from syscalls/abi/ and "
			   "syscalls/ioctl/. */\n"
			   "#include \"tables.h\"\n\n");
		put_pool(&g->names, f);
		fputs(g->out.data, f);
		if (!ferror(f) && !fclose(f))
			return 0;
	}
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	return 1;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{"abi-dir", required_argument, NULL, 0},
		{"ioctl", required_argument, NULL, 1},
		{"out", required_argument, NULL, 2},
		{NULL, 0, NULL, 0},
	};
	const char *path[3] = {NULL, NULL, NULL};
	struct gen g = {
		.names = {STRMAP_INIT, .step = 1, .max = UINT16_MAX},
		.commands = {STRMAP_INIT, .step = ABI_IOCTL_STEP,
			     .max = UINT16_MAX >> ABI_N},
	};
	int c, r;

	while ((c = getopt_long(argc, argv, "", options, NULL)) >= 0 && c < 3)
		path[c] = optarg;
	for (int i = 0; i < 3 && optind < argc; i++)
		if (!path[i])
			path[i] = argv[optind++];
	if (c >= 0 || !path[0] || !path[1] || !path[2] || optind < argc) {
		fprintf(stderr,
			"usage: %s --abi-dir DIR --ioctl FILE "
			"--out FILE\n",
			argv[0]);
		return 1;
	}
	put_calls(&g, path[0]);
	put_errnos(&g, path[0]);
	put_signals(&g, path[0]);
	put_ioctls(&g, path[1]);
	r = write_file(&g, path[2]);
	pool_release(&g.names);
	pool_release(&g.commands);
	buf_release(&g.out);
	return r;
}
