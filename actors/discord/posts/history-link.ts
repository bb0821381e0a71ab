import type { Post } from '../port/requests.ts';

/** Where a participant reads the whole ticket; undefined while the server's address is not known. */
export function historyAddress(ticket: string, address: string | undefined): string | undefined {
  return address === undefined ? undefined : `${address}/#/mine/${encodeURIComponent(ticket)}`;
}

/** The end of a sentence such as "Read it ...". */
export function whereToRead(ticket: string, address: string | undefined): string {
  const at = historyAddress(ticket, address);
  return at === undefined ? 'in the help desk' : `here: ${at}`;
}

/** The last post in a channel that is left, because another server is set. */
export function leftPost(
  { id, number }: { readonly id: string; readonly number: number },
  address: string | undefined,
): Post {
  const where = whereToRead(id, address);
  const description = `This channel is connected to the ticket no more, and what is written in it is not passed on. The ticket goes on ${where}`;
  return { embeds: [{ description, footer: `#${number} · left` }] };
}
