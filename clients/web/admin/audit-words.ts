import type { AuditRecord } from '../../../protocol/admin-rows.ts';
import { auditKindOf } from '../../../protocol/audit-kinds.ts';
import type { SettingName } from '../../../protocol/kept-settings.ts';
import { apart } from '../compose/apart.ts';
import { locale } from '../i18n/language.ts';
import { adminTexts } from '../i18n/texts.ts';
import { fullTime } from '../i18n/time.ts';

/** Who changed what, in the reader's language, with names marked by `apart`. */
export function deedIn({ account, name, what, from, to }: AuditRecord): string {
  const { audit, settings } = adminTexts;
  const known = auditKindOf(what);
  const who = apart(account === null ? audit.commandLine : name);
  const how = from === null ? 'made' : to === null ? 'removed' : 'changed';
  if (known === undefined) return audit.other({ who, name: apart(what), how });
  const isSetting = known.kind === 'setting' && Object.hasOwn(settings, known.name);
  const of = isSetting ? settings[known.name as SettingName].name : known.name;
  return audit.what[known.kind]({ who, name: apart(of), how });
}

/** A recorded value, which is JSON, in readable form; null where there is none to show. */
export function valueIn(what: string, json: string | null): string | null {
  if (json === null) return null;
  const kind = auditKindOf(what)?.kind;
  try {
    return shown(JSON.parse(json), kind);
  } catch {
    // It was cut off because it was too long for a record.
    return json;
  }
}

function shown(value: unknown, of: string | undefined): string {
  const { admin, audit } = adminTexts;
  if (value === null || value === '') return '–';
  if (typeof value === 'boolean') return value ? admin.yes : admin.no;
  if (typeof value === 'number')
    return isTime(of) ? fullTime(value) : new Intl.NumberFormat(locale.value).format(value);
  if (typeof value === 'string') return word(value, of);
  if (typeof value !== 'object') return '';
  if (Array.isArray(value)) {
    if (value.length === 0) return '–';
    // Titles of rights are sentences.
    return value.map((one) => inList(one, of)).join(of === 'rights' ? '\n' : ', ');
  }
  return Object.entries(value)
    .map(([field, one]) => {
      const name = audit.fields[field] ?? field;
      const text = shown(one, field);
      return field === 'rights' && text !== '–' ? `${name}:\n${text}` : `${name}: ${text}`;
    })
    .join('\n');
}

const times: readonly string[] = ['expires', 'rotated', 'created', 'made', 'renewed'];

function isTime(field: string | undefined): boolean {
  return field !== undefined && times.includes(field);
}

/** What the server calls by an id of its own has its name in the reader's language. */
function word(value: string, of: string | undefined): string {
  const { admin, erase, rights } = adminTexts;
  if (of === 'rights' && Object.hasOwn(rights, value)) return rights[value as keyof typeof rights];
  if (of === 'messages' && Object.hasOwn(erase.choices, value))
    return erase.choices[value as 'kept'];
  if (of === 'retention' && Object.hasOwn(erase.retention, value))
    return erase.retention[value as 'off'];
  if (of === 'setting' && value === 'name') return admin.shownByName;
  if (of === 'setting' && value === 'alias') return admin.shownByAlias;
  return value;
}

/** A list item: a category is its name, and whether it is retired. */
function inList(one: unknown, of: string | undefined): string {
  if (typeof one !== 'object' || one === null || !('name' in one)) return shown(one, of);
  const isRetired = 'retired' in one && one.retired === true;
  const name = String(one.name);
  return isRetired ? `${name} (${adminTexts.admin.retired})` : name;
}
