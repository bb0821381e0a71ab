/** What the buttons and the select of a header and of an archive message are called, and back. */

export const acts = [
  'close',
  'reopen',
  'archive',
  'assign_to_me',
  'unassign',
  'add_participant',
  'view',
] as const;
export type Act = (typeof acts)[number];

/** At most 100 characters. */
export function componentId(act: Act, ticket: string): string {
  return `shardbell:${act}:${ticket}`;
}

export function readComponentId(
  id: string,
): { readonly act: Act; readonly ticket: string } | undefined {
  const [, name, ticket] = /^shardbell:([a-z_]+):(.+)$/u.exec(id) ?? [];
  const act = acts.find((one) => one === name);
  return act === undefined || ticket === undefined ? undefined : { act, ticket };
}
