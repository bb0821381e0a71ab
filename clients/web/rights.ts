/** What of the rights in `welcome` decides which parts of the interface are there. */
export type Rights = ReadonlySet<string>;

const queue_rights = [
  'tickets.admin_view',
  'tickets.reply',
  'tickets.internal_message',
  'tickets.assign',
  'tickets.change_status',
];

export function opensQueue(rights: Rights): boolean {
  return queue_rights.some((right) => rights.has(right));
}
