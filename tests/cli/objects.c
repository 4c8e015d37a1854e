/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opens one descriptor of each kind that -yy has something to say about, from
 * number 20 on, and closes it.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void
show(int fd, int number)
{
	if (fd < 0 || dup2(fd, number) < 0) {
		fprintf(stderr, "cannot make number %d\n", number);
		exit(1);
	}
	close(number);
}

static void
tcp(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	socklen_t len = sizeof(a);
	int l = socket(AF_INET, SOCK_STREAM, 0);
	int c = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(l, (struct sockaddr *)&a, len) < 0 || listen(l, 1) < 0 ||
	    getsockname(l, (struct sockaddr *)&a, &len) < 0 ||
	    connect(c, (struct sockaddr *)&a, len) < 0)
		exit(2);
	show(l, 20);
	show(c, 21);
	close(l);
	/* the peer is gone: who it was is still known */
	show(c, 22);
	show(socket(AF_INET, SOCK_STREAM, 0), 23);
	close(c);
}

static void
local(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	socklen_t len = offsetof(struct sockaddr_un, sun_path);
	int pair[2], s = socket(AF_UNIX, SOCK_STREAM, 0);

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
		exit(3);
	show(pair[0], 24);
	strncpy(a.sun_path, path, sizeof(a.sun_path) - 1);
	if (bind(s, (struct sockaddr *)&a, len + strlen(path) + 1) < 0)
		exit(4);
	show(s, 25);
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	memcpy(a.sun_path, "\0ctrace \"x\"", 11);
	if (bind(s, (struct sockaddr *)&a, len + 11) < 0)
		exit(5);
	show(s, 26);
}

static void
others(void)
{
	sigset_t set;

	show(eventfd(3, 0), 27);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	show(signalfd(-1, &set, 0), 28);
	show((int)syscall(SYS_pidfd_open, getpid(), 0), 29);
	show(open("/dev/null", O_RDONLY), 30);
	show(memfd_create("a<b", 0), 31);
}

/* One number whose name changes in every way there is; write tells it. */
static void
names(void)
{
	int fd = open("one", O_RDWR | O_CREAT, 0600), other;

	dup2(fd, 20);
	(void)!write(20, "1", 1);
	(void)!write(20, "1", 1);
	close(20);
	fd = open("two", O_RDWR | O_CREAT, 0600);
	dup2(fd, 20);
	(void)!write(20, "2", 1);
	rename("two", "three");
	(void)!write(20, "3", 1);
	other = open("four", O_RDWR | O_CREAT, 0600);
	dup2(other, 20);
	(void)!write(20, "4", 1);
	unlink("four");
	(void)!write(20, "5", 1);
	dup2(fd, 20);
	(void)!write(20, "6", 1);
	if (fork() == 0) {
		rename("three", "six");
		_exit(0);
	}
	wait(NULL);
	(void)!write(20, "7", 1);
	mkdir("folder", 0700);
	access("x", 0);
	(void)!chdir("folder");
	faccessat(AT_FDCWD, "x", 0, 0);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "names")) {
		names();
		return 0;
	}
	tcp();
	local(argc > 1 ? argv[1] : "objects.sock");
	others();
	printf("%d\n", getpid());
	return 0;
}
