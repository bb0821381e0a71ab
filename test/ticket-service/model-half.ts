import { noFiles } from '../support/no-files.ts';
import { hears, testFollowers } from '../support/followers.ts';
import { ticketNumbers } from '../support/ticket-numbers.ts';
import type { Principal } from '../../actors/ticket/command.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { ownNames } from '../../actors/ticket/view.ts';
import { ActorTicketService } from '../../server/tickets/service.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { settings } from '../support/given.ts';
import { unbounded } from '../support/unbounded.ts';
import { categories, personIn, type Env } from '../support/ticket-model.ts';

/** The real desk with everything around it taken from `env`. */
function deskOn(
  storage: Storage,
  env: Env,
  events: Map<string, TicketEvent[]>,
): ActorTicketService {
  const principal = (account: string): Principal => ({
    person: personIn(env, account),
    rights: new Set(env.rights.get(account)),
  });
  const followers = testFollowers();
  followers.follow(
    'model',
    hears(({ after, events: told }) => {
      events.set(after.id, [...(events.get(after.id) ?? []), ...told]);
    }),
  );
  const ticketService = new ActorTicketService({
    files: noFiles,
    followers,
    storage,
    numbers: ticketNumbers(storage),
    clock: {
      now: () => env.now,
      after: () => () => {},
      soon: (run) => void setImmediate(run),
    },
    principal: ({ account }) => principal(account),
    people: {
      principal: (account) => (env.rights.has(account) ? principal(account) : undefined),
      faction: (id) => env.factions.get(id),
    },
    staffName: ownNames,
    playerSettings: () => unbounded,
    settings: () => ({ ...settings, autoArchive: env.autoArchive, categories }),
    onFault: (error) => {
      throw error;
    },
    // Turns are cut short, so that what is sent at once takes several.
    limits: { turn_letters_max: 3 },
  });
  return ticketService;
}

/** Where a desk keeps its tickets; several may keep them in one log. */
export interface Place {
  open(): Storage | Promise<Storage>;
  /** Lets go of the storage, if it can be opened again. */
  close(storage: Storage): Promise<void>;
}

/** One ticket service, and what it told. */
export class Half {
  readonly #env: Env;
  readonly #place: Place;
  readonly told = new Map<string, TicketEvent[]>();
  storage: Storage;
  ticketService: ActorTicketService;

  private constructor(env: Env, place: Place, storage: Storage) {
    this.#env = env;
    this.#place = place;
    this.storage = storage;
    this.ticketService = deskOn(storage, env, this.told);
  }

  static async start(env: Env, place: Place): Promise<Half> {
    return new Half(env, place, await place.open());
  }

  async restart(): Promise<void> {
    await this.ticketService.stop();
    await this.#place.close(this.storage);
    this.storage = await this.#place.open();
    this.ticketService = deskOn(this.storage, this.#env, this.told);
  }

  async stop(): Promise<void> {
    await this.ticketService.stop();
    await this.storage.close();
  }
}

/** Started again on the same storage, which has to stay open for it. */
export function placeOf(storage: Storage): Place {
  return { open: () => storage, close: () => Promise.resolve() };
}
