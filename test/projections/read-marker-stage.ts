import { ReadMarkers, type MovedReadMarker } from '../../server/projections/read-markers.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { StageMarkers } from '../support/stage-markers.ts';
import { Story, noted, said } from '../support/story.ts';

export class ActorTicketService {
  readonly storage: Storage;
  readonly active = new Set<string>();
  readonly moved: MovedReadMarker[] = [];
  readonly rejected: unknown[] = [];
  readonly faults: unknown[] = [];
  now = 1_000;
  /** The next so many writes are refused. */
  refuse = 0;
  writes = 0;
  /** What each write waits for. */
  gate = (): Promise<void> => Promise.resolve();
  markers!: StageMarkers;
  readMarkers: ReadMarkers;

  /** Two on one log are two servers over the same tickets. */
  constructor(log = new MemoryLog()) {
    this.storage = openMemoryStorage(log);
    this.readMarkers = this.open();
  }

  /** As after a start of the server. */
  open(): ReadMarkers {
    const { records } = this.storage;
    this.markers = new StageMarkers({
      get: (space, key) => records.get(space, key),
      list: (space, range) => records.list(space, range),
      position: 0,
      lastOf: (subject) => records.lastOf(subject),
      append: (subject, expected, puts) => records.append(subject, expected, puts),
      merge: async (markers) => {
        this.writes += 1;
        await this.gate();
        this.refuse -= 1;
        if (this.refuse >= 0) return { kind: 'rejected', cause: new Error('no space left') };
        return records.merge(markers);
      },
      followed: (position) => records.followed(position),
      onPuts: (take, tell) => records.onPuts(take, tell),
    });
    this.markers.onRejected((cause) => this.rejected.push(cause));
    const readMarkers = new ReadMarkers({
      markers: this.markers,
      publicCount: (id, seq) => this.storage.tables.publicCount(id, seq),
      isActive: (ticket) => this.active.has(ticket),
      now: () => (this.now += 1),
      onFault: (error) => this.faults.push(error),
    });
    readMarkers.onMoved((moved) => this.moved.push(...moved));
    return readMarkers;
  }

  /** A ticket with an opening, three messages, a note behind each of the first two. */
  async ticket(id = 't1'): Promise<Ticket> {
    const story = new Story(id, 1);
    await story.commit(
      this.storage,
      story.opening,
      said('a'),
      noted('1'),
      said('b'),
      noted('2'),
      said('c'),
    );
    return story.state!;
  }

  /** Until what was gathered is written, or waits for the gate. */
  async quiet(): Promise<void> {
    this.markers.go();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
