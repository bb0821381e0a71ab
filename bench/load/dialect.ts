/** How the load speaks to a kind of server. All sockets are opened by it, on the loopback. */
export interface Dialect {
  /** Opens a fresh ticket. */
  ticket(): Promise<string>;
  /** A socket that watches a ticket from now on; `seen` is called with the number of each post. */
  watcher(ticket: string, seen: (post: number) => void): Promise<Closable>;
  /** A socket that posts; `done` is called when a post was answered. */
  poster(done: (post: number) => void): Promise<Poster>;
  close(): void;
}

export interface Closable {
  close(): void;
}

export interface Poster extends Closable {
  post(ticket: string, post: number): void;
}

/** The text of a post: a player's reply, 132 characters as most are, with its number in front. */
export function bodyOf(post: number): string {
  return `${String(post).padStart(number_chars, '0')} ${text}`;
}

/** The number of the post that has this text. */
export function postOf(body: string): number {
  return Number(body.slice(0, number_chars));
}

const number_chars = 8;
const text =
  'I logged out on a boat near Skara Brae and now I am inside the rock, I can not move in any direction. Please pull me out.';
