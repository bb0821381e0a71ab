import type { Access } from '../../server/identity/access.ts';
import { systemClock } from '../../server/platform/clock.ts';
import { Turns } from '../../server/platform/turns.ts';
import type { Erasure } from '../../server/storage/folder/erasure-list.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { Retention } from '../../server/tickets/retention.ts';
import { Worlds } from '../../server/tickets/worlds.ts';
import { Erasures } from '../../server/tickets/erasures.ts';

/** A list of erasures in memory. */
export class ListInMemory {
  readonly all: Erasure[] = [];

  read = async (): Promise<Erasure[]> => [...this.all];
  add = async (erasure: Erasure): Promise<void> => void this.all.push(erasure);
}

/** Erasures over any storage. What fails throws. */
function erasing(storage: Storage, access: Access, list = new ListInMemory()): Erasures {
  return new Erasures({
    storage,
    access,
    turns: new Turns(),
    clock: systemClock,
    list,
    freePages: async () => {},
    onFault: (error) => {
      throw error;
    },
  });
}

/** What ends many accounts or tickets at once, over any storage. */
export function peopleData(storage: Storage, access: Access) {
  const clock = systemClock;
  const onFault = (error: unknown): void => {
    throw error;
  };
  return {
    erasures: erasing(storage, access),
    worlds: new Worlds({ storage, access, clock }),
    retention: new Retention({
      ...{ storage, access, turns: new Turns(), clock, onFault },
      freePages: async () => {},
    }),
  };
}
