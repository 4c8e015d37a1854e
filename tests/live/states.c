/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs in a state in which it is hard to attach to them, by name. Each
 * prints `ready PID`, whom it is about, stays in that state until SIGUSR2
 * comes to PID, and prints its own right answer.
 */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *self; /* how this program was called */

/* By write, for whoever shares its parent's memory. */
static void
ready(pid_t pid)
{
	char line[32];
	int n = snprintf(line, sizeof(line), "ready %d\n", (int)pid);

	if (write(STDOUT_FILENO, line, (size_t)n) != n)
		_exit(98);
}

static void
block_usr2(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void
await_usr2(void)
{
	sigset_t set;
	int sig;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	while (sigwait(&set, &sig) != 0)
		;
}

/* ---- dead, or as good as --------------------------------------------------
 */

/* A child has ended and is not reaped; the first thread is asked to. */
static int
zombie(const char *what)
{
	siginfo_t info;
	int status;
	pid_t pid;

	(void)what;
	pid = fork();
	if (pid == 0)
		_exit(5);
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	ready(pid);
	await_usr2();
	waitpid(pid, &status, 0);
	printf("%d\n", WEXITSTATUS(status));
	return 0;
}

/* The parent sleeps uninterruptibly until its child ends. */
static int
vforking(const char *what)
{
	int status;
	pid_t pid;

	(void)what;
	pid = vfork();
	if (pid == 0) {
		ready(getpid());
		await_usr2();
		_exit(7);
	}
	waitpid(pid, &status, 0);
	printf("%d\n", WEXITSTATUS(status));
	return 0;
}

/* ---- in a call -------------------------------------------------------------
 */

static int gate[2];

static int
block_in_read(void)
{
	char c;

	return (int)read(gate[0], &c, 1);
}

static int
block_in_poll(void)
{
	struct pollfd p = {.fd = gate[0], .events = POLLIN};

	return poll(&p, 1, 100000);
}

static int
block_in_select(void)
{
	struct timeval tv = {100, 0};
	fd_set set;

	FD_ZERO(&set);
	FD_SET(gate[0], &set);
	return select(gate[0] + 1, &set, NULL, NULL, &tv);
}

static int
block_in_futex(void)
{
	struct timespec t = {100, 0};
	int word = 0;

	return (int)syscall(SYS_futex, &word, FUTEX_WAIT, 0, &t, NULL, 0);
}

static int
block_in_nanosleep(void)
{
	struct timespec t = {100, 0};

	return nanosleep(&t, NULL);
}

static int
block_in_wait(void)
{
	pid_t pid = fork();
	int r, err;

	if (pid == 0)
		for (;;)
			pause();
	r = waitpid(pid, NULL, 0);
	err = errno;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	errno = err;
	return r;
}

static int
block_in_accept(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	/* Without a name the kernel chooses one. */
	if (bind(fd, (struct sockaddr *)&a, sizeof(a.sun_family)) < 0 ||
	    listen(fd, 1) < 0)
		return 0;
	return accept(fd, NULL, NULL);
}

static const struct {
	const char *name;
	int (*fn)(void);
} calls[] = {
	{"read", block_in_read},	   {"poll", block_in_poll},
	{"select", block_in_select},	   {"futex", block_in_futex},
	{"nanosleep", block_in_nanosleep}, {"wait", block_in_wait},
	{"accept", block_in_accept},	   {"pause", pause},
};

static void
on_usr2(int sig)
{
	(void)sig;
}

/* Only SIGUSR2 ends the call, whoever comes and goes. */
static int
blocked(const char *what)
{
	struct sigaction sa = {.sa_handler = on_usr2}; /* no SA_RESTART */
	sigset_t none;

	if (pipe(gate) < 0)
		return 1;
	sigaction(SIGUSR2, &sa, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	ready(getpid());
	for (unsigned i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (!strcmp(calls[i].name, what)) {
			int r = calls[i].fn();

			printf("%d %d\n", r, r < 0 && errno == EINTR);
		}
	return 0;
}

/* ---- threads ---------------------------------------------------------------
 */

static int
ends(const char *status)
{
	return atoi(status);
}

static void *
acting(void *what)
{
	ready((pid_t)syscall(SYS_gettid));
	await_usr2();
	if (!strcmp(what, "exec"))
		execl(self, self, "ends", "9", (char *)NULL);
	exit(4);
}

static void *
idle(void *arg)
{
	for (;;)
		pause();
	return arg;
}

/* The first thread has ended; another one exits or executes. */
static int
first_ended(const char *what)
{
	pthread_t t;

	pthread_create(&t, NULL, idle, NULL);
	pthread_create(&t, NULL, acting, (void *)what);
	pthread_exit(NULL);
}

/* The first thread waits; another one exits or executes. */
static int
first_waits(const char *what)
{
	pthread_t t;

	pthread_create(&t, NULL, acting, (void *)what);
	pthread_join(t, NULL);
	return 1;
}

#define BREEDERS 3
#define SETTLERS 40

static atomic_int enough, wrong, settled;
static atomic_long births;

static void *
short_lived(void *arg)
{
	for (int i = 0; i < 3; i++)
		syscall(SYS_getppid);
	return arg;
}

static void *
settler(void *arg)
{
	struct timespec t = {0, 1000000};

	while (!enough)
		nanosleep(&t, NULL);
	return arg;
}

static void
breed_child(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		short_lived(NULL);
		_exit(3);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 3)
		wrong++;
	births++;
}

static void
breed_thread(void)
{
	void *got = NULL;
	pthread_t t;

	if (pthread_create(&t, NULL, short_lived, &births) != 0 ||
	    pthread_join(t, &got) != 0 || got != &births)
		wrong++;
	births++;
}

static void *
breeder(void *arg)
{
	pthread_t t;

	for (int i = 0; !enough; i++) {
		if (i % 4 == 0)
			breed_child();
		else
			breed_thread();
		if (i % 8 == 0 && settled++ < SETTLERS &&
		    pthread_create(&t, NULL, settler, NULL) != 0)
			wrong++;
	}
	return arg;
}

/* Threads that make threads, some of which stay, and children. */
static int
breeding(const char *what)
{
	pthread_t t[BREEDERS];

	(void)what;
	for (int i = 0; i < BREEDERS; i++)
		if (pthread_create(&t[i], NULL, breeder, NULL) != 0)
			return 1;
	ready(getpid());
	await_usr2();
	enough = 1;
	for (int i = 0; i < BREEDERS; i++)
		pthread_join(t[i], NULL);
	printf("wrong %d\n", (int)wrong);
	fprintf(stderr, "%ld births\n", (long)births);
	return births > 0 ? 0 : 1;
}

static const struct {
	const char *name;
	int (*fn)(const char *what);
} all[] = {
	{"zombie", zombie},	      {"vforking", vforking},
	{"blocked", blocked},	      {"ends", ends},
	{"first_ended", first_ended}, {"first_waits", first_waits},
	{"breeding", breeding},
};

int
main(int argc, char **argv)
{
	self = argv[0];
	block_usr2();
	for (unsigned i = 0; argc > 1 && i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].name, argv[1]))
			return all[i].fn(argc > 2 ? argv[2] : "");
	return 99;
}
