import { hasQueueAccess } from '../../../protocol/permissions.ts';
import type { AdminPage } from '../app/address.ts';

/** The rights in `welcome`, which decide what the interface shows. */
export type Rights = ReadonlySet<string>;

export const opensQueue: (rights: Rights) => boolean = hasQueueAccess;

export function writesNotes(rights: Rights): boolean {
  return rights.has('tickets.internal_message');
}

/** The administration pages that these rights open. */
export function adminPagesOf(rights: Rights): AdminPage[] {
  const pages: AdminPage[] = [];
  if (rights.has('tickets.settings')) pages.push('settings');
  if (rights.has('tickets.manage_access')) pages.push('groups', 'accounts');
  if (rights.has('tickets.shards')) pages.push('shards');
  if (opensCanned(rights)) pages.push('canned');
  if (rights.has('tickets.export') || rights.has('tickets.erase')) pages.push('export');
  if (rights.has('tickets.settings')) pages.push('webhooks');
  if (rights.has('tickets.manage_access')) pages.push('audit');
  return pages;
}

/** Notes leave with whoever may export and may read them. */
export function exportsNotes(rights: Rights): boolean {
  return rights.has('tickets.export') && opensQueue(rights);
}

/** Whether the first steps of a new server concern them: whoever can do all of them. */
export function opensSteps(rights: Rights): boolean {
  const needed = ['tickets.settings', 'tickets.manage_access', 'tickets.shards'];
  return needed.every((right) => rights.has(right));
}

export function opensCanned(rights: Rights): boolean {
  return opensQueue(rights) || rights.has('tickets.canned');
}

/** The first administration page, for accounts with more than canned replies of their own. */
export function firstAdminPage(rights: Rights): AdminPage | undefined {
  return adminPagesOf(rights).find((page) => page !== 'canned' || rights.has('tickets.canned'));
}
