/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Times commands in turn, so that what else the machine does hits all alike.
 *
 *   timed ROUNDS TIMES CMD...
 *
 * Each CMD is words joined by blanks. A round runs every CMD TIMES times. For
 * each CMD a line: the median of its rounds in microseconds, and the peak
 * memory of one process of it in KiB.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORDS_MAX 32
#define ROUNDS_MAX 101
#define COMMANDS_MAX 16

struct command {
	char *words[WORDS_MAX];
	double us[ROUNDS_MAX];
	long kib;
};

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void
split(struct command *c, char *text)
{
	int n = 0;

	for (char *w = strtok(text, " "); w && n < WORDS_MAX - 1;
	     w = strtok(NULL, " "))
		c->words[n++] = w;
}

static void
once(struct command *c)
{
	struct rusage ru;
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int fd = open("/dev/null", O_WRONLY);

		dup2(fd, STDOUT_FILENO);
		execvp(c->words[0], c->words);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &ru) < 0 ||
	    (WIFEXITED(status) && WEXITSTATUS(status) == 127)) {
		fprintf(stderr, "timed: cannot run %s\n", c->words[0]);
		exit(1);
	}
	if (ru.ru_maxrss > c->kib)
		c->kib = ru.ru_maxrss;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	static struct command all[COMMANDS_MAX];
	int rounds, times, n = argc - 3;

	if (argc < 4 || n > COMMANDS_MAX)
		return 1;
	rounds = atoi(argv[1]);
	times = atoi(argv[2]);
	if (rounds < 1 || rounds > ROUNDS_MAX || times < 1)
		return 1;
	for (int i = 0; i < n; i++)
		split(&all[i], argv[i + 3]);
	for (int r = 0; r < rounds; r++)
		for (int i = 0; i < n; i++) {
			double start = now_us();

			for (int k = 0; k < times; k++)
				once(&all[i]);
			all[i].us[r] = now_us() - start;
		}
	for (int i = 0; i < n; i++) {
		qsort(all[i].us, (size_t)rounds, sizeof(double), by_value);
		printf("%.0f %ld\n", all[i].us[rounds / 2], all[i].kib);
	}
	return 0;
}
