/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the two files of replay share: the state of a replay, its scene
 * (replay_scene.c) and its events (replay.c).
 */
#ifndef CTRACE_CAPTURE_REPLAY_H
#define CTRACE_CAPTURE_REPLAY_H

#include "ctrace/capture.h"

#define WORDS_MAX 32

struct segment;
struct fact_line;

struct replay {
	struct capture capture;
	struct view view;
	const char *at, *end;
	const char *file;
	unsigned line;	  /* the number of the line at `at` */
	unsigned reading; /* of the one that was peeked last: for messages */
	struct arena arena;
	struct segment *segs;
	struct fact_line *facts;
	struct map tasks; /* tids that were born */
	enum abi abi;
	u32 tid;
	u64 time, ip, sp;
	u64 mapped; /* bytes of `map` lines */
	bool born;
	char *error;
	char *words[WORDS_MAX]; /* of the line at hand */
	u32 nwords;
};

extern const struct view_ops replay_view_ops;

/* Notes what is wrong with the current line; -EINVAL. */
int replay_fail(struct replay *r, const char *why);
/* The next line that is not blank or a comment; false at the end. */
bool replay_peek_line(struct replay *r, const char **ret, size_t *ret_len);
void replay_take_line(struct replay *r, size_t len);
/* Splits into r->words; a quoted word keeps its quotes. */
void replay_split(struct replay *r, const char *line, size_t len);
/* A C number, also negative or octal. */
bool replay_number(const char *s, u64 *ret);
/* "c string" with the usual escapes; the bytes without a NUL of our own. */
u32 replay_unquote(const char *s, u8 *out);
/* Bytes in hex from word `first` on, up to a comment; at most max. */
int replay_hex_bytes(struct replay *r, u32 first, u32 max, u8 *out, u32 *ret_n);
/*
 * Takes all lines that set the scene (memory, facts, clock) and those that are
 * not about events at all. 0 or -EINVAL.
 */
int replay_scene(struct replay *r);

#endif
