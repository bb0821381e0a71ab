import type { Parsed } from '../../../protocol/parse.ts';

/** A frame whose name is known. */
export type Known = Exclude<Parsed, { kind: 'unknown' }>;

/** The id under which a frame can be answered by a refusal. */
export function answerableId(parsed: Known): string | undefined {
  if (parsed.kind === 'invalid') return parsed.id;
  const { message } = parsed;
  switch (message.t) {
    case 'command':
    case 'get':
    case 'find':
    case 'admin':
      return message.id;
    default:
      return undefined;
  }
}

/** Whether the frame may be dropped: its sender sends the same again. */
export function mayBeLost(parsed: Known): boolean {
  if (parsed.kind === 'invalid') return false;
  return parsed.message.t === 'seen' || parsed.message.t === 'signal';
}
