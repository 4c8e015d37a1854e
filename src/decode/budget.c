/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one call may cost, from entry to exit: elements of arrays, reads, bytes
 * that are read, memory for values. Limits of one array or one string would
 * not do: where they nest, they multiply. The budget is the call's, and each
 * of its parts is spent in one place (elements here, bytes in dec_read).
 *
 * When it is spent, nothing is cut in the middle: an array ends early (its
 * count stays, from which sinks see that there is more), a pointer is shown as
 * its address, a string that cannot be read whole as its own.
 *
 * It grows with what is asked for: 32 bytes and elements are what is shown by
 * default; -s may take 64 times as much, and what is not abbreviated does.
 */
#include "priv.h"

#define SCALE_UNIT 32 /* the default of -s */
#define SCALE_MAX 64
/* of a call at the default limits */
#define ELEMENTS 1024
#define READS 512
#define BYTES (256 << 10)
#define MEMORY (640 << 10) /* what is begun is ended: less than 1 MiB */
#define PAGE 4096	   /* what there is no room for is no small object */
#define ELEMENTS_MAX (4 * DETAIL_ARRMAX)

static u32
scale(const struct detail *d)
{
	u64 most = u64_max(d->strmax, d->arrmax);

	if (!d->abbrev)
		return SCALE_MAX;
	return (u32)u64_min(u64_max(most / SCALE_UNIT, 1), SCALE_MAX);
}

void
dec_budget_init(struct dctx *x)
{
	u32 n = scale(x->show);

	x->left = (struct dbudget){
		.elements = (u32)u64_min((u64)ELEMENTS * n, ELEMENTS_MAX),
		.reads = READS * n,
		.bytes = BYTES * n,
		.memory = x->arena->held + (size_t)MEMORY * n,
	};
}

bool
dec_is_spent(const struct dctx *x)
{
	return !x->left.reads || x->left.bytes < PAGE ||
	       x->arena->held > x->left.memory;
}

bool
dec_element(struct dctx *x)
{
	if (!x->left.elements || x->arena->held > x->left.memory)
		return false;
	x->left.elements--;
	return true;
}

bool
dec_element_or_more(struct dctx *x, struct value *list)
{
	if (dec_element(x))
		return true;
	value_add(list, value_new(x->arena, V_ELLIPSIS, NULL));
	return false;
}

u64
dec_elements_max(const struct dctx *x)
{
	return x->show->abbrev ? x->show->arrmax : DETAIL_ARRMAX;
}
