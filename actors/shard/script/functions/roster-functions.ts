import type { LuaFunction, LuaState } from 'fengari';
import { lua } from '../lua/engine.ts';
import { no, type Calls } from './calls.ts';
import type { HostContext } from './host-context.ts';
import { intArg, textArg } from '../lua/marshal.ts';
import { clamped } from './ticket-functions.ts';

/** The global `roster`: who plays on this shard, and one line to them. */
export function rosterFunctions(host: HostContext, calls: Calls): Record<string, LuaFunction> {
  const { bounds } = host;
  const one = (kind: 'session' | 'account' | 'character'): LuaFunction =>
    calls.lookUp(`roster.${kind}`, (L) => {
      const number = intArg(L, 1);
      return number === null ? no(`there is no such ${kind}`) : { kind, number };
    });
  return {
    session: one('session'),
    account: one('account'),
    character: one('character'),
    online: calls.lookUp('roster.online', (L) => ({
      kind: 'online',
      offset: clamped(L, 1, 0, 0, Number.MAX_SAFE_INTEGER),
      limit: clamped(L, 2, 20, 1, bounds.list_rows_max),
    })),
    sign_in_link: calls.command('roster.sign_in_link', () => ({ kind: 'sign_in_link' })),
    notify: (L) => {
      const told = notify(host, L);
      lua.lua_pushboolean(L, told);
      return 1;
    },
  };
}

/** Sends one line from the server itself to a player. It is not kept for players who are away. */
function notify(host: HostContext, L: LuaState): boolean {
  const session = intArg(L, 1);
  const text = (textArg(L, 2) ?? '').trim();
  if (session === null || !host.sessions.has(session) || !host.runner.current?.live) return false;
  if (text === '' || text.length > host.bounds.notice_chars_max) return false;
  host.meter.charge(L, 200 + text.length / 4);
  host.post({ t: 'notify', session, text });
  return true;
}
