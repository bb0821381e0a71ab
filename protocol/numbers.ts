/** Tickets by their numbers, for a person: `#12, #15`. */
export function numbersOf(tickets: readonly number[]): string {
  return tickets.map((number) => `#${number}`).join(', ');
}
