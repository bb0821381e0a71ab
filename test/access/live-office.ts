import type { ServerMessage, ServerMessageOf } from '../../protocol/messages.ts';
import type { Client, Running } from '../support/running-server.ts';
import { assert } from '../support/suite.ts';

/** Ada, signed in as the only administrator: nobody has what was not given. */
export async function administratorOf(server: Running): Promise<Client> {
  await server.operate('group_set', { name: 'players', rights: [], default: true });
  await server.operate('account_add', { name: 'ada', groups: ['administrators'] });
  return server.signIn('ada');
}

/** A ticket that Ada opens, and that these accounts take part in. */
export async function openTicket(ada: Client, participants: string[]): Promise<string> {
  const done = await ada.command(
    { kind: 'open', category: 'Bug', subject: 'Stuck', body: 'What is it?', participants },
    { as: 'support' },
  );
  assert.is(done.t, 'done', JSON.stringify(done));
  return (done as ServerMessageOf<'done'>).ticket!;
}

export const queue = {
  on: 'queue',
  filter: {},
  sort: { by: 'created', descending: true },
  offset: 0,
  limit: 50,
};

export const admin = (client: Client, command: object): Promise<ServerMessage> =>
  client.ask({ t: 'admin', do: command });

/** Resolves when the server has told the client what it may do, for the `count`th time. */
export const welcomed = (client: Client, count: number): Promise<ServerMessage> =>
  client.next(() => client.all('welcome').length >= count);

/** An account of the shard, its character and a session of it. */
export async function play(shard: Client, session: string, account: string): Promise<void> {
  const character = `${account}-c`;
  for (const message of [
    { t: 'account', account, name: `Player ${account}` },
    { t: 'character', account, character, name: `Hero ${account}` },
    { t: 'session_opened', session, account, character },
  ]) {
    assert.is((await shard.ask(message)).t, 'done');
  }
}
