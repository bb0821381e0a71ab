import { computed, signal } from '@preact/signals';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** The present language of the page; `speak` in texts.ts sets it once the texts are loaded. */
export const language = signal<Language>('en');

/** The browser's languages, best first. */
export const wishedTags = signal<readonly string[]>([]);

/** The locale for numbers and dates: the reader's own variant of the language if known. */
export const locale = computed(() => {
  for (const wished of wishedTags.value) {
    try {
      // Chromium reports POSIX locales as language tags: `en-US@posix`.
      const [tag] = Intl.getCanonicalLocales(wished);
      if (tag !== undefined && languageOf(tag) === language.value) return tag;
    } catch {
      // Not a language tag.
    }
  }
  return language.value;
});

const count = computed(() => new Intl.NumberFormat(locale.value));
const rules = computed(() => new Intl.PluralRules(locale.value));

export const number = (n: number): string => count.value.format(n);

/** One form per plural category of the language. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

export function plural(n: number, forms: Forms): string {
  return forms[rules.value.select(n)] ?? forms.other;
}

/** The plural form for `n`, with `#` replaced by the number. */
export function counted(n: number, forms: Forms): string {
  return plural(n, forms).replace('#', number(n));
}

/** The first of the reader's languages that exists, otherwise English. */
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
