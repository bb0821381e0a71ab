/** Where the roster keeps its records; the journal serves it. */
export interface RosterStore {
  /** In the order of their keys. `from` is inclusive. */
  list(
    space: RosterSpace,
    range: { readonly prefix: string; readonly from?: string; readonly limit: number },
  ): Array<{ key: string; value: unknown }>;
  /** One atomic write. Never rejects. */
  write(
    puts: readonly RosterPut[],
  ): Promise<{ readonly kind: 'durable' } | { readonly kind: 'rejected'; readonly cause: unknown }>;
  /** Makes `key` belong to `owner` for ever, unless it belongs to another already. */
  claim(
    kind: 'account' | 'user_name',
    key: string,
    owner: string,
  ): Promise<'claimed' | 'taken' | 'rejected'>;
}

export type RosterSpace = 'roster' | 'web' | 'settings';

/** `value: undefined` removes the key. */
export interface RosterPut {
  readonly space: RosterSpace;
  readonly key: string;
  readonly value: unknown;
}
