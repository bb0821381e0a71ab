import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './support/package-root.ts';
import { assert, suite } from './support/suite.ts';

const test = suite('rules');

/** Ids that tests quote in their names, and ids of the rules as written down. */
function quoted(): Set<string> {
  const names = readdirSync(join(packageRoot, 'test'), { recursive: true, encoding: 'utf8' });
  const ids = new Set<string>();
  for (const name of names) {
    if (!name.endsWith('.ts') || name.includes('fixtures')) continue;
    const text = readFileSync(join(packageRoot, 'test', name), 'utf8');
    for (const [, id] of text.matchAll(/['"`]\[([A-Z]{1,2}\d+)\] /gu)) ids.add(id!);
  }
  return ids;
}

function written(): string[] {
  const text = readFileSync(join(packageRoot, 'docs/rules.md'), 'utf8');
  return [...text.matchAll(/^- \*\*([A-Z]{1,2}\d+)\*\* /gmu)].map(([, id]) => id!);
}

test('[X1] every rule is quoted by a test, and every quoted rule is written down', () => {
  const rules = written();
  const tests = quoted();
  assert.ok(rules.length > 100);
  assert.equal(
    rules.filter((id) => !tests.has(id)),
    [],
    'rules without a test',
  );
  assert.equal(
    [...tests].filter((id) => !rules.includes(id)),
    [],
    'tests that quote a rule that is not written down',
  );
});

test('[X2] no two rules have one id', () => {
  const rules = written();
  assert.equal(
    rules.filter((id, i) => rules.indexOf(id) !== i),
    [],
  );
});

test('[X3] every sentence that was asked for names rules, and all of them are there', () => {
  const rules = written();
  const rows = readFileSync(join(packageRoot, 'docs/asked-for.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| sentence'));
  assert.ok(rows.length > 60);
  for (const row of rows) {
    const proof = row.split('|')[2]!;
    const ids = [...proof.matchAll(/\b([A-Z]{1,2}\d+)\b/gu)].map(([, id]) => id!);
    assert.ok(ids.length > 0, row);
    for (const id of ids) assert.ok(rules.includes(id), `${id} in: ${row}`);
  }
});
