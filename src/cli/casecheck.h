/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two files of casecheck share: a case, and what came of it. */
#ifndef CASECHECK_H
#define CASECHECK_H

#include "cli.h"

#define LINES_MAX 64

struct one {
	const char *file, *name;
	const char *head, *body; /* file's directives, the case's */
	size_t head_len, body_len;
	unsigned line;
	bool json; /* as JSON too */
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
	struct lines json, objects; /* what they name, what was written */
	struct peek peek;
	char *error; /* of the case itself */
};

/* The lines that begin with a word, without it. */
void collect(const char *text, size_t len, const char *word, struct lines *out);
void lines_free(struct lines *l);
/* Runs of blanks before " = " count as one; a heap string. */
char *squeeze(const char *s);
/* Runs the case: fills got, objects, peek, error. */
void run_case(const struct one *c, struct outcome *o);
/*
 * What is wrong with a line of JSON: it is none, or it lacks something of
 * part (may be NULL). A heap string, NULL if all is well.
 */
char *json_fault(const char *line, const char *part);

#endif
