import type { KeptFile } from '../../ticket/files.ts';
import { bridgeLimits } from '../discord-limits.ts';
import type { Post } from '../port/requests.ts';
import type { MarkedPost } from '../posts/mirrored-entries.ts';

/** A post with its files, or in the end without them: what comes after must not wait for ever. */
export function withFiles(
  { post, attached }: MarkedPost,
  tries: number,
): { readonly post: Post; readonly files: readonly KeptFile[] } {
  if (attached === undefined) return { post, files: [] };
  return tries < bridgeLimits.files_tries_max
    ? { post, files: attached.files }
    : { post: attached.without, files: [] };
}
