/**
 * Why a packet is invalid: `opcode`, it is another packet; `length`, its length differs from the
 * stated or required one; `too_large`, it would exceed the largest packet.
 */
export type PacketFault = 'opcode' | 'length' | 'too_large';

/** The only error that encoders and decoders of packets throw. */
export class PacketError extends Error {
  readonly fault: PacketFault;

  constructor(fault: PacketFault, message: string) {
    super(message);
    this.name = 'PacketError';
    this.fault = fault;
  }
}
