import { noFiles } from './no-files.ts';
import type { Clock } from '../../actors/runtime/clock.ts';
import type { Faction, Principal, TicketSettings } from '../../actors/ticket/command.ts';
import { shippedCategories } from '../../protocol/kept-settings.ts';
import type { Answer, Caller, Done } from '../../actors/ticket/service.ts';
import { rights, type Right } from '../../protocol/permissions.ts';
import { limits } from '../../protocol/limits.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import type { PlayerSettings } from '../../server/identity/visible-settings.ts';
import type { LiveFollowers } from '../../server/projections/live-followers.ts';
import { ticketNumbers } from './ticket-numbers.ts';
import { testFollowers } from './followers.ts';
import { unbounded } from './unbounded.ts';
import type { TicketNumbers } from '../../server/tickets/ticket-numbers.ts';
import type { MessageFiles } from '../../server/tickets/commands.ts';
import { ActorTicketService } from '../../server/tickets/service.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { ownNames, type StaffName } from '../../actors/ticket/view.ts';

export const playerRights: readonly Right[] = rights.slice(0, 5);
export const staffRights: readonly Right[] = rights.slice(5, 11);

/** The real desk on storage, with a roster of three: a player, another, and a moderator. */
export class World {
  readonly storage: Storage;
  readonly ticketService: ActorTicketService;
  readonly numbers: TicketNumbers;
  readonly followers: LiveFollowers;
  readonly rights = new Map<string, readonly Right[]>([
    ['1', playerRights],
    ['2', playerRights],
    ['9', staffRights],
  ]);
  readonly player: Caller = { account: '1', restricted: true, surface: 'game' };
  readonly other: Caller = { account: '2', restricted: true, surface: 'game' };
  readonly staff: Caller = { account: '9', restricted: false, surface: 'web' };
  /** Of accounts that are called anything but `account N`. */
  readonly names = new Map<string, string>();
  readonly factions = new Map<string, Faction>();
  settings: TicketSettings = {
    autoArchive: false,
    categories: shippedCategories,
    subject_chars_max: limits.subject_chars_max,
    body_chars_max: limits.body_chars_max,
  };
  playerSettings: PlayerSettings = unbounded;
  files: MessageFiles = noFiles;
  now = 1_000;
  readonly clock: Clock = {
    now: () => this.now,
    after: () => () => {},
    soon: (run) => void setImmediate(run),
  };
  #ids = 0;

  /** How players are told of support. */
  staffName: StaffName = ownNames;

  /** `onFault`: where a test expects none, one is thrown. */
  constructor(
    storage: Storage = openMemoryStorage(),
    onFault: (error: unknown) => void = (error) => {
      throw error;
    },
  ) {
    this.storage = storage;
    this.followers = testFollowers(onFault);
    this.numbers = ticketNumbers(storage);
    this.ticketService = new ActorTicketService({
      files: {
        take: (...asked) => this.files.take(...asked),
        settled: (...about) => this.files.settled(...about),
      },
      storage,
      numbers: this.numbers,
      followers: this.followers,
      clock: this.clock,
      principal: (caller) => this.principalOf(caller),
      people: {
        principal: (account) => (this.rights.has(account) ? this.principal(account) : undefined),
        faction: (id) => this.factions.get(id),
      },
      settings: () => this.settings,
      playerSettings: () => this.playerSettings,
      staffName: (account) => this.staffName(account),
      onFault,
    });
  }

  principalOf({ account, guest, restricted }: Caller): Principal {
    if (guest === undefined) {
      const { person, rights: held } = this.principal(account);
      const shown = restricted ? playerRights.filter((right) => held.has(right)) : held;
      return { person, rights: new Set(shown) };
    }
    const person = { account, name: guest.name, character: null, character_name: '' };
    return { person, rights: new Set(staffRights), isGuest: true };
  }

  principal(account: string): Principal {
    return {
      person: {
        account,
        name: this.names.get(account) ?? `account ${account}`,
        character: null,
        character_name: '',
      },
      rights: new Set(this.rights.get(account)),
    };
  }

  /** A new command id. */
  id(): string {
    return `c${(this.#ids += 1)}`;
  }

  open(caller: Caller, body: string, id = this.id()): Promise<Answer> {
    return this.ticketService.command(caller, {
      id,
      command: { kind: 'open', category: 'Bug', body },
    });
  }

  /** The ids of commands go on behind those of another world on the same tickets. */
  skip(ids: number): void {
    this.#ids += ids;
  }

  async opened(caller: Caller, body: string): Promise<Done> {
    return done(await this.open(caller, body));
  }

  post(caller: Caller, ticket: string, body: string, id = this.id()): Promise<Answer> {
    return this.ticketService.command(caller, {
      id,
      ticket,
      command: { kind: 'post_message', body },
    });
  }

  note(ticket: string, body: string): Promise<Answer> {
    return this.do(this.staff, ticket, { kind: 'post_note', body });
  }

  do(caller: Caller, ticket: string, command: CommandBody, id = this.id()): Promise<Answer> {
    return this.ticketService.command(caller, { id, ticket, command });
  }
}

export function done(answer: Answer): Done {
  if (!answer.ok) throw new Error(`refused: ${answer.refusal.code}`);
  return answer;
}

export function refusal(answer: Answer): string {
  if (answer.ok) throw new Error('not refused');
  return answer.refusal.code;
}
