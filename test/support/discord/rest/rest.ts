import type { IncomingMessage, ServerResponse } from 'node:http';
import { PermissionFlagsBits as Bit } from 'discord-api-types/v10';
import { DmOpener } from '../acts/dms.ts';
import { type Fault, Faults } from '../faults.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { channelPermissions, has } from '../permissions.ts';
import { isForeignMessage, noContent } from '../message-content.ts';
import { Refusal, refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { type ReadBody, readBody } from './read-body.ts';
import { routeOf } from './routes.ts';

/** A request and its answer. */
export interface Seen {
  readonly template: string;
  readonly path: string;
  /** The whole body, as text. */
  readonly text: string;
  readonly body: unknown;
  /** Milliseconds since 1970, of the moved clock. */
  readonly at: number;
  /** 0 if the connection broke. */
  readonly status: number;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Discord's REST under `/api/v10`, and its CDN under `/cdn`. */
export class Rest {
  readonly faults = new Faults();
  readonly seen: Seen[] = [];
  /** Paths on the CDN that were asked for. Faults of the template `GET /cdn` are its own. */
  readonly cdnAsked: string[] = [];
  readonly #world: World;
  readonly #gateway: Gateway;
  readonly #dms: DmOpener;

  constructor(world: World, gateway: Gateway) {
    this.#world = world;
    this.#gateway = gateway;
    this.#dms = new DmOpener(world);
  }

  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://discord.invalid');
    if (url.pathname.startsWith('/cdn/')) return this.#serveFile(url, response);
    const path = url.pathname.replace(/^\/api\/v10/u, '');
    const method = request.method ?? 'GET';
    const found = routeOf(method, decodeURIComponent(path));
    const template = found?.route.template ?? `${method} ${path}`;
    const fault = this.faults.next(template);
    if (fault?.kind === 'lost') {
      this.#note(template, path, undefined, 0);
      return breakOff(response);
    }
    let read: ReadBody | undefined;
    let answer: Answer;
    try {
      read = await readBody(request);
      if (fault?.kind === 'held') await fault.until;
      answer = answerOf(fault) ?? this.#answer(request, url, template, found, read);
    } catch (error) {
      answer = answerTo(error);
    }
    if (fault?.kind === 'done_but') answer = { status: fault.status, headers: {}, body: {} };
    if (fault?.kind === 'answer_lost') {
      this.#note(template, path, read, 0);
      return breakOff(response);
    }
    this.#world.limits.countInvalid(answer.status);
    this.#note(template, path, read, answer.status);
    write(response, answer);
  }

  #answer(
    request: IncomingMessage,
    url: URL,
    template: string,
    found: ReturnType<typeof routeOf>,
    read: ReadBody,
  ): Answer {
    const world = this.#world;
    if (world.limits.shutOut) throw new Refusal(429, { message: 'error code: 1015' });
    const open = found?.route.open === true;
    if (!open && request.headers.authorization !== `Bot ${world.token}`) {
      throw refusal('unauthorized');
    }
    if (!found) throw refusal('noRoute');
    // Answers to interactions do not count for the global rate limit.
    const headers = world.limits.count(template, found.ids[0] ?? '', !open);
    if (template === 'PATCH /channels/:id') this.#countRename(found.ids[0]!, read.json, headers);
    const body = found.route.run({
      world,
      dms: this.#dms,
      gateway: this.#gateway,
      ids: found.ids,
      query: url.searchParams,
      body: read.json,
      files: read.files,
    });
    return { status: body === undefined ? 204 : 200, headers, body: this.#blanked(body) };
  }

  /** Counts only a rename that would be done otherwise. */
  #countRename(channel: string, body: unknown, headers: Record<string, string>): void {
    const form = body as Record<string, unknown>;
    if (!('name' in form) && !('topic' in form)) return;
    const found = this.#world.findChannel(channel);
    if (!found) return;
    const own = channelPermissions(found.guild, this.#world.bot.id, found.channel);
    if (has(own, Bit.ManageChannels)) this.#world.limits.countRename(channel, headers);
  }

  /** Without the intent, content of others is blank here too. */
  #blanked(body: unknown): unknown {
    if (this.#world.settings.content_intent) return body;
    if (Array.isArray(body)) return body.map((one: unknown) => this.#blanked(one));
    return isForeignMessage(this.#world, body) ? { ...body, ...noContent } : body;
  }

  #note(template: string, path: string, read: ReadBody | undefined, status: number): void {
    this.seen.push({
      template,
      path,
      text: read?.bytes.toString() ?? '',
      body: read?.json,
      at: this.#world.clock.now(),
      status,
    });
    this.#world.changed();
  }

  async #serveFile(url: URL, response: ServerResponse): Promise<void> {
    this.cdnAsked.push(url.pathname);
    this.#world.changed();
    const fault = this.faults.next('GET /cdn');
    if (fault?.kind === 'held') await fault.until;
    if (fault?.kind === 'lost') return breakOff(response);
    const path = `${url.pathname.slice('/cdn'.length)}${url.search}`;
    const file = this.#world.files.find(path, this.#world.clock.now());
    if (fault?.kind === 'status') {
      response.statusCode = fault.status;
      response.end();
      return;
    }
    if (fault?.kind === 'answer_lost' && file) {
      response.setHeader('content-length', file.bytes.length);
      response.write(file.bytes.subarray(0, file.bytes.length / 2), () => breakOff(response));
      return;
    }
    response.statusCode = file ? 200 : 404;
    if (file) response.setHeader('content-type', file.type);
    response.end(file?.bytes ?? 'This content is no longer available.');
  }
}

/** The answer of a fault. */
function answerOf(fault: Fault | undefined): Answer | undefined {
  switch (fault?.kind) {
    case 'status':
      return { status: fault.status, headers: {}, body: { message: 'upstream error', code: 0 } };
    case 'refused':
      return {
        status: fault.status,
        headers: {},
        body: { message: fault.message, code: fault.code },
      };
    case 'walled_off':
      return { status: 403, headers: { 'content-type': 'text/html' }, body: wall_page };
    default:
      return undefined;
  }
}

const wall_page = '<!DOCTYPE html><html><head><title>Access denied</title></head></html>';

function answerTo(error: unknown): Answer {
  if (!(error instanceof Refusal)) throw error;
  return { status: error.status, headers: error.headers, body: error.body };
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status === 204) {
    response.end();
    return;
  }
  if (response.hasHeader('content-type')) {
    response.end(body);
    return;
  }
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

function breakOff(response: ServerResponse): void {
  response.destroy();
}
