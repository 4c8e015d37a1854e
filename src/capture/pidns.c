/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a number of another PID namespace is called in our own.
 *
 * A task's namespace never changes, so its inode is asked for once per task; a
 * task of our own namespace costs nothing beyond that. For the others the
 * kernel (6.11) translates on a descriptor of the namespace, which is kept.
 *
 * Older kernels say the same in NSpid and its sisters of /proc/PID/status: one
 * number per namespace, from that of /proc inwards. The status that fits is
 * searched among all of /proc, and whose it was is remembered: the next answer
 * costs a look at that one. Groups and sessions whose leader is gone have only
 * this way, on any kernel.
 */
#include "facts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define NSFS_GET_PARENT 0xb702u		/* _IO(0xb7, 2) */
#define NSFS_PID_FROM_PIDNS 0x8004b706u /* _IOR(0xb7, 6, int) */

#define NAME_MAX_PROC 64
#define DEPTH_MAX 33	    /* namespaces in one another, and ours */
#define SPACES_KEPT 64	    /* descriptors that are held */
#define ANSWERS_KEPT 4096   /* of a search */
#define SEARCH_MAX 1000000u /* names of /proc that are looked at */

static u64
inode_of(const char *name)
{
	struct stat st;

	return stat(name, &st) < 0 ? 0 : st.st_ino;
}

u64
pidns_of(u32 tid)
{
	char name[NAME_MAX_PROC];

	snprintf(name, sizeof(name), "/proc/%u/ns/pid", tid);
	return inode_of(name);
}

static void
close_spaces(struct pidns *p)
{
	size_t pos = 0;
	void *fd;
	u64 ns;

	while (map_next(&p->spaces, &pos, &ns, &fd))
		close((int)(intptr_t)fd - 1);
	map_release(&p->spaces);
	p->nspaces = 0;
}

void
pidns_release(struct pidns *p)
{
	close_spaces(p);
	map_release(&p->answers);
}

/* ---- by the kernel ----------------------------------------------------- */

/* A descriptor of the namespace, which the task lives in; it stays ours. */
static int
space_fd(struct pidns *p, u32 tid, u64 ns)
{
	intptr_t kept = (intptr_t)map_get(&p->spaces, ns);
	char name[NAME_MAX_PROC];
	int fd;

	if (kept)
		return (int)kept - 1;
	if (p->nspaces == SPACES_KEPT)
		close_spaces(p);
	snprintf(name, sizeof(name), "/proc/%u/ns/pid", tid);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	map_put(&p->spaces, ns, (void *)(intptr_t)(fd + 1));
	p->nspaces++;
	return fd;
}

/* 0: nobody has that number, or the kernel cannot tell. */
static u32
ask_kernel(struct pidns *p, u32 tid, u64 ns, u32 pid)
{
	int fd = p->no_ioctl ? -1 : space_fd(p, tid, ns), rc;

	if (fd < 0)
		return 0;
	rc = ioctl(fd, NSFS_PID_FROM_PIDNS, (unsigned long)pid);
	if (rc > 0)
		return (u32)rc;
	if (errno != ESRCH) {
		msg_debug("capture",
			  "pids of other namespaces: %s, searching /proc",
			  strerror(errno));
		p->no_ioctl = true;
	}
	return 0;
}

/* ---- by /proc ---------------------------------------------------------- */

struct numbers {
	u32 n, pid[DEPTH_MAX];
};

/* The numbers that a status has of this kind, from outside inwards. */
static bool
read_numbers(const char *name, enum desc_pid kind, struct numbers *ret)
{
	static const char *const keys[] = {
		[DP_TID] = "\nNSpid:",	 [DP_TGID] = "\nNStgid:",
		[DP_PGID] = "\nNSpgid:", [DP_SID] = "\nNSsid:",
		[DP_PID_OR_PGID] = NULL,
	};
	char text[4096], *at, *end;
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return false;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[len < 0 ? 0 : len] = '\0';
	at = strstr(text, keys[kind]);
	if (!at)
		return false;
	at += strlen(keys[kind]);
	for (ret->n = 0; ret->n < DEPTH_MAX; at = end) {
		unsigned long v = strtoul(at, &end, 10);

		if (end == at || memchr(at, '\n', (size_t)(end - at)))
			break;
		ret->pid[ret->n++] = (u32)v;
	}
	return ret->n > 0;
}

/* Who is at this path lives in a namespace whose ancestor `up` times up is ns.
 */
static bool
lives_in(const char *path, u32 up, u64 ns)
{
	char name[NAME_MAX_PROC];
	struct stat st;
	int fd, parent;

	snprintf(name, sizeof(name), "%s/ns/pid", path);
	if (!up)
		return inode_of(name) == ns;
	fd = open(name, O_RDONLY | O_CLOEXEC);
	for (; fd >= 0 && up; up--) {
		parent = ioctl(fd, NSFS_GET_PARENT);
		close(fd);
		fd = parent;
	}
	if (fd < 0)
		return false;
	up = fstat(fd, &st) == 0 && st.st_ino == ns;
	close(fd);
	return up;
}

/* What is looked for: a number, in a namespace so many deep. */
struct search {
	u64 ns;
	u32 depth, pid;
	enum desc_pid kind;
	u32 left;  /* names that may still be looked at */
	u32 found; /* whose status it was */
};

/* Our number, if who is at this path bears the other; 0: it does not. */
static u32
look_at(const struct search *s, const char *path)
{
	char name[NAME_MAX_PROC];
	struct numbers n, self;

	snprintf(name, sizeof(name), "%s/status", path);
	if (!read_numbers(name, s->kind, &n) || n.n <= s->depth ||
	    n.pid[s->depth] != s->pid)
		return 0;
	/* a group may reach further out than its member's own namespace */
	if (!read_numbers(name, DP_TID, &self) || self.n <= s->depth ||
	    !lives_in(path, self.n - 1 - s->depth, s->ns))
		return 0;
	return n.pid[0];
}

static u32
search_folder(struct search *s, const char *folder)
{
	DIR *d = opendir(folder);
	char path[NAME_MAX_PROC];
	struct dirent *e;
	u32 here = 0;
	u64 pid;

	while (d && !here && s->left && (e = readdir(d)) != NULL) {
		if (!num_parse_dec(e->d_name, INT32_MAX, &pid))
			continue;
		s->left--;
		if (s->kind == DP_TID && !strcmp(folder, "/proc")) {
			snprintf(path, sizeof(path), "/proc/%u/task", (u32)pid);
			here = search_folder(s, path);
			continue;
		}
		snprintf(path, sizeof(path), "%s/%u", folder, (u32)pid);
		here = look_at(s, path);
		if (here)
			s->found = (u32)pid;
	}
	if (d)
		closedir(d);
	return here;
}

static u64
answer_key(const struct search *s)
{
	return s->ns << 34 ^ (u64)s->kind << 32 ^ s->pid;
}

static u32
search_proc(struct pidns *p, u32 tid, struct search *s)
{
	char path[NAME_MAX_PROC];
	struct numbers n;
	uintptr_t kept;
	u32 here;

	snprintf(path, sizeof(path), "/proc/%u/status", tid);
	if (!read_numbers(path, DP_TID, &n))
		return 0;
	s->depth = n.n - 1;
	kept = (uintptr_t)map_get(&p->answers, answer_key(s));
	if (kept) {
		snprintf(path, sizeof(path), "/proc/%u", (u32)kept);
		here = look_at(s, path);
		if (here)
			return here;
	}
	s->left = SEARCH_MAX;
	here = search_folder(s, "/proc");
	if (!here)
		return 0;
	if (p->nanswers++ == ANSWERS_KEPT) {
		map_release(&p->answers);
		p->nanswers = 1;
	}
	map_put(&p->answers, answer_key(s), (void *)(uintptr_t)s->found);
	return here;
}

u32
pidns_translate(struct pidns *p, u32 tid, u64 ns, u32 pid, enum desc_pid kind)
{
	struct search s = {.ns = ns, .pid = pid, .kind = kind};
	bool group = kind == DP_PGID || kind == DP_SID;
	u32 here;

	if (!p->own)
		p->own = inode_of("/proc/self/ns/pid");
	if (ns == p->own || !ns)
		return ns ? pid : 0;
	if (kind == DP_PID_OR_PGID)
		s.kind = DP_TGID;
	here = ask_kernel(p, tid, ns, pid);
	if (here || !(group || p->no_ioctl))
		return here;
	return search_proc(p, tid, &s);
}
