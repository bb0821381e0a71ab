import type { GatewayDispatchPayload } from 'discord-api-types/v10';

export type EventName = GatewayDispatchPayload['t'];
export type EventData<T extends EventName> = Extract<GatewayDispatchPayload, { t: T }>['d'];
