import type { SettingName } from '../../../protocol/kept-settings.ts';
import { locale } from '../i18n/language.ts';
import { adminTexts } from '../i18n/texts.ts';
import { fullTime } from '../i18n/time.ts';
import { auditKinds, type AuditKind } from './audit-kinds.ts';

/** What was changed, in the reader's language; what only a later server knows is shown as it is. */
export function changedIn(what: string): string {
  const [kind, start] = Object.entries(auditKinds).find(([, one]) => what.startsWith(one)) ?? [];
  if (kind === undefined || start === undefined) return what;
  const name = what.slice(start.length);
  const { audit, settings } = adminTexts;
  const isSetting = kind === 'setting' && Object.hasOwn(settings, name);
  return audit.what[kind as AuditKind](isSetting ? settings[name as SettingName].name : name);
}

/** A recorded value, which is JSON, in readable form. */
export function shownIn(json: string | null): string {
  if (json === null) return '–';
  try {
    return shown(JSON.parse(json));
  } catch {
    // It was cut off because it was too long for a record.
    return json;
  }
}

function shown(value: unknown): string {
  const { admin, audit } = adminTexts;
  if (value === null || value === '') return '–';
  if (typeof value === 'boolean') return value ? admin.yes : admin.no;
  if (typeof value === 'number') return new Intl.NumberFormat(locale.value).format(value);
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(inList).join(', ');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return '';
  return Object.entries(value)
    .map(([field, one]) => {
      const name = audit.fields[field] ?? field;
      const isTime = times.includes(field) && typeof one === 'number';
      return `${name}: ${isTime ? fullTime(one) : shown(one)}`;
    })
    .join('\n');
}

const times: readonly string[] = ['expires', 'rotated', 'created', 'made', 'renewed'];

/** A list item: a category is its name, and whether it is retired. */
function inList(one: unknown): string {
  if (typeof one !== 'object' || one === null || !('name' in one)) return shown(one);
  const isRetired = 'retired' in one && one.retired === true;
  const name = String(one.name);
  return isRetired ? `${name} (${adminTexts.admin.retired})` : name;
}
