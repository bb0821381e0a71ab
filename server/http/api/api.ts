import type { Hono } from 'hono';
import * as v from 'valibot';
import type { Queue } from '../../../actors/queue/queue.ts';
import type { Roster } from '../../../actors/roster/roster.ts';
import type { TicketService } from '../../../actors/ticket/service.ts';
import { author, entry, head, location, person } from '../../../protocol/ticket.ts';
import type { Access } from '../../identity/access.ts';
import type { Head } from '../../projections/head.ts';
import type { Tables } from '../../storage/tables.ts';
import type { Turns } from '../../platform/turns.ts';
import { afterHead, behind_sentence } from '../after-head.ts';
import type { Door } from '../guard.ts';
import type { PasswordSignIn } from '../password-sign-in.ts';
import { changeRoutes, statusForm } from './change-routes.ts';
import { loginForm, loginJson, loginRoute } from './login.ts';
import { openApiDocument } from './open-api.ts';
import { paceOf } from './pace.ts';
import { readRoutes, ticketPage } from './read-routes.ts';
import { TicketReader, type ReaderTables } from './reader.ts';
import { mount, type ApiEnv, type ApiRoute, type Identify } from './route.ts';
import { ticketJson } from './ticket-json.ts';
import type { ApiTokens } from './tokens.ts';
import { transcriptJson, transcriptRoute } from './transcript.ts';

export interface ApiDeps extends Pick<Door, 'security' | 'trustProxy'> {
  readonly access: Access;
  readonly head: Pick<Head, 'reached'>;
  readonly passwordSignIn: PasswordSignIn;
  readonly tokens: ApiTokens;
  readonly ticketService: TicketService;
  readonly queue: Pick<Queue, 'active' | 'activeOf'>;
  readonly tables: ReaderTables & Pick<Tables, 'closedPlaces' | 'closedCount'>;
  readonly turns: Turns;
  /** Names of all categories, including retired ones. */
  categories(): readonly string[];
  readonly version: string;
}

const codename = 'Handbell';

const schemas = {
  HelpTicket: ticketJson,
  HelpTicketPage: ticketPage,
  Login: loginForm,
  SignedIn: loginJson,
  Status: statusForm,
  Transcript: transcriptJson,
  Head: head,
  Entry: entry,
  Person: person,
  Author: author,
  Location: location,
};

const versionJson = v.strictObject({ version: v.string(), codename: v.string() });

/** The help-ticket HTTP API, at `/auth` and `/api`. */
export function apiRoutes(deps: ApiDeps): Hono<ApiEnv> {
  const { access, tables, version, tokens } = deps;
  const { roster, secrets } = access;
  const reader = new TicketReader(tables, deps.ticketService.staffName);
  let document: ReturnType<typeof openApiDocument> | undefined;
  const routes: ApiRoute[] = [
    loginRoute(deps),
    ...readRoutes({ ...deps, reader }),
    ...changeRoutes({ ...deps, reader }),
    transcriptRoute({ ...deps, reader }),
    ...aboutRoutes(version),
  ];
  routes.push({
    method: 'get',
    path: '/api/openapi.json',
    name: 'getOpenApi',
    sentence: 'Tells this document.',
    door: 'anybody',
    isFixed: true,
    answers: { 200: { sentence: 'OpenAPI 3.1.', json: v.looseObject({}) } },
    // Made when it is asked for: it would take longer than all else that a start computes.
    handle: (c) => c.json((document ??= openApiDocument(routes, schemas, version))),
  });
  const pace = paceOf(() => secrets.now());
  const known = afterHead(deps.head, (c) => c.json(behind_sentence, 503));
  return mount(routes, { known, identify: identifyBy(tokens, roster), pace });
}

function aboutRoutes(version: string): ApiRoute[] {
  return [
    {
      method: 'get',
      path: '/api/health',
      name: 'getHealth',
      sentence: 'Says `ok` while the server runs.',
      door: 'anybody',
      isFixed: true,
      answers: { 200: { sentence: '`ok`', text: true } },
      handle: (c) => c.text('ok'),
    },
    {
      method: 'get',
      path: '/api/version',
      name: 'getVersion',
      sentence: 'Tells which server this is.',
      door: 'anybody',
      isFixed: true,
      answers: { 200: { sentence: 'Its version.', json: versionJson } },
      handle: (c) => c.json({ version, codename }),
    },
  ];
}

/** Identifies the caller by a bearer token alone, never by a cookie. Rights are the present ones. */
function identifyBy(tokens: ApiTokens, roster: Roster): Identify {
  return async (c) => {
    const token = /^Bearer +(\S+) *$/iu.exec(c.req.header('authorization') ?? '')?.[1];
    const account = token === undefined ? undefined : await tokens.read(token);
    const restricted = account?.passwordRestricted === true;
    return account && { account, restricted, rights: roster.rightsOf(account.id, restricted) };
  };
}
