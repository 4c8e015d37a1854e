/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replay: the second capture back end. Events and memory come from the lines
 * of one case (tests/README has the format), so that a decoder's test needs
 * neither ptrace nor a kernel feature.
 *
 * Lines are read as events are asked for. Lines of memory and facts that
 * follow an event's line belong to it: they are laid down before the event is
 * reported. Memory is a stack of segments; the newest that covers a byte has
 * it, and a byte that none covers is unreadable.
 */
#include "ctrace/capture.h"

#include "facts.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#define SEG_MAX (1 << 26)
#define WORDS_MAX 32

struct segment {
	struct segment *older;
	u64 addr, len;
	u8 *data;
};

struct fact_line {
	struct fact_line *next;
	enum fact what;
	u64 key, key2;
	char *value;
};

struct replay {
	struct capture capture;
	struct view view;
	const char *at, *end;
	const char *file;
	unsigned line;
	struct arena arena;
	struct segment *segs;
	struct fact_line *facts;
	enum abi abi;
	u32 tid;
	u64 time, ip;
	bool born, ended;
	char *error;
	char *words[WORDS_MAX];
	u32 nwords;
	struct event ready;
	bool has_ready;
};

static struct replay *
self(struct capture *c)
{
	return (struct replay *)c;
}

static int
fail(struct replay *r, const char *why)
{
	struct buf b = BUF_INIT;

	if (!r->error) {
		buf_printf(&b, "%s:%u: %s", r->file, r->line, why);
		r->error = buf_take(&b);
	}
	return -EINVAL;
}

/* ---- memory ------------------------------------------------------------ */

static s64
replay_read(struct view *v, taddr addr, void *buf, size_t len)
{
	struct replay *r =
		(struct replay *)((char *)v - offsetof(struct replay, view));
	size_t done = 0;

	while (done < len) {
		u64 at = addr + done, n = 0;
		struct segment *s, *hit = NULL;

		if (at < addr)
			break;
		for (s = r->segs; s; s = s->older) {
			if (!hit && at >= s->addr && at - s->addr < s->len) {
				hit = s;
				n = u64_min(len - done,
					    s->len - (at - s->addr));
				break;
			}
		}
		if (!hit)
			break;
		/* a newer segment may begin inside */
		for (s = r->segs; s != hit; s = s->older)
			if (s->addr > at && s->addr - at < n)
				n = s->addr - at;
		memcpy((u8 *)buf + done, hit->data + (at - hit->addr), n);
		done += n;
	}
	return (s64)done;
}

static int
replay_fact(struct view *v, enum fact what, u64 key, u64 key2, struct buf *ret)
{
	struct replay *r =
		(struct replay *)((char *)v - offsetof(struct replay, view));

	for (struct fact_line *f = r->facts; f; f = f->next) {
		if (f->what != what || f->key != key || f->key2 != key2)
			continue;
		buf_puts(ret, f->value);
		return 0;
	}
	return what == FACT_IFNAME ? facts_ask(0, what, 0, key2, ret)
				   : -ENODATA;
}

static const struct view_ops replay_view = {
	.read = replay_read,
	.fact = replay_fact,
};

static void
add_segment(struct replay *r, u64 addr, const void *data, u64 len, u8 fill)
{
	struct segment *s = arena_alloc(&r->arena, sizeof(*s));

	s->addr = addr;
	s->len = len;
	s->data = arena_alloc(&r->arena, len + 1);
	if (data)
		memcpy(s->data, data, len);
	else
		memset(s->data, fill, len);
	s->older = r->segs;
	r->segs = s;
}

/* ---- lines ------------------------------------------------------------- */

/* The next line that is not blank or a comment; false at the end. */
static bool
peek_line(struct replay *r, const char **ret, size_t *ret_len)
{
	while (r->at < r->end) {
		const char *nl = memchr(r->at, '\n', (size_t)(r->end - r->at));
		size_t len = (size_t)((nl ? nl : r->end) - r->at);

		if (len && *r->at != '#' && !isspace((u8)*r->at)) {
			*ret = r->at;
			*ret_len = len;
			return true;
		}
		r->at += len + 1;
		r->line++;
	}
	return false;
}

static void
take_line(struct replay *r, size_t len)
{
	r->at += len + 1;
	r->line++;
}

static bool
is_word(const char *line, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && !memcmp(line, word, n) &&
	       (len == n || line[n] == ' ');
}

/* Splits into words; a quoted word keeps its quotes. */
static void
split(struct replay *r, const char *line, size_t len)
{
	char *s = arena_alloc(&r->arena, len + 1);

	memcpy(s, line, len);
	r->nwords = 0;
	while (*s && r->nwords < WORDS_MAX) {
		while (*s == ' ' || *s == '\t')
			*s++ = '\0';
		if (!*s)
			break;
		r->words[r->nwords++] = s;
		if (*s == '"') {
			for (s++; *s && *s != '"'; s++)
				if (*s == '\\' && s[1])
					s++;
			if (*s)
				s++;
		}
		while (*s && *s != ' ' && *s != '\t')
			s++;
	}
}

static bool
number(const char *s, u64 *ret)
{
	s64 neg;
	size_t n = strlen(s);

	if (n > 1 && s[0] == '0' && isdigit((u8)s[1])) {
		char *end;

		*ret = strtoull(s, &end, 8);
		return !*end;
	}
	if (*s == '-') {
		if (!num_parse_s64(s, &neg))
			return false;
		*ret = (u64)neg;
		return true;
	}
	return num_parse_u64(s, ret);
}

/* "c string" with the usual escapes; the bytes without a NUL of our own. */
static u32
unquote(const char *s, u8 *out)
{
	u32 n = 0;

	for (s++; *s && *s != '"'; s++) {
		if (*s != '\\') {
			out[n++] = (u8)*s;
			continue;
		}
		s++;
		if (*s >= '0' && *s <= '7') {
			u32 v = 0, k = 0;

			for (; k < 3 && *s >= '0' && *s <= '7'; k++)
				v = v * 8 + (u32)(*s++ - '0');
			out[n++] = (u8)v;
			s--;
		} else if (*s == 'x' && isxdigit((u8)s[1])) {
			out[n++] = (u8)strtoul(
				(char[]){s[1], isxdigit((u8)s[2]) ? s[2] : '\0',
					 '\0'},
				NULL, 16);
			s += isxdigit((u8)s[2]) ? 2 : 1;
		} else {
			const char *p =
				strchr("n\nt\tr\rv\vf\fa\ab\be\033", *s);

			out[n++] = p && *p ? (u8)p[1] : (u8)*s;
			if (!*s)
				break;
		}
	}
	return n;
}

static int
hex_bytes(struct replay *r, u8 *out, u32 *ret_n)
{
	u32 n = 0;

	for (u32 w = 2; w < r->nwords; w++) {
		const char *s = r->words[w];

		if (*s == '#')
			break;
		for (; s[0] && s[1]; s += 2) {
			if (!isxdigit((u8)s[0]) || !isxdigit((u8)s[1]))
				return fail(r, "bad hex bytes");
			out[n++] = (u8)strtoul((char[]){s[0], s[1], '\0'}, NULL,
					       16);
		}
	}
	*ret_n = n;
	return 0;
}

static int
mem_line(struct replay *r, size_t len)
{
	u8 *data = arena_alloc(&r->arena, len + 1);
	u64 addr;
	u32 n;

	if (r->nwords < 2 || !number(r->words[1], &addr))
		return fail(r, "mem wants an address");
	if (r->nwords >= 3 && r->words[2][0] == '"')
		n = unquote(r->words[2], data);
	else if (hex_bytes(r, data, &n) < 0)
		return -EINVAL;
	add_segment(r, addr, data, n, 0);
	return 0;
}

static int
map_line(struct replay *r)
{
	u64 addr, len, fill = 0;

	if (r->nwords < 3 || !number(r->words[1], &addr) ||
	    !number(r->words[2], &len) || len > SEG_MAX)
		return fail(r, "map wants an address and a length");
	if (r->nwords > 3)
		fill = strtoul(r->words[3], NULL, 16);
	add_segment(r, addr, NULL, len, (u8)fill);
	return 0;
}

static int
fact_line(struct replay *r)
{
	static const struct {
		const char *word;
		enum fact what;
		u32 keys;
	} kinds[] = {
		{"link", FACT_FD_LINK, 1},	{"cwd", FACT_CWD, 0},
		{"comm", FACT_COMM, 1},		{"socket", FACT_SOCKET, 1},
		{"protocol", FACT_PROTOCOL, 1}, {"symbol", FACT_SYMBOL, 1},
		{"dev", FACT_FD_DEV, 1},	{"ifname", FACT_IFNAME, 1},
	};
	struct fact_line *f = arena_alloc(&r->arena, sizeof(*f));
	u64 keys[2] = {0, 0};
	u32 n, k = 0;

	for (u32 i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (r->nwords < 2 || strcmp(r->words[1], kinds[i].word))
			continue;
		for (n = 2; n + 1 < r->nwords && k < 2; n++)
			if (!number(r->words[n], &keys[k++]))
				return fail(r, "bad key of a fact");
		f->what = kinds[i].what;
		if (f->what == FACT_FD_LINK || f->what == FACT_PROTOCOL ||
		    f->what == FACT_FD_DEV || f->what == FACT_IFNAME) {
			f->key = k == 2 ? keys[0] : 0;
			f->key2 = k == 2 ? keys[1] : keys[0];
		} else {
			f->key = keys[0];
		}
		f->value = arena_alloc(&r->arena,
				       strlen(r->words[r->nwords - 1]) + 1);
		unquote(r->words[r->nwords - 1], (u8 *)f->value);
		f->next = r->facts;
		r->facts = f;
		return 0;
	}
	return fail(r, "unknown fact");
}

/* Lines that set the scene. 1: it was one; 0: not; -errno. */
static int
scene_line(struct replay *r, const char *line, size_t len)
{
	int rc = 0;

	if (is_word(line, len, "mem")) {
		split(r, line, len);
		rc = mem_line(r, len);
	} else if (is_word(line, len, "map")) {
		split(r, line, len);
		rc = map_line(r);
	} else if (is_word(line, len, "fact")) {
		split(r, line, len);
		rc = fact_line(r);
	} else if (is_word(line, len, "time") || is_word(line, len, "ip")) {
		split(r, line, len);
		if (r->nwords < 2 ||
		    !number(r->words[1], *line == 't' ? &r->time : &r->ip))
			rc = fail(r, "expected a number");
	} else if (is_word(line, len, "abi")) {
		split(r, line, len);
		if (r->nwords < 2 || abi_find(r->words[1]) < 0)
			return fail(r, "unknown ABI");
		r->abi = (enum abi)abi_find(r->words[1]);
	} else if (!is_word(line, len, "case") && !is_word(line, len, "opt") &&
		   !is_word(line, len, "text") && !is_word(line, len, "json") &&
		   !is_word(line, len, "cut")) {
		return 0;
	}
	return rc < 0 ? rc : 1;
}

/* Whatever follows an event's line and belongs to it. */
static int
scene(struct replay *r)
{
	const char *line;
	size_t len;
	int rc;

	while (peek_line(r, &line, &len)) {
		rc = scene_line(r, line, len);
		if (rc <= 0)
			return rc;
		take_line(r, len);
	}
	return 0;
}

/* ---- events ------------------------------------------------------------ */

static void
birth(struct replay *r, struct event *ev, u32 tid, u32 parent)
{
	ev->kind = EV_BIRTH;
	ev->tid = tid;
	ev->abi = r->abi;
	ev->birth.tgid = tid;
	ev->birth.parent = parent;
	r->tid = tid;
	r->born = true;
}

static int
enter_line(struct replay *r, struct event *ev)
{
	s64 nr;
	u64 v;

	ev->kind = EV_ENTER;
	if (r->nwords < 2)
		return fail(r, "enter wants a call");
	nr = abi_call_find(r->abi, r->words[1]);
	if (nr < 0) {
		if (!number(r->words[1], &v))
			return fail(r, "unknown call");
		nr = (s64)v;
	}
	ev->enter.nr = (u32)nr;
	for (u32 i = 2; i < r->nwords && i < 8; i++) {
		if (r->words[i][0] == '#')
			break;
		if (!number(r->words[i], &v))
			return fail(r, "bad argument");
		ev->enter.args[i - 2] =
			num_cut(v, abi_info(r->abi)->regsize, false);
	}
	ev->enter.ip = r->ip;
	return 0;
}

static int
exit_line(struct replay *r, struct event *ev, bool error)
{
	u64 v;
	int e;

	ev->kind = EV_EXIT;
	if (r->nwords < 2)
		return fail(r, "a result wants a value");
	if (error) {
		e = errno_find(r->words[1]);
		if (e < 0 && number(r->words[1], &v))
			e = (int)v;
		if (e < 0)
			return fail(r, "unknown error");
		ev->exit.err = (u32)e;
		ev->exit.rval = -1;
		return 0;
	}
	if (!number(r->words[1], &v))
		return fail(r, "bad result");
	ev->exit.rval = (s64)num_cut(v, abi_info(r->abi)->klongsize, false);
	return 0;
}

static int
signal_line(struct replay *r, struct event *ev)
{
	u8 info[SIGINFO_SIZE * 2] = {0};
	u32 n = 0;

	ev->kind = EV_SIGNAL;
	/* hex_bytes() reads from the third word on */
	for (u32 w = r->nwords; w > 1; w--)
		r->words[w] = r->words[w - 1];
	r->nwords++;
	if (r->nwords > WORDS_MAX - 1 || hex_bytes(r, info, &n) < 0)
		return fail(r, "bad siginfo");
	memcpy(ev->signal.info, info, SIGINFO_SIZE);
	ev->signal.has_info = true;
	ev->signal.signo = (u32)num_load(info, 4, false);
	return 0;
}

static int
task_line(struct replay *r, struct event *ev)
{
	u64 tid, parent = 0;

	if (r->nwords < 2 || !number(r->words[1], &tid))
		return fail(r, "task wants a number");
	if (r->nwords >= 4 && !strcmp(r->words[2], "of") &&
	    !number(r->words[3], &parent))
		return fail(r, "bad parent");
	r->tid = (u32)tid;
	if (r->nwords >= 4) {
		birth(r, ev, (u32)tid, (u32)parent);
		return 1;
	}
	return 0;
}

/* 1: *ev is an event; 0: the line was none (task switch); -errno. */
static int
event_line(struct replay *r, struct event *ev)
{
	const char *w = r->words[0];
	u64 v = 0;
	int s;

	if (r->nwords > 1)
		number(r->words[1], &v);
	if (!strcmp(w, "enter"))
		return enter_line(r, ev) < 0 ? -EINVAL : 1;
	if (!strcmp(w, "ret") || !strcmp(w, "err"))
		return exit_line(r, ev, *w == 'e') < 0 ? -EINVAL : 1;
	if (!strcmp(w, "signal"))
		return signal_line(r, ev) < 0 ? -EINVAL : 1;
	if (!strcmp(w, "task"))
		return task_line(r, ev);
	if (!strcmp(w, "exit") || !strcmp(w, "noret")) {
		ev->kind = EV_DEATH;
		ev->death.status = (u32)v;
		return 1;
	}
	s = r->nwords > 1 ? signal_find(r->words[1]) : -1;
	if (!strcmp(w, "kill") && s > 0) {
		ev->kind = EV_DEATH;
		ev->death.killed = true;
		ev->death.status = (u32)s;
		return 1;
	}
	if (!strcmp(w, "stop") && s > 0) {
		ev->kind = EV_GROUP_STOP;
		ev->stop.signo = (u32)s;
		return 1;
	}
	if (!strcmp(w, "detach")) {
		ev->kind = EV_DETACH;
		return 1;
	}
	if (!strcmp(w, "open"))
		return 0;
	return fail(r, "unknown directive");
}

static int
next_event(struct replay *r, struct event *ev)
{
	const char *line;
	size_t len;
	int rc;

	for (;;) {
		rc = scene(r);
		if (rc < 0)
			return rc;
		if (!peek_line(r, &line, &len)) {
			ev->kind = EV_END;
			return 1;
		}
		split(r, line, len);
		take_line(r, len);
		memset(ev, 0, sizeof(*ev));
		ev->tid = r->tid;
		ev->abi = r->abi;
		rc = event_line(r, ev);
		if (rc < 0)
			return rc;
		if (rc && scene(r) < 0)
			return -EINVAL;
		if (rc)
			return 1;
	}
}

static int
replay_next(struct capture *c, u64 deadline, struct event *ret)
{
	struct replay *r = self(c);
	int rc;

	memset(ret, 0, sizeof(*ret));
	if (!r->born) {
		rc = scene(r);
		if (rc < 0)
			return rc;
		birth(r, ret, r->tid, 0);
		return 1;
	}
	rc = next_event(r, ret);
	ret->ns = ret->mono_ns = r->time;
	return rc;
}

static int
replay_resume(struct capture *c, struct task *t, struct verdict v)
{
	return 0;
}

static struct view *
replay_task_view(struct capture *c, struct task *t)
{
	return &self(c)->view;
}

static void
replay_detach_all(struct capture *c)
{
}

static void
replay_close(struct capture *c)
{
	arena_release(&self(c)->arena);
	mem_free(self(c)->error);
	mem_free(c);
}

static const struct capture_ops replay_ops = {
	.next = replay_next,
	.resume = replay_resume,
	.view = replay_task_view,
	.detach_all = replay_detach_all,
	.close = replay_close,
};

struct capture *
capture_replay_open(const char *file, const char *text, size_t len,
		    unsigned first_line)
{
	struct replay *r = mem_zalloc(sizeof(*r));

	r->capture.ops = &replay_ops;
	r->view.ops = &replay_view;
	r->at = text;
	r->end = text + len;
	r->file = file;
	r->line = first_line;
	r->tid = 1000;
	arena_init(&r->arena);
	return &r->capture;
}

const char *
capture_replay_error(const struct capture *c)
{
	return ((const struct replay *)c)->error;
}
