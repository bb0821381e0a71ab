import type { ClientMessage, ServerMessage } from '../../protocol/messages.ts';
import { type Client, Running } from './running-server.ts';

/** A help script of few words: one form, one text, one ticket. */
const script = `
function on_help_request(session_id, character_id)
  local form = gump.create()
  form:text(20, 20, 0, 'What is the matter?')
  form:text_entry_limited(20, 50, 300, 20, 0, 1, '', 400)
  form:button(20, 90, 247, 248, 1)
  gump.send(session_id, form, 0, 7)
end
gump.on(7, 1, function(ctx)
  local done, number = help_tickets.submit(ctx.session_id, 'Question', ctx.text_entries[1])
  gump.send(ctx.session_id, gump.create():text(20, 20, 0, 'Your ticket is #' .. tostring(number) .. '.'), 0, 8)
end)
`;

const heading = `## Transcripts
Two whole conversations with a server, in JSON: \`>\` is what the client sends, \`<\` what it gets. Times
and what the server made up are replaced by names. Answers and what a script shows come in no
particular order; they stand here in the order in which they are easy to read.
`;

const shown_time = 1_700_000_000_000;
/** Fields that hold milliseconds since 1970. */
const times = new Set([
  'now',
  'at',
  'created',
  'updated',
  'assigned',
  'closed',
  'archived',
  'waiting_since',
]);

/** Conversations with a real server, one line a message, with names in place of what it made up. */
export async function transcripts(): Promise<string> {
  const server = await Running.start({ 'help.lua': script });
  try {
    const told = new Teller();
    const shard = await shardSide(server, told);
    const account = await accountSide(server, told, shard.ticket);
    return `${heading}\n${shard.text}\n${account}`;
  } finally {
    await server.stop();
  }
}

/** From the first frame of a shard to a reply that its player reads, and a line that broke. */
async function shardSide(server: Running, told: Teller) {
  const { key } = (await server.operate('shard_add', { name: 'britain' })) as { key: string };
  told.call(key, 'sk_the_key_of_this_shard');
  const talk = new Talk(server, told);
  const location = { map: 1, x: 1417, y: 1692, z: -5 };
  const opened = {
    t: 'session_opened',
    id: 'm-3',
    session: 's-1',
    account: 'a-77',
    character: 'c-12',
    location,
  };
  const hello = { t: 'hello', v: 1, auth: { as: 'shard', key, incarnation: 'start-1' } };

  await talk.connect('The shard connects, and tells who plays.');
  await talk.say({ ...hello, client: 'my-shard 1.0' }, 'welcome');
  await talk.say({ t: 'account', id: 'm-1', account: 'a-77', name: 'ana' }, 'done');
  const character = { t: 'character', id: 'm-2', account: 'a-77', character: 'c-12' };
  await talk.say({ ...character, name: 'Ana the Bold' }, 'done');
  await talk.say(opened, 'done');
  await talk.say({ t: 'sessions_end' });
  await talk.say({ t: 'ping' }, 'pong');

  talk.note('Ana presses help, and writes into the form of the script.');
  const help = { t: 'help_requested', id: 'm-4', session: 's-1', location };
  const [, form] = await talk.say(help, 'done', 'show_form');
  const { form: name } = form as { form: string };
  const answer = {
    t: 'form_answered',
    session: 's-1',
    gump: 7,
    serial: 0,
    button: 1,
    switches: [],
  };
  const entries = [{ id: 1, text: 'I am stuck in a wall.' }];
  await talk.say({ ...answer, id: 'm-5', form: name, entries }, 'done', 'show_form');

  talk.note('Support answers; Ana reads it and writes back.');
  const iris = await staff(server);
  const ticket = await firstTicket(iris);
  told.call(ticket, 'the-ticket');
  void iris.command({ kind: 'post_message', body: 'On my way.' }, { ticket, as: 'support' });
  const notice = (await talk.hear('notify')) as { notice: string };
  await talk.say({ t: 'notice_shown', session: 's-1', notice: notice.notice });
  const thanks = { kind: 'post_message', body: 'Thank you!' };
  await talk.say({ t: 'command', id: 'm-6', session: 's-1', ticket, do: thanks }, 'done');

  talk.note(
    'The line breaks before an answer came. The shard comes back, tells who plays, and sends it again.',
  );
  talk.cut();
  await talk.connect();
  await talk.say(hello, 'welcome');
  await talk.say({ t: 'account', id: 'm-7', account: 'a-77', name: 'ana' }, 'done');
  await talk.say({ ...character, id: 'm-8', name: 'Ana the Bold' }, 'done');
  await talk.say({ ...opened, id: 'm-9' }, 'done');
  await talk.say({ t: 'sessions_end' });
  await talk.say({ t: 'command', id: 'm-6', session: 's-1', ticket, do: thanks }, 'done');

  talk.note('What cannot be done is refused with a reason; what was forgotten comes back.');
  const nobody = { t: 'help_requested', id: 'm-10', session: 's-2' };
  await talk.say(nobody, 'refused');
  const late = { ...answer, id: 'm-11', form: 'lost.1', entries };
  await talk.say(late, 'done', 'form_gone');
  await talk.say({ t: 'session_closed', id: 'm-12', session: 's-1' }, 'done');
  talk.cut();
  iris.ws.terminate();
  return { text: talk.text('A shard'), ticket };
}

/** Somebody of support with a browser: a live queue, a ticket, a line that broke, a resume. */
async function accountSide(server: Running, told: Teller, ticket: string): Promise<string> {
  const talk = new Talk(server, told);
  const hello = async () => {
    const secret = await server.socketTicket('iris');
    told.call(secret, 'st_from_POST_/web/socket');
    return { t: 'hello', v: 1, auth: { as: 'web', ticket: secret } };
  };
  await talk.connect('Signed in, with a one-time socket ticket.');
  const [welcome] = await talk.say(await hello(), 'welcome');
  const { epoch } = welcome as { epoch: string };
  const window = { sort: { by: 'waiting', descending: false }, offset: 0, limit: 50 };
  await talk.say({ t: 'watch', w: 1, what: { on: 'queue', filter: {}, ...window } }, 'state');
  const what = { on: 'ticket', ticket, as: 'support' };
  const [state] = await talk.say({ t: 'watch', w: 2, what }, 'state');
  const seq = (state as { is: { head: { seq: number } } }).is.head.seq;
  await talk.say({ t: 'seen', ticket, as: 'support', seq });

  talk.note('A reply: the answer to who sent it, and an event to all who watch.');
  const reply = { t: 'command', id: 'i-1', ticket, as: 'support' };
  const body = 'You should be free now.';
  await talk.say({ ...reply, do: { kind: 'post_message', body } }, 'event', 'done');

  talk.note('The line breaks, and something happens meanwhile: the watch of the ticket resumes.');
  talk.cut();
  const other = await staff(server);
  await other.command(
    { kind: 'post_note', body: 'Known wall.' },
    { ticket, as: 'support', id: 'elsewhere' },
  );
  await talk.connect();
  await talk.say(await hello(), 'welcome');
  const resume = { epoch, seq: seq + 1 };
  await talk.say({ t: 'watch', w: 1, what: { ...what, resume } }, 'resumed');

  talk.note('Earlier pages of the history, and an end.');
  await talk.say({ t: 'get', id: 'i-2', ticket, as: 'support', before: 3 }, 'got');
  await talk.say({ t: 'command', id: 'i-3', ticket, do: { kind: 'close' } }, 'event', 'done');
  const again = { t: 'command', id: 'i-4', ticket, do: { kind: 'post_message', body: 'Bye' } };
  await talk.say({ ...again, as: 'support' }, 'refused');
  await talk.say({ t: 'unwatch', w: 1 });
  talk.cut();
  other.ws.terminate();
  return talk.text('An account of support');
}

async function staff(server: Running): Promise<Client> {
  const known = await server.operate('account_list', { words: 'iris' });
  if (known?.of === 'accounts' && known.accounts.length === 0) {
    await server.account('iris', [], ['moderators']);
  }
  return server.signIn('iris');
}

async function firstTicket(client: Client): Promise<string> {
  const sort = { by: 'created', descending: true };
  const state = await client.watch(9, { on: 'queue', filter: {}, sort, offset: 0, limit: 1 });
  if (state.t !== 'state' || state.is.on !== 'queue') throw new Error('no queue');
  return state.is.rows[0]!.id;
}

/** Puts names in place of what is another each time. */
class Teller {
  readonly #names = new Map<string, string>();
  #forms = 0;

  call(made: string, name: string): void {
    this.#names.set(made, name);
  }

  told(message: object): string {
    return JSON.stringify(message, (field, value: unknown) => {
      if (times.has(field) && typeof value === 'number') return shown_time;
      if (typeof value !== 'string') return value;
      if (field === 'epoch') return 'the-epoch';
      if (field === 'notice') return 'the-notice';
      if (field === 'form' && value !== 'lost.1' && !this.#names.has(value)) {
        this.#forms += 1;
        this.#names.set(value, `form-${this.#forms}`);
      }
      return this.#names.get(value) ?? value;
    });
  }
}

/** One side of a conversation, with what it hears in the order in which it waits for it. */
class Talk {
  readonly #server: Running;
  readonly #told: Teller;
  readonly #lines: string[] = [];
  #client: Client | undefined;
  #heard = new Set<string>();

  constructor(server: Running, told: Teller) {
    this.#server = server;
    this.#told = told;
  }

  note(text: string): void {
    this.#lines.push(`# ${text}`);
  }

  async connect(note?: string): Promise<void> {
    if (note !== undefined) this.note(note);
    this.#heard.clear();
    this.#client = await this.#server.connect();
  }

  async say(message: object, ...names: ServerMessage['t'][]): Promise<ServerMessage[]> {
    this.#lines.push(`> ${this.#told.told(message)}`);
    this.#client!.send(message as ClientMessage);
    const heard: ServerMessage[] = [];
    for (const name of names) heard.push(await this.hear(name));
    return heard;
  }

  async hear(name: ServerMessage['t']): Promise<ServerMessage> {
    const isNext = (message: ServerMessage): boolean =>
      message.t === name && !this.#heard.has(JSON.stringify(message));
    const message = await this.#client!.next(isNext);
    this.#heard.add(JSON.stringify(message));
    this.#lines.push(`< ${this.#told.told(message)}`);
    return message;
  }

  cut(): void {
    this.#client?.ws.terminate();
  }

  text(title: string): string {
    return `### ${title}\n\`\`\`\n${this.#lines.join('\n')}\n\`\`\`\n`;
  }
}
