/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hostile file of decoder cases: whatever its bytes, each case runs to its
 * end or says in which line it cannot; its text is one that could be printed,
 * its objects are well formed, and comparing them with its own json lines is
 * no trouble, either.
 */
#include "fuzz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/cli/casecheck.h"

#define CASES_MAX 20
#define NAME "f.case"

/* No file is opened: what --describe names does not exist. */
static int
no_file(const char *path, struct buf *ret)
{
	(void)path, (void)ret;
	return -ENOENT;
}

static void
must_be_text(const struct lines *l)
{
	for (u32 i = 0; i < l->n; i++)
		must(!strchr(l->v[i], '\n'));
}

static void
release(struct outcome *o)
{
	for (u32 i = 0; i < o->peek.n; i++)
		mem_free(o->peek.cuts[i]);
	lines_free(&o->got);
	lines_free(&o->want);
	buf_release(&o->json);
	buf_release(&o->jdiff);
	mem_free(o->error);
	mem_free(o);
}

static void
run(const struct one *given, void *arg)
{
	struct outcome *o = mem_zalloc(sizeof(*o));
	struct one c = *given;
	u32 *left = arg;

	c.read = no_file;
	if (*left && (*left)--) {
		o->wants_json = true;
		collect(c.body, c.body_len, "text", &o->want);
		run_case(&c, o);
		must_be_text(&o->got);
		must(!o->error || *o->error);
		case_json_matches(&c, &o->json, &o->jdiff);
		must(!o->jdiff.len ||
		     !strstr(o->jdiff.data, "the object is no JSON"));
	}
	release(o);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_alloc(size + 1);
	u32 left = CASES_MAX;

	setenv("TZ", "UTC", 1);
	memcpy(text, data, size);
	text[size] = '\0';
	each_case(NAME, text, size, run, &left);
	mem_free(text);
	return 0;
}
