import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { language, type Language } from './language.ts';
import type { Texts } from './texts/en.ts';
import type { AdminTexts } from './texts/admin-en.ts';

const spoken = signal<Texts | undefined>(undefined);
const spokenAdmin = signal<AdminTexts | undefined>(undefined);

/**
 * All texts of the interface in the present language, except those from the server. Read while a
 * component renders, so that it renders again when the language changes. Empty before the first
 * `speak`.
 */
export const texts: Texts = areasOf(spoken);

/** Texts of the administration, loaded only by its pages. */
export const adminTexts: AdminTexts = areasOf(spokenAdmin);

const tables: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => (await import('./texts/en.ts')).en,
  de: async () => (await import('./texts/de.ts')).de,
};

const adminTables: Readonly<Record<Language, () => Promise<AdminTexts>>> = {
  en: async () => (await import('./texts/admin-en.ts')).enAdmin,
  de: async () => (await import('./texts/admin-de.ts')).deAdmin,
};

let wished: Language;

/** Loads a language and then switches to it. Rejects if it cannot be loaded now. */
export async function speak(to: Language): Promise<void> {
  wished = to;
  const isAdmin = spokenAdmin.peek() !== undefined;
  const [table, admin] = await Promise.all([tables[to](), isAdmin ? adminTables[to]() : undefined]);
  // Another language was chosen while this one was loading.
  if (wished !== to) return;
  batch(() => {
    spoken.value = table;
    spokenAdmin.value = admin;
    language.value = to;
  });
}

export async function loadAdminTexts(): Promise<void> {
  spokenAdmin.value = await adminTables[language.value]();
}

function areasOf<T extends object>(table: ReadonlySignal<T | undefined>): T {
  return new Proxy({} as T, { get: (_, area) => table.value?.[area as keyof T] });
}
