import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../support/package-root.ts';

/**
 * What the export of a person does with each kind of stored record. A new kind needs a line here, and
 * if it is about somebody one in `server/export/person-records.ts`.
 */
const decided: Readonly<Record<string, 'in the archive' | 'about nobody' | 'secret'>> = {
  'roster account': 'in the archive',
  'roster standing': 'in the archive',
  // Whether there is one.
  'roster password': 'in the archive',
  'roster character': 'in the archive',
  'roster faction': 'in the archive',
  'roster discord': 'in the archive',
  'roster canned': 'in the archive',
  'roster signed-in': 'in the archive',
  'roster last-seen': 'in the archive',
  'roster shard-seen': 'about nobody',
  'roster deed': 'about nobody',
  // A number and a time; nothing in it tells whose it was.
  'roster erasure': 'about nobody',
  'roster group': 'about nobody',
  'roster shard': 'about nobody',
  'web session': 'in the archive',
  'web link': 'in the archive',
  'web discord-code': 'in the archive',
  // When a session was used last, to the minute: it moves while the archive is made.
  'web used': 'about nobody',
  'web secret': 'secret',
  'web api-token-secret': 'secret',
  'seen account': 'in the archive',
  // How far all of support has read.
  'seen ticket': 'about nobody',
  'notice account': 'in the archive',
  'settings audit': 'in the archive',
  'settings value': 'about nobody',
  'numbers last': 'about nobody',
  'numbers ticket': 'about nobody',
  // Where they are sent, by whom they were set is in the audit; what they were sent of tickets is gone.
  'webhook hook': 'about nobody',
  'webhook matching': 'about nobody',
  'webhook sender': 'about nobody',
  'webhook state': 'about nobody',
  'discord closed': 'in the archive',
  'discord given': 'in the archive',
  'discord farewell': 'in the archive',
  'discord commands-in': 'about nobody',
  'discord due': 'about nobody',
  'discord file-signing': 'secret',
  'discord heard': 'about nobody',
  'discord meta': 'about nobody',
  // Channels, and which messages there are entries of which ticket: what they say is in the tickets.
  'discord past': 'about nobody',
  'discord ticket': 'about nobody',
  'discord taken': 'about nobody',
  'discord taking': 'about nobody',
};

export const personRecordKinds: readonly string[] = Object.keys(decided);

interface Sample {
  readonly entry: {
    readonly puts?: ReadonlyArray<{ readonly space: string; readonly key: string }>;
  };
}

/** Kinds of records among the kept samples that nothing was decided on. */
export function undecided(): string[] {
  const path = join(packageRoot, 'test/data/stored-forms.json');
  const samples = JSON.parse(readFileSync(path, 'utf8')) as Sample[];
  const kinds = samples.flatMap(({ entry }) =>
    (entry.puts ?? []).map(({ space, key }) => {
      const [first = ''] = key.split('/');
      return `${space} ${/^\d+$/u.test(first) ? 'account' : first}`;
    }),
  );
  return [...new Set(kinds)].filter((kind) => !Object.hasOwn(decided, kind));
}
