import * as v from 'valibot';
import { limits } from '../../protocol/limits.ts';
import { refused, refusedSaying, type Refused, type Result } from '../../protocol/refusals.ts';
import { asideReasons, type AsideReason, type WebhookFields } from '../../protocol/webhooks.ts';
import type { Draft, Trail } from '../records/draft.ts';
import { Records } from '../records/records.ts';
import type { RecordWriter } from '../records/writer.ts';
import { isProperName, lookAlike } from '../roster/staff/look-alike.ts';
import { looksTaken, notStored } from '../roster/outcome.ts';
import type { Secrets } from '../roster/tokens/secrets.ts';
import { Listeners } from '../runtime/listeners.ts';
import { webhookAddress } from './address.ts';
import { matching_id, matching_prefix, matchingForm, matchOf } from './matching.ts';

/** What is kept of a webhook, under `hook/ID`. */
const webhookForm = v.strictObject({
  name: v.string(),
  address: v.string(),
  events: v.array(v.string()),
  shards: v.array(v.string()),
  categories: v.array(v.string()),
  /** As it is told, and what the server signs with. */
  secret: v.string(),
  /** Milliseconds since 1970. */
  created: v.number(),
  /** When it was last given another address or secret, or resumed: failures count from then. */
  renewed: v.number(),
  aside: v.nullable(v.strictObject({ at: v.number(), why: v.picklist(asideReasons) })),
  /** What became due up to this position of the log is dropped. */
  droppedTo: v.number(),
});
export type Webhook = Readonly<v.InferOutput<typeof webhookForm>>;

export const webhooks_subject = 'webhook.kept';

/** A secret in the form of Standard Webhooks, which wants base64. */
const secret_prefix = 'whsec_';

interface Told {
  readonly hook: string;
  readonly name: string;
  readonly secret: string;
}

/** The outgoing webhooks. A secret is told only when it is made. */
export class Webhooks {
  readonly #writer: RecordWriter;
  readonly #secrets: Secrets;
  readonly #hooks: Records<Webhook>;
  readonly #matching: Records<v.InferOutput<typeof matchingForm>>;
  readonly #changed = new Listeners<[hook: string]>();

  /** Throws if the store holds what this version cannot read. */
  constructor(writer: RecordWriter, secrets: Secrets) {
    this.#writer = writer;
    this.#secrets = secrets;
    this.#hooks = new Records(
      writer,
      { space: 'webhook', prefix: 'hook', schema: webhookForm, records_max: limits.webhooks_max },
      (hook) => writer.afterEntry(() => this.#changed.tell(hook)),
    );
    this.#matching = new Records(writer, {
      space: 'webhook',
      prefix: matching_prefix,
      schema: matchingForm,
      records_max: 1,
    });
  }

  /** Oldest first. */
  list(): Array<readonly [hook: string, webhook: Webhook]> {
    return [...this.#hooks.entries()].toSorted(([, a], [, b]) => a.created - b.created);
  }

  get(hook: string): Webhook | undefined {
    return this.#hooks.get(hook);
  }

  /** Called once a change is on disk, whoever made it. */
  onChanged(listener: (hook: string) => void): void {
    this.#changed.add(listener);
  }

  /** `hook`: an id of the caller's making. */
  add(
    hook: string,
    fields: WebhookFields,
    isPrivate: boolean,
    trail?: Trail,
  ): Promise<Result<{ value: Told }>> {
    const secret = this.#makeSecret();
    const now = this.#secrets.now();
    return this.#change((draft) => {
      const unfit = this.#unfit(undefined, fields, isPrivate);
      if (unfit !== undefined) return unfit;
      if (this.#hooks.isFull()) return notStored('full');
      const kept = { ...fieldsOf(fields), secret, created: now, renewed: now };
      this.#put(draft, hook, { ...kept, aside: null, droppedTo: 0 }, trail);
      return { ok: true, value: { hook, name: fields.name, secret } };
    });
  }

  set(
    hook: string,
    fields: WebhookFields,
    isPrivate: boolean,
    trail?: Trail,
  ): Promise<Result<{ value: undefined }>> {
    return this.#edit(
      hook,
      (before) => {
        const unfit = this.#unfit(hook, fields, isPrivate);
        if (unfit !== undefined) return unfit;
        const isSame = before.address === fields.address;
        const renewed = isSame ? before.renewed : this.#secrets.now();
        return { ok: true, after: { ...before, ...fieldsOf(fields), renewed } };
      },
      trail,
    );
  }

  /** The former secret signs nothing from now on. */
  async rotate(hook: string, trail?: Trail): Promise<Result<{ value: Told }>> {
    const secret = this.#makeSecret();
    const renewed = this.#secrets.now();
    return this.#change((draft) => {
      const before = this.#hooks.get(hook);
      if (before === undefined) return refused('webhook_unknown');
      this.#put(draft, hook, { ...before, secret, renewed }, trail);
      return { ok: true, value: { hook, name: before.name, secret } };
    });
  }

  /** One that is set aside already stays so for its first reason. */
  setAside(hook: string, why: AsideReason, trail?: Trail): Promise<Result<{ value: undefined }>> {
    const aside = { at: this.#secrets.now(), why };
    return this.#edit(
      hook,
      (before) => ({ ok: true, after: before.aside === null ? { ...before, aside } : before }),
      trail,
    );
  }

  /** `drop`: what waits by now is not sent. */
  resume(hook: string, drop: boolean, trail?: Trail): Promise<Result<{ value: undefined }>> {
    const renewed = this.#secrets.now();
    return this.#edit(
      hook,
      (before) => {
        if (before.aside === null) return { ok: true, after: before };
        const droppedTo = drop ? this.#writer.store.position : before.droppedTo;
        return { ok: true, after: { ...before, aside: null, renewed, droppedTo } };
      },
      trail,
    );
  }

  /** What waits for it is never sent. */
  remove(hook: string, trail?: Trail): Promise<Result<{ value: undefined }>> {
    return this.#edit(hook, () => ({ ok: true, after: undefined }), trail);
  }

  #edit(
    hook: string,
    edit: (before: Webhook) => Result<{ after: Webhook | undefined }>,
    trail?: Trail,
  ): Promise<Result<{ value: undefined }>> {
    return this.#change((draft) => {
      const before = this.#hooks.get(hook);
      if (before === undefined) return refused('webhook_unknown');
      const edited = edit(before);
      if (!edited.ok) return edited;
      if (edited.after !== before) this.#put(draft, hook, edited.after, trail);
      return { ok: true, value: undefined };
    });
  }

  /** In one entry with what entries of tickets are matched against. */
  #put(draft: Draft, hook: string, after: Webhook | undefined, trail: Trail | undefined): void {
    draft.put(this.#hooks, hook, after, trail);
    const others = this.list().filter(([id]) => id !== hook);
    const all = after === undefined ? others : [...others, [hook, after] as const];
    const hooks = all
      .filter(([, { aside }]) => aside === null)
      .map(([id, fields]) => matchOf(id, fields));
    draft.put(this.#matching, matching_id, hooks.length === 0 ? undefined : { hooks });
  }

  #unfit(hook: string | undefined, fields: WebhookFields, isPrivate: boolean): Refused | undefined {
    const { name, address, events } = fields;
    if (!isProperName(name)) {
      return refusedSaying('name_invalid', 'Give the webhook a name that can be seen.');
    }
    const others = this.list().filter(([id]) => id !== hook);
    const names = others.map(([, other]) => other.name);
    const alike = lookAlike(name, names);
    if (alike !== undefined) return looksTaken('a webhook', alike);
    if (webhookAddress(address, isPrivate) === undefined) return refused('webhook_address_unfit');
    return events.length === 0 ? refused('webhook_idle') : undefined;
  }

  #makeSecret(): string {
    const bytes = this.#secrets.make().replaceAll('-', '+').replaceAll('_', '/');
    return secret_prefix + bytes.padEnd(Math.ceil(bytes.length / 4) * 4, '=');
  }

  async #change<T>(decide: (draft: Draft) => Result<{ value: T }>): Promise<Result<{ value: T }>> {
    const changed = await this.#writer.change(webhooks_subject, decide);
    return 'value' in changed ? changed.value : notStored(changed.kind);
  }
}

function fieldsOf({ name, address, events, shards, categories }: WebhookFields): WebhookFields {
  return { name, address, events, shards, categories };
}
