import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** A sentence of behaviour, with the files whose tests prove it. */
export interface Rule {
  /** Letters and a number, such as `T12`. */
  readonly id: string;
  readonly sentence: string;
  readonly files: readonly string[];
}

/** Where a rule is named: by the title of a test, or by a comment above tests that prove it together. */
interface Mention {
  readonly id: string;
  readonly kind: 'title' | 'comment';
  readonly text: string;
  readonly file: string;
}

const title = /(['"`])\[([A-Z]{1,2}\d+)\] ((?:(?!\1)[^\\]|\\.)*)\1/gsu;
const comment = /^ *\/\/ \[([A-Z]{1,2}\d+)\] ((?:.*)(?:\n *\/\/ (?!\[).*)*)/gmu;

/**
 * The rules as the test files tell them, in the order of their ids. The sentence of a rule is the
 * comment `// [T12] …` above its tests, else their titles, one sentence each. Files are read, not
 * run: what a title fills in is shown as `…`.
 */
export function rulesOfTests(): Rule[] {
  const byId = groupBy(mentions(), ({ id }) => id);
  const rules = [...byId].map(([id, named]): Rule => {
    const comments = named.filter(({ kind }) => kind === 'comment');
    const told = comments.length > 0 ? comments : named;
    const sentences = new Set(told.map(({ text }) => sentenceOf(text)));
    return {
      id,
      sentence: [...sentences].join(' '),
      files: [...new Set(named.filter(({ kind }) => kind === 'title').map(({ file }) => file))],
    };
  });
  return rules.toSorted(
    (a, b) =>
      lettersOf(a.id).localeCompare(lettersOf(b.id), 'en') || numberOf(a.id) - numberOf(b.id),
  );
}

/** What stands before each section, written by hand: `docs/rules-preface.md`. */
export function readPrefaces(): string {
  return readFileSync(join(packageRoot, 'docs/rules-preface.md'), 'utf8');
}

/** The page `docs/rules.md`. Throws where a section of the preface has no rules, or rules no section. */
export function rulesPage(rules: readonly Rule[], prefaces: string): string {
  const byLetters = groupBy(rules, ({ id }) => lettersOf(id));
  const [head, ...sections] = prefaces.split(/^(?=## )/mu);
  const told = sections.map((section) => {
    const letters = /^## ([A-Z]{1,2}): /u.exec(section)?.[1] ?? '';
    const own = byLetters.get(letters);
    if (own === undefined) throw new Error(`no rules for the section: ${section.split('\n')[0]}`);
    byLetters.delete(letters);
    const lines = own.map(({ id, sentence }) => `- **${id}** ${sentence}\n`);
    return `${section.trimEnd()}\n\n${lines.join('')}`;
  });
  const left = [...byLetters.keys()];
  if (left.length > 0)
    throw new Error(`no section in docs/rules-preface.md for ${left.join(', ')}`);
  const key = sections.map((section) => {
    const [, letters, name] = /^## ([A-Z]{1,2}): (.*)/u.exec(section)!;
    return `| ${letters} | ${name} | ${rules.filter(({ id }) => lettersOf(id) === letters).length} |\n`;
  });
  return `${head!.trimEnd()}\n\n| letters | about | rules |\n| --- | --- | --- |\n${key.join('')}\n${told.join('\n')}`;
}

function mentions(): Mention[] {
  const found: Mention[] = [];
  const names = readdirSync(join(packageRoot, 'test'), { recursive: true, encoding: 'utf8' });
  for (const file of names.toSorted()) {
    if (!file.endsWith('.ts') || file.includes('fixtures')) continue;
    const text = readFileSync(join(packageRoot, 'test', file), 'utf8');
    for (const [, , id, words] of text.matchAll(title)) {
      found.push({ id: id!, kind: 'title', text: plainTitle(words!), file });
    }
    for (const [, id, words] of text.matchAll(comment)) {
      const line = words!.replaceAll(/\n *\/\/ /gu, ' ');
      found.push({ id: id!, kind: 'comment', text: line, file });
    }
  }
  return found;
}

function groupBy<T>(all: readonly T[], nameOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const name = nameOf(one);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  return groups;
}

function plainTitle(source: string): string {
  return source.replaceAll(/\$\{[^}]*\}/gu, '…').replaceAll(/\\(['"`\\])/gu, '$1');
}

function sentenceOf(text: string): string {
  const words = `${text[0]!.toUpperCase()}${text.slice(1)}`;
  return /[.?!…]$/u.test(words) ? words : `${words}.`;
}

function lettersOf(id: string): string {
  return /^[A-Z]+/u.exec(id)![0];
}

function numberOf(id: string): number {
  return Number(/\d+$/u.exec(id)![0]);
}
