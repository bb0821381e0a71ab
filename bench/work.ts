/** What posts cost in the store: how many keys and bytes, measured from Shardbell's own folder. */

/** A post as the store of a peer knows it. */
export interface StoredPost {
  readonly ticket: string;
  /** Counts up over all posts of a server. */
  readonly number: number;
}

/**
 * Keys of one kind in one database. Each batch, each ticket in it, or each post has `keys` of them.
 * The bytes of a value: `base`, and more for each ticket and post that the value speaks for.
 */
export interface KeyKind {
  readonly db: string;
  /** `fresh`: a new key each time. `same`: the key of that ticket, or of all, is written again. */
  readonly fate: 'fresh' | 'same';
  readonly per: 'batch' | 'ticket' | 'post';
  readonly keys: number;
  readonly key_bytes: number;
  readonly base_bytes: number;
  readonly ticket_bytes: number;
  readonly post_bytes: number;
}

export type Work = readonly KeyKind[];

export interface WorkPut {
  readonly db: string;
  readonly key: Buffer;
  readonly value: Buffer;
}

const zeros = Buffer.alloc(1024 * 1024);

/** What one batch of posts puts: as many keys and bytes as Shardbell does, in as many databases. */
export function putsOf(work: Work, posts: readonly StoredPost[]): WorkPut[] {
  const first = posts[0]!;
  const tickets = new Map<string, number>();
  for (const { ticket } of posts) tickets.set(ticket, (tickets.get(ticket) ?? 0) + 1);
  const puts: WorkPut[] = [];
  for (const [index, kind] of work.entries()) {
    const add = (ticket: string, number: number, of: { tickets: number; posts: number }): void => {
      const bytes = kind.base_bytes + kind.ticket_bytes * of.tickets + kind.post_bytes * of.posts;
      const value = zeros.subarray(0, Math.round(bytes));
      for (let i = 0; i < kind.keys; i++) {
        puts.push({ db: kind.db, key: keyOf(kind, index, ticket, number, i), value });
      }
    };
    switch (kind.per) {
      case 'batch':
        add('', first.number, { tickets: tickets.size, posts: posts.length });
        break;
      case 'ticket':
        for (const [ticket, count] of tickets)
          add(ticket, first.number, { tickets: 1, posts: count });
        break;
      case 'post':
        for (const { ticket, number } of posts) add(ticket, number, { tickets: 1, posts: 1 });
        break;
    }
  }
  return puts;
}

/** Keys of one ticket lie together, those of one kind in it too, and rise: as Shardbell's do. */
function keyOf(kind: KeyKind, index: number, ticket: string, number: number, i: number): Buffer {
  const key = Buffer.alloc(kind.key_bytes);
  const written = key.write(ticket, 'latin1');
  const tail_bytes = Math.min(kind.key_bytes, tail_bytes_max);
  const count = (kind.fate === 'fresh' ? number : 0) * kind.keys + i;
  key.writeUIntBE(count, kind.key_bytes - tail_bytes, tail_bytes);
  if (written < kind.key_bytes - tail_bytes) key[written] = index;
  return key;
}

/** More than counts ever take. */
const tail_bytes_max = 6;
