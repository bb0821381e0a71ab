/** What a record of another form is as a line of ours; its form is checked after that. */
export type Line = Readonly<Record<string, unknown>>;

export type Converted =
  | { readonly at: string; readonly value: Line }
  | { readonly at: string; readonly why: string };

/** Without what is undefined, which a line says by leaving it out. */
export function line(fields: Line): Line {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The lines that say something, for `about`; undefined where none does. */
export function aboutOf(lines: ReadonlyArray<string | undefined>): string | undefined {
  const said = lines.filter((one) => one !== undefined && one !== '');
  return said.length === 0 ? undefined : said.join('\n');
}
