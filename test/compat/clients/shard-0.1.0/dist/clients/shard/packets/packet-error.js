/** The one error that encoders and decoders of packets throw. */
export class PacketError extends Error {
    fault;
    constructor(fault, message) {
        super(message);
        this.name = 'PacketError';
        this.fault = fault;
    }
}
