/** Records beside the tickets, as the log and the tables hold them. */

export type Space =
  | 'roster'
  | 'settings'
  | 'notice'
  | 'web'
  | 'seen'
  | 'discord'
  | 'numbers'
  | 'webhook';

/** Those that are read, also what turns of tickets make: `rows/file-rows.ts`. */
export type TableSpace = Space | 'files';

/** `value: undefined` removes the key. */
export interface Put {
  readonly space: Space;
  readonly key: string;
  readonly value: unknown;
}

export interface ListRange {
  readonly prefix: string;
  readonly from?: string;
  readonly limit: number;
}
