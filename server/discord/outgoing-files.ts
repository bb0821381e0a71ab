import type { BridgeTickets } from '../../actors/discord/deps.ts';
import { bridgeLimits } from '../../actors/discord/discord-limits.ts';
import type { Files } from '../files/files.ts';

/** Reads files of messages for their posts, a bounded one as a whole. */
export function outgoingFiles(files: Pick<Files, 'open'>): BridgeTickets['readFile'] {
  return async ({ sha256 }) => {
    const found = await files.open(sha256);
    if (found === undefined) return undefined;
    try {
      return found.bytes > bridgeLimits.post_files_bytes_max
        ? undefined
        : await found.handle.readFile();
    } finally {
      await found.handle.close();
    }
  };
}
