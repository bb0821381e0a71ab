import { createReadStream } from 'node:fs';
import { parse, type CsvError } from 'csv-parse';
import { importLimits } from '../import-limits.ts';
import { linesOf, unreadable } from './lines.ts';

/** One row of a table, by the names of its columns; or why it is none. */
export type TableRow =
  | { readonly at: string; readonly row: Readonly<Record<string, string>> }
  | { readonly at: string; readonly why: string };

/**
 * The rows of a table that was saved as text, whose first line names the columns: separated by commas
 * or semicolons, with quotes; or by tabs, with the escapes of `mysql --batch`.
 */
export async function* rowsOf(
  path: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<TableRow> {
  const { value: head } = await linesOf(path).next();
  const names = head?.text ?? '';
  if (names.includes('\t')) return yield* tabbedRows(path, onBytes);
  yield* commaRows(path, names.split(';').length > names.split(',').length ? ';' : ',', onBytes);
}

async function* tabbedRows(
  path: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<TableRow> {
  let columns: readonly string[] | undefined;
  for await (const { number, text } of linesOf(path, onBytes)) {
    const at = `line ${number}`;
    if (text === undefined) yield { at, why: unreadable };
    else if (columns === undefined) columns = text.split('\t');
    else if (text !== '') {
      const cells = text.split('\t').map(unescaped);
      const names = columns;
      if (cells.length === names.length) {
        yield { at, row: Object.fromEntries(names.map((name, i) => [name, cells[i]!])) };
      } else yield { at, why: `it has ${cells.length} columns in place of ${names.length}` };
    }
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

function unescaped(cell: string): string {
  if (cell === '\\N') return '';
  return cell.replaceAll(/\\([\s\S])/gu, (_, char: string) => escapes[char] ?? char);
}

async function* commaRows(
  path: string,
  delimiter: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<TableRow> {
  const skipped: TableRow[] = [];
  const file = createReadStream(path);
  let read = 0;
  file.on('data', (chunk) => onBytes((read += chunk.length)));
  const rows = file.pipe(
    parse({
      delimiter,
      columns: true,
      bom: true,
      info: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: importLimits.line_bytes_max,
      on_skip: (error: CsvError | undefined) => {
        const lines: unknown = error?.['lines'];
        const at = `line ${typeof lines === 'number' ? lines : '?'}`;
        skipped.push({ at, why: error?.message ?? 'it is no row' });
        return undefined;
      },
    }),
  );
  file.on('error', (error) => rows.destroy(error));
  interface Told {
    readonly info: { readonly lines: number };
    readonly record: Record<string, string>;
  }
  for await (const { info, record } of rows as AsyncIterable<Told>) {
    yield* skipped.splice(0);
    // Where the row ends: a text in it may have taken several lines.
    yield { at: `line ${info.lines}`, row: record };
  }
  yield* skipped;
}
