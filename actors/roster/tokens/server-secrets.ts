import * as v from 'valibot';
import { Records } from '../../records/records.ts';
import type { RecordWriter } from '../../records/writer.ts';
import type { Secrets } from './secrets.ts';
import { secrets_subject } from '../subjects.ts';

/** Kept under `secret/NAME`. */
const secretForm = v.strictObject({ secret: v.string() });
type ServerSecret = v.InferOutput<typeof secretForm>;

/** The purpose of each, and where earlier versions kept it. */
const kinds = {
  /** Signs the bearer tokens of the HTTP API. */
  'api-token': { space: 'web', key: 'api-token-secret' },
  /** Signs the addresses of files on Discord. */
  'file-signing': { space: 'discord', key: 'file-signing' },
} as const;
export type ServerSecretName = keyof typeof kinds;

const earlierForm = v.looseObject(secretForm.entries);

/**
 * Keys that servers sign with, created at first need and kept as long as the data. There is one of
 * each, however many servers need it at once.
 */
export class ServerSecrets {
  readonly #writer: RecordWriter;
  readonly #secrets: Secrets;
  readonly #made: Records<ServerSecret>;
  readonly #earlier = new Map<ServerSecretName, string>();

  /** Throws if the store holds what this version cannot read. */
  constructor(writer: RecordWriter, secrets: Secrets) {
    this.#writer = writer;
    this.#secrets = secrets;
    this.#made = new Records(writer, {
      space: 'web',
      prefix: 'secret',
      schema: secretForm,
      records_max: Object.keys(kinds).length,
    });
    for (const [name, { space, key }] of Object.entries(kinds)) {
      const stored = writer.store.get(space, key);
      if (stored === undefined) continue;
      this.#earlier.set(name as ServerSecretName, v.parse(earlierForm, stored).secret);
    }
  }

  /** Undefined until it is created. */
  get(name: ServerSecretName): string | undefined {
    return this.#earlier.get(name) ?? this.#made.get(name)?.secret;
  }

  /**
   * Removes it, so that nothing holds any more that was signed with it. To be called before anybody
   * else asks: that of an earlier version is read when this is made.
   */
  async remove(name: ServerSecretName): Promise<boolean> {
    const { space, key } = kinds[name];
    const removed = await this.#writer.change(secrets_subject, (draft) => {
      // A record is changed in any case, and gone after it.
      draft.put(this.#made, name, { secret: '' });
      draft.put(this.#made, name, undefined, () => [{ space, key, value: undefined }]);
    });
    if (removed.kind === 'durable') this.#earlier.delete(name);
    return removed.kind === 'durable';
  }

  /** Creates it if needed. Undefined if it could not be stored. */
  async make(name: ServerSecretName): Promise<string | undefined> {
    const fresh = this.#secrets.make();
    const made = await this.#writer.change(secrets_subject, (draft) => {
      const known = this.get(name);
      if (known === undefined) draft.put(this.#made, name, { secret: fresh });
      return known ?? fresh;
    });
    return 'value' in made ? made.value : undefined;
  }
}
