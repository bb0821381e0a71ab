import { Admin, isReading } from '../admin/admin.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings-table.ts';
import { inWords, type ControlAnswer } from '../admin/control.ts';
import type { DataFolder } from '../data-folder.ts';
import { holdsData } from '../storage/folder/data-files.ts';
import { systemClock } from '../platform/clock.ts';
import { Turns } from '../platform/turns.ts';
import { Erasures } from '../tickets/erasures.ts';
import { Retention } from '../tickets/retention.ts';
import { Worlds } from '../tickets/worlds.ts';
import { invitation } from '../../actors/discord/invite.ts';
import { Origins } from '../http/origins.ts';
import { failed, type Failed } from '../platform/failed.ts';
import { refused } from '../../protocol/refusals.ts';
import { askServer } from './ask.ts';
import { isPiped, readPassword } from './password.ts';
import { tellingOf, type Telling } from './tell.ts';

type Input = Readonly<Record<string, unknown>>;

/** Sends a request and prints the answer, or `note` where there is none. Returns the exit code. */
export function manage(operation: string, input: Input, note = ''): Promise<number> {
  return asking(async (ask) => print(await ask(operation, input), note));
}

/** Prints problems with Discord. */
export function manageDiscord(): Promise<number> {
  return asking(async (ask) => {
    const answered = await ask('settings_discord', { again: false });
    const is = answered.ok ? answered.is : null;
    if (is?.of === 'discord') for (const problem of is.problems) console.error(problem.sentence);
    return 0;
  });
}

/** Prints all pages of a list of accounts. */
export function manageAccounts(input: Input): Promise<number> {
  return asking(async (ask) => {
    for (let before: string | undefined; ;) {
      const page = before === undefined ? input : { ...input, before };
      const answered = await ask('account_list', page);
      const code = print(answered, '');
      const is = answered.ok ? answered.is : null;
      if (is?.of !== 'accounts' || !is.more) return code;
      before = is.accounts.at(-1)!.account;
    }
  });
}

/** Adds an account, with the password from standard input if there is one, else with a link. */
export async function manageNewAccount(
  input: Input & { readonly name: string },
  wanted: boolean,
): Promise<number> {
  if (!wanted && !isPiped()) return manage('account_add', input);
  const note = `Account ${input.name} was made, and its password is set.`;
  const password = await readPassword();
  if (password === undefined) return print(notText, '');
  return manage('account_add_with_password', { ...input, password }, note);
}

/** Sets the password of an account from standard input. */
export async function managePassword(account: string): Promise<number> {
  const password = await readPassword();
  if (password === undefined) return print(notText, '');
  return manage('account_password', { account, password }, `The password of ${account} is set.`);
}

const notText = failed('The password on standard input is no UTF-8 text.');

type Ask = (operation: string, input: Input) => Promise<ControlAnswer>;

/** Sends it to the running server; if none runs, carries it out here, on the data folder itself. */
export async function asking(run: (ask: Ask) => Promise<number>): Promise<number> {
  const loaded = loadSettings(process.env);
  if (!loaded.ok) return print(loaded, '');
  const { settings } = loaded;
  let alone: DataFolder | undefined;
  try {
    return await run(async (operation, input) => {
      if (alone === undefined) {
        const how = isReading(operation) ? 'reads' : 'changes';
        const asked = await askServer(settings.data, { operation, input }, how);
        if (asked.kind === 'answered') return asked.result;
        // A read must not create a folder: its path may be misspelt, or its disk not mounted.
        if (how === 'reads' && !holdsData(settings.data)) return nothingIn(settings.data);
        // Loading the storage takes longer than an answer of a running server, so it comes last.
        const { openDataFolder } = await import('../data-folder.ts');
        const opened = await openDataFolder(settings.data, { settings });
        if (!opened.ok) return opened;
        alone = opened.folder;
      }
      const erasures = erasuresOf(alone);
      const answered = await adminOf(alone, settings, erasures).operate(operation, input);
      await erasures.settled();
      return inWords(answered);
    });
  } finally {
    await alone?.close();
  }
}

/** What is cut off here is done by the next server. */
function erasuresOf({ access, storage, erasureList, freePages }: DataFolder): Erasures {
  return new Erasures({
    storage,
    access,
    turns: new Turns(),
    clock: systemClock,
    list: erasureList,
    freePages,
    onFault: (error) => console.error((error as Error).message),
  });
}

function adminOf(
  { access, storage, freePages }: DataFolder,
  settings: Settings,
  erasures: Erasures,
): Admin {
  const origins = new Origins(settings);
  return new Admin({
    access,
    erasures,
    worlds: new Worlds({ storage, access, clock: systemClock }),
    retention: new Retention({
      storage,
      access,
      turns: new Turns(),
      clock: systemClock,
      freePages,
      onFault: (error) => console.error((error as Error).message),
    }),
    turns: new Turns(),
    tables: storage.tables,
    address: () => origins.publicAddress,
    shard: () => undefined,
    isPlaying: () => false,
    scriptFault: () => undefined,
    data: () => ({ of: 'data', client: null, channels: [], messages: [] }),
    // No command asks for them.
    webhooks: {
      isPrivate: settings.webhooksPrivate,
      rows: () => [],
      test: async () => refused('busy'),
    },
    discord: async () => {
      const { discordToken: token } = settings;
      const invite = invitation(token, access.settings.now.discord_server);
      const state = token === undefined ? 'off' : 'connecting';
      return { of: 'discord', state, problems: [], invite };
    },
  });
}

/** The answer where nothing was stored yet. */
export function nothingIn(folder: string): Failed {
  const sentence = `There is no Shardbell in the data folder ${folder}: start it once, or set SHARDBELL_DATA to its folder.`;
  return failed(sentence);
}

/** Data goes to standard output, messages about it to standard error. */
export function print(answered: ControlAnswer, note: string): number {
  if (!answered.ok) {
    console.error(answered.sentence);
    return 1;
  }
  const telling: Telling = answered.is === null ? { lines: [], note } : tellingOf(answered.is);
  if (telling.note) console.error(telling.note);
  for (const line of telling.lines) console.log(line);
  return 0;
}
