/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of casecheck share: a case, and what came of it. */
#ifndef CASECHECK_H
#define CASECHECK_H

#include "cli.h"

#define LINES_MAX 64

struct one {
	const char *file, *name;
	const char *head, *body; /* file's directives, the case's */
	size_t head_len, body_len;
	unsigned line;
	cli_reader *read; /* files that its options name */
};

struct lines {
	char *v[LINES_MAX];
	u32 n;
};

/* What text showed when the call was under way. */
struct peek {
	struct sink sink;
	struct dest *dest;
	char *cuts[LINES_MAX];
	u32 n;
};

struct outcome {
	struct lines want, got, cuts;
	struct peek peek;
	bool wants_json;  /* set before: its objects are asked for */
	struct buf json;  /* one object per line */
	struct buf jdiff; /* what differs from the case's json lines */
	char *error;	  /* of the case itself */
};

/* Calls fn for each case of a file's text. */
void each_case(const char *file, const char *text, size_t len,
	       void (*fn)(const struct one *c, void *arg), void *arg);
/* The lines that begin with a word, without it. */
void collect(const char *text, size_t len, const char *word, struct lines *out);
void lines_free(struct lines *l);
/* Runs of blanks before " = " count as one; a heap string. */
char *squeeze(const char *s);
/* Runs the case: fills got, peek, json, error. */
void run_case(const struct one *c, struct outcome *o);

/* Does the case say something about its objects? */
bool case_has_json(const struct one *c);
/* Compares them; what differs is added to *diff, one line each. */
bool case_json_matches(const struct one *c, const struct buf *objects,
		       struct buf *diff);

#endif
