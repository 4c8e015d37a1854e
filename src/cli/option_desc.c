/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tables say, and what a user adds to them: --describe, --explain.
 */
#include "opts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FILE_MAX (16u << 20)

/* The whole file, or -errno; -EFBIG beyond what any description needs. */
static int
read_file(const char *path, struct buf *ret)
{
	FILE *f = fopen(path, "re");
	char chunk[65536];
	int rc = 0;
	size_t n;

	if (!f)
		return -errno;
	while (!rc && (n = fread(chunk, 1, sizeof(chunk), f)) > 0) {
		buf_add(ret, chunk, n);
		if (ret->len > FILE_MAX)
			rc = -EFBIG;
	}
	if (!rc && ferror(f))
		rc = errno ? -errno : -EIO;
	fclose(f);
	return rc;
}

/* Each file lies over the ones before it. */
void
opt_describe(struct parse *p, const char *path)
{
	const struct descset *set, *below = p->c->set.descs;
	struct buf text = BUF_INIT;
	char *messages = NULL;
	int rc = read_file(path, &text);

	if (rc < 0) {
		opt_fail(p, false, "cannot read '%s': %s", path, strerror(-rc));
		buf_release(&text);
		return;
	}
	rc = desc_layer_new(below, path, text.data ? text.data : "", text.len,
			    &set, &messages);
	if (rc < 0) {
		size_t n = strlen(messages);

		while (n && messages[n - 1] == '\n')
			messages[--n] = '\0';
		opt_fail(p, false, "the descriptions in '%s' have errors\n%s",
			 path, messages);
	} else {
		if (below != &desc_builtin)
			desc_layer_free(below);
		p->c->set.descs = set;
	}
	mem_free(messages);
	buf_release(&text);
}
