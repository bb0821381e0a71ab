import { createHash } from 'node:crypto';
import { mkdirSync, unlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import type { ImportAnswer } from '../import/importer.ts';
import { importLimits } from '../import/import-limits.ts';
import type { Compacted } from '../storage/folder/compaction.ts';
import type { MadeBackup } from '../storage/folder/backup.ts';
import { whyOf } from '../storage/disk/state.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { failed, type Failed } from '../platform/failed.ts';
import { holdingClock } from '../platform/clock.ts';
import type { AdminAnswer, AdminResult } from './command-handler.ts';
import { decodeUtf8 } from '../platform/utf8.ts';

/** A request to the control socket. */
export interface ControlRequest {
  readonly operation: string;
  readonly input: unknown;
}

export type ControlAnswer = { readonly ok: true; readonly is: AdminAnswer | null } | Failed;

/** As it goes over the socket. */
export function inWords(result: AdminResult): ControlAnswer {
  return result.ok ? result : failed(sentenceOf(result.refusal));
}

/** What a backup is answered with. */
export type BackupAnswer = { readonly ok: true; readonly backup: MadeBackup } | Failed;

/** What an export is answered with. */
export type ExportAnswer =
  | {
      readonly ok: true;
      readonly exported: {
        readonly path: string;
        readonly bytes: number;
        readonly tickets: number;
      };
    }
  | Failed;

/** What a compaction is answered with. */
export type CompactAnswer = { readonly ok: true; readonly compacted: Compacted } | Failed;

/** A line before the answer, for what takes long. */
export interface ControlProgress {
  readonly bytes: number;
  readonly of: number;
}

export interface ControlCall {
  /** Sends a line. */
  tell(progress: ControlProgress): void;
  /** Aborted when whoever asked is gone. */
  readonly signal: AbortSignal;
}

type Handler = (
  request: ControlRequest,
  call: ControlCall,
) => Promise<ControlAnswer | BackupAnswer | ExportAnswer | ImportAnswer | CompactAnswer>;

const request_bytes_max = 64 * 1024;
/** The same of lines to be imported, which JSON may make longer than they came. */
const import_request_bytes_max = 2 * importLimits.line_bytes_max + importLimits.request_bytes_max;
/** Where they are sent to. */
export const import_path = '/import';
/** Bound from the end of service until open connections are cut. */
const close_wait_ms = 2_000;
/** The shortest bound on the path of a socket, that of macOS, without the final NUL. */
const path_bytes_max = 103;

/** Error codes of connecting when nobody listens. */
export const nobody_codes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTDIR',
  'ENOTSOCK',
]);

/**
 * Where the command line finds the server of a data folder: a socket in it. Windows has no sockets in
 * folders, so there it is a named pipe, with a name made from the path of the folder in any case.
 */
export function controlPath(folder: string, system: NodeJS.Platform = process.platform): string {
  if (system !== 'win32') return join(resolve(folder), 'control');
  const name = createHash('sha256').update(resolve(folder).toLowerCase()).digest('hex');
  return `\\\\.\\pipe\\shardbell-${name.slice(0, 32)}`;
}

function isPipe(path: string): boolean {
  return path.startsWith('\\\\.\\pipe\\');
}

export type Opened = { readonly ok: true; readonly control: Control } | Failed;

/**
 * Creates the data folder if it is missing, and its control socket, on which the command line
 * reaches the running server. Its holder has the folder: it is taken before the storage is opened,
 * and one that nobody listens on is replaced. If two processes replace it at once, the storage
 * decides, which has one owner.
 */
export async function openControl(folder: string): Promise<Opened> {
  const path = controlPath(folder);
  const surplus = isPipe(path) ? 0 : Buffer.byteLength(path) - path_bytes_max;
  if (surplus > 0) {
    return failed(
      `The path ${path} is ${surplus} bytes longer than a socket's may be: use a shorter data folder.`,
    );
  }
  try {
    // Only for its owner: passwords, keys and conversations are in it.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    return failed(
      `The data folder ${folder} cannot be made (${codeOf(error)}): set SHARDBELL_DATA to another.`,
    );
  }
  const control = new Control(folder);
  const fault = await control.take();
  return fault === undefined ? { ok: true, control } : failed(fault);
}

export class Control {
  readonly #folder: string;
  readonly #path: string;
  readonly #server: Server;
  #handler: Handler | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.#path = controlPath(folder);
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /**
   * Starts listening, unless it does already. Returns one sentence where it cannot. On a disk that
   * takes no writes the data can be read without it, and this may be tried again.
   */
  async take(): Promise<string | undefined> {
    if (this.#server.listening) return undefined;
    let fault = await this.#listen();
    if (fault === 'EADDRINUSE') {
      if (await answers(this.#path)) {
        return `The data folder ${this.#folder} is in use by a running Shardbell: stop that one, or set SHARDBELL_DATA to another folder.`;
      }
      try {
        // Not by `rmSync`, whose errors have no code on Node 24 where the disk is read-only.
        unlinkSync(this.#path);
      } catch (error) {
        if (whyOf(error) !== undefined) return undefined;
        if (codeOf(error) !== 'ENOENT')
          return `${this.#path} is in the way of the control socket (${codeOf(error)}): remove it.`;
      }
      fault = await this.#listen();
    }
    if (fault === undefined || whyOf({ code: fault }) !== undefined) return undefined;
    return `The data folder ${this.#folder} cannot be written to (${fault}): set SHARDBELL_DATA to another.`;
  }

  /** The error code, if it failed. */
  #listen(): Promise<string | undefined> {
    return new Promise((settle) => {
      const onError = (error: Error) => settle(codeOf(error));
      this.#server.once('error', onError);
      // The socket is made inside this call: with a chmod after it, anybody could connect before.
      const mask = process.umask(0o177);
      try {
        this.#server.listen(this.#path, () => {
          this.#server.off('error', onError);
          settle(undefined);
        });
      } finally {
        process.umask(mask);
      }
    });
  }

  /** From now on it answers requests; until then clients are told to wait. */
  serve(handler: Handler): void {
    this.#handler = handler;
  }

  /** Resolves when it is closed; operations under way are answered first. */
  close(): Promise<void> {
    return new Promise((closed) => {
      const cancel = holdingClock.after(close_wait_ms, () => this.#server.closeAllConnections());
      this.#server.close(() => {
        cancel();
        closed();
      });
      this.#server.closeIdleConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('connection', 'close');
    response.setHeader('content-type', 'application/json');
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Error('whoever asked for it is gone')));
    const tell = (progress: ControlProgress): void => {
      response.write(`${JSON.stringify(progress)}\n`);
    };
    response.end(JSON.stringify(await this.#run(request, { tell, signal: gone.signal })));
  }

  async #run(request: IncomingMessage, call: ControlCall): ReturnType<Handler> {
    const handler = this.#handler;
    if (handler === undefined) return failed('Shardbell is just starting: try again in a moment.');
    try {
      const isImport = request.url === import_path;
      const bytes_max = isImport ? import_request_bytes_max : request_bytes_max;
      const body = await bodyOf(request, bytes_max);
      if (body === undefined) return failed('The request is too large.');
      const text = decodeUtf8(body);
      if (text === undefined) return failed('The request is no UTF-8.');
      const asked = JSON.parse(text) as Partial<ControlRequest> | null;
      return await handler({ operation: String(asked?.operation), input: asked?.input }, call);
    } catch (error) {
      return failed(`The running server failed at this: ${(error as Error).message}`);
    }
  }
}

async function bodyOf(request: IncomingMessage, bytes_max: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytes_max) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Whether somebody listens there. */
function answers(path: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      settle(true);
    });
    // Any other error, such as for a socket of another user, counts as somebody listening.
    socket.once('error', (error) => settle(!nobody_codes.has(codeOf(error))));
  });
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
