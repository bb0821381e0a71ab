import { Contender } from './contender.ts';
import type { PeerName } from './load/main.ts';
import type { StartOptions } from './peers/server.ts';
import type { Work } from './work.ts';

export interface ContenderKind {
  readonly label: string;
  readonly peer: PeerName;
  readonly store: StartOptions['store'];
}

/** Everything that can be compared. */
export const contenderKinds = {
  shardbell: { label: 'Shardbell', peer: 'shardbell', store: 'lmdb' },
  raw: { label: 'raw ws + lmdb', peer: 'raw', store: 'lmdb' },
  raw_file: { label: 'raw ws + append-only file', peer: 'raw', store: 'file' },
  socketio_lmdb: { label: 'Socket.IO + lmdb', peer: 'socketio', store: 'lmdb' },
  socketio_sqlite: { label: 'Socket.IO + better-sqlite3', peer: 'socketio', store: 'sqlite' },
  colyseus: { label: 'Colyseus (keeps nothing)', peer: 'colyseus', store: 'none' },
} as const satisfies Record<string, ContenderKind>;

export type ContenderName = keyof typeof contenderKinds;

export interface ContenderSettings {
  readonly folder: string;
  readonly work: Work;
  /** Where to write Shardbell's CPU profile. */
  readonly profile?: string;
}

/** The started contenders, each once; they stay until all end. */
export class Contenders {
  readonly #settings: ContenderSettings;
  readonly #started = new Map<ContenderName, Contender>();

  constructor(settings: ContenderSettings) {
    this.#settings = settings;
  }

  async get(name: ContenderName): Promise<Contender> {
    const known = this.#started.get(name);
    if (known !== undefined) return known;
    const { folder, work, profile } = this.#settings;
    const { peer, store } = contenderKinds[name];
    const flags =
      profile === undefined
        ? []
        : ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}.cpuprofile`];
    const started = await Contender.start({ peer, store, folder, work, flags });
    this.#started.set(name, started);
    return started;
  }

  async end(): Promise<void> {
    for (const contender of this.#started.values()) await contender.end();
    this.#started.clear();
  }
}
