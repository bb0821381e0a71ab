import { computed, signal } from '@preact/signals';
import { closes } from '../../../protocol/close.ts';
import { Connection } from '../../core/connection.ts';
import {
  closed_here,
  principal_changed,
  type ConnectionState,
  type Welcome,
} from '../../core/state.ts';
import { post, socketAddress, type Answer } from './api.ts';
import { forgetConversations, startConversations } from '../ticket/conversation.ts';
import { forgetNotes, resendKept } from '../ticket/send.ts';
import { forgetOldDrafts, isKeeping, keptElsewhere } from '../lib/keep.ts';
import { overlay } from '../app/open.ts';
import { writesNotes, type Rights } from './rights.ts';
import { go } from '../app/route.ts';
import { setServerTime } from '../i18n/time.ts';

type Account = Extract<Welcome['you'], { as: 'account' }>;

export interface SignedIn {
  readonly kind: 'signed_in';
  readonly connection: Connection;
  /** From the last welcome. */
  readonly you: Account;
  readonly rights: Rights;
  /** The account that the page belonged to before somebody else signed in in another tab. */
  readonly insteadOf: string | undefined;
}

/** Who is using the page. */
export type Session =
  /** Opened by a one-time link, which is spent only when the button is pressed. */
  | { readonly kind: 'link'; readonly secret: string }
  /** It is not known yet whether the cookie is valid. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'signed_out'; readonly wasIn: boolean; readonly isCookieLost: boolean }
  | SignedIn
  /** The server refuses this page: usually it is older than the server. */
  | { readonly kind: 'ended' };

export const session = signal<Session>({ kind: 'starting' });
export const line = signal<ConnectionState>({ kind: 'idle' });
/** As the browser reports it; an open connection may not have noticed. */
export const isOffline = signal(false);
export const isLive = computed(() => line.value.kind === 'live' && !isOffline.value);

const sign_in_codes: readonly number[] = [closes.signed_out.code, closes.credentials_refused.code];

let current: Connection | undefined;
let insteadOf: string | undefined;
/**
 * From a successful sign-in to the first welcome: until then it is unknown whether the browser kept
 * the cookie.
 */
let isJustIn = false;

export function startSession(): void {
  forgetOldDrafts();
  addEventListener('storage', ({ key }) => keptElsewhere(key));
  addEventListener('beforeunload', (event) => {
    // Makes the browser ask first: leaving would lose what could not be kept.
    if (!isKeeping.value) event.preventDefault();
  });
  startConversations();
  addEventListener('hashchange', takeLink);
  addEventListener('offline', () => void (isOffline.value = true));
  addEventListener('online', () => {
    isOffline.value = false;
    current?.wake();
  });
  addEventListener('pageshow', () => current?.wake());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') current?.wake();
  });
  if (!takeLink()) connect();
}

export function connect(): void {
  current?.close();
  session.value = { kind: 'starting' };
  const connection = new Connection({
    client: 'shardbell-web',
    authIsFresh: true,
    socket: () => new WebSocket(socketAddress(), 'shardbell.v1'),
    async auth() {
      const answer = await post('web/socket');
      if (answer.kind === 'ok') {
        return { as: 'web', ticket: (answer.body as { ticket: string }).ticket };
      }
      if (answer.kind === 'refused' && answer.status === 401) return undefined;
      throw new Error('no socket ticket to be had right now');
    },
  });
  current = connection;
  connection.onState((state) => {
    if (current !== connection) return;
    line.value = state;
    if (state.kind === 'live') welcomed(connection, state.welcome);
    else if (state.kind === 'ended') ended(state);
  });
  connection.start();
}

/** The sign-in screen shows the answer; after `ok` the page connects. */
export async function signIn(name: string, password: string): Promise<Answer> {
  return enter('web/login', { username: name, password });
}

export async function spendLink(secret: string): Promise<Answer> {
  return enter('web/link', { secret });
}

export function leaveLink(): void {
  connect();
}

export async function signOut(): Promise<void> {
  const answer = await post('web/logout');
  // Otherwise the cookie would still be valid, and "signed out" not true.
  const isOut = answer.kind === 'ok' || (answer.kind === 'refused' && answer.status === 401);
  if (!isOut) return;
  if (session.value.kind === 'signed_in') forgetNotes(session.value.you.account);
  forgetConversations();
  current?.close();
  session.value = { kind: 'signed_out', wasIn: false, isCookieLost: false };
}

/** The reader has seen who is signed in now. */
export function acceptSwitch(): void {
  insteadOf = undefined;
  if (session.value.kind === 'signed_in') session.value = { ...session.value, insteadOf };
}

export function tryNow(): void {
  current?.wake();
}

async function enter(path: string, body: object): Promise<Answer> {
  if (!navigator.cookieEnabled) return { kind: 'cookies_off' };
  const answer = await post(path, body);
  if (answer.kind === 'ok') {
    insteadOf = undefined;
    isJustIn = true;
    connect();
  }
  return answer;
}

function welcomed(connection: Connection, welcome: Welcome): void {
  const { you } = welcome;
  if (you.as !== 'account') return;
  setServerTime(welcome.now);
  isJustIn = false;
  const rights = new Set(you.rights);
  if (!writesNotes(rights)) forgetNotes(you.account);
  session.value = { kind: 'signed_in', connection, you, rights, insteadOf };
  resendKept(connection, you.account);
}

function ended({ code }: Extract<ConnectionState, { kind: 'ended' }>): void {
  if (code === closed_here) return;
  if (code === principal_changed) return switchAccount();
  session.value = sign_in_codes.includes(code)
    ? { kind: 'signed_out', wasIn: session.value.kind === 'signed_in', isCookieLost: isJustIn }
    : { kind: 'ended' };
  isJustIn = false;
}

/**
 * Somebody else signed in with this browser in another tab. Everything shown is removed first, and
 * the other account starts at the beginning; drafts stay with their author.
 */
function switchAccount(): void {
  if (session.value.kind === 'signed_in') insteadOf = session.value.you.name;
  overlay.value = undefined;
  go({ screen: 'home' }, 'replace');
  connect();
}

/** Removes the secret from the address and the browser's history before anything else. */
function takeLink(): boolean {
  const [, secret, ticket] = /^#link=([^&]+)(?:&to=(.+))?/u.exec(location.hash) ?? [];
  if (secret === undefined) return false;
  const to = ticket === undefined ? '' : `#/mine/${ticket}`;
  history.replaceState(null, '', location.pathname + location.search + to);
  current?.close();
  session.value = { kind: 'link', secret: decodeURIComponent(secret) };
  return true;
}
