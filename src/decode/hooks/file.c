/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Small irregular things of file calls: directory entries, file handles,
 * members that an old struct does not have.
 */
#include "../priv.h"

/* A member that the struct of this ABI does not have: shown as 0. */
hook_fn hook_number_zero;

struct value *
hook_number_zero(struct dctx *x, const struct hook_in *in)
{
	return value_int(x->arena, in->name, 0, VN_UDEC);
}
hook_fn hook_dirents, hook_dirent_name, hook_old_dirent_name,
	hook_handle_bytes, hook_file_handle;
struct value *hook_dirents(struct dctx *x, const struct hook_in *in) { return NULL; }
struct value *hook_dirent_name(struct dctx *x, const struct hook_in *in) { return NULL; }
struct value *hook_old_dirent_name(struct dctx *x, const struct hook_in *in) { return NULL; }
struct value *hook_handle_bytes(struct dctx *x, const struct hook_in *in) { return value_int(x->arena, in->name, in->num, VN_UDEC); }
struct value *hook_file_handle(struct dctx *x, const struct hook_in *in) { return NULL; }
