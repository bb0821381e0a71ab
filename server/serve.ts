import { once } from 'node:events';
import { join } from 'node:path';
import { shippedCategories } from '../protocol/kept-settings.ts';
import { failed, type Failed } from './platform/failed.ts';
import type { Access } from './identity/access.ts';
import type { Admin } from './admin/admin.ts';
import type { ControlCall, ExportAnswer } from './admin/control.ts';
import { systemClock } from './platform/clock.ts';
import { compose, type ComposeOptions } from './compose.ts';
import type { Settings } from './config/settings-table.ts';
import type { httpServer } from './http/app.ts';
import { Origins } from './http/origins.ts';
import type { Kept } from './projections/kept.ts';
import { packageRoot } from './platform/package-root.ts';
import { ScriptLoader } from './help-scripts/loader.ts';
import { ScriptWatch } from './help-scripts/watch.ts';
import type { TicketNumbers } from './tickets/ticket-numbers.ts';

/** Old receipts are deleted often, a few at a time. */
const prune_every_ms = 10 * 60 * 1000;

/** A server that listens. */
export interface Serving {
  /** Such as `http://127.0.0.1:4600`. */
  readonly address: string;
  /** The address for people: that of the proxy in front of it, if there is one. */
  readonly publicAddress: string;
  readonly port: number;
  readonly admin: Admin;
  /** Accounts and rights, for what runs in this process. */
  readonly access: Access;
  /** Exports an account for the command line. */
  exportAccount(asked: unknown, call: ControlCall): Promise<ExportAnswer>;
  /** Of tickets, for what brings some. */
  readonly numbers: TicketNumbers;
  /**
   * Accepts nothing more, finishes what was begun, tells clients to come back, and closes the
   * storage.
   */
  stop(): Promise<void>;
}

export type Served =
  | { readonly ok: true; readonly serving: Serving }
  /** One sentence for the operator. The storage was closed. */
  | Failed;

/** The help scripts that ship, overridden by the operator's own. */
export function helpScripts({ settings, log }: ComposeOptions): ScriptLoader {
  const folders = {
    shipped: join(packageRoot, 'server/help-scripts/shipped'),
    own: ownScripts(settings),
  };
  return new ScriptLoader(folders, shippedCategories, log);
}

/** Puts the server together on its storage, and listens. */
export async function serve(
  options: ComposeOptions,
  kept: Kept,
  scripts: ScriptLoader,
): Promise<Served> {
  const { settings } = options;
  const origins = new Origins(settings);
  const composed = compose(options, kept, origins, scripts);
  const { http, ticketService, shards, followers, projections, net, admin, security } = composed;
  const { discord, files, webhooks, numbers, erasures, retention } = composed;
  const { readMarkers } = projections;

  await erasures.applyList();
  const fault = await bind(http, settings);
  if (fault !== undefined) {
    await kept.close();
    return failed(fault);
  }
  const bound = http.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : settings.port;
  origins.listening(port);
  discord.start();
  erasures.start();
  retention.start();
  files.start();
  webhooks.start();
  const watch = new ScriptWatch(ownScripts(settings), async () => {
    const sources = await scripts.changed();
    if (sources === undefined) return;
    options.log.info('the help scripts were changed, and are loaded again');
    await shards.reloadScripts(sources);
  });
  await watch.start();
  const endPruning = systemClock.every(
    prune_every_ms,
    () => void kept.storage.tables.prune(systemClock.now()),
  );
  return {
    ok: true,
    serving: {
      address: origins.localAddress,
      publicAddress: origins.publicAddress ?? origins.localAddress,
      port,
      admin,
      access: kept.access,
      exportAccount: composed.exportAccount,
      numbers,
      async stop() {
        endPruning();
        watch.stop();
        http.close();
        await net.stop();
        security.stop();
        await Promise.all([erasures.stop(), retention.stop()]);
        await ticketService.stop();
        await shards.close();
        await Promise.all([discord.stop(), webhooks.stop()]);
        files.stop();
        await readMarkers.stop();
        followers.stop();
        await kept.close();
        http.closeAllConnections();
      },
    },
  };
}

function ownScripts({ data }: Settings): string {
  return join(data, 'scripts');
}

/** Why it cannot listen there, if it cannot. */
async function bind(
  http: ReturnType<typeof httpServer>,
  { host, port }: Settings,
): Promise<string | undefined> {
  http.listen(port, host);
  try {
    await once(http, 'listening');
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EADDRINUSE'
      ? `Port ${port} of ${host} is in use: stop what listens there, or set SHARDBELL_PORT to another.`
      : `Port ${port} of ${host} cannot be listened on (${code ?? String(error)}).`;
  }
}
