/** Names of handlers in the log and in reports. */

export function buttonHandler(gump: number, button: number): string {
  return `gump ${gump} button ${button}`;
}

/**
 * The global function that handles an event: `on_ticket_opened` for `TicketOpened` and
 * `ticket_opened`.
 */
export function eventHandler(name: string): string {
  const snake = name.replace(/(?<=[a-z0-9])[A-Z]/gu, (letter) => `_${letter}`).toLowerCase();
  return `on_${snake}`;
}
