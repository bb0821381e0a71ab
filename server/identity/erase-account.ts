import type { Account } from '../../actors/roster/accounts/account.ts';
import type { ErasureRecord } from '../../actors/roster/erasures.ts';
import type { Changer } from '../../actors/roster/staff/audit.ts';
import {
  access_subject,
  accountSubject,
  links_subject,
  shardSubject,
} from '../../actors/roster/subjects.ts';
import type { RecordSpace } from '../../actors/records/store.ts';
import type { Draft } from '../../actors/records/draft.ts';
import type { Access } from './access.ts';

/** Markers and notices removed with one entry. */
const removed_at_once = 500;

/**
 * Records that an account is erased and audits it, with all that only operators gave it. From then on
 * nobody may sign in to it. Resolves to whether that is on disk.
 */
export async function beginErasure(
  access: Access,
  id: string,
  { at, messages }: Pick<ErasureRecord, 'at' | 'messages'>,
  by: Changer,
): Promise<boolean> {
  const { roster, writer, audit } = access;
  return isChanged(writer, access_subject, (draft) => {
    if (roster.erasures.has(id)) return;
    const trail = audit.trail(by, `erasure of account ${id}`, shown);
    roster.erasures.put(draft, id, { at, messages, done: null }, trail);
    roster.accounts.removeAccess(draft, id);
    if (roster.account(id)?.shard === null) roster.accounts.removeProfile(draft, id);
  });
}

/**
 * Removes all that is kept of an account beside the tickets. Each step is one entry, and may be
 * repeated. Resolves to whether all of it is on disk.
 */
export async function removeAccount(access: Access, id: string): Promise<boolean> {
  const { roster, writer, audit } = access;
  const account = roster.account(id);
  const steps: Array<() => Promise<boolean>> = [
    () => removeTold(access, account),
    () => isChanged(writer, accountSubject(id), (draft) => removeOwn(access, draft, id)),
    () => isChanged(writer, links_subject, (draft) => removeLinks(access, draft, id)),
    () => removeMarkers(access, id),
    () => audit.withoutNames(id),
  ];
  for (const step of steps) if (!(await step())) return false;
  return true;
}

/** Ends the erasure. Resolves to whether that is on disk. */
export function endErasure({ roster, writer, secrets }: Access, id: string): Promise<boolean> {
  return isChanged(writer, access_subject, (draft) => {
    const erasure = roster.erasures.get(id);
    if (erasure === undefined || erasure.done !== null) return;
    roster.erasures.put(draft, id, { ...erasure, done: secrets.now() });
  });
}

async function removeTold({ roster, writer }: Access, account: Account | undefined) {
  if (account === undefined) return true;
  const { id, shard } = account;
  const subject = shard === null ? access_subject : shardSubject(shard);
  return isChanged(writer, subject, (draft) => {
    if (shard === null) roster.accounts.removeProfile(draft, id);
    else roster.removeTold(draft, shard, id);
  });
}

function removeOwn({ roster, webSessions, links, canned }: Access, draft: Draft, id: string): void {
  roster.accounts.removePassword(draft, id);
  webSessions.endAll(draft, id);
  links.endAll(draft, id);
  canned.removeAll(draft, id);
}

function removeLinks({ roster, discordCodes }: Access, draft: Draft, id: string): void {
  roster.discord.unlinkIn(draft, id);
  discordCodes.endAll(draft, id);
}

/** What was read, when the person was last here, and notices. What waits to be written comes first. */
async function removeMarkers({ markers, signIns, lastSeen }: Access, id: string): Promise<boolean> {
  signIns.forget(id);
  lastSeen.remove(id);
  await markers.written();
  for (const space of ['seen', 'notice'] satisfies RecordSpace[]) {
    for (;;) {
      const range = { prefix: `${id}/`, limit: removed_at_once };
      const found = markers.store.list(space, range);
      if (found.length === 0) break;
      const gone = found.map(({ key }) => ({ space, key, value: undefined }));
      if ((await markers.store.merge(gone)).kind !== 'durable') return false;
    }
  }
  return ['signed-in', 'last-seen'].every(
    (kept) => markers.get('roster', `${kept}/${id}`) === undefined,
  );
}

async function isChanged(
  writer: Access['writer'],
  subject: string,
  decide: (draft: Draft) => void,
): Promise<boolean> {
  return 'value' in (await writer.change(subject, decide));
}

function shown({ messages }: ErasureRecord): unknown {
  return { messages };
}
