/** The style of all saved pages: for a screen, for a dark one, and for paper. */
export const style = `
:root { color-scheme: light dark; --text: #1c1f23; --muted: #5b626b; --line: #d5d9de; --player: #f2f4f7; --support: #e8f1fb; --note: #fff3d1; --note-line: #b98700; }
@media (prefers-color-scheme: dark) { @media screen { :root { --text: #e6e8eb; --muted: #a2a9b3; --line: #3a4048; --player: #23272d; --support: #1d2d40; --note: #3a2f10; --note-line: #d9a520; } body { background: #16191d; } a { color: #8ab4f8; } } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem; max-width: 48rem; color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.4rem; line-height: 1.3; }
h2 { margin: 1.5rem 0 .5rem; font-size: 1rem; break-after: avoid; }
p { margin: .25rem 0; }
dl { margin: 1rem 0; }
dl div { display: flex; gap: 1rem; padding: .15rem 0; border-bottom: 1px solid var(--line); }
dt { flex: 0 0 9rem; color: var(--muted); }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
tr { break-inside: avoid; }
.muted, .sentence, time { color: var(--muted); font-size: .875rem; }
.warning { padding: .5rem .75rem; border: 1px solid var(--note-line); background: var(--note); }
.entry { margin: .5rem 0; padding: .5rem .75rem; border-radius: .375rem; background: var(--player); }
.support { background: var(--support); }
.note { background: var(--note); border-inline-start: 3px solid var(--note-line); }
.files { margin: .5rem 0 0; padding-inline-start: 1.25rem; }
.top { margin: 0; break-after: avoid; }
.text { white-space: pre-wrap; orphans: 2; widows: 2; }
.sentence { margin: .5rem 0; padding: 0 .75rem; }
@page { margin: 18mm 16mm; }
@media print { body { padding: 0; max-width: none; font-size: 10.5pt; } .entry { border: 1px solid var(--line); } .warning, .note { print-color-adjust: exact; } a { color: inherit; } }
@media (max-width: 30rem) { dl div { display: block; } }
`;
