import * as v from 'valibot';
import { same } from '../../protocol/same.ts';
import {
  settingNames,
  type KeptSettings,
  type SettingChange,
  type SettingName,
} from '../../protocol/settings.ts';
import type { Trail } from '../records/draft.ts';
import { Records } from '../records/records.ts';
import type { Edited, RecordWriter } from '../records/writer.ts';
import { defaultSettings, fitting } from './settings.ts';

/** What is set shares a subject: some settings are checked against others. */
const settings_subject = 'settings';

/** Kept under `value/NAME`, and only once it was changed. */
const settingForm = v.strictObject({ value: v.unknown() });
type StoredSetting = v.InferOutput<typeof settingForm>;

/** The settings as they are on disk, at any moment. */
export class LiveSettings {
  readonly #writer: RecordWriter;
  readonly #records: Records<StoredSetting>;
  readonly #listeners: Array<(name: SettingName) => void> = [];
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

  set({ name, value }: SettingChange, trail?: Trail): Promise<Edited> {
    const shipped: StoredSetting = { value: defaultSettings[name] };
    return this.#records.edit(
      settings_subject,
      name,
      (before = shipped) => (same(before.value, value) ? 'keep' : { value }),
      trail && ((before = shipped, after) => trail(before, after)),
    );
  }

  /** Called when one was changed, once it is on disk. */
  onChanged(listener: (name: SettingName) => void): void {
    this.#listeners.push(listener);
  }

  #apply(name: SettingName, stored: StoredSetting | undefined): void {
    if (stored === undefined || !settingNames.includes(name)) return;
    const fits = fitting(name, stored.value);
    if (fits === undefined) {
      throw new Error(`The data folder holds a setting that this version cannot read: ${name}.`);
    }
    this.#now = { ...this.#now, [name]: fits.value };
    this.#writer.afterEntry(() => {
      for (const listener of this.#listeners) listener(name);
    });
  }
}
