/**
 * When which ticket is changed. Whoever measures knows it beforehand, so that what a change waits
 * for before it is sent is in its delay too.
 */
export interface Schedule {
  /** Of the first change, in milliseconds since 1970. */
  readonly began: number;
  readonly every_ms: number;
  /** Changed one after the other, again and again. */
  readonly tickets: readonly string[];
}

export function changeAt({ began, every_ms, tickets }: Schedule, i: number) {
  return { at: began + i * every_ms, ticket: tickets[i % tickets.length]! };
}

/** When the last change of this ticket was due that was due by then; undefined where none was. */
export function lastChange(
  { began, every_ms, tickets }: Schedule,
  ticket: string,
  now: number,
): number | undefined {
  const first = tickets.indexOf(ticket);
  const round_ms = tickets.length * every_ms;
  const at = began + first * every_ms;
  if (first === -1 || at > now) return undefined;
  return at + Math.floor((now - at) / round_ms) * round_ms;
}
