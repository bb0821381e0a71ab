import type { Settings } from '../config/settings-table.ts';

type OriginSettings = Pick<Settings, 'host' | 'port' | 'origins' | 'publicUrl'>;

/**
 * Which pages may talk to this server, and by which names it may be called. A request that names
 * another host comes from a page that made its own name point here (DNS rebinding), and is refused.
 */
export class Origins {
  readonly #settings: OriginSettings;
  #port: number;
  #origins = new Set<string>();
  #hosts = new Set<string>();

  constructor(settings: OriginSettings) {
    this.#settings = settings;
    this.#port = settings.port;
    this.listening(settings.port);
  }

  /** The port that the system picked, when the setting left it open. */
  listening(port: number): void {
    this.#port = port;
    const { origins, publicUrl } = this.#settings;
    const local = this.#localOrigins();
    const allowed = origins.length > 0 ? [...origins] : [...local];
    if (publicUrl !== undefined) allowed.push(publicUrl);
    this.#origins = new Set(allowed.map((address) => new URL(address).origin));
    // The machine itself may always connect, such as for health checks.
    this.#hosts = new Set([...allowed, ...local].map((address) => new URL(address).host));
  }

  /** A `Host` header. */
  hostAllowed(host: string | undefined): boolean {
    return host !== undefined && this.#hosts.has(host.toLowerCase());
  }

  /** An `Origin` header. */
  originAllowed(origin: string | undefined): boolean {
    return origin !== undefined && this.#origins.has(origin.toLowerCase());
  }

  /** Where it listens, as an address that works on this machine. */
  get localAddress(): string {
    return this.#localOrigins()[0]!;
  }

  /** The address for people. Unknown when only a running server knows its port. */
  get publicAddress(): string | undefined {
    return this.#settings.publicUrl ?? (this.#port === 0 ? undefined : this.localAddress);
  }

  /** Whether people come by https, so that the cookie may be for https only. */
  get secure(): boolean {
    return this.#settings.publicUrl?.toLowerCase().startsWith('https:') === true;
  }

  #localOrigins(): string[] {
    const { host } = this.#settings;
    const names = ['127.0.0.1', 'localhost', '[::1]'];
    if (host !== '0.0.0.0' && host !== '::') {
      const own = host.includes(':') ? `[${host}]` : host;
      names.unshift(own);
    }
    return [...new Set(names)].map((name) => new URL(`http://${name}:${this.#port}`).origin);
  }
}
