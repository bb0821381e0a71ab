import * as v from 'valibot';
import { same } from '../../protocol/same.ts';
import {
  settingNames,
  type KeptSettings,
  type SettingChange,
  type SettingName,
} from '../../protocol/kept-settings.ts';
import type { Draft, Trail } from '../records/draft.ts';
import { Records } from '../records/records.ts';
import type { RecordWriter } from '../records/writer.ts';
import { notStored } from '../roster/outcome.ts';
import { access_subject } from '../roster/subjects.ts';
import { Listeners } from '../runtime/listeners.ts';
import type { Result } from '../../protocol/refusals.ts';
import { defaultSettings, fitting, type Checked } from './setting-checks.ts';

/**
 * Settings share one subject because some are checked against others. Those that name a group, or
 * must not look like a name, are decided on the subject of groups and names.
 */
function subjectOf(name: SettingName): string {
  switch (name) {
    case 'support_alias':
    case 'discord_support_role_acts_as':
      return access_subject;
    default:
      return 'settings';
  }
}

/** Kept under `value/NAME`, once it was changed. */
const settingForm = v.strictObject({ value: v.unknown() });
type StoredSetting = v.InferOutput<typeof settingForm>;

/** The settings as they are on disk now. */
export class LiveSettings {
  readonly #writer: RecordWriter;
  readonly #records: Records<StoredSetting>;
  readonly #changed = new Listeners<[name: SettingName]>();
  #now: KeptSettings = defaultSettings;

  /** Throws if the store holds a value that this version cannot read. */
  constructor(writer: RecordWriter) {
    this.#writer = writer;
    this.#records = new Records(
      writer,
      { space: 'settings', prefix: 'value', schema: settingForm, records_max: settingNames.length },
      (name, _, after) => this.#apply(name as SettingName, after),
    );
  }

  get now(): KeptSettings {
    return this.#now;
  }

  /** `check` runs where nothing that it reads can change meanwhile; it returns what to keep. */
  async set(
    wanted: SettingChange,
    trail?: Trail,
    check: (wanted: SettingChange) => Checked = (change) => ({ ok: true, change }),
  ): Promise<Result<{ value: undefined }>> {
    const set = await this.#writer.change(subjectOf(wanted.name), (draft) => {
      const checked = check(wanted);
      if (checked.ok) this.#put(draft, checked.change, trail);
      return checked;
    });
    if (!('value' in set)) return notStored(set.kind);
    return set.value.ok ? { ok: true, value: undefined } : set.value;
  }

  /** Called when a setting changed, once that is on disk. */
  onChanged(listener: (name: SettingName) => void): void {
    this.#changed.add(listener);
  }

  #put(draft: Draft, { name, value }: SettingChange, trail: Trail | undefined): void {
    const shipped: StoredSetting = { value: defaultSettings[name] };
    const now = draft.get(this.#records, name) ?? shipped;
    if (same(now.value, value)) return;
    const told: Trail | undefined = trail && ((before = shipped, after) => trail(before, after));
    draft.put(this.#records, name, { value }, told);
  }

  #apply(name: SettingName, stored: StoredSetting | undefined): void {
    if (stored === undefined || !settingNames.includes(name)) return;
    const fits = fitting(name, stored.value);
    if (fits === undefined) {
      throw new Error(`The data folder holds a setting that this version cannot read: ${name}.`);
    }
    this.#now = { ...this.#now, [name]: fits.value };
    this.#writer.afterEntry(() => this.#changed.tell(name));
  }
}
