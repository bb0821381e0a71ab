import { CliFolder, run } from '../cli/cli.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('erasing by command line', { limit_ms: 120_000 });

test('[V21] the command line says what an erasure touches, and erases nothing where nobody says that it is meant', async () => {
  const folder = new CliFolder();
  try {
    const { environment } = folder;
    const named = { ...environment, SHARDBELL_PUBLIC_URL: 'http://127.0.0.1:4600' };
    assert.is((await run(['account', 'add', 'canary'], named)).code, 0);
    const asked = await run(['account', 'erase', 'canary'], named);
    assert.is(asked.code, 1);
    assert.match(
      asked.out,
      /^Account \d+: canary\nin 0 tickets, with 0 messages and 0 files of its own\n/u,
    );
    assert.match(asked.err, /--yes says it\. Nothing was done\./u);
    const erased = await run(['account', 'erase', 'canary', '--yes'], named);
    assert.is(erased.code, 0, erased.err);
    const gone = await run(['account', 'erase', 'canary', '--yes'], named);
    assert.match(gone.err, /There is no account named canary/u);
    const audit = await run(['audit'], named);
    assert.not(audit.out.includes('canary'), audit.out);
  } finally {
    await folder.remove();
  }
});
