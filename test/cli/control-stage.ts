import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess, type Access } from '../../server/identity/access.ts';
import { Admin } from '../../server/admin/admin.ts';
import { askServer } from '../../server/cli/ask.ts';
import {
  inWords,
  openControl,
  type Control,
  type ControlAnswer,
} from '../../server/admin/control.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { peopleData } from '../support/erasing.ts';
import type { Suite } from '../support/suite.ts';
import { noWebhooks } from '../support/no-webhooks.ts';
import { endlessTurns } from '../support/turns.ts';

/** A data folder for each test of the suite, and who has its control socket. */
export class ControlStage {
  base = '';
  folder = '';
  readonly controls: Control[] = [];

  constructor(test: Suite) {
    test.before.each(() => {
      this.base = mkdtempSync(join(tmpdir(), 'shardbell-control-'));
      this.folder = join(this.base, 'data');
    });
    test.after.each(async () => {
      for (const control of this.controls.splice(0)) await control.close();
      rmSync(this.base, { recursive: true, force: true });
    });
  }

  async open(): Promise<Control> {
    const opened = await openControl(this.folder);
    if (!opened.ok) throw new Error(opened.sentence);
    this.controls.push(opened.control);
    return opened.control;
  }

  /** Why it cannot be opened. */
  async sentence(): Promise<string> {
    const opened = await openControl(this.folder);
    return opened.ok ? 'opened' : opened.sentence;
  }

  async ask(operation: string, input: unknown): Promise<ControlAnswer> {
    const asked = await askServer(this.folder, { operation, input }, 'reads');
    return asked.kind === 'answered' ? asked.result : { ok: false, sentence: 'nobody' };
  }

  async serve(address?: string): Promise<Access> {
    const control = await this.open();
    const storage = openMemoryStorage();
    const access = await openAccess(storage.records, nodeSecrets);
    const admin = new Admin({
      turns: endlessTurns(),
      access,
      ...peopleData(storage, access),
      tables: storage.tables,
      address: () => address,
      shard: () => undefined,
      isPlaying: () => false,
      scriptFault: () => undefined,
      data: () => ({ of: 'data', client: null, channels: [], messages: [] }),
      discord: async () => ({ of: 'discord', state: 'off', problems: [], invite: null }),
      webhooks: noWebhooks,
    });
    control.serve(async ({ operation, input }) => inWords(await admin.operate(operation, input)));
    return access;
  }

  async keyOf(operation: 'shard_add' | 'shard_rotate'): Promise<string> {
    const made = await this.ask(operation, { name: 'moon' });
    if (made.ok && made.is?.of === 'shard_key') return made.is.key;
    throw new Error(JSON.stringify(made));
  }
}
