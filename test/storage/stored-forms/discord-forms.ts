import type { ImportedMessage, PendingImport } from '../../../actors/discord/inbound/parts.ts';
import { newChannel, newRecord, storedRecord } from '../../../actors/discord/reconciler/record.ts';
import type { BridgeMeta, ArchiveMessage } from '../../../actors/discord/store.ts';

/** A record: name, subject, key, value. */
export type Row = readonly [name: string, subject: string, key: string, value: unknown];

const at = 1_795_944_196_000;
const channel = {
  ...newChannel({
    id: '1500000000000000012',
    guild: '1500000000000000003',
    name: '🟢-help-i-am-stuck',
    category: null,
    overwrites: [
      { target: '1500000000000000003', of: 'role', level: 'hidden' },
      { target: '1500000000000000001', of: 'member', level: 'manage' },
    ],
    replayTo: 2,
    isAdopted: false,
  }),
  renames: [at],
  header: { message: '1500000000000000013', hash: '818654d2e80b6b89', pinned: true },
  headers: 1,
  lastPost: '1500000000000000041',
};
const taken: ImportedMessage = {
  message: '1500000000000000050',
  ticket: 't1',
  seq: 4,
  hash: 'a1b2',
};
const takenFiles: ImportedMessage = {
  ...taken,
  message: '1500000000000000052',
  files: { '1500000000000000060': null, '1500000000000000061': 'The file is empty.' },
};
const taking: PendingImport = {
  message: '1500000000000000051',
  ticket: 't1',
  after: 4,
  body: 'In the bank.',
  hash: 'c3d4',
};
export const meta: BridgeMeta = {
  since: at,
  ownRole: { guild: '1500000000000000003', role: '1500000000000000011' },
  bots: ['1500000000000000001'],
};
const farewell: ArchiveMessage = { ticket: 't1', account: '6', archived: at };

/** What the bridge to Discord keeps, by kind. */
export const discordKinds = {
  meta: [['with a role', 'records', 'meta', meta]],
  ticket: [
    [
      'with a channel',
      'records',
      'ticket/t1',
      storedRecord({
        ...newRecord('t1', 1),
        channel,
        hadChannel: true,
        refusedNames: ['help-1'],
      }),
    ],
  ],
  past: [['archived', 'records', 'past/t2', storedRecord({ ...newRecord('t2', 2), farewell: at })]],
  due: [['to be looked at', 'records', 'due/t1', 29]],
  farewell: [['to be told', 'records', `farewell/00${at}/t1/6`, farewell]],
  closed: [['to direct messages', 'records', 'closed/1500000000000000005', true]],
  given: [['a role', 'records', 'given/1500000000000000005', true]],
  heard: [['of a channel', 'records', 'heard/1500000000000000012', '1500000000000000050']],
  taken: [
    ['a message', 'records', 'taken/1500000000000000012/98499999999999999950', taken],
    [
      'a message with files',
      'records',
      'taken/1500000000000000012/98499999999999999948',
      takenFiles,
    ],
  ],
  taking: [['a message', 'records', 'taking/1500000000000000012', taking]],
  'commands-in': [['a server', 'records', 'commands-in', '1500000000000000003']],
  'file-signing': [
    ['of files', 'records', 'file-signing', { secret: 'Vfbaj5Y7Olvxx7CReCc2hgoJnTCGhOh0JVY' }],
  ],
} satisfies Readonly<Record<string, readonly [Row, ...Row[]]>>;
