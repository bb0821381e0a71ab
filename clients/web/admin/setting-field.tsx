import type { Category, KeptSettings, SettingName } from '../../../protocol/kept-settings.ts';
import { fileKinds, type FileKind } from '../../../protocol/files.ts';
import { limits } from '../../../protocol/limits.ts';
import { CharactersLeft } from '../compose/characters-left.tsx';
import { adminTexts } from '../i18n/texts.ts';
import { CategoriesField } from './categories-field.tsx';

export type SettingValue = KeptSettings[SettingName];

interface FieldProps {
  readonly name: SettingName;
  readonly value: SettingValue;
  set(value: SettingValue): void;
}

/** The kind of input for each setting. An empty id means none. */
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
  retention: 'retention',
  retention_months: 'number',
  file_kinds: 'file_kinds',
  file_bytes_max: 'mebibytes',
  account_files_bytes_max: 'mebibytes',
  files_bytes_max: 'mebibytes',
  game_file_links: 'flag',
  discord_server: 'id',
  discord_tickets_category: 'id',
  discord_channel_prefix: 'text',
  discord_support_role: 'id',
  discord_access_role: 'id',
  discord_support_role_acts_as: 'text',
} as const satisfies Record<SettingName, string>;

/** The largest length of typed values. */
const chars_max = {
  words: limits.name_chars_max,
  // The longest Discord id.
  id: 20,
  text: limits.group_chars_max,
} as const;

const mebibyte = 1024 * 1024;

/** Whether the value may be sent: nothing may be longer than the server accepts. */
export function isFit(name: SettingName, value: SettingValue): boolean {
  const kind = kinds[name];
  switch (kind) {
    case 'flag':
    case 'shown_as':
    case 'retention':
    case 'file_kinds':
      return true;
    case 'number':
    case 'mebibytes':
      return isComplete(value);
    case 'words':
    case 'id':
    case 'text':
      return typeof value !== 'string' || value.length <= chars_max[kind];
    case 'categories': {
      const categories = value as readonly Category[];
      return categories.every((one) => one.name.length <= limits.category_chars_max);
    }
  }
}

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
    case 'retention':
      return (
        <select
          aria-label={label}
          value={typeof value === 'string' ? value : 'off'}
          onChange={(event) => set(event.currentTarget.value)}
        >
          {(['off', 'anonymise', 'delete'] as const).map((one) => (
            <option key={one} value={one}>
              {adminTexts.erase.retention[one]}
            </option>
          ))}
        </select>
      );
    case 'words':
      return (
        <TypedField
          label={label}
          value={typeof value === 'string' ? value : ''}
          chars_max={chars_max[kind]}
          set={set}
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
    case 'mebibytes':
      return (
        <input
          type="number"
          step="any"
          aria-label={label}
          value={typeof value === 'number' && isComplete(value) ? value / mebibyte : ''}
          onInput={(event) => set(Math.round(event.currentTarget.valueAsNumber * mebibyte))}
        />
      );
    case 'file_kinds':
      return <FileKindsField label={label} kinds={value as readonly FileKind[]} set={set} />;
    case 'id':
    case 'text':
      return (
        <TypedField
          label={label}
          isCode
          isNumeric={kind === 'id'}
          value={typeof value === 'string' ? value : ''}
          chars_max={chars_max[kind]}
          set={(typed) => set(kind === 'id' && typed.trim() === '' ? null : typed.trim())}
        />
      );
    case 'categories':
      return <CategoriesField categories={value as readonly Category[]} set={set} />;
  }
}

interface FileKindsProps {
  readonly label: string;
  readonly kinds: readonly FileKind[];
  set(kinds: FileKind[]): void;
}

function FileKindsField({ label, kinds: chosen, set }: FileKindsProps) {
  return (
    <fieldset class="choices">
      <legend class="apart">{label}</legend>
      {fileKinds.map((kind) => (
        <label key={kind}>
          <input
            type="checkbox"
            checked={chosen.includes(kind)}
            onChange={(event) => {
              const isChosen = event.currentTarget.checked;
              set(fileKinds.filter((one) => (one === kind ? isChosen : chosen.includes(one))));
            }}
          />
          <span>{adminTexts.fileKinds[kind]}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface TypedProps {
  readonly label: string;
  readonly value: string;
  readonly chars_max: number;
  /** Whether it is an identifier and not words of a language. */
  readonly isCode?: boolean;
  readonly isNumeric?: boolean;
  set(typed: string): void;
}

function TypedField({ label, value, chars_max: most, isCode, isNumeric, set }: TypedProps) {
  return (
    <>
      <input
        aria-label={label}
        autoComplete="off"
        dir={isCode ? undefined : 'auto'}
        spellcheck={isCode ? false : undefined}
        inputMode={isNumeric ? 'numeric' : 'text'}
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
      />
      <CharactersLeft text={value} chars_max={most} />
    </>
  );
}

/** False only for a number that is not entered yet. */
function isComplete(value: SettingValue): boolean {
  return !Number.isNaN(value);
}
