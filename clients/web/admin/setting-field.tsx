import type { Category, KeptSettings, SettingName } from '../../../protocol/settings.ts';
import { limits } from '../../../protocol/limits.ts';
import { adminTexts } from '../texts.ts';
import { CategoriesField } from './categories-field.tsx';

export type SettingValue = KeptSettings[SettingName];

interface FieldProps {
  readonly name: SettingName;
  readonly value: SettingValue;
  set(value: SettingValue): void;
}

/** How each setting is shown. An id that is empty is none. */
const kinds = {
  auto_archive: 'flag',
  categories: 'categories',
  support_shown_as: 'shown_as',
  support_alias: 'words',
  subject_chars_max: 'number',
  body_chars_max: 'number',
  sign_in_days_max: 'number',
  staff_idle_hours_max: 'number',
  tickets_open_max: 'number',
  ticket_pause_s: 'number',
  text_bytes_per_second: 'number',
  discord_server: 'id',
  discord_tickets_category: 'id',
  discord_channel_prefix: 'text',
  discord_support_role: 'id',
  discord_access_role: 'id',
  discord_support_role_acts_as: 'text',
} as const satisfies Record<SettingName, string>;

export function SettingField({ name, value, set }: FieldProps) {
  const label = adminTexts.settings[name].name;
  const kind = kinds[name];
  switch (kind) {
    case 'flag':
      return (
        <select
          aria-label={label}
          value={value === true ? 'yes' : 'no'}
          onChange={(event) => set(event.currentTarget.value === 'yes')}
        >
          <option value="yes">{adminTexts.admin.yes}</option>
          <option value="no">{adminTexts.admin.no}</option>
        </select>
      );
    case 'shown_as':
      return (
        <select
          aria-label={label}
          value={value === 'alias' ? 'alias' : 'name'}
          onChange={(event) => set(event.currentTarget.value === 'alias' ? 'alias' : 'name')}
        >
          <option value="name">{adminTexts.admin.shownByName}</option>
          <option value="alias">{adminTexts.admin.shownByAlias}</option>
        </select>
      );
    case 'words':
      return (
        <input
          dir="auto"
          aria-label={label}
          autoComplete="off"
          maxLength={limits.name_chars_max}
          value={typeof value === 'string' ? value : ''}
          onInput={(event) => set(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <input
          type="number"
          aria-label={label}
          value={typeof value === 'number' && isComplete(value) ? value : ''}
          onInput={(event) => set(event.currentTarget.valueAsNumber)}
        />
      );
    case 'id':
    case 'text':
      return (
        <input
          aria-label={label}
          autoComplete="off"
          spellcheck={false}
          inputMode={kind === 'id' ? 'numeric' : 'text'}
          value={typeof value === 'string' ? value : ''}
          onInput={(event) => {
            const typed = event.currentTarget.value.trim();
            set(kind === 'id' && typed === '' ? null : typed);
          }}
        />
      );
    case 'categories':
      return <CategoriesField categories={value as readonly Category[]} set={set} />;
  }
}

/** False only for a number that is not typed yet. */
export function isComplete(value: SettingValue): boolean {
  return !Number.isNaN(value);
}
