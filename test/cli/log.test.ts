import { logTo } from '../../server/log.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('log');

test('[O4] a log line is one JSON object, without what is secret or written by a user', () => {
  const lines: string[] = [];
  const log = logTo('info', { write: (line) => void lines.push(line) });
  log.info(
    {
      password: 'hidden-1',
      headers: { cookie: 'hidden-2', authorization: 'hidden-3', host: 'shown' },
      asked: { secret: 'hidden-4', key: 'hidden-5', token: 'hidden-6', link: 'hidden-7' },
      message: { body: 'hidden-8', text: 'hidden-9', subject: 'hidden-10' },
      ticket: 'shown',
    },
    'a sentence',
  );
  log.debug('not important enough');
  assert.is(lines.length, 1);
  const entry = JSON.parse(lines[0]!) as Record<string, unknown>;
  assert.not(lines[0]!.includes('hidden'));
  assert.is(lines[0]!.split('shown').length, 3);
  assert.equal([entry['level'], entry['msg']], ['info', 'a sentence']);
  assert.match(String(entry['time']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
});
