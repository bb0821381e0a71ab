import { computed, signal } from '@preact/signals';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What the page speaks now; set by `speak` in texts.ts once the words are there. */
export const language = signal<Language>('en');

/** What the reader's browser asks for, best first. */
export const wishedTags = signal<readonly string[]>([]);

/** Of numbers and dates: the reader's own kind of the language where it is known. */
export const locale = computed(() => {
  for (const wished of wishedTags.value) {
    try {
      // Chromium takes the name of a POSIX locale for a language tag: `en-US@posix`.
      const [tag] = Intl.getCanonicalLocales(wished);
      if (tag !== undefined && languageOf(tag) === language.value) return tag;
    } catch {
      // No tag at all.
    }
  }
  return language.value;
});

const count = computed(() => new Intl.NumberFormat(locale.value));
const rules = computed(() => new Intl.PluralRules(locale.value));

export const number = (n: number): string => count.value.format(n);

/** A form for each kind of number that the language tells apart. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

export function plural(n: number, forms: Forms): string {
  return forms[rules.value.select(n)] ?? forms.other;
}

/** The form for `n`, with `#` replaced by the number. */
export function counted(n: number, forms: Forms): string {
  return plural(n, forms).replace('#', number(n));
}

/** The first of the reader's languages that there is, else English. */
export function readersLanguage(): Language {
  for (const wished of wishedTags.value) {
    const known = languageOf(wished);
    if (known !== undefined) return known;
  }
  return 'en';
}

function languageOf(tag: string): Language | undefined {
  return languages.find((one) => tag.toLowerCase().split(/[-_]/u)[0] === one);
}
