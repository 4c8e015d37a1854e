/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs of several tasks or modes to be traced, by name: each computes its
 * own right answer, which it prints or returns.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *self; /* how this program was called */

/* Calls of the other mode, which also 64-bit code can make. */
static int
int80(int n)
{
	int same = 0;
	long r;

	(void)n;
	for (int i = 0; i < 2; i++) {
#if defined(__x86_64__) || defined(__i386__)
		__asm__ volatile("int $0x80" : "=a"(r) : "0"(20L) : "memory");
#else
		r = getpid();
#endif
		same += r == getpid();
		syscall(SYS_getppid);
	}
	printf("same %d\n", same);
	return same == 2 ? 0 : 1;
}

/* Two kinds of results that both modes must show alike. */
static int
plain(int n)
{
	char text[16];
	int fd = open("plain.txt", O_RDWR | O_CREAT | O_TRUNC, 0644);
	ssize_t got;

	(void)n;
	if (write(fd, "0123456789", 10) != 10 || lseek(fd, 5, SEEK_SET) != 5)
		return 1;
	got = read(fd, text, sizeof(text));
	close(fd);
	unlink("plain.txt");
	errno = 0;
	if (open("nosuch", O_RDONLY) >= 0 || errno != ENOENT)
		return 1;
	printf("%.*s\n", (int)got, text);
	return got == 5 ? 5 : 1;
}

/* Executes another program (n = 0: /bin/true). */
static int
exec(int n)
{
	(void)n;
	execl("/bin/true", "true", (char *)NULL);
	return 1;
}

static const struct {
	const char *name;
	int (*fn)(int n);
} all[] = {
	{"int80", int80},
	{"plain", plain},
	{"exec", exec},
};

int
main(int argc, char **argv)
{
	int n = argc > 2 ? atoi(argv[2]) : 0;

	self = argv[0];
	for (unsigned i = 0; argc > 1 && i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].name, argv[1]))
			return all[i].fn(n);
	return 99;
}
