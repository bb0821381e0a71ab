/**
 * Why the server closes a socket. 4000–4499: come back, with a growing pause, and resume.
 * 4500–4999: do not come back before something was changed.
 */
export interface CloseMeaning {
  readonly code: number;
  readonly sentence: string;
}

export const closes = {
  stopping: { code: 4000, sentence: 'The server is stopping: come back in a moment.' },
  too_slow: { code: 4001, sentence: 'Your connection reads too slowly: come back and resume.' },
  silent: { code: 4002, sentence: 'Nothing was heard from you for too long: send ping.' },
  too_fast: { code: 4003, sentence: 'Too many frames: come back more slowly.' },
  fault: {
    code: 4004,
    sentence: 'The server met a fault with this connection: come back and resume.',
  },
  hello_late: { code: 4005, sentence: 'No hello came in time.' },
  full: {
    code: 4006,
    sentence: 'The server holds as many connections as it may: come back later.',
  },
  signed_out: {
    code: 4007,
    sentence: 'Your sign-in ended or changed: come back with the one you have now.',
  },
  account_full: {
    code: 4008,
    sentence: 'Your account has as many connections as it may: close one of the others.',
  },
  behind: {
    code: 4009,
    sentence: 'The server does not know yet what was written elsewhere: come back in a moment.',
  },
  frame_malformed: {
    code: 4500,
    sentence: 'The frame is not one plain MessagePack or JSON map, or has more than 16 fragments.',
  },
  frame_too_large: { code: 4501, sentence: 'The frame is larger than 64 KiB.' },
  message_unknown: { code: 4502, sentence: 'There is no message of that type.' },
  message_invalid: { code: 4503, sentence: 'The message does not fit its definition.' },
  version_unknown: {
    code: 4504,
    sentence: 'The server does not speak that version of the protocol.',
  },
  hello_expected: { code: 4505, sentence: 'The first frame is hello, and there is only one.' },
  credentials_refused: { code: 4506, sentence: 'The key or ticket is not, or no longer, valid.' },
  replaced: { code: 4507, sentence: 'A newer connection uses the same shard key.' },
} as const satisfies Record<string, CloseMeaning>;

export type CloseReason = keyof typeof closes;

/** Whether a client may come back by itself after the given close code. */
export function mayReconnect(code: number): boolean {
  return code < 4500 || code > 4999;
}
