import { subprotocols } from './codec.ts';
import { limits } from './limits.ts';

/** What stands before the tables of `docs/protocol.md`: how the messages belong together. */
export const guide = `# The protocol
This page is generated from \`protocol/\`: \`npm run docs\` writes it anew. It is all that a client in
another language needs; \`clients/python\` was written from it, and \`test/golden/frames.json\` has a
frame of every kind, as bytes and as JSON, to check an encoder and a decoder with.

## Frames
One WebSocket at \`/ws\`, with one of the subprotocols ${subprotocols.map((name) => `\`${name}\``).join(', ')}.
The first carries one MessagePack map per binary frame, in the plain form of the standard: no
extension types. The second carries the same maps as JSON, one per text frame. A field that may be
absent is left out; it is never nil. Fields that are not listed are refused. Ids are text. Times are
milliseconds since 1970 as a number; in MessagePack they arrive as float64, and may be sent as either.
All text is Unicode without NUL and without lone surrogates; lengths of text are counted in UTF-16
units. A frame to the server has at most ${limits.frame_in_bytes_max / 1024} KiB, one from it at most ${limits.frame_out_bytes_max / 1024} KiB. Compression of frames is
not used.

Take messages that you do not know, and fields that you do not know in messages that you do, for what
a later server says to later clients: leave them alone.

## Handshake
1. Open the socket with the subprotocol. A browser's \`Origin\` has to be one of the server's; without
   an \`Origin\` only a shard's key is taken.
2. Send \`hello\` within ${limits.hello_wait_ms / 1000} s, as the first frame and only then. A shard gives its \`key\`, which
   \`shardbell shard add NAME\` printed, and an \`incarnation\` that it makes anew whenever it starts.
   An account gives a socket \`ticket\`: sign in with \`POST /web/link\` and \`{"secret": …}\` (what stands
   after \`#link=\` in a one-time link) or \`POST /web/login\` and \`{"username": …, "password": …}\`, which
   set a cookie; with it, \`POST /web/socket\` answers \`{"ticket": …}\`, good once and for 30 s.
3. Wait for \`welcome\`; nothing else is accepted before it. It comes again, later, when what it says
   of an account changed: take the new one in place of the old.
4. Send \`ping\` every \`heartbeat_ms\` when there is nothing else to say. Who is silent for
   ${limits.silence_ms_max / 1000} s is cut, and so should be a server that was silent for so long.

## Requests
A request carries an \`id\` that the client makes, unique for that account or shard; it is answered by
\`done\` or \`refused\` with the same id (\`get\` by \`got\`, \`find\` and \`admin\` by \`answer\`), \`done\` only
after the change is on disk. Answers come in no particular order. After a lost connection send what
was not answered again with the same id: what was carried out before is answered again and changes
nothing, for a day. The same id with another body is refused (\`id_reused\`).

A \`refused\` changed nothing. \`code\` is one of the table below, \`sentence\` is for a person, and
\`retry\` tells whether the very same request may succeed later.

## Watches
A \`watch\` is answered by \`state\` with a topic number, or by \`gone\`; each \`event\` and \`signal\` carries
a topic number, and one event serves all watches of a connection that have it. Apply a \`ticket\` event
by appending its entries and setting the named fields of the head; a \`rows\` event by taking out what
is \`removed\` and putting in what is \`put\`, in that order; marks, presence and canned replies by
replacing those that are named. To move the window of a list send \`watch\` again with the same \`w\`.

A ticket's entries are numbered without gaps in the audience's own counting. To resume after a lost
connection, send \`watch\` with \`resume: {epoch, seq}\`, the epoch of the last \`welcome\` and the last
entry that was received: the answer is \`resumed\` with exactly what was missed, or \`state\` afresh, or
\`gone\`. Other watches always get \`state\` afresh. A client that reads too slowly gets \`state\` afresh in
place of events, or is closed with a code that says "come back and resume".

## Shards
After every \`welcome\` a shard tells who plays: all accounts, then all characters, then all sessions,
at most 2,000 of them unanswered at a time, then \`sessions_end\`. What was not listed has ended; until
\`sessions_end\` no session of the shard may open a ticket (\`sessions_incomplete\`). From then on it tells
\`session_opened\`, \`session_moved\` and \`session_closed\` as it happens. A new login should have a session
name of its own, so that nothing under way for one player reaches the next.

- **Help.** \`help_requested\` is answered by \`done\`, and the server's script shows forms: \`show_form\`.
  A form that was shown and not answered comes again, with the same id, after a lost connection: show
  it once. Answer with \`form_answered\`, repeating \`gump\` and \`serial\`; button 0 says that it was closed.
  If the server does not know the form any more (it was restarted, or its script was), \`form_gone\`
  brings the typed text back: when \`offered\` is true a new form with that text follows by itself, else
  offer it again yourself.
- **Replies.** \`notify\` carries a reply of support, to every live session of every participant. Show
  it, then send \`notice_shown\`. Until then it comes again, after a lost connection or when the player
  plays again: remember the ids that a session has shown, acknowledge them again and show nothing
  twice. Notices come oldest first.
- **Commands.** A shard names the live \`session\` for which it sends \`command\`: the player's own rights
  decide, never those of staff.
- **One at a time.** Of two connections with one key the newer wins; the older is closed with 4507.
  A new \`incarnation\` tells that the shard itself was restarted: all sessions of the old one have ended.

## The end
The server closes with a code: 4000 to 4499 mean come back with a growing pause and resume,
4500 to 4999 mean do not come back before something was changed. A \`bye\` that says the same in words
comes first where the socket still takes it. Any other end, such as a line that broke, means come
back with a growing pause: 1 s at first, at most 20 s, half of it left to chance, so that a restarted
server is not met by all at once.

An account may send ${limits.frames_per_second} frames a second and ${limits.frames_burst} at once, a shard ${limits.shard_messages_per_second.toLocaleString('en')} and ${limits.shard_messages_burst.toLocaleString('en')}; who
sends more is closed with 4003.
`;
