import { createHash } from 'node:crypto';
import { style } from './style.ts';

const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For an element's content and for a quoted attribute. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (char) => named[char]!);
}

/** What somebody chose, in a direction of its own, so that it moves nothing around it. */
export function isolated(text: string): string {
  return `<bdi>${escaped(text)}</bdi>`;
}

const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * The beginning of a page that stands alone: wherever it is opened, it loads nothing, runs nothing
 * and sends nothing.
 */
export function pageTop(language: string, title: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
`;
}

export const page_end = '</body>\n</html>\n';

/** Names and values, one below the other; values are markup. */
export function factList(facts: ReadonlyArray<readonly [name: string, value: string]>): string {
  const lines = facts.map(
    ([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${value}</dd></div>`,
  );
  return `<dl>\n${lines.join('\n')}\n</dl>\n`;
}
