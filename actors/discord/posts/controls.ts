import { isPossible, type Permission } from '../../../protocol/permissions.ts';
import type { Status } from '../../../protocol/ticket.ts';
import type { Button } from '../port/requests.ts';

/** Buttons and the user select of a header and of an archive message. */

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

/** The row of the table of permissions for each control. Reading is not in the table. */
export const permissionOf: Readonly<Record<Exclude<Act, 'view'>, Permission>> = {
  close: 'close',
  reopen: 'reopen',
  archive: 'archive',
  assign_to_me: 'assign',
  unassign: 'release',
  add_participant: 'select_participant',
};

/** Whether the table allows it to anybody in this state: all people see the same header. */
export function isEnabled(act: Act, status: Status): boolean {
  return act === 'view' || isPossible(permissionOf[act], status);
}

export function actionButton(
  act: Act,
  ticket: string,
  {
    label,
    style,
    disabled,
  }: Pick<Extract<Button, { kind: 'action' }>, 'label' | 'style' | 'disabled'>,
): Button {
  return { kind: 'action', id: componentId(act, ticket), label, style, disabled };
}
