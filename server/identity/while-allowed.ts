import { refused, type Refused } from '../../protocol/refusals.ts';

/**
 * Reads for a caller that has the right before the read and still after it: a read waits for its
 * turns and for the disk, and the right may be taken away meanwhile.
 */
export async function whileAllowed<T>(
  isAllowed: () => boolean,
  read: () => Promise<T>,
): Promise<T | Refused> {
  if (!isAllowed()) return refused('right_missing');
  const answer = await read();
  return isAllowed() ? answer : refused('right_missing');
}
