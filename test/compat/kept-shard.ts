import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PythonShard } from '../python/python-shard.ts';

/** Somebody who plays, as a shard tells of them. */
export interface KeptPlayer {
  readonly session: string;
  readonly account: string;
  readonly name: string;
  /** When the account and its one character were created, in milliseconds since 1970. */
  readonly created: number;
}

export interface KeptForm {
  readonly form: string;
  readonly session: string;
  readonly words: string;
  readonly buttons: ReadonlyArray<{ readonly button: number; readonly label: string }>;
  readonly entries: ReadonlyArray<{ readonly id: number; readonly text: string }>;
}

export interface KeptNotice {
  readonly session: string;
  readonly ticket: string;
  readonly number: number;
  readonly text: string;
}

type KeptCommand = Readonly<Record<string, unknown>>;

/** What a client of any version and language is asked to do. What is asked gives `done`, or the code of a refusal. */
export interface KeptShard {
  /** Resolves at the next welcome. */
  live(): Promise<void>;
  open(player: KeptPlayer): void;
  end(session: string): void;
  help(session: string): Promise<string>;
  answer(
    form: string,
    button: number,
    entries: ReadonlyArray<{ readonly id: number; readonly text: string }>,
  ): Promise<string>;
  command(session: string, ticket: string, command: KeptCommand): Promise<string>;
  faction(faction: string, name: string, members: readonly string[]): Promise<string>;
  /** The next form of this session, and the next notice of anybody. */
  form(session: string): Promise<KeptForm>;
  notice(): Promise<KeptNotice>;
  /** All that were shown so far. */
  notices(): readonly KeptNotice[];
  errors(): readonly unknown[];
  stop(): void;
}

const location = { map: 1, x: 1417, y: 1692, z: -5 };

/** Presses the button with this label, with the same text in every entry. */
export function press(
  shard: KeptShard,
  { form, buttons, entries }: KeptForm,
  label: string,
  typed?: string,
): Promise<string> {
  const button = buttons.find((one) => one.label === label)?.button;
  if (button === undefined) throw new Error(`no button ${label}: ${JSON.stringify(buttons)}`);
  const filled = entries.map(({ id, text }) => ({ id, text: typed ?? text }));
  return shard.answer(form, button, filled);
}

/** Connects a kept client in TypeScript, by what its package exports. */
export async function keptTypeScript(folder: string, url: string, key: string): Promise<KeptShard> {
  const index = pathToFileURL(join(folder, 'dist/clients/shard/index.js'));
  const { ShardClient, formText } = (await import(index.href)) as KeptPackage;
  const forms = new Waiting<KeptForm>();
  const notices = new Waiting<KeptNotice>();
  const states = new Waiting<{ readonly kind: string }>();
  const errors: unknown[] = [];
  const client = new ShardClient({
    url,
    key,
    onForm({ form, session, elements }) {
      const { words, choices, entries } = formText(elements);
      forms.put({ form, session, words: words.join(' '), buttons: choices, entries });
    },
    onNotice: (notice) => notices.put(notice),
    onState: (state) => states.put(state),
    onError: (error) => errors.push(error),
  });
  client.start();
  return {
    live: async () => void (await states.next(({ kind }) => kind === 'live')),
    open({ session, account, name, created }) {
      client.open({
        session,
        account: { id: account, name, created },
        character: { id: `${account}-c`, name: `${name} the Bold`, created },
        location,
      });
    },
    end: (session) => client.end(session),
    help: async (session) => wordOf(await client.help(session)),
    async answer(form, button, entries) {
      const typed = Object.fromEntries(entries.map(({ id, text }) => [id, text]));
      return wordOf(await client.answerForm(form, { button, entries: typed }));
    },
    command: async (session, ticket, command) =>
      wordOf(await client.command(session, command, ticket)),
    faction: async (faction, name, members) =>
      wordOf(await client.upsertFaction(faction, name, members)),
    form: (session) => forms.next((form) => form.session === session),
    notice: () => notices.next(),
    notices: () => notices.all,
    errors: () => errors,
    stop: () => client.close(),
  };
}

/** Connects a kept client in Python, by the program for a terminal that lies beside it. */
export function keptPython(
  python: string,
  subprotocol: string,
  folder: string,
  url: string,
  key: string,
): KeptShard {
  const shard = new PythonShard(python, [url, key, subprotocol], folder);
  const ask = async (line: KeptCommand): Promise<string> => {
    const { on, code } = await shard.ask(line);
    return typeof code === 'string' ? code : on;
  };
  return {
    live: async () => void (await shard.state('live')),
    open({ session, account, name, created }) {
      shard.send({
        do: 'open',
        session,
        account,
        account_name: name,
        character: `${account}-c`,
        character_name: `${name} the Bold`,
        account_created: created,
        character_created: created,
        location,
      });
    },
    end: (session) => shard.send({ do: 'end', session }),
    help: (session) => ask({ do: 'help', session }),
    answer: (form, button, entries) => ask({ do: 'answer', form, button, entries }),
    command: (session, ticket, command) => ask({ do: 'command', session, ticket, deed: command }),
    faction: (faction, name, members) => ask({ do: 'faction', faction, name, members }),
    async form(session) {
      const { words, ...form } = await shard.form(session);
      return { ...form, session, words: words.join(' ') };
    },
    notice: async () => (await shard.next(({ on }) => on === 'notice')) as unknown as KeptNotice,
    notices: () =>
      shard.lines.filter(({ on }) => on === 'notice').map((line) => line as unknown as KeptNotice),
    errors: () => shard.lines.filter(({ on }) => on === 'error'),
    stop: () => shard.kill(),
  };
}

interface KeptOutcome {
  readonly t: string;
  readonly code?: string;
}

/** As the README of the package tells it; not today's types, which are of another version. */
interface KeptPackage {
  readonly ShardClient: new (options: {
    readonly url: string;
    readonly key: string;
    onForm(form: {
      readonly form: string;
      readonly session: string;
      readonly elements: readonly unknown[];
    }): void;
    onNotice(notice: KeptNotice): void;
    onState(state: { readonly kind: string }): void;
    onError(error: unknown): void;
  }) => {
    start(): void;
    close(): void;
    open(player: object): void;
    end(session: string): void;
    help(session: string): Promise<KeptOutcome>;
    answerForm(form: string, reply: object): Promise<KeptOutcome>;
    command(session: string, command: object, ticket: string): Promise<KeptOutcome>;
    upsertFaction(faction: string, name: string, members: readonly string[]): Promise<KeptOutcome>;
  };
  formText(elements: readonly unknown[]): {
    readonly words: readonly string[];
    readonly choices: KeptForm['buttons'];
    readonly entries: KeptForm['entries'];
  };
}

function wordOf({ t, code }: KeptOutcome): string {
  return t === 'refused' ? (code ?? t) : t;
}

/** What came, in order, and those who wait for the next that they want. */
class Waiting<T> {
  readonly all: T[] = [];
  readonly #taken = new Set<T>();
  #wake: Array<() => void> = [];

  put(item: T): void {
    this.all.push(item);
    for (const wake of this.#wake.splice(0)) wake();
  }

  async next(isWanted: (item: T) => boolean = () => true): Promise<T> {
    for (;;) {
      const found = this.all.find((item) => !this.#taken.has(item) && isWanted(item));
      if (found !== undefined) {
        this.#taken.add(found);
        return found;
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }
}
