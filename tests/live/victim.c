/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs to be traced, by name: each does one awkward thing and computes its
 * own right answer, which it prints or returns.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ticks;

static void
on_tick(int sig)
{
	(void)sig;
	ticks++;
}

/* Addresses that nobody can read, and memory that ends in an object. */
static int
unreadable(void)
{
	long page = sysconf(_SC_PAGESIZE);
	char *p = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct iovec *v = (struct iovec *)(p + page) - 1;

	munmap(p + page, page);
	memset(p, 'x', page);
	v->iov_base = p;
	v->iov_len = 3;
	syscall(SYS_open, 8, O_RDONLY);
	syscall(SYS_open, p + page - 4, O_RDONLY); /* no NUL */
	syscall(SYS_write, 1, 16, 5);
	syscall(SYS_writev, -1, v, 1);
	syscall(SYS_writev, -1, v, 3); /* the second one is cut off */
	syscall(SYS_nanosleep, p + page - 8, NULL);
	return 7;
}

/* A page that may be executed and not read. */
static int
execute_only(void)
{
	char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	strcpy(p, "/secret");
	mprotect(p, 4096, PROT_NONE);
	syscall(SYS_open, p, O_RDONLY);
	return 0;
}

/* A timer interrupts a loop of calls: how many ticks came? */
static int
storm(void)
{
	struct itimerval t = {{0, 500}, {0, 500}};
	struct sigaction sa = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
	int calls = 0;

	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &t, NULL);
	while (ticks < 200) {
		syscall(SYS_getppid);
		calls++;
	}
	memset(&t, 0, sizeof(t));
	setitimer(ITIMER_REAL, &t, NULL);
	printf("%d calls, %d ticks\n", calls, (int)ticks);
	return 0;
}

/* Children run free; each returns its number. */
static int
children(void)
{
	int sum = 0, status;

	for (int i = 1; i <= 20; i++)
		if (fork() == 0) {
			signal(SIGUSR1, SIG_IGN);
			kill(getpid(), SIGUSR1);
			_exit(i);
		}
	while (wait(&status) > 0)
		sum += WEXITSTATUS(status);
	printf("sum %d\n", sum);
	return sum == 210 ? 0 : 1;
}

static int
segv(void)
{
	volatile int *volatile p = (volatile int *)0x10;

	*p = 1;
	return 0;
}

/* Stops itself; somebody has to send SIGCONT. */
static int
stop(void)
{
	kill(getpid(), SIGSTOP);
	printf("went on\n");
	return 3;
}

/* Is killed while it waits in a call; the killer is its own child. */
static int
killed_inside(void)
{
	int ends[2];
	char c;
	pid_t me = getpid();

	if (pipe(ends) < 0)
		return 1;
	if (fork() == 0) {
		usleep(50000);
		kill(me, SIGKILL);
		_exit(0);
	}
	return (int)read(ends[0], &c, 1);
}

/* What ptrace must not change: dispositions, mask, the parent's death wish. */
static int
inherited(void)
{
	struct sigaction sa;
	sigset_t set;
	int n = 0;

	for (int s = 1; s < NSIG; s++)
		if (sigaction(s, NULL, &sa) == 0 && sa.sa_handler == SIG_IGN)
			printf("ignored %d\n", s);
	sigprocmask(SIG_BLOCK, NULL, &set);
	for (int s = 1; s < NSIG; s++)
		if (sigismember(&set, s) == 1)
			printf("blocked %d\n", s);
	prctl(PR_GET_PDEATHSIG, &n);
	printf("pdeathsig %d\n", n);
	for (int fd = 0; fd < 256; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf("fd %d\n", fd);
	return 0;
}

/* A number that has no call. */
static int
unknown(void)
{
	syscall(1000, 1, 2, 3, 4, 5, 6);
	return errno == ENOSYS ? 0 : 1;
}

static const struct {
	const char *name;
	int (*fn)(void);
} all[] = {
	{"unreadable", unreadable},
	{"execute_only", execute_only},
	{"storm", storm},
	{"children", children},
	{"segv", segv},
	{"stop", stop},
	{"killed_inside", killed_inside},
	{"inherited", inherited},
	{"unknown", unknown},
};

int
main(int argc, char **argv)
{
	for (unsigned i = 0; argc > 1 && i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].name, argv[1]))
			return all[i].fn();
	return 99;
}
