import {
  GatewayDispatchEvents as Event,
  MessageReferenceType,
  MessageType,
  PermissionFlagsBits as Bit,
  type RESTGetAPIChannelMessagesPinsResult,
} from 'discord-api-types/v10';
import { refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { changeMessage, systemMessage } from './compose.ts';
import { reach } from './reach.ts';

const pins_max = 250;

/** Pinning adds a system message to the channel. */
export function pin(world: World, actor: string, channel: string, id: string): void {
  const place = reach(world, actor, channel, Bit.PinMessages);
  const messages = world.messagesOf(channel);
  const message = messages.get(id);
  if (!message) throw refusal('unknownMessage');
  if (message.pinned) return;
  const pinned = [...messages.values()].filter((one) => one.pinned);
  if (pinned.length >= pins_max) throw refusal('pinsFull');
  changeMessage(world, place, { ...message, pinned: true });
  const guild = place.kind === 'guild' ? { guild_id: place.guild.id } : {};
  world.tell(
    Event.ChannelPinsUpdate,
    { channel_id: channel, ...guild, last_pin_timestamp: world.iso() },
    place.kind === 'guild' ? { guild: place.guild, channel: place.channel } : {},
  );
  systemMessage(world, place, world.users.get(actor)!, {
    type: MessageType.ChannelPinnedMessage,
    message_reference: {
      type: MessageReferenceType.Default,
      channel_id: channel,
      message_id: id,
      ...guild,
    },
  });
}

export function unpin(world: World, actor: string, channel: string, id: string): void {
  const place = reach(world, actor, channel, Bit.PinMessages);
  const message = world.messagesOf(channel).get(id);
  if (!message) throw refusal('unknownMessage');
  if (message.pinned) changeMessage(world, place, { ...message, pinned: false });
}

export function listPins(
  world: World,
  actor: string,
  channel: string,
): RESTGetAPIChannelMessagesPinsResult {
  reach(world, actor, channel, Bit.ReadMessageHistory);
  const pinned = [...world.messagesOf(channel).values()].filter((one) => one.pinned);
  const items = pinned.map((message) => ({ pinned_at: message.timestamp, message }));
  return { items: items.toReversed(), has_more: false };
}
