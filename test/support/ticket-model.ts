import type { CommandBody } from '../../protocol/command-body.ts';
import type {
  Audience,
  Author,
  Entry,
  EntryBody,
  Head,
  Person,
  Priority,
  Row,
  Side,
  Status,
  Surface,
} from '../../protocol/ticket.ts';
import { columnOf, decidedFor, refusalOf } from './decided.ts';
import { textRefusals, unknown } from './ticket-model-refusals.ts';
import {
  categoryOf,
  has,
  hasQueue,
  keptOf,
  participant,
  personIn,
  rightIn,
  sideOfOpening,
  type Asked,
  type Env,
  type No,
} from './ticket-model-world.ts';

export { categories, hasQueue, personIn, type Env } from './ticket-model-world.ts';

interface Line {
  readonly at: number;
  readonly by: Author;
  readonly surface: Surface;
  readonly what: EntryBody;
}

type ActionCommand = Exclude<CommandBody, { kind: 'open' }>;

/**
 * The ticket a second time, small and slow, as `decided.ts` and the rules say it and not as the
 * code does it: tests ask both the same and compare what they see.
 */
export class TicketModel {
  readonly id: string;
  readonly number: number;
  #status: Status = 'open';
  #priority: Priority = 'normal';
  #subject = '';
  #participants: Person[] = [];
  #holder: { to: Person; at: number } | null = null;
  #closed: number | null = null;
  #archived: number | null = null;
  readonly #opened: Pick<Head, 'shard' | 'category' | 'sender' | 'location' | 'created'>;
  readonly #lines: Line[] = [];

  constructor(env: Env, asked: Asked, id: string, number: number) {
    const { command, account } = asked;
    if (command.kind !== 'open') throw new Error('not an opening');
    const side = sideOfOpening(env, asked);
    const sender = side === 'player' ? personIn(env, account) : null;
    const body = command.body === undefined ? undefined : keptOf(command.body);
    this.id = id;
    this.number = number;
    this.#opened = {
      shard: asked.from?.shard ?? null,
      category: categoryOf(command.category)!,
      sender,
      location: (side === 'player' && asked.from?.location) || null,
      created: env.now,
    };
    this.#subject = command.subject === undefined ? body!.split('\n')[0]! : keptOf(command.subject);
    this.#participants =
      sender === null
        ? [...new Set(command.participants)].map((one) => participant(env, one))
        : [sender];
    this.#write(env, asked, side, { kind: 'opened' });
    if (body !== undefined) this.#write(env, asked, side, { kind: 'message', body });
  }

  /** Carries it out; or says why not, any of them being a true answer, and changes nothing. */
  ask(env: Env, asked: Asked): No[] {
    const command = asked.command as ActionCommand;
    const seenBy = (['player', 'support'] as const).filter((side) =>
      this.sees(env, asked.account, side),
    );
    if (seenBy.length === 0) return [{ code: 'ticket_unknown' }];
    const row = decidedFor(command, env.autoArchive);
    const side = (asked.as === undefined ? (['player', 'support'] as const) : [asked.as]).find(
      (one) => {
        const right = columnOf(row, one)?.right;
        return seenBy.includes(one) && right !== undefined && rightIn(env, asked.account, right);
      },
    );
    if (side === undefined) return [{ code: 'right_missing' }];
    const cell = columnOf(row, side)!.in[this.#status];
    const code = refusalOf(cell);
    if (code !== undefined) return [{ code }];
    return cell === 'same' ? [] : this.#act(env, asked, side, command);
  }

  /** As it is now. Returns how to go back to that. */
  save(): () => void {
    const [status, subject, people] = [this.#status, this.#subject, this.#participants];
    const [holder, closed, archived] = [this.#holder, this.#closed, this.#archived];
    const priority = this.#priority;
    const lines = this.#lines.length;
    return () => {
      this.#status = status;
      this.#subject = subject;
      this.#participants = people;
      this.#holder = holder;
      this.#closed = closed;
      this.#archived = archived;
      this.#priority = priority;
      this.#lines.splice(lines);
    };
  }

  sees(env: Env, account: string, side: Side): boolean {
    if (side === 'support') return hasQueue(env, account);
    return has(env, account, 'view') && this.#participants.some((one) => one.account === account);
  }

  seq(audience: Audience): number {
    return this.entries(audience).length;
  }

  entries(audience: Audience): Entry[] {
    const seen = this.#lines.filter(
      ({ what }) => audience === 'support' || !internal.includes(what.kind),
    );
    return seen.map((line, i) => ({ seq: i + 1, ...line }));
  }

  head(audience: Audience): Head {
    return {
      ...this.row(audience),
      participants: this.#participants,
      assigned: this.#holder?.at ?? null,
      archived: this.#archived,
    };
  }

  row(audience: Audience): Row {
    const entries = this.entries(audience);
    const isActive = this.#status === 'open' || this.#status === 'in_progress';
    const said = this.#lines.filter(({ what }) => what.kind === 'message');
    const answered = said.findLastIndex(({ by }) => by.side === 'support');
    const last = said.at(-1)?.by.side;
    return {
      id: this.id,
      number: this.number,
      ...this.#opened,
      subject: this.#subject,
      status: this.#status,
      attention: !isActive
        ? 'none'
        : last === 'player'
          ? 'needs_attention'
          : last === 'support'
            ? 'waiting_for_response'
            : 'none',
      assignee: this.#holder?.to ?? null,
      updated: entries.at(-1)!.at,
      waiting_since: said.slice(answered + 1)[0]?.at ?? null,
      closed: this.#closed,
      seq: entries.length,
      ...(audience === 'support' && { priority: this.#priority }),
    };
  }

  #act(env: Env, asked: Asked, side: Side, command: ActionCommand): No[] {
    const write = (what: EntryBody): void => this.#write(env, asked, side, what);
    const holder = this.#holder?.to ?? null;
    switch (command.kind) {
      case 'post_message':
      case 'post_note': {
        const no = textRefusals(command.body, 8_000);
        if (no.length > 0) return no;
        const body = keptOf(command.body);
        write({ kind: command.kind === 'post_note' ? 'note' : 'message', body });
        if (command.kind === 'post_message' && side === 'support' && this.#status === 'open') {
          write({ kind: 'status', from: 'open', to: 'in_progress' });
          this.#status = 'in_progress';
        }
        return [];
      }
      case 'edit_subject': {
        const no = textRefusals(command.subject, 120);
        if (no.length > 0) return no;
        const to = keptOf(command.subject);
        if (to !== this.#subject) write({ kind: 'subject', from: this.#subject, to });
        this.#subject = to;
        return [];
      }
      case 'assign_to_me':
      case 'assign': {
        const to = command.kind === 'assign' ? command.to : asked.account;
        const expected = command.kind === 'assign' ? (command.expected ?? null) : null;
        const no = unknown(env, [to]);
        if (no.length > 0) return no;
        const person = personIn(env, to);
        if (!hasQueue(env, to)) no.push({ code: 'not_assignable', detail: person.name });
        if (holder?.account === to) return no;
        if (holder !== null && holder.account !== expected) {
          no.push({ code: 'ticket_held', detail: holder.name });
        }
        if (holder === null && expected !== null) no.push({ code: 'ticket_unheld' });
        if (no.length > 0) return no;
        write({ kind: 'assigned', to: person, from: holder });
        this.#holder = { to: person, at: env.now };
        return [];
      }
      case 'unassign':
        if (holder !== null) write({ kind: 'released', from: holder });
        this.#holder = null;
        return [];
      case 'set_priority':
        if (command.to !== this.#priority) {
          write({ kind: 'priority', from: this.#priority, to: command.to });
        }
        this.#priority = command.to;
        return [];
      case 'set_status':
      case 'close':
      case 'archive':
      case 'reopen':
        for (const to of statusesAfter(command, env.autoArchive)) {
          write({ kind: 'status', from: this.#status, to });
          this.#status = to;
          this.#closed = to === 'closed' ? env.now : to === 'archived' ? this.#closed : null;
          this.#archived = to === 'archived' ? env.now : null;
        }
        return [];
      case 'add_participants': {
        const no = unknown(env, command.accounts);
        return no.length > 0 ? no : this.#add(env, write, command.accounts, null);
      }
      case 'add_faction': {
        const faction = env.factions.get(command.faction);
        if (faction === undefined) return [{ code: 'faction_unknown', detail: command.faction }];
        const members = faction.members.filter((one) => env.rights.has(one));
        return this.#add(env, write, members, faction.name);
      }
      case 'remove_participant': {
        const person = this.#participants.find(({ account }) => account === command.account);
        if (person === undefined) return [];
        write({ kind: 'participant_removed', person });
        this.#participants = this.#participants.filter((one) => one !== person);
        return [];
      }
    }
  }

  #add(
    env: Env,
    write: (what: EntryBody) => void,
    accounts: readonly string[],
    faction: string | null,
  ): No[] {
    const present = new Set(this.#participants.map(({ account }) => account));
    const fresh = [...new Set(accounts)].filter((account) => !present.has(account));
    if (present.size + fresh.length > 200) return [{ code: 'participants_full' }];
    const people = fresh.map((account) => participant(env, account));
    if (people.length > 0) write({ kind: 'participants_added', people, faction });
    this.#participants = [...this.#participants, ...people];
    return [];
  }

  #write(env: Env, { account, surface }: Asked, side: Side, what: EntryBody): void {
    const { name, character_name } = personIn(env, account);
    const shown = side === 'player' && character_name !== '' ? character_name : name;
    this.#lines.push({ at: env.now, by: { side, account, name: shown }, surface, what });
  }
}

/** What players never see. */
const internal: ReadonlyArray<EntryBody['kind']> = ['note', 'priority'];

function statusesAfter(
  command: Extract<ActionCommand, { kind: 'set_status' | 'close' | 'archive' | 'reopen' }>,
  autoArchive: boolean,
): Status[] {
  switch (command.kind) {
    case 'set_status':
      return [command.to];
    case 'close':
      return autoArchive ? ['closed', 'archived'] : ['closed'];
    case 'archive':
      return ['archived'];
    case 'reopen':
      return ['open'];
  }
}
