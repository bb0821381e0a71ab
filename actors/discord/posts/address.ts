/** Where a participant reads all of a ticket; undefined while the server's address is not known. */
export function historyAddress(ticket: string, address: string | undefined): string | undefined {
  return address === undefined ? undefined : `${address}/#/mine/${encodeURIComponent(ticket)}`;
}
