import fc from 'fast-check';
import { piecesOf } from '../../clients/web/app/links.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('links in texts');

/** The links of a text, as they are shown. */
const links = (text: string): string[] =>
  piecesOf(text).flatMap((piece) => (piece.to === undefined ? [] : [piece.text]));

// [U250] An address of http or https in a text is a link as it was written, without what ends the
// sentence; nothing else is a link, nor is what hides where it leads.
test('[U250] addresses of http and https are links as they were written, and nothing else is', () => {
  assert.equal(links('See https://a.example/b?c=d#e and http://b.example'), [
    'https://a.example/b?c=d#e',
    'http://b.example',
  ]);
  assert.equal(links('HTTPS://A.example/Big'), ['HTTPS://A.example/Big']);
  for (const none of [
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'ftp://a.example',
    'www.a.example',
    'mailto:a@a.example',
    'javascript://a.example/%0aalert(1)',

    'http://',
    'https://[',
    'https:a.example',
  ]) {
    assert.equal(links(none), [], none);
  }
});

test('[U250] what ends a sentence is not part of the address, a bracket of its own is', () => {
  assert.equal(links('Look (https://a.example/x). Or https://b.example/y, or https://c.example!'), [
    'https://a.example/x',
    'https://b.example/y',
    'https://c.example',
  ]);
  assert.equal(links('https://wiki.example/Mercury_(planet)'), [
    'https://wiki.example/Mercury_(planet)',
  ]);
});

test('[U250] an address that hides where it leads is no link', () => {
  assert.equal(links('https://bank.example@evil.example/'), []);
  // Ends where the direction is turned.
  assert.equal(links('https://a.example/\u202egpj.exe'), ['https://a.example/']);
});

test('[U250] whatever the text, the pieces joined are the text, and links lead to http or https', () => {
  const part = fc.constantFrom('http', 's', '://', 'a.b', '/', ')', '(', '@', ' ', '.', '\u202e');
  let seen = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part).map((all) => all.join('')),
      ),
      (text) => {
        const pieces = piecesOf(text);
        assert.is(pieces.map((piece) => piece.text).join(''), text);
        for (const { to } of pieces) {
          if (to === undefined) continue;
          seen += 1;
          assert.ok(to.protocol === 'http:' || to.protocol === 'https:');
        }
      },
    ),
    { numRuns: 2_000 },
  );
  assert.ok(seen > 0);
});

test('[R60] a text of nothing but what may end a link is cut in one pass, however long it is', () => {
  // At a cost that grows with the square of the length the time of this file would run out.
  const ends = ')'.repeat(300_000) + '.'.repeat(300_000);
  assert.equal(links(`https://a.example/${ends}`), ['https://a.example/']);
  const own = '('.repeat(300_000) + ')'.repeat(300_000);
  assert.equal(links(`https://a.example/${own}...`), [`https://a.example/${own}`]);
});
