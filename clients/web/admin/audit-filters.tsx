import { useId } from 'preact/hooks';
import type { AuditFilter } from '../../../protocol/audit-filter.ts';
import type { AuditKind } from '../../../protocol/audit-kinds.ts';
import { limits } from '../../../protocol/limits.ts';
import { adminTexts } from '../i18n/texts.ts';
import { FilterField } from '../queue/filter-field.tsx';

interface FiltersProps {
  readonly filter: AuditFilter;
  set(filter: AuditFilter): void;
}

/** Which changes are listed. The server looks through all that are kept. */
export function AuditFilters({ filter, set }: FiltersProps) {
  const id = useId();
  const { filters, kinds } = adminTexts.audit;
  /** Without the fields that are undefined, so that equal filters are the same. */
  const change = (to: { readonly [Field in keyof AuditFilter]: AuditFilter[Field] | undefined }) =>
    set(
      Object.fromEntries(
        Object.entries({ ...filter, ...to }).filter(([, value]) => value !== undefined),
      ),
    );
  return (
    <div class="admin-filters" role="group" aria-label={filters.label}>
      <div class="finder">
        <label for={id}>{filters.kind}</label>
        <select
          id={id}
          value={filter.of ?? ''}
          onChange={({ currentTarget: { value } }) =>
            change({ of: value === '' ? undefined : (value as AuditKind) })
          }
        >
          <option value="">{filters.allKinds}</option>
          {Object.entries(kinds).map(([kind, name]) => (
            <option key={kind} value={kind}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <FilterField
        label={filters.person}
        value={filter.person ?? ''}
        chars_max={limits.name_chars_max}
        set={(typed) => {
          change({ person: typed || undefined });
          return typed;
        }}
      />
      <DayField
        label={filters.since}
        put={(day) => change({ since: day === undefined ? undefined : startOf(day) })}
      />
      <DayField
        label={filters.until}
        put={(day) => change({ until: day === undefined ? undefined : startOf(day, 1) })}
      />
    </div>
  );
}

interface DayProps {
  readonly label: string;
  put(day: string | undefined): void;
}

function DayField({ label, put }: DayProps) {
  const id = useId();
  return (
    <div class="finder">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        onChange={({ currentTarget: { value } }) => put(value || undefined)}
      />
    </div>
  );
}

/** When a day begins where the reader is, or the one some days after it. */
function startOf(day: string, later = 0): number | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const at = new Date(year, month - 1, date + later).getTime();
  return Number.isFinite(at) && at >= 0 ? at : undefined;
}
