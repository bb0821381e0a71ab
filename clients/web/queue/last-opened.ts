/** The ticket opened last, to focus it on return. */
let lastOpened: string | undefined;

export function rememberOpened(ticket: string): void {
  lastOpened = ticket;
}

/** Returns it once. */
export function takeOpened(): string | undefined {
  const ticket = lastOpened;
  lastOpened = undefined;
  return ticket;
}
