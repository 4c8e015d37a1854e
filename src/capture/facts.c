/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Facts about live processes, from /proc.
 *
 * Every answer is asked for anew: who caches knows which calls change it. What
 * /proc does not tell (the process is gone, the descriptor is closed, we may
 * not look) is -ENODATA, whatever the reason: the reader shows the bare number.
 */
#include "facts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "ctrace/abi.h"

#define PROC_NAME_MAX 64

static int
add_link(const char *name, struct buf *ret)
{
	char text[PATH_MAX + 1];
	ssize_t n = readlink(name, text, sizeof(text));

	if (n < 0)
		return -ENODATA;
	buf_add(ret, text, (size_t)n);
	return 0;
}

/* False: key2 is no descriptor. */
static bool
fd_name(char *name, u32 pid, u64 fd)
{
	if (fd > INT_MAX)
		return false;
	snprintf(name, PROC_NAME_MAX, "/proc/%u/fd/%u", pid, (u32)fd);
	return true;
}

static int
add_comm(u32 tid, struct buf *ret)
{
	char name[PROC_NAME_MAX], text[64];
	ssize_t n;
	int fd;

	snprintf(name, sizeof(name), "/proc/%u/comm", tid);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -ENODATA;
	n = read(fd, text, sizeof(text));
	close(fd);
	if (n <= 0)
		return -ENODATA;
	if (text[n - 1] == '\n')
		n--;
	buf_add(ret, text, (size_t)n);
	return 0;
}

/* The text of a small file of /proc, with a NUL; 0: there is none. */
static size_t
read_small(const char *name, char *text, size_t size)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return 0;
	n = read(fd, text, size - 1);
	close(fd);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	return (size_t)n;
}

/* The value of a line "KEY:<blanks>VALUE" of fdinfo, up to its end. */
static bool
info_value(const char *info, const char *key, char *ret, size_t size)
{
	size_t n = strlen(key);

	for (; info; info = strchr(info, '\n'), info += info != NULL) {
		if (strncmp(info, key, n) || info[n] != ':')
			continue;
		info += n + 1;
		info += strspn(info, " \t");
		snprintf(ret, size, "%.*s", (int)strcspn(info, "\n"), info);
		return true;
	}
	return false;
}

static bool
read_info(u32 pid, u64 fd, char *text, size_t size)
{
	char name[PROC_NAME_MAX];

	snprintf(name, sizeof(name), "/proc/%u/fdinfo/%u", pid, (u32)fd);
	return read_small(name, text, size) > 0;
}

#define PTMX_MAJOR 5
#define PTMX_MINOR 2

/* Which terminal the master stands for. */
static void
add_terminal(u32 pid, u64 fd, struct buf *ret)
{
	char info[1024], index[24];

	if (read_info(pid, fd, info, sizeof(info)) &&
	    info_value(info, "tty-index", index, sizeof(index)))
		buf_printf(ret, " @/dev/pts/%s", index);
}

static int
add_device(const char *name, u32 pid, u64 fd, struct buf *ret)
{
	struct stat st;

	if (stat(name, &st) < 0)
		return -ENODATA;
	if (!S_ISCHR(st.st_mode) && !S_ISBLK(st.st_mode))
		return -ENODATA;
	buf_printf(ret, "%s %u:%u", S_ISCHR(st.st_mode) ? "char" : "block",
		   major(st.st_rdev), minor(st.st_rdev));
	if (S_ISCHR(st.st_mode) &&
	    st.st_rdev == makedev(PTMX_MAJOR, PTMX_MINOR))
		add_terminal(pid, fd, ret);
	return 0;
}

static int
add_interface(u64 index, struct buf *ret)
{
	char name[IF_NAMESIZE];

	if (!index || index > INT_MAX || !if_indextoname((u32)index, name))
		return -ENODATA;
	buf_puts(ret, name);
	return 0;
}

/* "[INT TERM]", or "~[..]" of those that are not there if most are. */
static void
add_signals(u64 mask, struct buf *ret)
{
	bool invert = __builtin_popcountll(mask) >= 64 * 2 / 3;
	bool first = true;

	buf_puts(ret, invert ? "signalfd:~[" : "signalfd:[");
	for (u32 i = 0; i < 64; i++) {
		const char *name = signal_name(i + 1);

		if ((mask >> i & 1) == invert)
			continue;
		if (!first)
			buf_putc(ret, ' ');
		first = false;
		if (name)
			buf_puts(ret,
				 strncmp(name, "SIG", 3) ? name : name + 3);
		else
			buf_put_u64(ret, i + 1);
	}
	buf_putc(ret, ']');
}

static void
add_eventfd(const char *info, const char *count, struct buf *ret)
{
	char text[32];

	buf_puts(ret, "{eventfd-count=");
	buf_put_hex(ret, strtoull(count, NULL, 16));
	if (info_value(info, "eventfd-id", text, sizeof(text)))
		buf_printf(ret, ", eventfd-id=%s", text);
	if (info_value(info, "eventfd-semaphore", text, sizeof(text)))
		buf_printf(ret, ", eventfd-semaphore=%s", text);
	buf_putc(ret, '}');
}

/* Of what is no file: fdinfo has it. */
static int
add_object(u32 pid, u64 fd, struct buf *ret)
{
	char info[4096], text[32];

	if (!read_info(pid, fd, info, sizeof(info)))
		return -ENODATA;
	if (info_value(info, "Pid", text, sizeof(text)))
		buf_printf(ret, "pid:%s", text);
	else if (info_value(info, "eventfd-count", text, sizeof(text)))
		add_eventfd(info, text, ret);
	else if (info_value(info, "sigmask", text, sizeof(text)))
		add_signals(strtoull(text, NULL, 16), ret);
	else
		return -ENODATA;
	return 0;
}

/* The protocol is an extended attribute of the descriptor. */
static int
add_socket(struct sockdiag *d, u32 pid, u64 fd, u64 inode, struct buf *ret)
{
	char name[PROC_NAME_MAX], protocol[32];
	ssize_t n;

	if (!d || !fd_name(name, pid, fd))
		return -ENODATA;
	n = getxattr(name, "system.sockprotoname", protocol,
		     sizeof(protocol) - 1);
	if (n <= 0)
		return -ENODATA;
	protocol[n] = '\0';
	return sockdiag_describe(d, protocol, inode, ret);
}

bool
facts_are_there(void)
{
	char name[PROC_NAME_MAX];

	snprintf(name, sizeof(name), "/proc/%u/stat", (u32)getpid());
	return access(name, F_OK) == 0;
}

int
facts_ask(u32 self, struct sockdiag *d, enum fact what, u64 key, u64 key2,
	  struct buf *ret)
{
	char name[PROC_NAME_MAX];
	u32 pid = key == 0 ? self : (u32)key;

	if (what == FACT_SOCKET)
		return key2 > INT_MAX ? -ENODATA
				      : add_socket(d, self, key2, key, ret);
	if (key > INT_MAX || key2 > INT_MAX)
		return -ENODATA;
	switch (what) {
	case FACT_FD_LINK:
		return fd_name(name, pid, key2) ? add_link(name, ret)
						: -ENODATA;
	case FACT_CWD:
		snprintf(name, sizeof(name), "/proc/%u/cwd", pid);
		return add_link(name, ret);
	case FACT_COMM:
		return add_comm(pid, ret);
	case FACT_FD_DEV:
		return fd_name(name, pid, key2)
			       ? add_device(name, pid, key2, ret)
			       : -ENODATA;
	case FACT_IFNAME:
		return add_interface(key2, ret);
	case FACT_FD_OBJECT:
		return add_object(pid, key2, ret);
	case FACT_SOCKET:
	case FACT_PID_HERE:
	case FACT_PROTOCOL:
	case FACT_SYMBOL:
		return -ENODATA;
	}
	return -ENODATA;
}
