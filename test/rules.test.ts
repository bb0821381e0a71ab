import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './support/package-root.ts';
import { permissionsPage } from './support/permissions-page.ts';
import { readPrefaces, rulesOfTests, rulesPage } from './support/rules-page.ts';
import { assert, suite } from './support/suite.ts';

const test = suite('rules');

function written(): string[] {
  const text = readFileSync(join(packageRoot, 'docs/rules.md'), 'utf8');
  return [...text.matchAll(/^- \*\*([A-Z]{1,2}\d+)\*\* /gmu)].map(([, id]) => id!);
}

test('[X1] the page of rules is what the tests say: every rule is proved by a test, and none is left out', () => {
  const rules = rulesOfTests();
  assert.ok(rules.length > 100);
  assert.equal(
    rules.filter(({ files }) => files.length === 0).map(({ id }) => id),
    [],
    'rules without a test',
  );
  const page = readFileSync(join(packageRoot, 'docs/rules.md'), 'utf8');
  assert.is(page, rulesPage(rules, readPrefaces()), 'docs/rules.md is stale: run npm run docs');
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

test('[X6] the page of permissions says what the table says', () => {
  const page = readFileSync(join(packageRoot, 'docs/permissions.md'), 'utf8');
  assert.is(page, permissionsPage(), 'docs/permissions.md is stale: run npm run docs');
});

test('[X12] the glossary has at most fifty words, in order', () => {
  const page = readFileSync(join(packageRoot, 'docs/glossary.md'), 'utf8');
  const words = [...page.matchAll(/^\| ([^|]+) \|/gmu)].map(([, word]) => word!.toLowerCase());
  const [title, ...own] = words;
  assert.is(title, 'word');
  assert.ok(own.length > 20 && own.length <= 50, `${own.length} words`);
  assert.equal(own, own.toSorted());
});
