/** The ticket that was opened last, to come back to. */
let lastOpened: string | undefined;

export function rememberOpened(ticket: string): void {
  lastOpened = ticket;
}

/** Gives it once. */
export function takeOpened(): string | undefined {
  const ticket = lastOpened;
  lastOpened = undefined;
  return ticket;
}
