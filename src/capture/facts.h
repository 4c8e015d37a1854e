/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * facts: what /proc tells of a live process. Others than the task itself may
 * be asked about, by pid.
 */
#ifndef CTRACE_CAPTURE_FACTS_H
#define CTRACE_CAPTURE_FACTS_H

#include "ctrace/view.h"

/* `self`: the process that key 0 means. Appends; 0 or -ENODATA. */
int facts_ask(u32 self, enum fact what, u64 key, u64 key2, struct buf *ret);

#endif
