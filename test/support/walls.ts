/**
 * The walls of the house, as one table: who may import whom, and who may touch what.
 * `lint-config.ts` makes `.oxlintrc.json` of it, and `walls.test.ts` plants a breach of each.
 */

const actors = [
  'discord',
  'queue',
  'records',
  'roster',
  'runtime',
  'settings',
  'shard',
  'ticket',
  'webhooks',
].map((name) => `actors/${name}`);
const clients = ['clients/core', 'clients/shard', 'clients/web'];

/** Each stands on those before it; surfaces stand side by side, and none knows another. */
const floors = [
  'platform',
  'config',
  'storage',
  'identity',
  'projections',
  'files',
  'tickets',
  'export',
  'import',
].map((name) => `server/${name}`);
const surfaces = ['sockets', 'http', 'discord', 'help-scripts', 'webhooks', 'admin'].map(
  (name) => `server/${name}`,
);
const domain = ['protocol', ...actors];
/** Each stands on those before it, and on the ports at the root of the room. */
const storage = [
  'packed',
  'rows',
  'log',
  'lists',
  'apply',
  'tables',
  'replica',
  'disk',
  'lmdb',
  'file-log',
  'behind',
  'folder',
  'check',
].map((name) => `server/storage/${name}`);
const connection = 'server/sockets/connection';
const watches = 'server/sockets/watches';

/** Which folders of ours each may import from, beside itself. Every other pair is refused. */
export const reach: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  'actors/ticket': ['protocol'],
  // A row of the list is made of a ticket's summary.
  'actors/queue': ['protocol', 'actors/ticket', 'actors/runtime'],
  'actors/runtime': [],
  'actors/records': ['actors/runtime'],
  'actors/roster': domain,
  'actors/settings': domain,
  'actors/shard': domain,
  'actors/discord': domain,
  'actors/webhooks': domain,
  'actors/discord/adapter': domain,
  ...Object.fromEntries(floors.map((room, at) => [room, [...domain, ...floors.slice(0, at)]])),
  ...Object.fromEntries(
    storage.map((part, at) => [
      part,
      [...domain, 'server/platform', 'server/config', ...storage.slice(0, at)],
    ]),
  ),
  ...Object.fromEntries(surfaces.map((room) => [room, [...domain, ...floors]])),
  // A connection knows nothing of what is watched on it; the root of the room joins them.
  [connection]: [...domain, ...floors],
  [watches]: [...domain, ...floors, connection],
  // Where parts are put together.
  server: [...domain, ...floors, ...surfaces],
  // The demo starts an example shard.
  'server/cli': [...domain, 'server', ...floors, ...surfaces, ...clients],
  'clients/core': ['protocol'],
  'clients/shard': ['protocol', 'clients/core'],
  'clients/web': ['protocol', 'clients/core'],
};

/** Every folder that has a wall, or that what ships may not import. */
export const everywhere: readonly string[] = [...Object.keys(reach), 'bench', 'test'];

/** Files at the root of `server/`, which put its rooms together: no room imports them. */
export const composers = [
  'compose',
  'compose-shards',
  'compose-tickets',
  'data-folder',
  'older-copy',
  'serve',
  'server',
];

/** Folders that are lent read models and queues as types, and make none. */
export const borrowers: readonly string[] = [...surfaces, connection, watches];
export const lent = { folder: 'server/projections', file: 'actors/queue/queue.ts' } as const;

/** What of Node and of packages a folder is kept from. */
export type Kept = 'node' | 'io' | 'io_but_ws' | 'none';
export const keptFrom: Readonly<Record<string, Kept>> = {
  protocol: 'node',
  'actors/ticket': 'node',
  'actors/queue': 'node',
  'actors/runtime': 'io',
  'actors/records': 'io',
  'actors/roster': 'io',
  'actors/settings': 'io',
  'actors/shard': 'io',
  'actors/discord': 'io',
  'actors/webhooks': 'io',
  'actors/discord/adapter': 'io',
  'clients/core': 'node',
  'clients/shard': 'io_but_ws',
  'clients/web': 'node',
};
