/**
 * Why there is no packet: `opcode`, it is another one; `length`, it is not exactly as long as it
 * says, or as it has to be; `too_large`, it would be longer than a packet can say.
 */
export type PacketFault = 'opcode' | 'length' | 'too_large';

/** The one error that encoders and decoders of packets throw. */
export class PacketError extends Error {
  readonly fault: PacketFault;

  constructor(fault: PacketFault, message: string) {
    super(message);
    this.name = 'PacketError';
    this.fault = fault;
  }
}
